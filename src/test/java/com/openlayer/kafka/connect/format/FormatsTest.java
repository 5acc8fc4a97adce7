package com.openlayer.kafka.connect.format;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.openlayer.kafka.connect.config.ConfigValidation;
import com.openlayer.kafka.connect.config.OpenlayerSinkConfig;
import com.openlayer.kafka.connect.jq.JqFilter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.kafka.common.config.ConfigValue;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Checks that each format folder is complete, and that its samples become the expected rows. */
class FormatsTest {
    private static final Path FOLDERS = Path.of("src/main/resources/com/openlayer/kafka/connect/format");

    /** The columns of language models, so that one dashboard and one set of tests fit all formats. */
    private static final Set<String> VOCABULARY = Set.of(
            "prompt",
            "question",
            "output",
            "error",
            "tokens",
            "prompt_tokens",
            "completion_tokens",
            "cost",
            "latency",
            "timestamp",
            "id",
            "session_id",
            "user_id",
            "model",
            "provider",
            "finish_reason",
            "tool_calls",
            "tags");

    static List<FormatPreset> formats() {
        return FormatPreset.all();
    }

    static Stream<Arguments> samples() {
        return formats().stream()
                .flatMap(preset -> preset.samples().stream().map(sample -> Arguments.of(preset, sample)));
    }

    @ParameterizedTest
    @MethodSource("formats")
    void theFilterCompilesAndTheConfigurationIsValid(FormatPreset preset) throws Exception {
        assertThat(JqFilter.compile(preset.filter())).isNotNull();
        ConfigValidation validation =
                ConfigValidation.of(ConfigValidation.definition(), FormatRows.configuration(preset));
        assertThat(validation.values())
                .flatExtracting(ConfigValue::errorMessages)
                .isEmpty();
        assertThat(OpenlayerSinkConfig.of(validation).orElseThrow().unknownProperties())
                .isEmpty();
    }

    @ParameterizedTest
    @MethodSource("formats")
    void theFormatIsDescribed(FormatPreset preset) {
        assertThat(preset.title()).isNotBlank();
        assertThat(preset.source()).isNotBlank();
        assertThat(preset.typicalSample()).isPresent();
        assertThat(preset.shape()).matches("(?s)[A-Z`].*\\.");
        assertThat(preset.converter()).matches("org\\.apache\\.kafka\\.connect\\..*Converter");
    }

    @ParameterizedTest
    @MethodSource("formats")
    void theSamplesShowWhatUsersMeet(FormatPreset preset) {
        List<JsonNode> rows = new ArrayList<>();
        preset.samples().forEach(sample -> FormatRows.json(sample.rows()).forEach(rows::add));
        assertThat(preset.samples()).hasSizeGreaterThanOrEqualTo(3);
        assertThat(rows).isNotEmpty();
        if (isOfLanguageModels(preset) && !passesRowsThrough(preset)) {
            assertThat(rows).as("a failed call").anyMatch(row -> row.hasNonNull("error"));
            assertThat(rows)
                    .as("a tool call")
                    .anyMatch(row -> row.hasNonNull("tool_calls")
                            || row.path("output").asText().contains("arguments"));
            Set<String> others = new HashSet<>();
            rows.forEach(row -> row.fieldNames().forEachRemaining(others::add));
            others.removeAll(VOCABULARY);
            assertThat(others).as("columns besides those of all formats").isEmpty();
        }
    }

    /** With {@code -Dformats.update=true} the files are written; review the changes. */
    @ParameterizedTest
    @MethodSource("samples")
    void theSampleBecomesItsRows(FormatPreset preset, FormatSample sample) throws IOException {
        FormatRows made = new FormatRows(preset, sample);
        List<JsonNode> expected = new ArrayList<>();
        FormatRows.json(sample.rows()).forEach(expected::add);
        if (Boolean.getBoolean("formats.update") && !made.rows().equals(expected)) {
            Files.writeString(
                    FOLDERS.resolve(Path.of(preset.name(), "samples", sample.name() + ".rows.json")),
                    FormatRows.pretty(made.rows()));
        } else {
            assertThat(made.rows()).containsExactlyElementsOf(expected);
        }
        assertThat(made.violations()).isEmpty();
    }

    private static boolean isOfLanguageModels(FormatPreset preset) {
        return "llm-base".equals(preset.properties().get("task.type"));
    }

    /** The columns depend on the system that writes the records. */
    private static boolean passesRowsThrough(FormatPreset preset) {
        return preset.name().equals("openlayer-trace");
    }
}
