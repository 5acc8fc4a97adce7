package com.openlayer.kafka.connect;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.openlayer.kafka.connect.config.ConfigValidation;
import com.openlayer.kafka.connect.config.ConnectorSchema;
import com.openlayer.kafka.connect.config.OpenlayerSinkConfig;
import com.openlayer.kafka.connect.config.Operation;
import com.openlayer.kafka.connect.config.PipelineConfig;
import com.openlayer.kafka.connect.config.TaskType;
import com.openlayer.kafka.connect.quickstart.ConnectorFile;
import com.openlayer.kafka.connect.quickstart.RowFile;
import com.openlayer.kafka.connect.row.ColumnSet;
import com.openlayer.kafka.connect.row.RequestConfig;
import com.openlayer.kafka.connect.row.Row;
import com.openlayer.kafka.connect.row.RowMapper;
import com.openlayer.kafka.connect.testing.RequestContract;
import com.openlayer.kafka.connect.testing.UpdateContract;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The files of {@code connector-config/}, and the shipped rows for them. */
class ShippedConfigurationsTest {
    private static final Path DIRECTORY = Path.of("connector-config");
    private static final String ID = "182bd5e5-6e1a-4fe4-a799-aa6d9a6ab26";
    private static final Map<String, String> ENVIRONMENT = Map.of(
            "OPENLAYER_API_KEY", "key",
            "OPENLAYER_BASE_URL", "https://api.openlayer.com/v1",
            "OPENLAYER_PIPELINE_CHAT", ID + "1",
            "OPENLAYER_PIPELINE_CHURN", ID + "2",
            "OPENLAYER_PIPELINE_PRICES", ID + "3",
            "OPENLAYER_PIPELINE_TRIAGE", ID + "4",
            "OPENLAYER_PIPELINE_IRIS", ID + "5");
    /** The files of one pipeline, and its alias in the file of several. */
    private static final Map<String, String> SINGLE = Map.of(
            "llm.json", "chat",
            "tabular-classification.json", "churn",
            "tabular-regression.json", "prices",
            "text-classification.json", "triage");

    private static final int ROWS_OF_A_REQUEST = 100;
    private static final ObjectMapper JSON = new ObjectMapper();

    static List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(DIRECTORY)) {
            return files.filter(file -> !file.toString().endsWith(".md"))
                    .sorted()
                    .toList();
        }
    }

    @Test
    @DisplayName(
            "there is a file for each task type, late labels, several pipelines, a format, a filter, each kind of worker, and a"
                    + " real case")
    void complete() throws IOException {
        Set<String> names =
                files().stream().map(file -> file.getFileName().toString()).collect(Collectors.toSet());
        assertThat(names)
                .containsExactlyInAnyOrder(
                        "chat-sessions.json",
                        "late-labels.json",
                        "litellm.json",
                        "llm.json",
                        "model-server.json",
                        "openai-chat-log.json",
                        "tabular-classification.json",
                        "tabular-regression.json",
                        "text-classification.json",
                        "several-pipelines.json",
                        "standalone.properties",
                        "strimzi.yaml",
                        "msk-connect.json");
    }

    @ParameterizedTest
    @MethodSource("files")
    @DisplayName("each is valid once its variables are resolved, and has no unknown property")
    void valid(Path file) throws IOException {
        Map<String, String> properties = resolved(file);
        assertValid(properties);
        if (isFlat(properties)) {
            assertValid(aliased(properties, "chat"));
            assertThat(new OpenlayerSinkConfig(aliased(properties, "chat")).pipelines())
                    .usingRecursiveComparison()
                    .ignoringFields("alias", "topicSelection")
                    .isEqualTo(new OpenlayerSinkConfig(properties).pipelines());
        }
    }

    private static void assertValid(Map<String, String> properties) {
        ConfigValidation validation = ConfigValidation.of(ConfigValidation.definition(), properties);
        assertThat(validation.values())
                .allSatisfy(value ->
                        assertThat(value.errorMessages()).as(value.name()).isEmpty());
        OpenlayerSinkConfig config = OpenlayerSinkConfig.of(validation).orElseThrow();
        assertThat(config.unknownProperties()).isEmpty();
        assertThat(config.warnings()).isEmpty();
        if (!isFlat(properties)) {
            assertThat(config.pipelines())
                    .allSatisfy(pipeline ->
                            assertThat(pipeline.topicSelection().names()).isNotEmpty());
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    @DisplayName("each is valid by the JSON Schema, with and without variables, in both forms")
    void schema(Path file) throws IOException {
        assertThat(ConnectorSchema.violations(properties(file))).isEmpty();
        assertThat(ConnectorSchema.violations(resolved(file))).isEmpty();
        if (isFlat(properties(file))) {
            assertThat(ConnectorSchema.violations(aliased(properties(file), "chat")))
                    .isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    @DisplayName("each sets key.converter, because the default converter of a worker fails on text")
    void keyConverter(Path file) throws IOException {
        assertThat(properties(file)).containsKey("key.converter");
    }

    @ParameterizedTest
    @MethodSource("files")
    @DisplayName("one with a single pipeline is flat")
    void flat(Path file) throws IOException {
        Map<String, String> properties = properties(file);
        assertThat(isFlat(properties) || properties.get("pipelines").contains(","))
                .isTrue();
    }

    private static boolean isFlat(Map<String, String> properties) {
        return !properties.containsKey("pipelines");
    }

    /** The same configuration with an alias for its pipeline. */
    private static Map<String, String> aliased(Map<String, String> flat, String alias) {
        Set<String> ofAPipeline = ConfigValidation.definition().configKeys().values().stream()
                .filter(key -> key.group.equals("Pipeline"))
                .map(key -> key.name)
                .collect(Collectors.toSet());
        Map<String, String> aliased = new LinkedHashMap<>();
        flat.forEach((name, value) ->
                aliased.put(ofAPipeline.contains(name) ? "pipelines." + alias + "." + name : name, value));
        aliased.put("pipelines", alias);
        aliased.put("pipelines." + alias + ".topics", flat.get("topics"));
        return aliased;
    }

    @Test
    @DisplayName("the file with several pipelines has all task types and late labels, equal to their own files")
    void severalIsTheSum() throws IOException {
        Map<String, String> several = resolved(DIRECTORY.resolve("several-pipelines.json"));
        Map<String, String> sum = new LinkedHashMap<>(resolved(DIRECTORY.resolve("late-labels.json")));
        for (Map.Entry<String, String> single : SINGLE.entrySet()) {
            sum.putAll(aliased(resolved(DIRECTORY.resolve(single.getKey())), single.getValue()));
        }
        sum.put("pipelines", several.get("pipelines"));
        sum.put("topics", several.get("topics"));
        assertThat(several).isEqualTo(sum);
        assertThat(new OpenlayerSinkConfig(several)
                        .pipelines().stream()
                                .map(PipelineConfig::taskType)
                                .flatMap(Optional::stream)
                                .collect(Collectors.toSet()))
                .isEqualTo(EnumSet.allOf(TaskType.class));
    }

    @Test
    @DisplayName("the pipeline of each flat file equals that of its alias in the file with several")
    void oneOfSeveral() throws IOException {
        List<PipelineConfig> several =
                new OpenlayerSinkConfig(resolved(DIRECTORY.resolve("several-pipelines.json"))).pipelines();
        for (Map.Entry<String, String> single : SINGLE.entrySet()) {
            PipelineConfig alias = several.stream()
                    .filter(pipeline -> pipeline.alias().equals(single.getValue()))
                    .findFirst()
                    .orElseThrow();
            assertThat(new OpenlayerSinkConfig(resolved(DIRECTORY.resolve(single.getKey()))).pipelines())
                    .singleElement()
                    .usingRecursiveComparison()
                    .ignoringFields("alias", "topicSelection")
                    .isEqualTo(alias);
        }
    }

    @Test
    @DisplayName("requests with the shipped rows satisfy the contract and have every configured column")
    void rowsKeepToTheContract() throws IOException {
        OpenlayerSinkConfig config = new OpenlayerSinkConfig(resolved(DIRECTORY.resolve("several-pipelines.json")));
        for (PipelineConfig pipeline : config.pipelines()) {
            String topic = pipeline.topicSelection().names().iterator().next();
            RowFile file = RowFile.shippedFor(topic).orElseThrow();
            assertThat(file.rows()).as(topic).hasSizeBetween(300, 999).doesNotHaveDuplicates();
            RowMapper mapper = new RowMapper(pipeline, config.rows());
            List<Row> rows = new ArrayList<>();
            for (String value : file.rows()) {
                rows.addAll(mapper.map(new SinkRecord(
                        topic,
                        0,
                        null,
                        null,
                        null,
                        JSON.readValue(value, Map.class),
                        rows.size(),
                        1_795_340_000_123L,
                        TimestampType.CREATE_TIME)));
            }
            if (pipeline.operation() == Operation.UPDATE) {
                for (Row row : rows) {
                    assertThat(UpdateContract.violations(row.inferenceId(), update(pipeline, row)))
                            .as(topic)
                            .isEmpty();
                }
                continue;
            }
            for (int from = 0; from < rows.size(); from += ROWS_OF_A_REQUEST) {
                JsonNode body = body(pipeline, rows.subList(from, Math.min(rows.size(), from + ROWS_OF_A_REQUEST)));
                assertThat(RequestContract.of(pipeline.taskType().orElseThrow()).violations(body))
                        .as(topic)
                        .isEmpty();
                pipeline.fieldValues()
                        .columnNames()
                        .keySet()
                        .forEach(field -> assertThat(body.path("config").has(field.specName()))
                                .as("%s: %s", topic, field.specName())
                                .isTrue());
            }
        }
    }

    private static JsonNode update(PipelineConfig pipeline, Row row) throws IOException {
        ObjectNode body = JSON.createObjectNode();
        body.set("row", JSON.readTree(row.json()));
        body.set("config", JSON.readTree(new RequestConfig(pipeline).describing(row.columns())));
        return body;
    }

    private static JsonNode body(PipelineConfig pipeline, List<Row> rows) throws IOException {
        ColumnSet columns = rows.get(0).columns();
        ArrayNode array = JSON.createArrayNode();
        for (Row row : rows) {
            columns = columns.union(row.columns());
            array.add(JSON.readTree(row.json()));
        }
        ObjectNode body = JSON.createObjectNode();
        body.set("rows", array);
        body.set("config", JSON.readTree(new RequestConfig(pipeline).describing(columns)));
        return body;
    }

    /** The properties that Strimzi's operator derives from its two resources. */
    private static Map<String, String> ofStrimzi(Path file) throws IOException {
        List<JsonNode> resources = new ObjectMapper(new YAMLFactory())
                .readerFor(JsonNode.class)
                .<JsonNode>readValues(file.toFile())
                .readAll();
        assertThat(resources)
                .extracting(resource -> resource.path("kind").asText())
                .containsExactly("KafkaConnect", "KafkaConnector");
        JsonNode cluster = resources.get(0);
        JsonNode connector = resources.get(1);
        assertThat(connector.at("/metadata/labels").path("strimzi.io/cluster")).isEqualTo(cluster.at("/metadata/name"));
        assertThat(cluster.at("/metadata/annotations")
                        .path("strimzi.io/use-connector-resources")
                        .asText())
                .isEqualTo("true");
        // Connect rejects a connector whose consumer group is the workers' group.
        assertThat(cluster.at("/spec/groupId").asText())
                .isNotEqualTo("connect-" + connector.at("/metadata/name").asText());
        Map<String, String> properties = properties(connector.at("/spec/config"));
        properties.put("connector.class", connector.at("/spec/class").asText());
        properties.put("tasks.max", connector.at("/spec/tasksMax").asText());
        return properties;
    }

    private static Map<String, String> properties(JsonNode map) {
        Map<String, String> properties = new LinkedHashMap<>();
        map.properties()
                .forEach(property ->
                        properties.put(property.getKey(), property.getValue().asText()));
        return properties;
    }

    private static Map<String, String> resolved(Path file) throws IOException {
        return new ConnectorFile(file.toString(), properties(file))
                .resolved(ENVIRONMENT)
                .properties();
    }

    /** The properties in the file, with unresolved variables. */
    private static Map<String, String> properties(Path file) throws IOException {
        if (file.endsWith("strimzi.yaml")) {
            return ofStrimzi(file);
        }
        if (file.endsWith("msk-connect.json")) {
            return properties(JSON.readTree(file.toFile()).path("connectorConfiguration"));
        }
        if (file.toString().endsWith(".json")) {
            return ConnectorFile.of(file).properties();
        }
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file, UTF_8)) {
            properties.load(reader);
        }
        return properties.stringPropertyNames().stream()
                .collect(Collectors.toMap(name -> name, properties::getProperty));
    }
}
