package com.openlayer.kafka.connect.row;

import static com.openlayer.kafka.connect.config.ConfigField.INFERENCE_ID_COLUMN_NAME;
import static com.openlayer.kafka.connect.config.ConfigField.LATENCY_COLUMN_NAME;
import static com.openlayer.kafka.connect.config.ConfigField.TIMESTAMP_COLUMN_NAME;
import static com.openlayer.kafka.connect.config.ConfigField.USER_ID_COLUMN_NAME;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.openlayer.kafka.connect.config.TaskType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RowMapperTest {
    private static final String ID = "topic-3-42";

    @Test
    void copiesJsonTextAsItIs() {
        String text = "{ \"a\" : 1.50,\n\"b\":[1, {\"c\": 12345678901234567890123}], \"d\":\"\\u00e9\u20ac\" }";
        String row = "{\"a\" : 1.50,\n\"b\":[1, {\"c\": 12345678901234567890123}], \"d\":\"\\u00e9\u20ac\"}";
        assertThat(Pipeline.plain().wire(text)).isEqualTo(row);
        assertThat(Pipeline.plain().wire(text.getBytes(UTF_8))).isEqualTo(row);
        ByteBuffer buffer = ByteBuffer.wrap(("xx" + text).getBytes(UTF_8)).position(2);
        assertThat(Pipeline.plain().wire(buffer)).isEqualTo(row);
        assertThat(buffer.position()).isEqualTo(2);
        assertThat(Pipeline.plain().wire("\ufeff{}")).isEqualTo("{}");
    }

    @Test
    void keepsTheLastOfTwoFieldsOfOneName() {
        assertThat(Pipeline.plain().wire("{\"a\":1,\"b\":2,\"\\u0061\":3}")).isEqualTo("{\"b\":2,\"\\u0061\":3}");
    }

    @Test
    void mendsHalfSurrogatePairsWithoutTouchingTheRecord() {
        byte[] text = "{\"a\":\"\\ud83d!\",\"b\":\"\\ud83d\\ude00\"}".getBytes(UTF_8);
        byte[] before = text.clone();
        assertThat(Pipeline.plain().wire(text)).isEqualTo("{\"a\":\"\\u003f!\",\"b\":\"\\ud83d\\ude00\"}");
        assertThat(text).isEqualTo(before);
        assertThat(Pipeline.plain().wire("{\"a\":\"\ud83d!\"}")).isEqualTo("{\"a\":\"?!\"}");
        assertThat(Pipeline.plain().wire(Map.of("a", "\ude00!\ud83d"))).isEqualTo("{\"a\":\"?!?\"}");
    }

    @Test
    void refusesWhatIsNoObject() {
        assertInvalid(Pipeline.plain(), null, "value is null");
        assertInvalid(Pipeline.plain(), 12L, "value is a Long, not an object");
        assertInvalid(Pipeline.plain(), List.of(1), "value is a ", ", not an object");
        assertInvalid(Pipeline.plain(), "[1]", "value is a JSON array, not an object");
        assertInvalid(Pipeline.plain(), "{\"a\":1}{", "value is no valid JSON (at byte 7)");
    }

    @Test
    void takesColumnsFromEverywhere() {
        Pipeline pipeline = Pipeline.plain()
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
        SinkRecord record = Pipeline.record(null, value, null, "{\"id\": 7}");
        record.headers().addString("user", "u1").addString("user", "u2");
        assertThat(pipeline.wire(record)).isEqualTo(expected);

        Map<String, Object> map = new LinkedHashMap<>();
        map.put("x", 1);
        map.put("secret", 2);
        map.put("response", response());
        SinkRecord mapRecord = Pipeline.record(null, map, null, Map.of("id", 7));
        mapRecord.headers().addString("user", "u2");
        assertThat(Pipeline.parse(pipeline.wire(mapRecord)))
                .isEqualTo(Pipeline.parse(expected.replace("\"k\":\"{\\\"id\\\": 7}\"", "\"k\":{\"id\":7}")));
    }

    private static Map<String, Object> response() {
        Map<String, Object> response = new LinkedHashMap<>();
        response.put("id", "r");
        response.put("choices", List.of(Map.of("message", Map.of("content", "hi"))));
        return response;
    }

    @Test
    void takesPlacesInStructs() {
        Schema inner = SchemaBuilder.struct()
                .field("list", SchemaBuilder.array(Schema.INT32_SCHEMA))
                .build();
        Schema schema = SchemaBuilder.struct()
                .field("in", inner)
                .field("note", Schema.OPTIONAL_STRING_SCHEMA)
                .build();
        Struct value = new Struct(schema).put("in", new Struct(inner).put("list", List.of(4, 5)));
        assertThat(Pipeline.plain()
                        .columns("second=value:/in/list/1", "third=value:/in/list/2", "n=value:/note", "m=value:/no")
                        .wire(Pipeline.record(schema, value)))
                .isEqualTo("{\"second\":5,\"n\":null}");
        assertThat(Pipeline.plain().wire(Pipeline.record(schema, value)))
                .isEqualTo("{\"in\":{\"list\":[4,5]},\"note\":null}");
    }

    @Test
    void usesTheCoordinatesOfBeforeTheTransforms() {
        SinkRecord record = Pipeline.record(null, "{}");
        SinkRecord routed = record.newRecord("other", 9, null, null, null, "{}", record.timestamp(), record.headers());
        assertThat(Pipeline.plain().columns("t=record:topic").idFromRecord().wire(routed))
                .isEqualTo("{\"t\":\"topic\",\"kafka_id\":\"" + ID + "\"}");
    }

    @Test
    void addsTimestampAndIdOfTheRecord() {
        Pipeline pipeline = Pipeline.plain().timestampFromRecord().idFromRecord();
        Row row = pipeline.map("{\"a\":1}");
        assertThat(Pipeline.text(row))
                .isEqualTo("{\"a\":1,\"kafka_timestamp\":1795340000.123,\"kafka_id\":\"" + ID + "\"}");
        assertThat(row.inferenceId()).isNull();
        assertThat(pipeline.configFor(row).toString())
                .contains("\"timestampColumnName\":\"kafka_timestamp\"", "\"inferenceIdColumnName\":\"kafka_id\"");

        SinkRecord timeless =
                new SinkRecord("topic", 3, null, null, null, "{}", 42, -1L, TimestampType.NO_TIMESTAMP_TYPE);
        assertThat(pipeline.wire(timeless)).isEqualTo("{\"kafka_id\":\"" + ID + "\"}");
    }

    @Test
    void doesNotOverwriteColumnsOfTheNamesItWouldAdd() {
        Row row = Pipeline.plain()
                .timestampFromRecord()
                .idFromRecord()
                .map("{\"kafka_timestamp\":1700000000000,\"kafka_id\":5}");
        assertThat(Pipeline.text(row)).isEqualTo("{\"kafka_timestamp\":1700000000,\"kafka_id\":\"5\"}");
        assertThat(row.inferenceId()).isEqualTo("5");
    }

    @Test
    void fallsBackToTheRecordUnderTheNamedColumn() {
        Pipeline pipeline = Pipeline.plain()
                .name(TIMESTAMP_COLUMN_NAME, "ts")
                .name(INFERENCE_ID_COLUMN_NAME, "id")
                .timestampFromRecord()
                .idFromRecord();
        assertThat(pipeline.wire("{}")).isEqualTo("{\"ts\":1795340000.123,\"id\":\"" + ID + "\"}");
        assertThat(pipeline.wire("{\"ts\":null,\"id\":null,\"a\":null}"))
                .isEqualTo("{\"a\":null,\"ts\":1795340000.123,\"id\":\"" + ID + "\"}");
        Row own = pipeline.map("{\"ts\":\"2026-11-23T00:00:00Z\",\"id\":\"\\u0061\"}");
        assertThat(Pipeline.text(own)).isEqualTo("{\"ts\":1795392000,\"id\":\"\\u0061\"}");
        assertThat(own.inferenceId()).isEqualTo("a");
    }

    @Test
    void writesScalarIdsAsText() {
        Pipeline pipeline = Pipeline.plain().name(INFERENCE_ID_COLUMN_NAME, "id");
        assertThat(pipeline.wire("{\"id\":1.50}")).isEqualTo("{\"id\":\"1.50\"}");
        assertThat(pipeline.map(Map.of("id", 7L)).inferenceId()).isEqualTo("7");
        assertInvalid(pipeline, "{\"id\":[1]}", "column 'id' (inference.id.column.name) must be text, but is an array");
    }

    @Test
    void leavesNullsOfConfiguredColumnsOut() {
        Pipeline pipeline = Pipeline.plain().name(LATENCY_COLUMN_NAME, "ms");
        Row row = pipeline.map("{\"ms\":null,\"x\":null}");
        assertThat(Pipeline.text(row)).isEqualTo("{\"x\":null}");
        assertThat(pipeline.configFor(row).has("latencyColumnName")).isFalse();
        Row user = Pipeline.llm().name(USER_ID_COLUMN_NAME, "u").map("{\"x\":1,\"u\":null,\"output\":\"\"}");
        assertThat(Pipeline.text(user)).isEqualTo("{\"x\":1,\"output\":\"\"}");
        assertThat(pipeline.wire(java.util.Collections.singletonMap("ms", null)))
                .isEqualTo("{}");
    }

    @Test
    void sharesOneColumnSetAmongRowsAlike() {
        Pipeline pipeline = Pipeline.llm().name(LATENCY_COLUMN_NAME, "ms");
        Row one = pipeline.map("{\"output\":\"\",\"ms\":1}");
        Row two = pipeline.map("{\"output\":\"\"}");
        Row three = pipeline.map("{\"ms\":3,\"output\":\"\"}");
        assertThat(three.columns()).isSameAs(one.columns()).isNotEqualTo(two.columns());
        assertThat(pipeline.map("{\"output\":\"\"}").columns()).isSameAs(two.columns());
    }

    @Test
    void refusesRowsThatNoRequestCanHold() {
        Pipeline pipeline = Pipeline.plain().maxRowBytes(100);
        String fits = "{\"a\":\"" + "x".repeat(92) + "\"}";
        assertThat(pipeline.wire(fits)).hasSize(100);
        assertThat(pipeline.wire(Map.of("a", "x".repeat(92)))).hasSize(100);
        String message = "the row is larger than 100 bytes, the room that batch.max.bytes leaves for one row";
        assertInvalid(pipeline, "{\"a\":\"" + "x".repeat(93) + "\"}", message);
        assertInvalid(pipeline, Map.of("a", "x".repeat(93)), message);
        assertInvalid(pipeline, Map.of("a", "\u20ac".repeat(32)), message);
        assertThat(pipeline.wire("{\"a\":1}")).isEqualTo("{\"a\":1}");
    }

    @Test
    void boundsDepthAndSizeOfConnectData() {
        Object value = 1;
        for (int i = 0; i < 100_000; i++) {
            value = List.of(value);
        }
        assertInvalid(Pipeline.plain(), Map.of("a", value), "a column: value nests deeper than 100 levels");
        Map<String, Object> cycle = new LinkedHashMap<>();
        cycle.put("self", cycle);
        assertInvalid(Pipeline.plain(), cycle, "nests deeper");
        List<Object> wide = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            wide = new ArrayList<>(Arrays.asList(wide, wide)); // two to the power of 40 lists
        }
        assertInvalid(Pipeline.plain(), Map.of("a", wide), "the row is larger than 1000000 bytes");
        assertInvalid(
                Pipeline.plain(),
                Map.of("a", BigInteger.ONE.shiftLeft(200_000)),
                "value holds a number of 200001 bits");
        assertThat(Pipeline.plain().wire(Map.of("a", new BigDecimal("1E+999999999"))))
                .isEqualTo("{\"a\":1E+999999999}");
    }

    @Test
    void writesKeysOfAnyTypeAsText() {
        assertThat(Pipeline.plain().wire(Map.of(7L, Map.of(true, 1)))).isEqualTo("{\"7\":{\"true\":1}}");
        assertThat(Pipeline.plain().wire(Map.of(Map.of("a", 1), 2))).isEqualTo("{\"{\\\"a\\\":1}\":2}");
        assertInvalid(Pipeline.plain(), Map.of(1, 1, "1", 2), "two keys that are the same text");
        assertInvalid(Pipeline.plain(), Map.of("a", Map.of(1, 1, 1L, 2)), "two keys that are the same text");
    }

    @Test
    void fillsDefaultsAsStructsDo() {
        Schema schema = SchemaBuilder.struct()
                .field("n", SchemaBuilder.int32().defaultValue(9).build())
                .build();
        assertThat(Pipeline.plain().wire(Pipeline.record(schema, new Struct(schema))))
                .isEqualTo("{\"n\":9}");
    }

    @Test
    void followsSchemasThatChange() {
        Pipeline pipeline = Pipeline.plain().name(LATENCY_COLUMN_NAME, "f0");
        for (int i = 0; i < 2_000; i++) {
            Schema schema = SchemaBuilder.struct()
                    .field("f" + i % 700, Schema.INT32_SCHEMA)
                    .build();
            Row row = pipeline.map(Pipeline.record(schema, new Struct(schema).put("f" + i % 700, i)));
            assertThat(Pipeline.text(row)).isEqualTo("{\"f" + i % 700 + "\":" + i + "}");
            assertThat(pipeline.configFor(row).has("latencyColumnName")).isEqualTo(i % 700 == 0);
        }
        for (int i = 0; i < 5_000; i++) {
            assertThat(pipeline.wire("{\"new" + i + "\":1,\"f0\":2}")).isEqualTo("{\"new" + i + "\":1,\"f0\":2}");
        }
    }

    @ParameterizedTest
    @CsvSource({"NaN", "Infinity", "-Infinity"})
    void hasNoJsonForSomeNumbers(double number) {
        assertThat(Pipeline.plain().wire(Map.of("a", number))).isEqualTo("{\"a\":null}");
        assertThat(Pipeline.plain().wire(Map.of("a", List.of((float) number)))).isEqualTo("{\"a\":[null]}");
        assertInvalid(Pipeline.plain().failOnNan(), Map.of("a", number), "which JSON cannot express");
        Pipeline latency = Pipeline.plain().name(LATENCY_COLUMN_NAME, "ms");
        assertThat(latency.wire(Map.of("ms", number))).isEqualTo("{}");
    }

    @Test
    void wantsTheOutputOfAnLlm() {
        String missing = "column 'output' (output.column.name) is missing";
        assertInvalid(Pipeline.llm(), "{\"a\":1}", missing);
        assertInvalid(Pipeline.llm(), "{\"output\":null}", missing);
        assertThat(Pipeline.llm().lenient().wire("{\"output\":null}")).isEqualTo("{}");
        assertThat(Pipeline.of(TaskType.TEXT_CLASSIFICATION).wire("{}")).isEqualTo("{}");
    }

    @Test
    void readsKeysOnlyWhereTheyArePointedInto() {
        Pipeline pipeline = Pipeline.plain().columns("id=key:/id");
        assertThat(pipeline.wire(Pipeline.record(null, "{}"))).isEqualTo("{}");
        assertThat(pipeline.wire(Pipeline.record(null, "{}", null, "{\"id\":[1]}".getBytes(UTF_8))))
                .isEqualTo("{\"id\":[1]}");
        assertThatThrownBy(() -> pipeline.map(Pipeline.record(null, "{}", null, "k-17")))
                .hasMessage("key is no valid JSON (at byte 0)");
        assertThat(Pipeline.plain().columns("k=key").wire(Pipeline.record(null, "{}", null, new byte[] {1, 2})))
                .isEqualTo("{\"k\":\"AQI=\"}");
    }

    static void assertInvalid(Pipeline pipeline, Object value, String... parts) {
        assertThatThrownBy(() -> pipeline.map(value))
                .isInstanceOf(InvalidRowException.class)
                .hasNoCause()
                .message()
                .contains(parts);
    }
}
