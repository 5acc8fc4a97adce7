package com.openlayer.kafka.connect.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigValue;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** With {@code pipelines}, a flat property is the default of each pipeline. */
class FlatDefaultsTest {
    /** Two pipelines that set only what must differ. */
    private static Settings two() {
        return Settings.connector("a,b")
                .with("pipelines.a.inference.pipeline.id", Settings.ID)
                .with("pipelines.b.inference.pipeline.id", Settings.ID)
                .with("pipelines.a.topics", "support-chat")
                .with("task.type", "llm-base")
                .with("output.column.name", "output");
    }

    @Test
    @DisplayName("each pipeline takes it, and its own property takes precedence")
    void inherited() {
        List<PipelineConfig> pipelines = two().with("pipelines.b.output.column.name", "answer")
                .with("columns", "*,-debug")
                .with("timestamp.from.record", "false")
                .with("pipelines.a.timestamp.from.record", "true")
                .with("timestamp.unit", "ms")
                .with("pipelines.b.timestamp.unit", "ns")
                .config()
                .pipelines();

        assertThat(pipelines).extracting(PipelineConfig::taskType).containsOnly(Optional.of(TaskType.LLM_BASE));
        assertThat(pipelines)
                .extracting(pipeline -> pipeline.fieldValues().columnNames())
                .containsExactly(
                        Map.of(ConfigField.OUTPUT_COLUMN_NAME, "output"),
                        Map.of(ConfigField.OUTPUT_COLUMN_NAME, "answer"));
        assertThat(pipelines)
                .extracting(pipeline -> pipeline.mapping().columns())
                .containsOnly(List.of(new ColumnDefinition.All(), new ColumnDefinition.Drop("debug")));
        assertThat(pipelines)
                .extracting(pipeline -> pipeline.mapping().timestampFromRecord())
                .containsExactly(true, false);
        assertThat(pipelines)
                .extracting(pipeline -> pipeline.mapping().timestampUnit())
                .containsExactly(TimestampUnit.MS, TimestampUnit.NS);
    }

    @Test
    @DisplayName("each property of a pipeline can be set flat, except id and topics")
    void eachOne() {
        PipelineNames alias = PipelineNames.of("a");
        assertThat(PipelineProperties.of(alias, name -> false))
                .extracting(property -> alias.withoutPrefix(property.name()))
                .filteredOn(name -> !PipelineNames.isInherited(name))
                .containsExactlyInAnyOrder("inference.pipeline.id", "topics", "topics.regex");
        for (Property property : PipelineProperties.of(alias, name -> false)) {
            String name = alias.withoutPrefix(property.name());
            assertThat(ConfigValidation.definition().configKeys().containsKey(name))
                    .as(name)
                    .isEqualTo(!name.startsWith("topics"));
        }
    }

    @Test
    @DisplayName("the id must differ, so a flat one is an error that says where to move it")
    void id() {
        assertThat(two().with("inference.pipeline.id", Settings.ID).onlyError("inference.pipeline.id"))
                .contains(Settings.ID, "each pipeline has its own", "pipelines.a.inference.pipeline.id");
        assertThat(two().without("pipelines.b.inference.pipeline.id").onlyError("pipelines.b.inference.pipeline.id"))
                .contains("Missing required configuration");
    }

    @Test
    @DisplayName("an invalid value is one error, on the flat name")
    void errors() {
        assertThat(two().with("output.column.name", "the output").onlyError("output.column.name"))
                .contains("the output");
        assertThat(two().with("task.type", "llm").onlyError("task.type")).contains("'llm-base'");
        assertThat(two().with("operation", "upsert").onlyError("operation")).contains("publish, update");
        assertThat(two().with("columns", "output=key")
                        .with("input.variable.names", "q")
                        .onlyError("input.variable.names"))
                .contains("'q' can never be in a row", "columns");
    }

    @Test
    @DisplayName("an invalid value of an own property is an error on it")
    void errorsOfOne() {
        assertThat(two().with("pipelines.b.columns", "x=key").onlyError("output.column.name"))
                .contains("pipelines.b.columns");
        assertThat(two().with("pipelines.a.class.names", "x").onlyError("pipelines.a.class.names"))
                .contains("pipeline 'a' is llm-base");
    }

    @Test
    @DisplayName("it must apply to at least one pipeline; the others ignore it")
    void ignored() {
        Settings settings = two().without("pipelines.a.topics")
                .with("pipelines.a.topics", "x")
                .with("topics", "support-chat,x")
                .with("pipelines.a.task.type", "tabular-regression")
                .with("timestamp.from.record", "true");
        assertThat(settings.config().pipelines().get(0).fieldValues().columnNames())
                .isEmpty();

        settings.with("pipelines.b.operation", "update").with("pipelines.b.inference.id.column.name", "id");
        assertThat(settings.onlyError("output.column.name"))
                .contains("It applies to no pipeline", "llm-base", "pipeline 'a' is tabular-regression");

        PipelineConfig updates =
                settings.without("output.column.name").config().pipelines().get(1);
        assertThat(updates.operation()).isEqualTo(Operation.UPDATE);
        assertThat(updates.mapping().timestampFromRecord()).isFalse();
    }

    @Test
    @DisplayName("a property that a pipeline ignores causes no errors on others")
    void ignoredInChecks() {
        assertThat(Settings.connector("a,b")
                        .pipeline("a", "tabular-regression")
                        .pipeline("b", "tabular-classification")
                        .with("pipelines.a.topics", "support-chat")
                        .with("pipelines.a.predictions.column.name", "y")
                        .with("class.names", "no,yes")
                        .with("label.column.name", "y")
                        .errors())
                .isEmpty();
    }

    @Test
    @DisplayName("an alias's own property shows it as its default, and is not required then")
    void shownAsDefault() {
        ConfigDef definition = ConfigValidation.definition();
        ConfigValidation validation = ConfigValidation.of(
                definition, two().with("timestamp.from.record", "false").map());

        assertThat(definition.configKeys().get("pipelines.b.task.type").defaultValue)
                .isEqualTo("llm-base");
        assertThat(definition.configKeys().get("pipelines.b.timestamp.from.record").defaultValue)
                .isEqualTo(false);
        assertThat(definition
                        .configKeys()
                        .get("pipelines.b.inference.pipeline.id")
                        .hasDefault())
                .isFalse();
        assertThat(value(validation, "pipelines.b.output.column.name").value()).isEqualTo("output");
    }

    @Test
    @DisplayName("a form shows the flat properties that some pipeline has, and each pipeline's own")
    void visible() {
        ConfigValidation validation =
                two().with("pipelines.b.task.type", "tabular-regression").validation();
        for (String shown :
                List.of("prompt", "target.column.name", "pipelines.a.prompt", "pipelines.b.target.column.name")) {
            assertThat(value(validation, shown).visible()).as(shown).isTrue();
        }
        for (String hidden : List.of(
                "inference.pipeline.id",
                "class.names",
                "human.feedback.column.name",
                "pipelines.b.prompt",
                "pipelines.a.target.column.name")) {
            assertThat(value(validation, hidden).visible()).as(hidden).isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"inference.pipeline.id", "class.names"})
    @DisplayName("a property with an error is visible, whatever the pipelines are")
    void visibleWithError(String property) {
        assertThat(value(two().with(property, "x").validation(), property).visible())
                .isTrue();
    }

    private static ConfigValue value(ConfigValidation validation, String name) {
        return validation.values().stream()
                .filter(value -> value.name().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
