package com.openlayer.kafka.connect.pairs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.openlayer.kafka.connect.quickstart.ConnectorFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The profile {@code pairs} of docker/compose.yaml: a stand-in for a model server, the joiner and the connector. */
class PairsDemoTest {
    private static final Path DOCKER = Path.of("docker");
    private static final ConnectorFile CONNECTOR = ConnectorFile.of(Path.of("connector-config", "model-server.json"));
    private static final JsonNode SERVICES = services();

    private static JsonNode services() {
        try {
            return new ObjectMapper(new YAMLFactory())
                    .readTree(DOCKER.resolve("compose.yaml").toFile())
                    .path("services");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Map<String, JsonNode> ofTheProfile() {
        return SERVICES.properties().stream()
                .filter(service -> texts(service.getValue().path("profiles")).contains("pairs"))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    private static List<String> texts(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false)
                .map(JsonNode::asText)
                .toList();
    }

    private static String joiner(String variable) {
        return SERVICES.path("pair-events").path("environment").path(variable).asText();
    }

    private static String script(String name) throws IOException {
        return Files.readString(DOCKER.resolve("pairs").resolve(name));
    }

    @Test
    @DisplayName("it has the topics, the joiner and the model server; broker, worker and WireMock run in any profile")
    void complete() {
        assertThat(ofTheProfile()).containsOnlyKeys("pair-topics", "pair-events", "model-server");
        for (String always : List.of("broker", "connect", "openlayer")) {
            assertThat(SERVICES.path(always).isObject()).as(always).isTrue();
            assertThat(SERVICES.path(always).has("profiles")).as(always).isFalse();
        }
        ofTheProfile().forEach((name, service) -> {
            service.path("depends_on")
                    .fieldNames()
                    .forEachRemaining(other -> assertThat(SERVICES.has(other))
                            .as(name + ": " + other)
                            .isTrue());
            texts(service.path("volumes"))
                    .forEach(volume -> assertThat(DOCKER.resolve(volume.split(":", -1)[0]))
                            .as(name)
                            .exists());
        });
        assertThat(SERVICES.path("pair-events").path("depends_on").fieldNames())
                .toIterable()
                .contains("pair-topics");
        assertThat(DOCKER.resolve(SERVICES.path("pair-events").path("build").asText())
                        .resolve("Dockerfile"))
                .exists();
    }

    @Test
    @DisplayName(
            "the joiner's topics are created, the model server writes its input, and the connector reads its output")
    void topics() throws IOException {
        String output = joiner("PAIRS_OUTPUT_TOPIC");
        assertThat(joiner("PAIRS_BOOTSTRAP_SERVERS")).isEqualTo("broker:19092");
        assertThat(script("topics"))
                .contains(
                        "for topic in " + joiner("PAIRS_INPUT_TOPICS") + " " + output + " " + output + "-unpaired; do");
        assertThat(script("model-server")).contains("--topic " + joiner("PAIRS_INPUT_TOPICS") + " ");
        assertThat(CONNECTOR.topics()).containsExactly(output);
        assertThat(CONNECTOR.properties()).containsEntry("consumer.override.isolation.level", "read_committed");
    }

    @Test
    @DisplayName("the events of the model server have the headers that the joiner's preset reads, and become a row")
    void events() throws IOException {
        assertThat(joiner("PAIRS_PRESET")).isEqualTo(ModelServer.KSERVE.preset);
        assertThat(CONNECTOR.properties()).containsEntry("format", ModelServer.KSERVE.format);
        String script = script("model-server");
        assertThat(script).contains("ce_id:%s,ce_type:org.kubeflow.serving.inference.%s,");
        List<JsonNode> bodies = new ArrayList<>();
        for (String role : List.of("request", "response")) {
            Matcher event = Pattern.compile("event " + role + " \"inference-\\$n\" '(.*)'")
                    .matcher(script);
            assertThat(event.find()).as(role).isTrue();
            bodies.add(PairRecord.json(event.group(1)));
        }
        assertThat(PairRecord.of(bodies.get(0), bodies.get(1), "inference-1", 10)
                        .rows(CONNECTOR))
                .singleElement()
                .satisfies(row -> {
                    assertThat(row.path("id").asText()).isEqualTo("inference-1");
                    assertThat(row.path("petal_width").asDouble()).isEqualTo(0.2);
                    assertThat(row.path("prediction").asInt()).isZero();
                    assertThat(row.path("prediction_scores")).hasSize(3);
                });
    }

    @Test
    @DisplayName("WireMock knows the pipeline of the connector")
    void pipeline() throws IOException {
        String variable = SERVICES.path("connect")
                .path("environment")
                .path("OPENLAYER_PIPELINE_IRIS")
                .asText();
        String id = variable.substring(variable.indexOf(":-") + 2, variable.length() - 1);
        try (Stream<Path> mappings = Files.list(DOCKER.resolve(Path.of("wiremock", "mappings")))) {
            List<JsonNode> answers = new ArrayList<>();
            for (Path mapping : mappings.toList()) {
                answers.add(PairRecord.json(Files.readString(mapping)));
            }
            assertThat(answers)
                    .filteredOn(answer -> answer.at("/request/urlPath").asText().endsWith("/" + id))
                    .singleElement()
                    .extracting(answer ->
                            answer.at("/response/jsonBody/project/taskType").asText())
                    .isEqualTo(CONNECTOR.properties().get("task.type"));
        }
    }
}
