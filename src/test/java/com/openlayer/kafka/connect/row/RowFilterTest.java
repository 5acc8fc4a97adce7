package com.openlayer.kafka.connect.row;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.openlayer.kafka.connect.config.ConfigField;
import com.openlayer.kafka.connect.config.TaskType;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.data.Timestamp;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests the rows that a pipeline's jq filter makes of records. */
class RowFilterTest {
    private static final String SECRET = "s3cr3t";

    private static PipelineFixture filter(String jq) {
        return PipelineFixture.plain().filter(jq);
    }

    @Nested
    @DisplayName("input")
    class FilterInput {
        @Test
        @DisplayName("text, bytes and buffers are parsed")
        void text() {
            PipelineFixture pipeline = filter("{a: .x.y}");
            String json = "{\"x\":{\"y\":\"\u20ac\"}}";
            for (Object value : List.of(json, json.getBytes(UTF_8), ByteBuffer.wrap(json.getBytes(UTF_8)))) {
                assertThat(pipeline.wires(value)).containsExactly("{\"a\":\"\u20ac\"}");
            }
            assertThat(pipeline.wires("\ufeff" + json)).containsExactly("{\"a\":\"\u20ac\"}");
        }

        @Test
        @DisplayName("each of several values is an input; an array is one input")
        void several() {
            assertThat(filter("{a}").wires("{\"a\":1}\n{\"a\":2} {\"a\":3}{\"a\":4}\n"))
                    .containsExactly("{\"a\":1}", "{\"a\":2}", "{\"a\":3}", "{\"a\":4}");
            assertThat(filter("{n: length}").wires("[{},{}]")).containsExactly("{\"n\":2}");
            assertThat(filter(".[] | {a: .}").wires(List.of("x", "y")))
                    .containsExactly("{\"a\":\"x\"}", "{\"a\":\"y\"}");
        }

        @Test
        @DisplayName("a map becomes JSON by the types of its values")
        void map() {
            Map<String, Object> value = new LinkedHashMap<>();
            value.put("n", 7L);
            value.put("d", new BigDecimal("1.50"));
            value.put("b", new byte[] {1, 2, -1});
            value.put("l", List.of(Map.of("k", true)));
            value.put("z", null);
            assertThat(filter(".").wires(value))
                    .containsExactly("{\"n\":7,\"d\":1.50,\"b\":\"AQL/\",\"l\":[{\"k\":true}],\"z\":null}");
        }

        @SuppressWarnings("JavaUtilDate") // as Connect passes it
        @Test
        @DisplayName("a struct becomes JSON by its schema")
        void struct() {
            Schema item = SchemaBuilder.struct().field("at", Timestamp.SCHEMA).build();
            Schema schema = SchemaBuilder.struct()
                    .field("price", Decimal.schema(2))
                    .field("items", SchemaBuilder.array(item).build())
                    .field("big", Schema.INT64_SCHEMA)
                    .build();
            Struct value = new Struct(schema)
                    .put("price", new BigDecimal("10.00"))
                    .put("items", List.of(new Struct(item).put("at", new java.util.Date(1_795_340_000_123L))))
                    .put("big", Long.MAX_VALUE);
            assertThat(filter("{price, at: .items[0].at, big}").wires(PipelineFixture.record(schema, value)))
                    .containsExactly(
                            "{\"price\":10.00,\"at\":\"2026-11-22T09:33:20.123Z\",\"big\":9223372036854775807}");
        }

        @Test
        @DisplayName("unchanged numbers keep their digits, with any converter")
        void digits() {
            String numbers = "{\"a\":1.50,\"b\":12345678901234567890123,\"c\":0.1234567890123456789}";
            assertThat(filter(".").wires(numbers)).containsExactly(numbers);
            assertThat(filter("{a: (.a + 0)}").wires("{\"a\":1.25}")).containsExactly("{\"a\":1.25}");
        }

        @Test
        @DisplayName("the parts of the record are variables, with its coordinates before any transform")
        void variables() {
            SinkRecord record = PipelineFixture.record(null, "{}", null, "{\"tenant\":\"t1\"}")
                    .newRecord("renamed", 9, null, "{\"tenant\":\"t1\"}", null, "{}", 1_795_340_000_123L);
            record.headers().addString("h", "first").addInt("n", 5).addString("h", "last");
            assertThat(filter("{t: $topic, p: $partition, o: $offset, ts: $timestamp, k: $key.tenant, $headers}")
                            .wires(record))
                    .containsExactly("{\"t\":\"topic\",\"p\":3,\"o\":42,\"ts\":1795340000123,\"k\":\"t1\","
                            + "\"headers\":{\"h\":\"last\",\"n\":5}}");
        }

        @Test
        @DisplayName("without a timestamp the variable is null")
        void noTimestamp() {
            SinkRecord record =
                    new SinkRecord("topic", 3, null, null, null, "{}", 42, -1L, TimestampType.NO_TIMESTAMP_TYPE);
            assertThat(filter("{t: $timestamp, k: $key, h: $headers}").wires(record))
                    .containsExactly("{\"t\":null,\"k\":null,\"h\":{}}");
        }

        @Test
        @DisplayName("a key is parsed as JSON; other keys are written as in rows")
        void keys() {
            PipelineFixture pipeline = filter("{k: $key}");
            Map<Object, String> keys = new LinkedHashMap<>();
            keys.put("user-17", "\"user-17\"");
            keys.put("12 {}", "\"12 {}\"");
            keys.put("{\"id\":7}", "{\"id\":7}");
            keys.put("[1.50]".getBytes(UTF_8), "[1.50]");
            keys.put(new byte[] {1, 2}, "\"AQI=\"");
            keys.put(ByteBuffer.wrap("\"q\"".getBytes(UTF_8)), "\"q\"");
            keys.put(7L, "7");
            keys.put(Map.of("id", 7), "{\"id\":7}");
            keys.forEach((key, json) -> assertThat(pipeline.wires(PipelineFixture.record(null, "{}", null, key)))
                    .as("%s", key)
                    .containsExactly("{\"k\":" + json + "}"));
        }

        @Test
        @DisplayName("feature names and class names are variables")
        void names() {
            PipelineFixture pipeline = PipelineFixture.classification()
                    .names(ConfigField.FEATURE_NAMES, "age", "tenure")
                    .filter("[$featureNames, .[]] | transpose | map({(.[0]): .[1]}) | add + {c: $classNames}");
            assertThat(pipeline.wires("[[31, 4]]"))
                    .containsExactly("{\"age\":31,\"tenure\":4,\"c\":[\"Retained\",\"Exited\"]}");
            assertThat(filter("{f: $featureNames}").wires("{}")).containsExactly("{\"f\":[]}");
        }

        @Test
        @DisplayName("the inputs come from the format's decoder")
        void decoder() {
            byte[] emptyTraces = {};
            PipelineFixture pipeline = PipelineFixture.llm().format("otel-genai");
            assertThat(pipeline.wires(emptyTraces)).isEmpty();
            assertThat(pipeline.wires("{\"resourceSpans\":[]}")).isEmpty();
        }
    }

    @Nested
    @DisplayName("output")
    class Output {
        @Test
        @DisplayName("columns, rules, times and automatic columns apply to each row")
        void mapping() {
            PipelineFixture pipeline = PipelineFixture.llm()
                    .name(ConfigField.TIMESTAMP_COLUMN_NAME, "at")
                    .name(ConfigField.LATENCY_COLUMN_NAME, "ms")
                    .columns("*", "-debug", "output=value:/answer/text", "user=header:user", "from=record:partition")
                    .filter(".choices[] | {answer: {text: .t}, at: 1795340000123, ms: null, debug: 1}");
            SinkRecord record = PipelineFixture.record(null, "{\"choices\":[{\"t\":[1]},{\"t\":\"b\"}]}");
            record.headers().addString("user", "u1");
            String rest = ",\"user\":\"u1\",\"from\":3}";
            assertThat(pipeline.wires(record))
                    .containsExactly(
                            "{\"answer\":{\"text\":[1]},\"at\":1795340000.123,\"output\":\"[1]\"" + rest,
                            "{\"answer\":{\"text\":\"b\"},\"at\":1795340000.123,\"output\":\"b\"" + rest);
        }

        @Test
        @DisplayName("with several rows the automatic ids have an index; with a single row there is none")
        void ids() {
            PipelineFixture pipeline = filter(".[]").idFromRecord();
            assertThat(pipeline.wires("[{}]")).containsExactly("{\"kafka_id\":\"topic-3-42\"}");
            assertThat(pipeline.wires("[{},{\"kafka_id\":\"own\"},{}]"))
                    .containsExactly(
                            "{\"kafka_id\":\"topic-3-42-0\"}",
                            "{\"kafka_id\":\"own\"}",
                            "{\"kafka_id\":\"topic-3-42-2\"}");
            assertThat(filter(".[]").columns("id=record:id").wires("[{},{}]"))
                    .containsExactly("{\"id\":\"topic-3-42-0\"}", "{\"id\":\"topic-3-42-1\"}");
        }

        @Test
        @DisplayName("without output there is no row")
        void none() {
            assertThat(filter("empty").wires("{}")).isEmpty();
            assertThat(filter(".[] | select(.ok)").wires("[{\"ok\":false},{\"ok\":true},{}]"))
                    .containsExactly("{\"ok\":true}");
        }

        @Test
        @DisplayName("each row is an update; updates that change nothing are left out")
        void updates() {
            PipelineFixture pipeline = PipelineFixture.updates()
                    .name(ConfigField.INFERENCE_ID_COLUMN_NAME, "id")
                    .name(ConfigField.GROUND_TRUTH_COLUMN_NAME, "truth")
                    .filter(".[] | {id, truth}");
            List<Row> rows = pipeline.mapper()
                    .map(PipelineFixture.record(
                            null, "[{\"id\":1,\"truth\":\"a\"},{\"id\":2},{\"id\":3,\"truth\":\"c\"}]"));
            assertThat(rows)
                    .extracting(PipelineFixture::text)
                    .containsExactly("{\"id\":\"1\",\"truth\":\"a\"}", "{\"id\":\"3\",\"truth\":\"c\"}");
            assertThat(rows).extracting(Row::inferenceId).containsExactly("1", "3");
            PipelineFixture coordinates = PipelineFixture.updates()
                    .name(ConfigField.INFERENCE_ID_COLUMN_NAME, "id")
                    .columns("*", "id=record:id")
                    .filter(".[]");
            assertThat(coordinates.wires("[{\"truth\":1},{\"truth\":2}]"))
                    .containsExactly("{\"truth\":1,\"id\":\"topic-3-42\"}", "{\"truth\":2,\"id\":\"topic-3-42\"}");
        }

        @ParameterizedTest
        @CsvSource({"100 * 2, 200.0", "400 / 2, 200.0", "\"200\" | tonumber, 200.0", "0.5, 0.5", ".y, 200.0", ".z, 2.50"
        })
        @DisplayName("regression values have a fraction, whether they are computed or not")
        void regression(String expression, String wire) {
            PipelineFixture pipeline = filter("{y: (" + expression + ")}").name(ConfigField.TARGET_COLUMN_NAME, "y");
            assertThat(pipeline.wires("{\"y\":200,\"z\":2.50}")).containsExactly("{\"y\":" + wire + "}");
        }

        @Test
        @DisplayName("computed classes and ids are integers")
        void integers() {
            PipelineFixture pipeline = PipelineFixture.classification()
                    .name(ConfigField.PREDICTIONS_COLUMN_NAME, "p")
                    .name(ConfigField.INFERENCE_ID_COLUMN_NAME, "id")
                    .filter("{p: (.a - 1), id: (.a * 3.5)}");
            assertThat(pipeline.wires("{\"a\":2}")).containsExactly("{\"p\":1,\"id\":\"7\"}");
        }

        @Test
        @DisplayName("a lone surrogate becomes a question mark")
        void loneSurrogates() {
            assertThat(filter(".").wires("{\"a\":\"x\\ud83d!\"}")).containsExactly("{\"a\":\"x\\u003f!\"}");
        }
    }

    @Nested
    @DisplayName("errors")
    class Errors {
        @Test
        @DisplayName("the error for a value that is not JSON names the position")
        void invalidJson() {
            assertInvalid(filter("."), "{\"" + SECRET + "\": oops}", "value is not valid JSON (at byte ");
            assertInvalid(filter("."), "{\"a\":1} {\"" + SECRET, "value is not valid JSON (at byte ");
            assertInvalid(filter("."), "", "value is empty");
            assertInvalid(filter("."), new byte[] {'"', (byte) 0xff, '"'}, "value is not valid JSON");
            assertInvalid(filter("."), null, "value is null");
            assertInvalid(filter("."), Map.of("a", new Thread(() -> {})), "which has no form in JSON");
        }

        @Test
        @DisplayName("the error of a failing filter names the expression, and which of several objects it failed on")
        void failure() {
            assertInvalid(filter("{a: (.x + 1)}"), "{\"x\":\"" + SECRET + "\"}", "the filter fails at `(.x + 1)`");
            assertInvalid(filter("{a: .x.y}"), "{} {\"x\":\"" + SECRET + "\"} {}", "(object 2 of 3)");
            assertInvalid(filter("error(.x)"), "{\"x\":\"" + SECRET + "\"}", "error was called");
            assertInvalid(filter("$topic.x"), "{}", "the filter fails at `");
        }

        @Test
        @DisplayName("an output that is not an object is an error, even if other outputs are rows")
        void notAnObject() {
            for (String json : List.of("\"" + SECRET + "\"", "[{}]", "null", "1")) {
                assertInvalid(filter("{}, ."), json, "no object");
            }
        }

        @Test
        @DisplayName("endless recursion, too many rows and too many bytes only make the record errant")
        void bounds() {
            assertInvalid(filter("def f: 1 + f; {a: f}"), "{}", "recurses too deeply");
            assertInvalid(filter("range(100000) | {a: .}"), "{}", "more than 10000 rows");
            assertThat(filter("range(10000) | {a: .}").wires("{}")).hasSize(10_000);
            PipelineFixture large =
                    filter("range(100) | {a: \"" + "x".repeat(100) + "\"}").maxRowBytes(5_000);
            assertInvalid(large, "{}", "more than 5000 bytes");
            PipelineFixture deep = filter("reduce range(150) as $i (1; [.]) | {a: .}");
            assertInvalid(deep, "{}", "value nests deeper than 100 levels");
            PipelineFixture endless = filter(".a");
            Map<String, Object> cycle = new LinkedHashMap<>();
            cycle.put("a", cycle);
            assertInvalid(endless, cycle, "value nests deeper than 100 levels");
        }

        @Test
        @DisplayName("the error for a row that breaks a rule names which of several rows it is")
        void rules() {
            PipelineFixture pipeline = PipelineFixture.of(TaskType.LLM_BASE)
                    .name(ConfigField.OUTPUT_COLUMN_NAME, "output")
                    .filter(".[]");
            String missing = "column 'output' (output.column.name) is missing";
            assertThatThrownBy(() -> pipeline.wires("[{\"a\":1}]")).hasMessage(missing);
            assertThatThrownBy(() -> pipeline.wires("[{\"output\":\"a\"},{\"a\":1}]"))
                    .isInstanceOf(InvalidRowException.class)
                    .hasMessage("row 2 of 2: " + missing);
            assertThat(pipeline.wires("[{\"output\":\"a\"}]")).containsExactly("{\"output\":\"a\"}");
        }
    }

    private static void assertInvalid(PipelineFixture pipeline, Object value, String part) {
        assertThatThrownBy(() -> pipeline.wires(value))
                .isInstanceOf(InvalidRowException.class)
                .hasNoCause()
                .message()
                .contains(part)
                .doesNotContain(SECRET);
    }
}
