package com.openlayer.kafka.connect.row;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.openlayer.kafka.connect.config.ConfigField;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The rows of pipelines with {@code operation=update}. */
class UpdateRowsTest {
    private static Pipeline labels() {
        return Pipeline.updates()
                .name(ConfigField.INFERENCE_ID_COLUMN_NAME, "id")
                .name(ConfigField.GROUND_TRUTH_COLUMN_NAME, "truth")
                .name(ConfigField.TIMESTAMP_COLUMN_NAME, "time")
                .name(ConfigField.LATENCY_COLUMN_NAME, "latency");
    }

    @Test
    @DisplayName("the id stays in the row, the config names what the row has, and nothing is added")
    void row() {
        Pipeline labels = labels();
        Row row = labels.map("{\"id\":\"a b\",\"truth\":\"yes\",\"other\":[1]}");
        assertThat(Pipeline.text(row)).isEqualTo("{\"id\":\"a b\",\"truth\":\"yes\",\"other\":[1]}");
        assertThat(row.inferenceId()).isEqualTo("a b");
        assertThat(labels.configFor(row))
                .isEqualTo(Pipeline.parse("{\"groundTruthColumnName\":\"truth\",\"inferenceIdColumnName\":\"id\"}"));
    }

    @Test
    @DisplayName("a number is the id that its text is, as for the row that was published")
    void numbers() {
        Row row = labels().map("{\"id\":66,\"truth\":1}");
        assertThat(row.inferenceId()).isEqualTo("66");
        assertThat(Pipeline.text(row)).isEqualTo("{\"id\":\"66\",\"truth\":1}");
    }

    @Test
    @DisplayName("an id with escapes is meant as it reads")
    void escapes() {
        assertThat(labels().map("{\"id\":\"a\\\"\\u00e9\"}").inferenceId()).isEqualTo("a\"é");
    }

    @Test
    @DisplayName("the coordinates of the record, its key and its headers can be the id")
    void sources() {
        Row row = labels().columns("*", "id=record:id").map("{\"truth\":\"yes\"}");
        assertThat(row.inferenceId()).isEqualTo("topic-3-42");
        assertThat(Pipeline.text(row)).isEqualTo("{\"truth\":\"yes\",\"id\":\"topic-3-42\"}");
        assertThat(labels().columns("truth=value:/t", "id=key")
                        .map(Pipeline.record(null, "{\"t\":\"yes\"}", null, "k 1"))
                        .inferenceId())
                .isEqualTo("k 1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"{\"truth\":\"yes\"}", "{\"id\":null,\"truth\":\"yes\"}", "{\"id\":\"\",\"truth\":\"yes\"}"})
    @DisplayName("a record without an id is errant, whether rows are validated or not")
    void missing(String value) {
        String reason = "column 'id' (inference.id.column.name) is missing or empty";
        assertThatThrownBy(() -> labels().map(value)).hasMessage(reason);
        assertThatThrownBy(() -> labels().lenient().map(value)).hasMessage(reason);
    }

    @Test
    @DisplayName("an id too long for a request line is errant and not shown, whether rows are validated or not")
    void tooLong() {
        String reason = "column 'id' (inference.id.column.name) is longer than 1024 bytes in UTF-8, too long for the id"
                + " of an update";
        String longest = "é".repeat(512);
        assertThat(labels().map("{\"id\":\"" + longest + "\"}").inferenceId()).isEqualTo(longest);
        String tooLong = "{\"id\":\"" + longest + "x\"}";
        assertThatThrownBy(() -> labels().map(tooLong)).hasMessage(reason);
        assertThatThrownBy(() -> labels().lenient().map(tooLong)).hasMessage(reason);
    }

    @Test
    @DisplayName("an id that is an object is errant, whether rows are validated or not")
    void object() {
        assertThatThrownBy(() -> labels().map("{\"id\":{}}")).hasMessageContaining("must be text, but is an object");
        assertThatThrownBy(() -> labels().lenient().map("{\"id\":{}}")).hasMessageContaining("must be text");
    }

    @Test
    @DisplayName("times and latencies keep to the same rules as those that are published")
    void rules() {
        assertThat(labels().wire("{\"id\":\"a\",\"time\":1795340000123}"))
                .isEqualTo("{\"id\":\"a\",\"time\":1795340000.123}");
        assertThatThrownBy(() -> labels().map("{\"id\":\"a\",\"latency\":\"fast\"}"))
                .hasMessageContaining("column 'latency' (latency.column.name) must be a number");
    }

    @Test
    @DisplayName("a label that is null is one that is not known yet: it is left out")
    void unknownYet() {
        Pipeline labels = labels();
        Row row = labels.map("{\"id\":\"a\",\"truth\":null}");
        assertThat(Pipeline.text(row)).isEqualTo("{\"id\":\"a\"}");
        assertThat(labels.configFor(row)).isEqualTo(Pipeline.parse("{\"inferenceIdColumnName\":\"id\"}"));
    }
}
