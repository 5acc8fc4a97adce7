package com.openlayer.kafka.connect.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.kafka.common.config.ConfigValue;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests the properties of a pipeline with {@code operation=update}. */
@ParameterizedClass
@EnumSource
class UpdatePipelinesTest {
    @Parameter
    private Settings.Form form;

    private Settings labels() {
        return form.connector("labels")
                .with(labels("inference.pipeline.id"), Settings.ID)
                .with(labels("operation"), "update")
                .with(labels("inference.id.column.name"), "id")
                .with(labels("ground.truth.column.name"), "truth");
    }

    /** The name of a property of the pipeline. */
    private String labels(String property) {
        return form.prefix("labels") + property;
    }

    @Test
    @DisplayName("needs an id column, and has no task type and no automatic time or id")
    void read() {
        PipelineConfig pipeline = labels().pipeline();
        assertThat(pipeline.operation()).isEqualTo(Operation.UPDATE);
        assertThat(pipeline.taskType()).isEmpty();
        assertThat(pipeline.mapping().timestampFromRecord()).isFalse();
        assertThat(pipeline.mapping().inferenceIdFromRecord()).isFalse();
        assertThat(pipeline.fieldValues().columnNames())
                .isEqualTo(Map.of(
                        ConfigField.INFERENCE_ID_COLUMN_NAME, "id", ConfigField.GROUND_TRUTH_COLUMN_NAME, "truth"));
        assertThat(form.chat().pipeline().operation()).isEqualTo(Operation.PUBLISH);
    }

    @Test
    @DisplayName("a missing id column is an error on its property")
    void idRequired() {
        assertThat(labels().without(labels("inference.id.column.name")).onlyError(labels("inference.id.column.name")))
                .contains("Missing required configuration", "names the row");
    }

    @Test
    @DisplayName("an id that no row can have is an error on the property that names it")
    void idNeedsASource() {
        assertThat(labels().with(labels("columns"), "truth=value:/t").onlyError(labels("inference.id.column.name")))
                .contains("can never be in a row");
    }

    @ParameterizedTest
    @ValueSource(strings = {"id=value:/i", "id=key"})
    @DisplayName("columns that contain only the id are an error on their property, with the remedy")
    void nothingButTheId(String columns) {
        assertThat(labels().without(labels("ground.truth.column.name"))
                        .with(labels("columns"), columns)
                        .onlyError(labels("columns")))
                .contains("nothing but", "'id'", "name=source");
        assertThat(labels().without(labels("ground.truth.column.name"))
                        .with(labels("columns"), columns + ",label=value:/l")
                        .errors())
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "task.type, llm-base, the same for all task types: remove it",
        "timestamp.from.record, true, name a column in timestamp.column.name",
        "inference.id.from.record, true, names its row in inference.id.column.name: remove it",
    })
    @DisplayName("a property that does not apply is an error, with the remedy")
    void doesNotApply(String property, String value, String remedy) {
        assertThat(labels().with(labels(property), value).onlyError(labels(property)))
                .contains("operation=update", remedy);
    }

    @ParameterizedTest
    @EnumSource(ConfigField.class)
    @DisplayName("only the fields of an update can be set")
    void fields(ConfigField field) {
        String value = field.valueType() == ConfigField.ValueType.JSON ? "{}" : "truth";
        Map<String, ?> errors = labels().with(labels(field.property()), value).errors();
        if (Operation.UPDATE_FIELDS.contains(field)) {
            assertThat(errors).isEmpty();
        } else {
            assertThat(errors).containsOnlyKeys(labels(field.property()));
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
    @DisplayName("human feedback is an error if rows are published")
    void humanFeedbackOfAPublished() {
        assertThat(form.chat()
                        .with(form.prefix("chat") + "human.feedback.column.name", "feedback")
                        .onlyError(form.prefix("chat") + "human.feedback.column.name"))
                .contains("It is a field of updates", form.prefix("chat") + "operation=update");
    }

    @Test
    @DisplayName("an unknown operation is the only error")
    void unknownOperation() {
        assertThat(form.chat()
                        .with(form.prefix("chat") + "operation", "upsert")
                        .onlyError(form.prefix("chat") + "operation"))
                .contains("publish, update");
    }

    @Test
    @DisplayName("validation shows the properties that apply and no others")
    void shown() {
        Set<String> shown = labels().validation().values().stream()
                .filter(ConfigValue::visible)
                .map(ConfigValue::name)
                .filter(name -> name.startsWith(form.prefix("labels")))
                .map(name -> name.substring(form.prefix("labels").length()))
                .filter(ofAPipeline()::contains)
                .collect(Collectors.toSet());
        Set<String> expected = new TreeSet<>(Set.of(
                "operation",
                "inference.pipeline.id",
                "format",
                "rows",
                "columns",
                "latency.unit",
                "timestamp.unit",
                "ground.truth.column.name",
                "human.feedback.column.name",
                "inference.id.column.name",
                "latency.column.name",
                "timestamp.column.name"));
        if (form == Settings.Form.ALIAS) {
            expected.addAll(Set.of("topics", "topics.regex"));
        }
        assertThat(shown).containsExactlyInAnyOrderElementsOf(expected);
    }

    @Test
    @DisplayName("the timeout of updates is shown only if a pipeline updates rows")
    void shownTimeout() {
        assertThat(isVisible(labels(), "update.not.found.timeout.ms")).isTrue();
        assertThat(isVisible(form.chat(), "update.not.found.timeout.ms")).isFalse();
    }

    private static boolean isVisible(Settings settings, String property) {
        return settings.validation().values().stream()
                .anyMatch(value -> value.name().equals(property) && value.visible());
    }

    private static Set<String> ofAPipeline() {
        PipelineNames alias = PipelineNames.of("a");
        return PipelineProperties.of(alias, name -> false).stream()
                .map(property -> alias.withoutPrefix(property.name()))
                .collect(Collectors.toSet());
    }

    @Test
    @DisplayName("by default an update waits ten minutes for its row, longer than an outage lasts")
    void notFoundTimeout() {
        assertThat(labels().config().delivery().notFoundTimeout()).isEqualTo(Duration.ofMinutes(10));
        assertThat(labels().config().delivery().deliveryTimeout()).isLessThan(Duration.ofMinutes(9));
        assertThat(labels().with("update.not.found.timeout.ms", "1000")
                        .config()
                        .delivery()
                        .notFoundTimeout())
                .isEqualTo(Duration.ofSeconds(1));
        assertThat(labels().with("update.not.found.timeout.ms", "0").onlyError("update.not.found.timeout.ms"))
                .contains("0");
    }
}
