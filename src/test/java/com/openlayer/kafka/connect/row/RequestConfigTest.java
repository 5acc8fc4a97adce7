package com.openlayer.kafka.connect.row;

import static com.openlayer.kafka.connect.config.ConfigField.CATEGORICAL_FEATURE_NAMES;
import static com.openlayer.kafka.connect.config.ConfigField.FEATURE_NAMES;
import static com.openlayer.kafka.connect.config.ConfigField.INPUT_VARIABLE_NAMES;
import static com.openlayer.kafka.connect.config.ConfigField.LABEL_COLUMN_NAME;
import static com.openlayer.kafka.connect.config.ConfigField.LATENCY_COLUMN_NAME;
import static com.openlayer.kafka.connect.config.ConfigField.METADATA;
import static com.openlayer.kafka.connect.config.ConfigField.PROMPT;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import com.openlayer.kafka.connect.config.ConfigField;
import com.openlayer.kafka.connect.config.TaskType;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RequestConfigTest {
    private static final Map<TaskType, String> BRANCHES = Map.of(
            TaskType.LLM_BASE, "LLMData",
            TaskType.TABULAR_CLASSIFICATION, "TabularClassificationData",
            TaskType.TABULAR_REGRESSION, "TabularRegressionData",
            TaskType.TEXT_CLASSIFICATION, "TextClassificationData");

    @Test
    void namesOnlyColumnsThatSomeRowHas() {
        PipelineFixture pipeline = PipelineFixture.llm()
                .names(INPUT_VARIABLE_NAMES, "a", "b")
                .name(LATENCY_COLUMN_NAME, "ms")
                .document(PROMPT, "[{\"role\":\"user\",\"content\":\"{{ a }}\"}]")
                .document(METADATA, "{\"team\":null}");
        Row one = pipeline.map("{\"output\":\"x\",\"a\":1}");
        Row two = pipeline.map("{\"output\":\"x\",\"ms\":1}");
        assertThat(pipeline.configFor(one).toString())
                .isEqualTo("{\"inputVariableNames\":[\"a\"],\"outputColumnName\":\"output\","
                        + "\"prompt\":[{\"role\":\"user\",\"content\":\"{{ a }}\"}],\"metadata\":{\"team\":null}}");
        assertThat(pipeline.configFor(one, two).get("latencyColumnName").textValue())
                .isEqualTo("ms");
        assertThat(pipeline.configFor(two).get("inputVariableNames")).isEmpty();
    }

    @Test
    void alwaysHasTheRequiredLists() {
        PipelineFixture churn = PipelineFixture.classification();
        assertThat(churn.configFor(churn.map("{}")).toString())
                .isEqualTo(
                        "{\"featureNames\":[],\"categoricalFeatureNames\":[],\"classNames\":[\"Retained\",\"Exited\"]}");
        PipelineFixture named =
                PipelineFixture.plain().names(FEATURE_NAMES, "f", "g").names(CATEGORICAL_FEATURE_NAMES, "g");
        assertThat(named.configFor(named.map("{\"f\":1,\"g\":null}")).toString())
                .isEqualTo("{\"featureNames\":[\"f\"],\"categoricalFeatureNames\":[]}");
        PipelineFixture lenient = PipelineFixture.llm().lenient();
        assertThat(lenient.configFor(lenient.map("{}")).get("outputColumnName").textValue())
                .isEqualTo("output");
    }

    @Test
    void omitsNullDocuments() {
        PipelineFixture pipeline = PipelineFixture.llm().document(PROMPT, "null");
        assertThat(pipeline.configFor(pipeline.map("{\"output\":\"\"}")).has("prompt"))
                .isFalse();
    }

    @Test
    void cachesConfigsByColumns() {
        PipelineFixture pipeline = PipelineFixture.llm().names(INPUT_VARIABLE_NAMES, "a");
        RequestConfig config = new RequestConfig(pipeline.config());
        ColumnSet columns = pipeline.map("{\"output\":\"\"}").columns();
        assertThat(config.describing(columns)).isSameAs(config.describing(columns));
    }

    @Test
    void separatesRowsWithAndWithoutClasses() {
        PipelineFixture pipeline =
                PipelineFixture.classification().name(LABEL_COLUMN_NAME, "y").names(FEATURE_NAMES, "f");
        RequestConfig config = new RequestConfig(pipeline.config());
        ColumnSet labelled = pipeline.map("{\"y\":1}").columns();
        ColumnSet both = pipeline.map("{\"y\":1,\"f\":2}").columns();
        ColumnSet unlabelled = pipeline.map("{\"f\":2}").columns();
        assertThat(config.batchKey(labelled)).isEqualTo(config.batchKey(both));
        assertThat(config.batchKey(both)).isNotEqualTo(config.batchKey(unlabelled));
    }

    @ParameterizedTest
    @EnumSource(TaskType.class)
    void conformsToTheSpecAndItsSizeBound(TaskType taskType) throws IOException {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        Schema schema = branch(taskType);
        for (int i = 0; i < 200; i++) {
            PipelineFixture pipeline = randomPipeline(taskType, random);
            RequestConfig config = new RequestConfig(pipeline.config());
            ObjectNode row = new ObjectMapper().createObjectNode();
            for (String name : new ColumnIndex(pipeline.config()).names()) {
                if (random.nextBoolean() || name.equals("outputColumnName")) {
                    row.put(name, 0.5);
                }
            }
            byte[] json = config.describing(pipeline.map(row.toString()).columns());
            assertThat(json.length).isLessThanOrEqualTo(config.maxBytes());
            String text = new String(json, StandardCharsets.UTF_8);
            assertThat(schema.validate(text, InputFormat.JSON))
                    .as("seed %d: %s", seed, text)
                    .isEmpty();
        }
    }

    private static PipelineFixture randomPipeline(TaskType taskType, Random random) {
        PipelineFixture pipeline =
                PipelineFixture.of(taskType).lenient().timestampFromRecord().idFromRecord();
        for (ConfigField field : taskType.fields()) {
            if (random.nextInt(3) == 0 && !taskType.required().contains(field)) {
                continue;
            }
            switch (field.valueType()) {
                case COLUMN -> pipeline.name(field, field.specName());
                case COLUMNS, NAMES -> pipeline.names(field, "one", "two");
                case JSON ->
                    pipeline.document(field, field == PROMPT ? "[{\"role\":\"user\",\"content\":\"\u00e9\"}]" : "{}");
            }
        }
        return pipeline;
    }

    /** The API specification's schema for this task type, without additional keys. */
    private static Schema branch(TaskType taskType) throws IOException {
        List<String> lines = Files.readAllLines(Path.of("src/test/resources/openlayer/publish-records.md"));
        int from = lines.indexOf("    " + BRANCHES.get(taskType) + ":") + 1;
        List<String> yaml = new ArrayList<>();
        for (int i = from; lines.get(i).startsWith("      "); i++) {
            yaml.add(lines.get(i).substring(6));
        }
        yaml.add("additionalProperties: false");
        String text = String.join("\n", yaml);
        return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_7).getSchema(text, InputFormat.YAML);
    }
}
