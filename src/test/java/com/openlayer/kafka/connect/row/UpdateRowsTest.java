package com.openlayer.kafka.connect.row;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.openlayer.kafka.connect.config.ConfigField;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests the rows of pipelines with {@code operation=update}. */
class UpdateRowsTest {
    private static PipelineFixture labels() {
        return PipelineFixture.updates()
                .name(ConfigField.INFERENCE_ID_COLUMN_NAME, "id")
                .name(ConfigField.GROUND_TRUTH_COLUMN_NAME, "truth")
                .name(ConfigField.TIMESTAMP_COLUMN_NAME, "time")
                .name(ConfigField.LATENCY_COLUMN_NAME, "latency");
    }

    @Test
    @DisplayName("the id stays in the row, the config names the row's columns, and nothing is added")
    void row() {
        PipelineFixture labels = labels();
        Row row = labels.map("{\"id\":\"a b\",\"truth\":\"yes\",\"other\":[1]}");
        assertThat(PipelineFixture.text(row)).isEqualTo("{\"id\":\"a b\",\"truth\":\"yes\",\"other\":[1]}");
        assertThat(row.inferenceId()).isEqualTo("a b");
        assertThat(labels.configFor(row))
                .isEqualTo(PipelineFixture.parse(
                        "{\"groundTruthColumnName\":\"truth\",\"inferenceIdColumnName\":\"id\"}"));
    }

    @Test
    @DisplayName("a number as id matches the same number as text, as in published rows")
    void numbers() {
        Row row = labels().map("{\"id\":66,\"truth\":1}");
        assertThat(row.inferenceId()).isEqualTo("66");
        assertThat(PipelineFixture.text(row)).isEqualTo("{\"id\":\"66\",\"truth\":1}");
    }

    @Test
    @DisplayName("escapes in an id are decoded")
    void escapes() {
        assertThat(labels().map("{\"id\":\"a\\\"\\u00e9\",\"truth\":1}").inferenceId())
                .isEqualTo("a\"é");
    }

    @Test
    @DisplayName("the coordinates of the record, its key and its headers can be the id")
    void sources() {
        Row row = labels().columns("*", "id=record:id").map("{\"truth\":\"yes\"}");
        assertThat(row.inferenceId()).isEqualTo("topic-3-42");
        assertThat(PipelineFixture.text(row)).isEqualTo("{\"truth\":\"yes\",\"id\":\"topic-3-42\"}");
        assertThat(labels().columns("truth=value:/t", "id=key")
                        .map(PipelineFixture.record(null, "{\"t\":\"yes\"}", null, "k 1"))
                        .inferenceId())
                .isEqualTo("k 1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"truth\":\"yes\"}",
                "{\"id\":null,\"truth\":\"yes\"}",
                "{\"id\":\"\",\"truth\":\"yes\"}",
                "{\"id\":\" \\t\",\"truth\":\"yes\"}",
                "{}"
            })
    @DisplayName("a record without an id is errant, whether rows are validated or not")
    void missing(String value) {
        String reason = "column 'id' (inference.id.column.name) is missing or empty";
        assertThatThrownBy(() -> labels().map(value)).hasMessage(reason);
        assertThatThrownBy(() -> labels().lenient().map(value)).hasMessage(reason);
    }

    @Test
    @DisplayName("an id too long for a request line is errant and not shown, whether rows are validated or not")
    void tooLong() {
        String reason = "column 'id' (inference.id.column.name) is longer than 1024 bytes in UTF-8, the longest id that"
                + " an update can name";
        String longest = "é".repeat(512);
        assertThat(labels().map("{\"id\":\"" + longest + "\",\"a\":1}").inferenceId())
                .isEqualTo(longest);
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
    @DisplayName("times and latencies follow the same rules as in published rows")
    void rules() {
        assertThat(labels().wire("{\"id\":\"a\",\"time\":1795340000123}"))
                .isEqualTo("{\"id\":\"a\",\"time\":1795340000.123}");
        assertThatThrownBy(() -> labels().map("{\"id\":\"a\",\"latency\":\"fast\"}"))
                .hasMessageContaining("column 'latency' (latency.column.name) must be a number");
    }

    @Test
    @DisplayName("a null label is left out, because it is not known yet")
    void unknownYet() {
        PipelineFixture labels = labels();
        Row row = labels.map("{\"id\":\"a\",\"truth\":null,\"latency\":5}");
        assertThat(PipelineFixture.text(row)).isEqualTo("{\"id\":\"a\",\"latency\":5}");
        assertThat(labels.configFor(row))
                .isEqualTo(
                        PipelineFixture.parse("{\"inferenceIdColumnName\":\"id\",\"latencyColumnName\":\"latency\"}"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"id\":\"a\"}", "{\"truth\":null,\"id\":\"a\",\"latency\":null}"})
    @DisplayName("an update that would change nothing is skipped")
    void nothing(String value) {
        assertThat(labels().mapper().map(PipelineFixture.record(null, value))).isEmpty();
        assertThat(labels().mapper()
                        .map(PipelineFixture.record(
                                null, PipelineFixture.JSON.convertValue(PipelineFixture.parse(value), Map.class))))
                .isEmpty();
        assertThat(labels().map(value.replace("\"id\"", "\"other\":null,\"id\"")))
                .isNotNull();
    }

    @Test
    @DisplayName("an update has at most 100 columns, including its id")
    void columns() {
        String fields =
                IntStream.range(0, 99).mapToObj(i -> ",\"f" + i + "\":1").collect(Collectors.joining());
        String most = "{\"id\":\"a\"" + fields + "}";
        String tooMany = most.replace("}", ",\"more\":null}");
        assertThat(labels().wire(most)).isEqualTo(most);
        assertThat(labels().wire(most.replace("}", ",\"truth\":null}"))).isEqualTo(most);
        assertThat(labels().columns("*", "-more").wire(tooMany)).isEqualTo(most);
        String reason = "the update has 101 columns, and Openlayer accepts no more than 100 (columns)";
        assertThatThrownBy(() -> labels().map(tooMany)).hasMessage(reason);
        Map<?, ?> map = PipelineFixture.JSON.convertValue(PipelineFixture.parse(tooMany), Map.class);
        assertThatThrownBy(() -> labels().map(map)).hasMessage(reason);
        assertThat(labels().lenient().wire(tooMany)).isEqualTo(tooMany);
        String published = tooMany.replace("}", ",\"output\":\"\"}");
        assertThat(PipelineFixture.llm().wire(published)).isEqualTo(published);
    }

    @Test
    @DisplayName("the ground truth of an update is not converted, because it may be the label of a tabular model")
    void labelsOfTabularModels() {
        assertThat(labels().wire("{\"id\":\"a\",\"truth\":1}")).isEqualTo("{\"id\":\"a\",\"truth\":1}");
    }
}
