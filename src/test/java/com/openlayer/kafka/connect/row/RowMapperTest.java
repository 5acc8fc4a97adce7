package com.openlayer.kafka.connect.row;

import static com.openlayer.kafka.connect.config.ConfigField.INFERENCE_ID_COLUMN_NAME;
import static com.openlayer.kafka.connect.config.ConfigField.LATENCY_COLUMN_NAME;
import static com.openlayer.kafka.connect.config.ConfigField.SESSION_ID_COLUMN_NAME;
import static com.openlayer.kafka.connect.config.ConfigField.TIMESTAMP_COLUMN_NAME;
import static com.openlayer.kafka.connect.config.ConfigField.USER_ID_COLUMN_NAME;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.openlayer.kafka.connect.config.ConfigField;
import com.openlayer.kafka.connect.config.TaskType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RowMapperTest {
    private static final String ID = "topic-3-42";
    /** Padding that makes a few thousand names exceed the cache. */
    private static final String PADDING = "-".repeat(2_000);

    @Test
    void copiesJsonTextAsItIs() {
        String text = "{ \"a\" : 1.50,\n\"b\":[1, {\"c\": 12345678901234567890123}], \"d\":\"\\u00e9\u20ac\" }";
        String row = "{\"a\" : 1.50,\n\"b\":[1, {\"c\": 12345678901234567890123}], \"d\":\"\\u00e9\u20ac\"}";
        assertThat(PipelineFixture.plain().wire(text)).isEqualTo(row);
        assertThat(PipelineFixture.plain().wire(text.getBytes(UTF_8))).isEqualTo(row);
        ByteBuffer buffer = ByteBuffer.wrap(("xx" + text).getBytes(UTF_8)).position(2);
        assertThat(PipelineFixture.plain().wire(buffer)).isEqualTo(row);
        assertThat(buffer.position()).isEqualTo(2);
        assertThat(PipelineFixture.plain().wire("\ufeff{}")).isEqualTo("{}");
    }

    @Test
    void keepsTheLastOfTwoFieldsOfOneName() {
        assertThat(PipelineFixture.plain().wire("{\"a\":1,\"b\":2,\"\\u0061\":3}"))
                .isEqualTo("{\"b\":2,\"\\u0061\":3}");
    }

    @Test
    void replacesLoneSurrogatesWithoutChangingTheRecord() {
        byte[] text = "{\"a\":\"\\ud83d!\",\"b\":\"\\ud83d\\ude00\"}".getBytes(UTF_8);
        byte[] before = text.clone();
        assertThat(PipelineFixture.plain().wire(text)).isEqualTo("{\"a\":\"\\u003f!\",\"b\":\"\\ud83d\\ude00\"}");
        assertThat(text).isEqualTo(before);
        assertThat(PipelineFixture.plain().wire("{\"a\":\"\ud83d!\"}")).isEqualTo("{\"a\":\"?!\"}");
        assertThat(PipelineFixture.plain().wire(Map.of("a", "\ude00!\ud83d"))).isEqualTo("{\"a\":\"?!?\"}");
    }

    @Test
    void rejectsValuesThatAreNotObjects() {
        assertInvalid(PipelineFixture.plain(), null, "value is null");
        assertInvalid(PipelineFixture.plain(), 12L, "value is a Long, not an object");
        assertInvalid(PipelineFixture.plain(), List.of(1), "value is a ", ", not an object");
        assertInvalid(PipelineFixture.plain(), "[1]", "value is a JSON array, not an object");
        assertInvalid(PipelineFixture.plain(), "{\"a\":1}{", "value is not valid JSON (at byte 7)");
    }

    @Test
    void fillsColumnsFromEverySource() {
        PipelineFixture pipeline = PipelineFixture.plain()
                .columns(
                        "*",
                        "-secret",
                        "answer=value:/response/choices/0/message/content",
                        "response=value:/response/id",
                        "all=value",
                        "nothing=value:/response/choices/7",
                        "k=key",
                        "kid=key:/id",
                        "user=header:user",
                        "none=header:none",
                        "t=record:topic",
                        "p=record:partition",
                        "o=record:offset",
                        "at=record:timestamp",
                        "rid=record:id");
        String value =
                "{\"x\":1,\"secret\":2,\"response\":{\"id\":\"r\",\"choices\":[{\"message\":{\"content\":\"hi\"}}]}}";
        String expected = "{\"x\":1,\"answer\":\"hi\",\"response\":\"r\",\"all\":" + value
                + ",\"k\":\"{\\\"id\\\": 7}\",\"kid\":7,\"user\":\"u2\",\"t\":\"topic\",\"p\":3,\"o\":42,"
                + "\"at\":1795340000.123,\"rid\":\"" + ID + "\"}";
        SinkRecord record = PipelineFixture.record(null, value, null, "{\"id\": 7}");
        record.headers().addString("user", "u1").addString("user", "u2");
        assertThat(pipeline.wire(record)).isEqualTo(expected);

        Map<String, Object> map = new LinkedHashMap<>();
        map.put("x", 1);
        map.put("secret", 2);
        map.put("response", response());
        SinkRecord mapRecord = PipelineFixture.record(null, map, null, Map.of("id", 7));
        mapRecord.headers().addString("user", "u2");
        assertThat(PipelineFixture.parse(pipeline.wire(mapRecord)))
                .isEqualTo(PipelineFixture.parse(expected.replace("\"k\":\"{\\\"id\\\": 7}\"", "\"k\":{\"id\":7}")));
    }

    private static Map<String, Object> response() {
        Map<String, Object> response = new LinkedHashMap<>();
        response.put("id", "r");
        response.put("choices", List.of(Map.of("message", Map.of("content", "hi"))));
        return response;
    }

    @Test
    void usesTheFirstSourceThatIsPresentAndNotNull() {
        Map<String, String> rows = Map.of(
                "{\"x\":1,\"y\":2}", "{\"a\":1}",
                "{\"y\":2}", "{\"a\":2}",
                "{\"x\":null,\"y\":2}", "{\"a\":2}",
                "{\"x\":false,\"y\":2}", "{\"a\":false}",
                "{\"x\":null}", "{\"a\":7}",
                "{}", "{\"a\":7}");
        PipelineFixture pipeline = PipelineFixture.plain().columns("a=value:/x|value:/y|key:/id|header:h");
        rows.forEach((value, wire) -> {
            assertThat(pipeline.wire(PipelineFixture.record(null, value, null, "{\"id\":7}")))
                    .isEqualTo(wire);
            Map<?, ?> map = PipelineFixture.JSON.convertValue(PipelineFixture.parse(value), Map.class);
            assertThat(pipeline.wire(PipelineFixture.record(null, map, null, Map.of("id", 7))))
                    .isEqualTo(wire);
        });
        SinkRecord last = PipelineFixture.record(null, "{\"y\":null}", null, "{\"id\":null}");
        assertThat(pipeline.wire(last)).isEqualTo("{}");
        last.headers().addString("h", "header");
        assertThat(pipeline.wire(last)).isEqualTo("{\"a\":\"header\"}");
    }

    @Test
    void fallsBackToCoordinates() {
        PipelineFixture ids =
                PipelineFixture.plain().name(INFERENCE_ID_COLUMN_NAME, "id").columns("id=value:/x|record:id");
        assertThat(ids.wire("{\"x\":null}")).isEqualTo("{\"id\":\"" + ID + "\"}");
        assertThat(ids.wire("{\"x\":\" \"}")).isEqualTo("{\"id\":\"" + ID + "\"}");
        assertThat(ids.map("{\"x\":5}").inferenceId()).isEqualTo("5");
        PipelineFixture times = PipelineFixture.plain().columns("t=record:timestamp|value:/x");
        SinkRecord timeless =
                new SinkRecord("topic", 3, null, null, null, "{\"x\":9}", 42, -1L, TimestampType.NO_TIMESTAMP_TYPE);
        assertThat(times.wire(timeless)).isEqualTo("{\"t\":9}");
        PipelineFixture classes = PipelineFixture.classification()
                .name(ConfigField.PREDICTIONS_COLUMN_NAME, "p")
                .columns("p=value:/x|value:/y");
        assertThat(classes.wire("{\"x\":null,\"y\":\"Exited\"}")).isEqualTo("{\"p\":1}");
    }

    @Test
    void pointsIntoStructs() {
        Schema inner = SchemaBuilder.struct()
                .field("list", SchemaBuilder.array(Schema.INT32_SCHEMA))
                .build();
        Schema schema = SchemaBuilder.struct()
                .field("in", inner)
                .field("note", Schema.OPTIONAL_STRING_SCHEMA)
                .build();
        Struct value = new Struct(schema).put("in", new Struct(inner).put("list", List.of(4, 5)));
        assertThat(PipelineFixture.plain()
                        .columns("second=value:/in/list/1", "third=value:/in/list/2", "n=value:/note", "m=value:/no")
                        .wire(PipelineFixture.record(schema, value)))
                .isEqualTo("{\"second\":5,\"n\":null}");
        assertThat(PipelineFixture.plain().wire(PipelineFixture.record(schema, value)))
                .isEqualTo("{\"in\":{\"list\":[4,5]},\"note\":null}");
    }

    @Test
    void usesTheCoordinatesBeforeTransforms() {
        SinkRecord record = PipelineFixture.record(null, "{}");
        SinkRecord routed = record.newRecord("other", 9, null, null, null, "{}", record.timestamp(), record.headers());
        assertThat(PipelineFixture.plain()
                        .columns("t=record:topic")
                        .idFromRecord()
                        .wire(routed))
                .isEqualTo("{\"t\":\"topic\",\"kafka_id\":\"" + ID + "\"}");
    }

    @Test
    void addsTheRecordsTimestampAndId() {
        PipelineFixture pipeline = PipelineFixture.plain().timestampFromRecord().idFromRecord();
        Row row = pipeline.map("{\"a\":1}");
        assertThat(PipelineFixture.text(row))
                .isEqualTo("{\"a\":1,\"kafka_timestamp\":1795340000.123,\"kafka_id\":\"" + ID + "\"}");
        assertThat(row.inferenceId()).isNull();
        assertThat(pipeline.configFor(row).toString())
                .contains("\"timestampColumnName\":\"kafka_timestamp\"", "\"inferenceIdColumnName\":\"kafka_id\"");

        SinkRecord timeless =
                new SinkRecord("topic", 3, null, null, null, "{}", 42, -1L, TimestampType.NO_TIMESTAMP_TYPE);
        assertThat(pipeline.wire(timeless)).isEqualTo("{\"kafka_id\":\"" + ID + "\"}");
    }

    @Test
    void keepsColumnsNamedLikeTheAutomaticOnes() {
        Row row = PipelineFixture.plain()
                .timestampFromRecord()
                .idFromRecord()
                .map("{\"kafka_timestamp\":1700000000000,\"kafka_id\":5}");
        assertThat(PipelineFixture.text(row)).isEqualTo("{\"kafka_timestamp\":1700000000,\"kafka_id\":\"5\"}");
        assertThat(row.inferenceId()).isEqualTo("5");
    }

    @Test
    void fillsTheNamedColumnsFromTheRecord() {
        PipelineFixture pipeline = PipelineFixture.plain()
                .name(TIMESTAMP_COLUMN_NAME, "ts")
                .name(INFERENCE_ID_COLUMN_NAME, "id")
                .timestampFromRecord()
                .idFromRecord();
        assertThat(pipeline.wire("{}")).isEqualTo("{\"ts\":1795340000.123,\"id\":\"" + ID + "\"}");
        assertThat(pipeline.wire("{\"ts\":null,\"id\":null,\"a\":null}"))
                .isEqualTo("{\"a\":null,\"ts\":1795340000.123,\"id\":\"" + ID + "\"}");
        Row own = pipeline.map("{\"ts\":\"2026-11-23T00:00:00Z\",\"id\":\"\\u0061\"}");
        assertThat(PipelineFixture.text(own)).isEqualTo("{\"ts\":1795392000,\"id\":\"\\u0061\"}");
        assertThat(own.inferenceId()).isEqualTo("a");
    }

    @Test
    void writesScalarIdsAsText() {
        PipelineFixture pipeline = PipelineFixture.plain().name(INFERENCE_ID_COLUMN_NAME, "id");
        assertThat(pipeline.map(Map.of("id", 7L)).inferenceId()).isEqualTo("7");
        assertInvalid(pipeline, "{\"id\":[1]}", "column 'id' (inference.id.column.name) must be text, but is an array");
    }

    @ParameterizedTest
    @CsvSource({
        "7, 7",
        "7.0, 7",
        "7.00, 7",
        "70e-1, 7",
        "-7.0, -7",
        "0.0, 0",
        "-0, 0",
        "-0.0, 0",
        "12345678.0, 12345678",
        "1e5, 100000",
        "1.50, 1.5",
        "2.43e-05, 0.0000243",
        "12345678901234567890, 12345678901234567890",
    })
    void writesNumericIdsInCanonicalForm(String number, String id) {
        for (ConfigField field : List.of(INFERENCE_ID_COLUMN_NAME, USER_ID_COLUMN_NAME, SESSION_ID_COLUMN_NAME)) {
            PipelineFixture pipeline = PipelineFixture.llm().name(field, "id").decimalsAsText();
            String wire = "{\"id\":\"" + id + "\",\"output\":\"\"}";
            assertThat(pipeline.wire("{\"id\":" + number + ",\"output\":\"\"}")).isEqualTo(wire);
            Map<String, Object> row = new TreeMap<>(Map.of("output", ""));
            BigDecimal decimal = new BigDecimal(number);
            for (Object read : List.of(decimal, decimal.doubleValue(), decimal.floatValue())) {
                boolean exact = read instanceof BigDecimal || new BigDecimal(read.toString()).compareTo(decimal) == 0;
                row.put("id", read);
                assertThat(exact ? pipeline.wire(row) : wire)
                        .as("%s", read.getClass())
                        .isEqualTo(wire);
            }
        }
    }

    @Test
    void keepsHugeNumericIdsAsWritten() {
        PipelineFixture pipeline = PipelineFixture.plain().name(INFERENCE_ID_COLUMN_NAME, "id");
        assertThat(pipeline.wire("{\"id\":1e999999999}")).isEqualTo("{\"id\":\"1e999999999\"}");
        assertThat(pipeline.wire("{\"id\":1e99999999999}")).isEqualTo("{\"id\":\"1e99999999999\"}");
        String digits = "1".repeat(500) + ".0";
        assertThat(pipeline.wire("{\"id\":" + digits + "}")).isEqualTo("{\"id\":\"" + digits + "\"}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\t\r\n", "\u2003"})
    void treatsBlankIdsAsAbsent(String blank) {
        String json = "{\"id\":" + PipelineFixture.JSON.valueToTree(blank) + ",\"a\":1}";
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("id", blank);
        map.put("a", 1);
        for (Object value : List.of(json, map)) {
            PipelineFixture named = PipelineFixture.plain().name(INFERENCE_ID_COLUMN_NAME, "id");
            Row without = named.map(value);
            assertThat(PipelineFixture.text(without)).isEqualTo("{\"a\":1}");
            assertThat(without.inferenceId()).isNull();
            assertThat(named.configFor(without).has("inferenceIdColumnName")).isFalse();
            Row withCoordinates = PipelineFixture.plain()
                    .name(INFERENCE_ID_COLUMN_NAME, "id")
                    .idFromRecord()
                    .map(value);
            assertThat(PipelineFixture.text(withCoordinates)).isEqualTo("{\"a\":1,\"id\":\"" + ID + "\"}");
            assertThat(withCoordinates.inferenceId()).isNull();
        }
        assertThat(PipelineFixture.plain().idFromRecord().wire("{\"kafka_id\":\"\",\"id\":\"\"}"))
                .isEqualTo("{\"id\":\"\",\"kafka_id\":\"" + ID + "\"}");
    }

    @Test
    void rejectsIdsLongerThanARequestLineAllows() {
        PipelineFixture pipeline = PipelineFixture.plain().name(INFERENCE_ID_COLUMN_NAME, "id");
        String longest = "é".repeat(512);
        assertThat(pipeline.map("{\"id\":\"" + longest + "\"}").inferenceId()).isEqualTo(longest);
        String escaped = "\\u00e9".repeat(512);
        assertThat(pipeline.map("{\"id\":\"" + escaped + "\"}").inferenceId()).isEqualTo(longest);
        assertInvalid(
                pipeline,
                "{\"id\":\"" + longest + "x\"}",
                "column 'id' (inference.id.column.name) is longer than 1024 bytes in UTF-8");
        assertThat(PipelineFixture.plain()
                        .name(INFERENCE_ID_COLUMN_NAME, "id")
                        .lenient()
                        .wire("{\"id\":\"" + longest + "x\"}"))
                .isEqualTo("{\"id\":\"" + longest + "x\"}");
    }

    @Test
    void rejectsNamesThatBecomeEqualOnTheWire() {
        String message = "two names that are the same text on the wire";
        Map<String, Object> halves = new LinkedHashMap<>();
        halves.put("\ud83d", 1);
        halves.put("\ud83e", 2);
        assertInvalid(PipelineFixture.plain(), halves, message);
        assertInvalid(
                PipelineFixture.plain(), Map.of("a", List.of(halves)), "a column: a map or struct has " + message);
        assertInvalid(PipelineFixture.plain(), Map.of("\ude00", 1, "?", 2), message);
        assertInvalid(PipelineFixture.plain(), Map.of("a", Map.of("x\ude00", 1, "x?", 2)), message);
        assertThat(PipelineFixture.plain().wire(Map.of("a", Map.of("x\ude00", "\ud83d"))))
                .isEqualTo("{\"a\":{\"x?\":\"?\"}}");
        assertThat(PipelineFixture.plain().columns("*", "-?").wire(Map.of("\ude00", 1)))
                .isEqualTo("{}");

        Schema schema = SchemaBuilder.struct()
                .field("\ud83d", Schema.INT32_SCHEMA)
                .field("?", Schema.INT32_SCHEMA)
                .build();
        Struct struct = new Struct(schema).put("\ud83d", 1).put("?", 2);
        Schema outer = SchemaBuilder.struct().field("a", schema).build();
        for (int i = 0; i < 2; i++) { // the schema is known the second time
            assertThatThrownBy(() -> PipelineFixture.plain().map(PipelineFixture.record(schema, struct)))
                    .hasMessage("value has two fields whose names are the same text on the wire");
            assertInvalid(
                    PipelineFixture.plain(), new Struct(outer).put("a", struct), "a map or struct has " + message);
        }
    }

    @Test
    void omitsNullsOfConfiguredColumns() {
        PipelineFixture pipeline = PipelineFixture.plain().name(LATENCY_COLUMN_NAME, "ms");
        Row row = pipeline.map("{\"ms\":null,\"x\":null}");
        assertThat(PipelineFixture.text(row)).isEqualTo("{\"x\":null}");
        assertThat(pipeline.configFor(row).has("latencyColumnName")).isFalse();
        Row user = PipelineFixture.llm().name(USER_ID_COLUMN_NAME, "u").map("{\"x\":1,\"u\":null,\"output\":\"\"}");
        assertThat(PipelineFixture.text(user)).isEqualTo("{\"x\":1,\"output\":\"\"}");
        assertThat(pipeline.wire(java.util.Collections.singletonMap("ms", null)))
                .isEqualTo("{}");
    }

    @Test
    void sharesColumnSetsBetweenRows() {
        PipelineFixture pipeline = PipelineFixture.llm().name(LATENCY_COLUMN_NAME, "ms");
        Row one = pipeline.map("{\"output\":\"\",\"ms\":1}");
        Row two = pipeline.map("{\"output\":\"\"}");
        Row three = pipeline.map("{\"ms\":3,\"output\":\"\"}");
        assertThat(three.columns()).isSameAs(one.columns()).isNotEqualTo(two.columns());
        assertThat(pipeline.map("{\"output\":\"\"}").columns()).isSameAs(two.columns());
    }

    @Test
    void limitsRowSizeOnlyByMemory() {
        RowMapper mapper = new RowMapper(
                PipelineFixture.plain().config(), PipelineFixture.plain().options());
        byte[] large = ("{\"a\":\"" + "x".repeat(20_000_000) + "\"}").getBytes(UTF_8);
        assertThat(mapper.map(PipelineFixture.record(null, large)).get(0).json())
                .isEqualTo(large);
        List<Object> wide = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            wide = new ArrayList<>(Arrays.asList(wide, wide)); // two to the power of 40 lists
        }
        Map<String, Object> endless = Map.of("a", wide);
        assertThatThrownBy(() -> mapper.map(PipelineFixture.record(null, endless)))
                .hasMessage(
                        "a column: the row is larger than 67108864 bytes, the most that is kept in memory for one row");
    }

    @Test
    void rejectsRowsOverTheLimit() {
        PipelineFixture pipeline = PipelineFixture.plain().maxRowBytes(100);
        String fits = "{\"a\":\"" + "x".repeat(92) + "\"}";
        assertThat(pipeline.wire(fits)).hasSize(100);
        assertThat(pipeline.wire(Map.of("a", "x".repeat(92)))).hasSize(100);
        String message = "the row is larger than 100 bytes, the most that is kept in memory for one row";
        assertInvalid(pipeline, "{\"a\":\"" + "x".repeat(93) + "\"}", message);
        assertInvalid(pipeline, Map.of("a", "x".repeat(93)), message);
        assertInvalid(pipeline, Map.of("a", "\u20ac".repeat(32)), message);
        assertThat(pipeline.wire("{\"a\":1}")).isEqualTo("{\"a\":1}");
    }

    @Test
    void limitsDepthAndSizeOfConnectData() {
        Object value = 1;
        for (int i = 0; i < 100_000; i++) {
            value = List.of(value);
        }
        assertInvalid(PipelineFixture.plain(), Map.of("a", value), "a column: value nests deeper than 100 levels");
        Map<String, Object> cycle = new LinkedHashMap<>();
        cycle.put("self", cycle);
        assertInvalid(PipelineFixture.plain(), cycle, "nests deeper");
        List<Object> wide = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            wide = new ArrayList<>(Arrays.asList(wide, wide)); // two to the power of 40 lists
        }
        assertInvalid(PipelineFixture.plain(), Map.of("a", wide), "the row is larger than 1000000 bytes");
        assertInvalid(
                PipelineFixture.plain(),
                Map.of("a", BigInteger.ONE.shiftLeft(200_000)),
                "value holds a number of 200001 bits");
        assertThat(PipelineFixture.plain().wire(Map.of("a", new BigDecimal("1E+999999999"))))
                .isEqualTo("{\"a\":1E+999999999}");
    }

    @Test
    void writesKeysOfAnyTypeAsText() {
        assertThat(PipelineFixture.plain().wire(Map.of(7L, Map.of(true, 1)))).isEqualTo("{\"7\":{\"true\":1}}");
        assertThat(PipelineFixture.plain().wire(Map.of(Map.of("a", 1), 2))).isEqualTo("{\"{\\\"a\\\":1}\":2}");
        assertInvalid(PipelineFixture.plain(), Map.of(1, 1, "1", 2), "two names that are the same text on the wire");
        assertInvalid(
                PipelineFixture.plain(),
                Map.of("a", Map.of(1, 1, 1L, 2)),
                "two names that are the same text on the wire");
    }

    @Test
    void writesDefaultsOfStructs() {
        Schema schema = SchemaBuilder.struct()
                .field("n", SchemaBuilder.int32().defaultValue(9).build())
                .build();
        assertThat(PipelineFixture.plain().wire(PipelineFixture.record(schema, new Struct(schema))))
                .isEqualTo("{\"n\":9}");
    }

    @Test
    void followsChangingSchemas() {
        PipelineFixture pipeline = PipelineFixture.plain().name(LATENCY_COLUMN_NAME, "f0" + PADDING);
        for (int i = 0; i < 2_000; i++) {
            String name = "f" + i % 700 + PADDING;
            Schema schema =
                    SchemaBuilder.struct().field(name, Schema.INT32_SCHEMA).build();
            Row row = pipeline.map(PipelineFixture.record(schema, new Struct(schema).put(name, i)));
            assertThat(PipelineFixture.text(row)).isEqualTo("{\"" + name + "\":" + i + "}");
            assertThat(pipeline.configFor(row).has("latencyColumnName")).isEqualTo(i % 700 == 0);
        }
        for (int i = 0; i < 5_000; i++) {
            String text = "{\"new" + i + PADDING + "\":1,\"f0" + PADDING + "\":2}";
            assertThat(pipeline.wire(text)).isEqualTo(text);
        }
    }

    @ParameterizedTest
    @CsvSource({"NaN", "Infinity", "-Infinity"})
    void writesNonFiniteNumbersAsNull(double number) {
        assertThat(PipelineFixture.plain().wire(Map.of("a", number))).isEqualTo("{\"a\":null}");
        assertThat(PipelineFixture.plain().wire(Map.of("a", List.of((float) number))))
                .isEqualTo("{\"a\":[null]}");
        assertInvalid(PipelineFixture.plain().failOnNan(), Map.of("a", number), "which JSON cannot express");
        PipelineFixture latency = PipelineFixture.plain().name(LATENCY_COLUMN_NAME, "ms");
        assertThat(latency.wire(Map.of("ms", number))).isEqualTo("{}");
    }

    @Test
    void requiresTheOutputOfAnLlm() {
        String missing = "column 'output' (output.column.name) is missing";
        assertInvalid(PipelineFixture.llm(), "{\"a\":1}", missing);
        assertInvalid(PipelineFixture.llm(), "{\"output\":null}", missing);
        assertThat(PipelineFixture.llm().lenient().wire("{\"output\":null}")).isEqualTo("{}");
        assertThat(PipelineFixture.of(TaskType.TEXT_CLASSIFICATION).wire("{}")).isEqualTo("{}");
    }

    @Test
    void parsesKeysOnlyForPointers() {
        PipelineFixture pipeline = PipelineFixture.plain().columns("id=key:/id");
        assertThat(pipeline.wire(PipelineFixture.record(null, "{}"))).isEqualTo("{}");
        assertThat(pipeline.wire(PipelineFixture.record(null, "{}", null, "{\"id\":[1]}".getBytes(UTF_8))))
                .isEqualTo("{\"id\":[1]}");
        assertThatThrownBy(() -> pipeline.map(PipelineFixture.record(null, "{}", null, "k-17")))
                .hasMessage("key is not valid JSON (at byte 0)");
        assertThat(PipelineFixture.plain()
                        .columns("k=key")
                        .wire(PipelineFixture.record(null, "{}", null, new byte[] {1, 2})))
                .isEqualTo("{\"k\":\"AQI=\"}");
    }

    static void assertInvalid(PipelineFixture pipeline, Object value, String... parts) {
        assertThatThrownBy(() -> pipeline.map(value))
                .isInstanceOf(InvalidRowException.class)
                .hasNoCause()
                .message()
                .contains(parts);
    }
}
