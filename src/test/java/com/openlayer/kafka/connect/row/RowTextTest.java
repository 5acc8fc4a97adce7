package com.openlayer.kafka.connect.row;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RowTextTest {
    private final RowText text = PipelineFixture.plain().rowText();

    /** The fields of earlier rows are only a prediction: here they repeat, change, or have another order. */
    @Test
    void readsIndependentlyOfEarlierRows() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        List<String> known = new ArrayList<>();
        int valid = 0;
        for (int i = 0; i < 20_000; i++) {
            String json = known.isEmpty() || random.nextInt(4) == 0
                    ? RandomJson.object(random, 2)
                    : known.get(random.nextInt(known.size()));
            known.add(json);
            byte[] bytes = json.getBytes(UTF_8);
            for (int changes = random.nextInt(3); changes > 0; changes--) {
                bytes = JsonScannerTest.changed(bytes, random);
            }
            List<String> fields = fields(text, bytes);
            assertThat(fields)
                    .as("seed %d: %s", seed, new String(bytes, UTF_8))
                    .isEqualTo(fields(PipelineFixture.plain().rowText(), bytes));
            valid += fields.get(0).startsWith("field") ? 1 : 0;
        }
        assertThat(valid).as("texts with fields").isBetween(2_000, 18_000);
    }

    /** Column, name and value of each field, or the error message. */
    private List<String> fields(RowText reader, byte[] bytes) {
        List<String> fields = new ArrayList<>();
        try {
            reader.read(bytes, 0, bytes.length, false);
            for (int i = 0; i < reader.fields(); i++) {
                String written =
                        new String(reader.bytes(), reader.nameFrom(i), reader.valueTo(i) - reader.nameFrom(i), UTF_8);
                String value =
                        new String(reader.bytes(), reader.valueFrom(i), reader.valueTo(i) - reader.valueFrom(i), UTF_8);
                fields.add("field " + reader.column(i).name + ", " + written + ", " + value);
            }
            fields.add("end");
        } catch (InvalidRowException e) {
            fields.clear();
            fields.add(e.getMessage());
        }
        return fields;
    }

    @Test
    void comparesWholeNamesOfPredictedFields() {
        assertThat(fields(text, "{\"a\":1,\"b\":2}".getBytes(UTF_8)))
                .containsExactly("field a, \"a\":1, 1", "field b, \"b\":2, 2", "end");
        assertThat(fields(text, "{\"a\":1,\"b\\\"\":2}".getBytes(UTF_8)))
                .containsExactly("field a, \"a\":1, 1", "field b\", \"b\\\"\":2, 2", "end");
        assertThat(fields(text, "{ \"a\" : 1 , \"b\\u0022\": 2}".getBytes(UTF_8)))
                .containsExactly("field a, \"a\" : 1, 1", "field b\", \"b\\u0022\": 2, 2", "end");
        assertThat(fields(text, "{\"ab\":1,\"b\":2}".getBytes(UTF_8)))
                .containsExactly("field ab, \"ab\":1, 1", "field b, \"b\":2, 2", "end");
        assertThat(fields(text, "{\"ab".getBytes(UTF_8)))
                .containsExactly("value is not valid JSON (truncated after byte 4)");
    }

    @Test
    void acceptsTheMaximumTextLength() {
        PipelineFixture pipeline = PipelineFixture.llm();
        assertThat(pipeline.wire("{\"output\":\"text\"}")).isEqualTo("{\"output\":\"text\"}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"a\": tru}| value is not valid JSON (at byte 9)",
                "{\"a\": 1| value is not valid JSON (truncated after byte 7)",
                "{\"a\": 1} x| value is not valid JSON (at byte 9)",
                "{\"a\": NaN}| value is not valid JSON (at byte 6)",
                "{\"a\": -Infinity}| value is not valid JSON (at byte 7)",
                "{\"a\": 01}| value is not valid JSON (at byte 7)",
                "{'a': 1}| value is not valid JSON (at byte 1)",
                "{\"a\": 1,}| value is not valid JSON (at byte 8)",
                "plain text| value is not valid JSON (at byte 0)",
                "[1]| value is a JSON array, not an object",
                "\"text\"| value is a JSON string, not an object",
                "12| value is a JSON number, not an object",
                "true| value is a JSON boolean, not an object",
                "null| value is a JSON null, not an object",
            })
    void reportsPositionAndKindOfErrors(String json, String message) {
        byte[] bytes = json.getBytes(UTF_8);
        assertThatThrownBy(() -> text.read(bytes, 0, bytes.length, false))
                .isInstanceOf(InvalidRowException.class)
                .hasMessage(message)
                .hasNoCause();
    }
}
