package com.openlayer.kafka.connect.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Compares {@link TaskType} and {@link ConfigField} with Openlayer's published API specification, in both directions.
 */
class SpecFieldsTest {
    private static final Map<TaskType, String> SCHEMAS = Map.of(
            TaskType.LLM_BASE, "LLMData",
            TaskType.TABULAR_CLASSIFICATION, "TabularClassificationData",
            TaskType.TABULAR_REGRESSION, "TabularRegressionData",
            TaskType.TEXT_CLASSIFICATION, "TextClassificationData");

    private static JsonNode spec;

    @BeforeAll
    static void readSpec() throws IOException {
        try (InputStream in = SpecFieldsTest.class.getResourceAsStream("/openlayer/publish-records.md")) {
            String page = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            Matcher yaml = Pattern.compile("````yaml[^\\n]*\\n(.*)````", Pattern.DOTALL)
                    .matcher(page);
            assertThat(yaml.find()).isTrue();
            spec = new YAMLMapper().readTree(yaml.group(1));
        }
    }

    @Test
    void taskTypesAreThoseOfTheSpec() {
        List<String> branches = new ArrayList<>();
        spec.findPath("config")
                .path("oneOf")
                .forEach(ref -> branches.add(ref.path("$ref").asText().replaceFirst(".*/", "")));

        assertThat(branches).containsExactlyInAnyOrderElementsOf(SCHEMAS.values());
        assertThat(SCHEMAS).containsOnlyKeys(TaskType.values());
    }

    @Test
    void fieldsAreThoseOfTheSpec() {
        for (TaskType taskType : TaskType.values()) {
            assertThat(names(taskType.fields()))
                    .as(taskType.value())
                    .isEqualTo(keys(schema(taskType).path("properties")));
        }
    }

    @Test
    void theSpecHasFortyOneFields() {
        int inSpec = 0;
        for (TaskType taskType : TaskType.values()) {
            inSpec += schema(taskType).path("properties").size();
        }
        assertThat(inSpec).isEqualTo(41);
        assertThat(ConfigField.values()).hasSize(23);
    }

    @Test
    void requiredFieldsAreThoseOfTheSpec() {
        for (TaskType taskType : TaskType.values()) {
            Set<String> required = new TreeSet<>();
            schema(taskType).path("required").forEach(name -> required.add(name.asText()));
            assertThat(names(taskType.required())).as(taskType.value()).isEqualTo(required);
        }
    }

    @Test
    void kindsOfFieldsMatchTheSpec() {
        for (TaskType taskType : TaskType.values()) {
            for (ConfigField field : taskType.fields()) {
                JsonNode schema = schema(taskType).path("properties").path(field.specName());
                String type = schema.path("type").asText()
                        + schema.path("items").path("type").asText();
                String expected = switch (field.valueType()) {
                    case COLUMN -> "string";
                    case COLUMNS, NAMES -> "arraystring";
                    case JSON -> field == ConfigField.PROMPT ? "arrayobject" : "object";
                };
                assertThat(type).as(field.specName()).isEqualTo(expected);
            }
        }
    }

    @Test
    void fieldsApplyOnlyToTheirTaskTypes() {
        for (TaskType taskType : TaskType.values()) {
            PipelineKind kind = PipelineKind.of("publish", taskType.value());
            for (ConfigField field : ConfigField.values()) {
                assertThat(kind.has(field.property()))
                        .as(taskType + " " + field)
                        .isEqualTo(taskType.fields().contains(field));
                assertThat(kind.requires(field.property()))
                        .as(taskType + " " + field)
                        .isEqualTo(taskType.required().contains(field));
            }
        }
    }

    @Test
    void choicesAreOpenlayersNames() {
        for (TaskType taskType : TaskType.values()) {
            assertThat(Choice.text(taskType)).isEqualTo(taskType.value());
        }
    }

    private static JsonNode schema(TaskType taskType) {
        return spec.path("components").path("schemas").path(SCHEMAS.get(taskType));
    }

    private static Set<String> keys(JsonNode object) {
        Set<String> keys = new TreeSet<>();
        object.fieldNames().forEachRemaining(keys::add);
        return keys;
    }

    private static Set<String> names(Set<ConfigField> fields) {
        return fields.stream().map(ConfigField::specName).collect(Collectors.toCollection(TreeSet::new));
    }
}
