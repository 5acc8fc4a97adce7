package com.openlayer.kafka.connect.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.config.ConfigValue;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What can be set for a pipeline with {@code operation=update}. */
class UpdatePipelinesTest {
    private static Settings labels() {
        return Settings.connector("labels")
                .with("pipelines.labels.inference.pipeline.id", Settings.ID)
                .with("pipelines.labels.operation", "update")
                .with("pipelines.labels.inference.id.column.name", "id")
                .with("pipelines.labels.ground.truth.column.name", "truth");
    }

    @Test
    @DisplayName("needs an id column, and has no task type, no time and no id of the record's own")
    void read() {
        PipelineConfig pipeline = labels().pipeline();
        assertThat(pipeline.operation()).isEqualTo(Operation.UPDATE);
        assertThat(pipeline.taskType()).isEmpty();
        assertThat(pipeline.timestampFromRecord()).isFalse();
        assertThat(pipeline.inferenceIdFromRecord()).isFalse();
        assertThat(pipeline.columnNames())
                .isEqualTo(Map.of(
                        ConfigField.INFERENCE_ID_COLUMN_NAME, "id", ConfigField.GROUND_TRUTH_COLUMN_NAME, "truth"));
        assertThat(Settings.chat().pipeline().operation()).isEqualTo(Operation.PUBLISH);
    }

    @Test
    @DisplayName("a missing id column is an error on its property")
    void idRequired() {
        assertThat(labels().without("pipelines.labels.inference.id.column.name")
                        .onlyError("pipelines.labels.inference.id.column.name"))
                .contains("Missing required configuration", "names the row");
    }

    @Test
    @DisplayName("an id that no row can have is an error on the property that names it")
    void idNeedsASource() {
        assertThat(labels().with("pipelines.labels.columns", "truth=value:/t")
                        .onlyError("pipelines.labels.inference.id.column.name"))
                .contains("can never be in a row");
    }

    @ParameterizedTest
    @ValueSource(strings = {"id=value:/i", "id=key"})
    @DisplayName("columns that can give nothing but the id are an error on their property, with the remedy")
    void nothingButTheId(String columns) {
        assertThat(labels().without("pipelines.labels.ground.truth.column.name")
                        .with("pipelines.labels.columns", columns)
                        .onlyError("pipelines.labels.columns"))
                .contains("nothing but", "'id'", "name=source");
        assertThat(labels().without("pipelines.labels.ground.truth.column.name")
                        .with("pipelines.labels.columns", columns + ",label=value:/l")
                        .errors())
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "task.type, llm-base, the same for all task types: remove it",
        "timestamp.from.record, true, name a column in timestamp.column.name",
        "inference.id.from.record, true, inference.id.column.name says: remove it",
    })
    @DisplayName("what does not apply is refused on its property, with the remedy")
    void doesNotApply(String property, String value, String remedy) {
        assertThat(labels().with("pipelines.labels." + property, value).onlyError("pipelines.labels." + property))
                .contains("operation=update", remedy);
    }

    @ParameterizedTest
    @EnumSource(ConfigField.class)
    @DisplayName("only the fields of an update can be set")
    void fields(ConfigField field) {
        String value = field.kind() == ConfigField.Kind.JSON ? "{}" : "truth";
        Map<String, ?> errors =
                labels().with("pipelines.labels." + field.property(), value).errors();
        if (Operation.UPDATE_FIELDS.contains(field)) {
            assertThat(errors).isEmpty();
        } else {
            assertThat(errors).containsOnlyKeys("pipelines.labels." + field.property());
        }
    }

    @Test
    @DisplayName("the five fields are those of Openlayer's SDKs")
    void fieldsOfTheSdks() {
        assertThat(Operation.UPDATE_FIELDS)
                .extracting(ConfigField::specName)
                .containsExactlyInAnyOrder(
                        "groundTruthColumnName",
                        "humanFeedbackColumnName",
                        "inferenceIdColumnName",
                        "latencyColumnName",
                        "timestampColumnName");
    }

    @Test
    @DisplayName("human feedback is refused where rows are published")
    void humanFeedbackOfAPublished() {
        assertThat(Settings.chat()
                        .with("pipelines.chat.human.feedback.column.name", "feedback")
                        .onlyError("pipelines.chat.human.feedback.column.name"))
                .contains("It is a field of updates", "pipelines.chat.operation=update");
    }

    @Test
    @DisplayName("an unknown operation is the one error there is")
    void unknownOperation() {
        assertThat(Settings.chat().with("pipelines.chat.operation", "upsert").onlyError("pipelines.chat.operation"))
                .contains("publish, update");
    }

    @Test
    @DisplayName("validation shows the properties that apply and no others")
    void shown() {
        Set<String> shown = Set.copyOf(labels().validation().values().stream()
                .map(ConfigValue::name)
                .filter(name -> name.startsWith("pipelines.labels."))
                .map(name -> name.substring("pipelines.labels.".length()))
                .toList());
        assertThat(shown)
                .containsExactlyInAnyOrder(
                        "operation",
                        "inference.pipeline.id",
                        "topics",
                        "topics.regex",
                        "columns",
                        "timestamp.unit",
                        "ground.truth.column.name",
                        "human.feedback.column.name",
                        "inference.id.column.name",
                        "latency.column.name",
                        "timestamp.column.name");
        assertThat(Arrays.stream(ConfigField.values()).filter(Operation.UPDATE_FIELDS::contains))
                .hasSize(5);
    }

    @Test
    @DisplayName("waits ten minutes for a row, longer than an outage lasts, unless told otherwise")
    void notFoundTimeout() {
        assertThat(labels().config().notFoundTimeout()).isEqualTo(Duration.ofMinutes(10));
        assertThat(labels().config().deliveryTimeout()).isLessThan(Duration.ofMinutes(9));
        assertThat(labels().with("update.not.found.timeout.ms", "1000").config().notFoundTimeout())
                .isEqualTo(Duration.ofSeconds(1));
        assertThat(labels().with("update.not.found.timeout.ms", "0").onlyError("update.not.found.timeout.ms"))
                .contains("0");
    }
}
