package com.openlayer.kafka.connect.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.openlayer.kafka.connect.format.FormatPreset;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.common.config.ConfigValue;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Tests the defaults that {@code format} sets for other properties of its pipeline. */
@ParameterizedClass
@EnumSource
class FormatPropertyTest {
    @Parameter
    private Settings.Form form;

    /** A pipeline with nothing but its id and its format. */
    private Settings format(String name) {
        return form.connector("p").with(p("inference.pipeline.id"), Settings.ID).with(p("format"), name);
    }

    /** The name of a property of the pipeline. */
    private String p(String property) {
        return form.prefix("p") + property;
    }

    @Test
    @DisplayName("it gives task type, columns and filter, so that the id is all that is left to set")
    void defaults() {
        PipelineConfig pipeline = format("litellm").pipeline();
        FormatPreset litellm = FormatPreset.named("litellm").orElseThrow();

        assertThat(pipeline.mapping().format()).contains(litellm);
        assertThat(pipeline.mapping().rows()).contains(litellm.filter());
        assertThat(pipeline.taskType()).contains(TaskType.LLM_BASE);
        assertThat(pipeline.fieldValues().columnNames())
                .containsEntry(
                        ConfigField.OUTPUT_COLUMN_NAME, litellm.properties().get("output.column.name"));
        assertThat(pipeline.mapping().columns()).containsExactly(new ColumnDefinition.All());
    }

    @Test
    @DisplayName("what is set takes precedence, also a filter")
    void precedence() {
        PipelineConfig pipeline = format("litellm")
                .with(p("output.column.name"), "answer")
                .with(p("rows"), "{answer: .response}")
                .pipeline();
        assertThat(pipeline.fieldValues().columnNames()).containsEntry(ConfigField.OUTPUT_COLUMN_NAME, "answer");
        assertThat(pipeline.mapping().rows()).contains("{answer: .response}");
        assertThat(pipeline.mapping().format()).isPresent();
    }

    @Test
    @DisplayName("another task type leaves out the defaults that do not apply, and requires its own fields")
    void otherTaskType() {
        Settings settings = format("litellm").with(p("task.type"), "text-classification");
        assertThat(settings.onlyError(p("class.names"))).contains("Missing required configuration");
        PipelineConfig pipeline = settings.with(p("class.names"), "a,b").pipeline();
        assertThat(pipeline.taskType()).contains(TaskType.TEXT_CLASSIFICATION);
        assertThat(pipeline.fieldValues().columnNames()).doesNotContainKey(ConfigField.OUTPUT_COLUMN_NAME);
    }

    @Test
    @DisplayName("a format without a task type leaves task type and required fields to set")
    void withoutTaskType() {
        assertThat(format("debezium").onlyError(p("task.type"))).contains("Missing required configuration");
        assertThat(format("debezium").with(p("task.type"), "llm-base").onlyError(p("output.column.name")))
                .contains("Missing required configuration");
    }

    @Test
    @DisplayName("updates have a format too")
    void updates() {
        PipelineConfig pipeline = format("debezium")
                .with(p("operation"), "update")
                .with(p("inference.id.column.name"), "id")
                .pipeline();
        assertThat(pipeline.operation()).isEqualTo(Operation.UPDATE);
        assertThat(pipeline.mapping().rows()).isPresent();
    }

    @Test
    @DisplayName("an error on a default of the format says where the value is from")
    void errorOnDefault() {
        assertThat(format("litellm")
                        .with(p("input.variable.names"), "[]")
                        .with(p("columns"), "a=value:/a")
                        .errors()
                        .get(p("output.column.name")))
                .singleElement()
                .asString()
                .contains("can never be in a row", p("columns"), "a default of " + p("format") + "=litellm");
    }

    @Test
    @DisplayName("an unknown name is the only error, with the nearest one and what to do without a format")
    void unknown() {
        assertThat(form.chat()
                        .with(form.prefix("chat") + "format", "lite-llm")
                        .onlyError(form.prefix("chat") + "format"))
                .contains("lite-llm", "Unknown format", "'litellm'", "write a filter in rows");
    }

    @Test
    @DisplayName("validation recommends all formats, and shows the values that the format gives")
    void shown() {
        List<ConfigValue> values = format("litellm").validation().values();
        ConfigValue format = value(values, p("format"));
        assertThat(format.recommendedValues())
                .containsExactlyElementsOf(FormatPreset.all().stream()
                        .<Object>map(FormatPreset::name)
                        .toList());
        assertThat(value(values, p("task.type")).value()).isEqualTo("llm-base");
        assertThat(value(values, p("output.column.name")).visible()).isTrue();
        assertThat(value(values, p("class.names")).visible()).isFalse();
    }

    private static ConfigValue value(List<ConfigValue> values, String property) {
        return values.stream()
                .filter(value -> value.name().equals(property))
                .findFirst()
                .orElseThrow();
    }

    static Stream<FormatPreset> presets() {
        return FormatPreset.all().stream();
    }

    @ParameterizedTest
    @MethodSource("presets")
    @DisplayName("each sets properties of a pipeline to valid values, and a filter that compiles")
    void preset(FormatPreset preset) {
        Set<String> names = PipelineProperties.of(PipelineNames.flat(), name -> false).stream()
                .map(Property::name)
                .collect(Collectors.toSet());
        assertThat(names).containsAll(preset.properties().keySet());
        assertThat(preset.properties()).doesNotContainKeys("format", "rows", "inference.pipeline.id");

        Settings settings = form.connector("p")
                .with(p("inference.pipeline.id"), Settings.ID)
                .with(p("rows"), preset.filter());
        preset.properties().forEach((name, value) -> settings.with(p(name), value));
        assertThat(settings.errors().keySet()).isSubsetOf(p("task.type"), p("class.names"));
    }
}
