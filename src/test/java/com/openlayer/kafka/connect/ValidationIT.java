package com.openlayer.kafka.connect;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.databind.JsonNode;
import com.openlayer.kafka.connect.config.ConfigValidation;
import com.openlayer.kafka.connect.config.TaskType;
import com.openlayer.kafka.connect.testing.ConnectRest;
import com.openlayer.kafka.connect.testing.OpenlayerStub;
import com.openlayer.kafka.connect.testing.SharedCluster;
import com.openlayer.kafka.connect.testing.Sink;
import com.openlayer.kafka.connect.testing.StubAnswer;
import com.openlayer.kafka.connect.testing.StubPipeline;
import com.openlayer.kafka.connect.testing.TestBed;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code PUT /connector-plugins/OpenlayerSinkConnector/config/validate} of a real worker. */
@ExtendWith(SharedCluster.class)
@Execution(ExecutionMode.CONCURRENT)
class ValidationIT {
    /** Two pipelines that exist in the stub. */
    private static Map<String, String> config(TestBed bed) {
        return bed.config("support-chat", "churn-scores")
                .with("name", bed.name("validated"))
                .with("key.converter", "org.apache.kafka.connect.storage.StringConverter")
                .llm("chat", bed.pipeline(TaskType.LLM_BASE).id())
                .with("chat", "topics", "support-chat")
                .pipeline("churn", bed.pipeline(TaskType.TABULAR_CLASSIFICATION).id(), TaskType.TABULAR_CLASSIFICATION)
                .with("churn", "topics", "churn-scores")
                .with("churn", "class.names", "Retained,Exited")
                .toMap();
    }

    private static JsonNode validate(TestBed bed, Map<String, String> config) {
        return bed.rest().validate("OpenlayerSinkConnector", config);
    }

    /** One pipeline, without an alias. */
    private static Map<String, String> flat(TestBed bed) {
        return bed.config("support-chat")
                .with("name", bed.name("validated"))
                .with("key.converter", "org.apache.kafka.connect.storage.StringConverter")
                .with("inference.pipeline.id", bed.pipeline(TaskType.LLM_BASE).id())
                .with("task.type", "llm-base")
                .with("output.column.name", "output")
                .toMap();
    }

    /** The worker's description of each property, by name. */
    private static Map<String, JsonNode> properties(JsonNode validation) {
        Map<String, JsonNode> properties = new LinkedHashMap<>();
        validation
                .path("configs")
                .forEach(config ->
                        properties.put(config.path("value").path("name").asText(), config));
        return properties;
    }

    @Test
    @DisplayName("a form that uses only the REST API can create a working connector")
    void form(TestBed bed) {
        JsonNode described = bed.rest()
                .request("GET", "/connector-plugins/OpenlayerSinkConnector/config", null)
                .body();
        Map<String, JsonNode> definitions = new LinkedHashMap<>();
        described.forEach(definition -> definitions.put(definition.path("name").asText(), definition));
        assertThat(definitions).containsKeys("inference.pipeline.id", "task.type", "output.column.name", "columns");
        assertThat(definitions)
                .containsKeys(ConfigValidation.definition().names().toArray(new String[0]));
        definitions.keySet().retainAll(ConfigValidation.definition().names());
        assertThat(definitions.values()).allSatisfy(definition -> {
            assertThat(definition.path("type").asText()).isNotBlank();
            assertThat(definition.path("documentation").asText()).isNotBlank().doesNotContain("<");
            assertThat(definition.path("display_name").asText()).isNotBlank();
            assertThat(definition.path("group").asText()).isNotBlank();
            assertThat(definition.path("order_in_group").asInt()).isPositive();
            assertThat(definition.path("width").asText()).isNotEqualTo("NONE");
        });

        // The input of a user with a key, an id and records with two fields.
        String topic = bed.topic("form", 1);
        StubPipeline pipeline = bed.pipeline(TaskType.LLM_BASE);
        Map<String, String> typed = bed.config(topic).toMap();
        String apiKey = typed.remove("openlayer.api.key");
        typed.put("name", bed.name("form"));
        Map<String, String> answers = Map.of(
                "openlayer.api.key",
                apiKey,
                "inference.pipeline.id",
                pipeline.id().toString(),
                "output.column.name",
                "output");
        for (int page = 0; page < 4; page++) {
            Map<String, JsonNode> shown = properties(validate(bed, typed));
            ConnectRest.errors(validate(bed, typed)).keySet().forEach(missing -> {
                JsonNode value = shown.get(missing).path("value");
                assertThat(value.path("visible").asBoolean()).as(missing).isTrue();
                assertThat(shown.get(missing)
                                .path("definition")
                                .path("required")
                                .asBoolean())
                        .as(missing)
                        .isTrue();
                JsonNode recommended = value.path("recommended_values");
                typed.put(
                        missing,
                        recommended.isEmpty()
                                ? answers.get(missing)
                                : recommended.get(0).asText());
            });
        }

        assertThat(typed)
                .containsEntry("task.type", "llm-base")
                .containsKeys(answers.keySet().toArray(new String[0]));
        assertThat(ConnectRest.errors(validate(bed, typed))).isEmpty();
        bed.topics().produce(topic, List.of(Sink.row(1)));
        bed.connect(typed.get("name"), typed);
        pipeline.awaitRows(1);
    }

    @Test
    @DisplayName("properties that do not apply to the task type or operation are hidden, in both forms")
    void visible(TestBed bed) {
        Map<String, JsonNode> flat = properties(validate(bed, flat(bed)));
        Map<String, JsonNode> aliased = properties(validate(bed, config(bed)));
        assertThat(isVisible(flat, "prompt")).isTrue();
        assertThat(isVisible(flat, "class.names")).isFalse();
        assertThat(isVisible(flat, "human.feedback.column.name")).isFalse();
        assertThat(isVisible(aliased, "pipelines.chat.prompt")).isTrue();
        assertThat(isVisible(aliased, "pipelines.chat.class.names")).isFalse();
        assertThat(isVisible(aliased, "pipelines.churn.class.names")).isTrue();
        assertThat(isVisible(aliased, "class.names")).isTrue();
        assertThat(isVisible(aliased, "text.column.name")).isFalse();
        assertThat(isVisible(aliased, "inference.pipeline.id")).isFalse();

        Map<String, String> update = flat(bed);
        update.remove("task.type");
        update.remove("output.column.name");
        update.put("operation", "update");
        Map<String, JsonNode> updates = properties(validate(bed, update));
        assertThat(isVisible(updates, "human.feedback.column.name")).isTrue();
        assertThat(isVisible(updates, "task.type")).isFalse();
        assertThat(updates.get("inference.id.column.name")
                        .path("definition")
                        .path("required")
                        .asBoolean())
                .isTrue();
    }

    private static boolean isVisible(Map<String, JsonNode> properties, String name) {
        return properties.get(name).path("value").path("visible").asBoolean();
    }

    @Test
    @DisplayName("the groups are in the order of a form, with proxy and TLS last")
    void groups(TestBed bed) {
        List<String> groups = new ArrayList<>();
        validate(bed, config(bed)).path("groups").forEach(group -> groups.add(group.asText()));
        assertThat(groups)
                .containsSubsequence(
                        "Connection",
                        "Pipeline",
                        "Several pipelines",
                        "Pipeline: chat",
                        "Pipeline: churn",
                        "Rows",
                        "Batching",
                        "Retries and errors",
                        "Proxy",
                        "TLS");
        assertThat(groups.get(groups.size() - 1)).isEqualTo("TLS");
    }

    @Test
    @DisplayName("a missing key.converter is a warning in its documentation, not an error")
    void keyConverter(TestBed bed) {
        Map<String, String> config = flat(bed);
        assertThat(documentation(validate(bed, config), "key.converter")).doesNotContain("WARNING");
        config.remove("key.converter");
        JsonNode validation = validate(bed, config);
        assertThat(ConnectRest.errors(validation)).isEmpty();
        assertThat(documentation(validation, "key.converter")).contains("WARNING:", "user-42", "StringConverter");
    }

    private static String documentation(JsonNode validation, String property) {
        return properties(validation)
                .get(property)
                .path("definition")
                .path("documentation")
                .asText();
    }

    @Test
    @DisplayName("the worker's own properties equal the recorded ones of its version")
    void propertiesOfConnect(TestBed bed) throws IOException {
        Set<String> others = new TreeSet<>();
        bed.rest()
                .request("GET", "/connector-plugins/OpenlayerSinkConnector/config", null)
                .body()
                .forEach(definition -> others.add(definition.path("name").asText()));
        others.removeAll(ConfigValidation.definition().names());
        String[] version = System.getProperty("kafka.version", "4.3.1").split("\\.", -1);
        try (InputStream in = getClass().getResourceAsStream("/kafka/sink-connector-properties.txt")) {
            List<String> recorded = new String(in.readAllBytes(), UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .filter(line ->
                            !isLater(line.substring(line.indexOf(' ') + 1).split("\\.", -1), version))
                    .map(line -> line.substring(0, line.indexOf(' ')))
                    .toList();
            assertThat(others).containsExactlyInAnyOrderElementsOf(recorded);
        }
    }

    private static boolean isLater(String[] one, String[] other) {
        int majors = Integer.compare(Integer.parseInt(one[0]), Integer.parseInt(other[0]));
        return majors > 0 || (majors == 0 && Integer.parseInt(one[1]) > Integer.parseInt(other[1]));
    }

    @Test
    @DisplayName("a valid configuration has no errors, and every pipeline property has documentation and group")
    void sound(TestBed bed) {
        JsonNode validation = validate(bed, config(bed));

        assertThat(ConnectRest.errors(validation)).isEmpty();
        List<JsonNode> properties = StreamSupport.stream(
                        validation.path("configs").spliterator(), false)
                .map(config -> config.path("definition"))
                .filter(definition -> definition.path("name").asText().startsWith("pipelines."))
                .toList();
        assertThat(properties)
                .extracting(definition -> definition.path("name").asText())
                .contains(
                        "pipelines.chat.inference.pipeline.id",
                        "pipelines.chat.prompt",
                        "pipelines.chat.num.of.token.column.name",
                        "pipelines.churn.categorical.feature.names")
                .doesNotHaveDuplicates();
        assertThat(properties).allSatisfy(definition -> {
            assertThat(definition.path("documentation").asText()).isNotBlank();
            assertThat(definition.path("display_name").asText()).isNotBlank();
            assertThat(definition.path("group").asText()).isNotBlank();
        });
        assertThat(properties)
                .filteredOn(d -> d.path("name").asText().startsWith("pipelines.chat."))
                .extracting(d -> d.path("group").asText())
                .allMatch(group -> group.contains("chat"));
    }

    /** A null value removes the property. */
    static Stream<Arguments> mistakes() {
        String chat = "pipelines.chat.";
        String churn = "pipelines.churn.";
        return Stream.of(
                arguments("a required field is missing", chat + "output.column.name", null, null, "llm-base"),
                arguments("classes are missing", churn + "class.names", null, null, "tabular-classification"),
                arguments("no task type", chat + "task.type", null, null, ""),
                arguments("no such task type", chat + "task.type", "llm", null, "llm-base"),
                arguments("a field of another task type", chat + "class.names", "A,B", null, "tabular-classification"),
                arguments("no UUID", chat + "inference.pipeline.id", "my-pipeline", null, "UUID"),
                arguments("no pipeline id", chat + "inference.pipeline.id", null, null, ""),
                arguments("a column name the server refuses", chat + "output.column.name", "the output", null, "60"),
                arguments("a reserved column name", chat + "output.column.name", "openlayer_out", null, "openlayer"),
                arguments("two claim a topic", churn + "topics", "support-chat,churn-scores", null, "support-chat"),
                arguments("a topic that no pipeline takes", "topics", "support-chat,churn-scores,x", null, "[x]"),
                arguments("unreadable prompt", chat + "prompt", "[{\"role\": ", null, "JSON"),
                arguments("a prompt that is no list", chat + "prompt", "{}", null, "array"),
                arguments("unreadable metadata", chat + "metadata", "{\"a\": ", null, "JSON"),
                arguments("base URL without /v1", "openlayer.base.url", "https://127.0.0.1:9", null, "/v1"),
                arguments("http to another host", "openlayer.base.url", "http://10.255.0.1/v1", null, "https"),
                arguments("no key", "openlayer.api.key", null, null, ""),
                arguments("an alias without properties", "pipelines", "chat,churn,other", "pipelines.other", ""),
                arguments("an unknown property of ours", "openlayer.api.kez", "x", null, "'openlayer.api.key'"),
                arguments(
                        "an unknown property of a pipeline",
                        chat + "num.of.tokens.column.name",
                        "tokens",
                        null,
                        "'pipelines.chat.num.of.token.column.name'"),
                arguments("no number", "batch.max.rows", "many", null, "many"),
                arguments("an impossible timeout", "delivery.timeout.ms", "10", null, "request.timeout.ms"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("mistakes")
    @DisplayName("an error is attached only to the property to fix")
    void mistake(String what, String property, String value, String expected, String message, TestBed bed) {
        Map<String, String> config = config(bed);
        if (value == null) {
            config.remove(property);
        } else {
            config.put(property, value);
        }

        Map<String, List<String>> errors = ConnectRest.errors(validate(bed, config));

        assertThat(errors)
                .allSatisfy((name, texts) -> assertThat(name).startsWith(expected == null ? property : expected));
        assertThat(errors).isNotEmpty();
        assertThat(String.join("\n", errors.values().iterator().next()))
                .contains(message)
                .doesNotContain(OpenlayerStub.API_KEY);
    }

    /** A null value removes the property. */
    static Stream<Arguments> mistakesOfTheFlatForm() {
        return Stream.of(
                arguments("output.column.name", null, "output.column.name", "llm-base"),
                arguments("task.type", null, "task.type", "Missing"),
                arguments("task.type", "llm", "task.type", "llm-base"),
                arguments("class.names", "A,B", "class.names", "tabular-classification"),
                arguments("inference.pipeline.id", "my-pipeline", "inference.pipeline.id", "UUID"),
                arguments("inference.pipeline.id", null, "inference.pipeline.id", "Missing"),
                arguments("output.column.name", "the output", "output.column.name", "60"),
                arguments("prompt", "{}", "prompt", "array"),
                arguments("pipelines.chat.topics", "support-chat", "pipelines", "pipelines.chat.topics"),
                arguments("ouput.column.name", "x", "ouput.column.name", "'output.column.name'"),
                arguments("errors.tolerence", "all", "errors.tolerence", "'errors.tolerance'"),
                arguments(
                        "consumer.override.enable.auto.commit",
                        " true ",
                        "consumer.override.enable.auto.commit",
                        "Records would be lost"),
                arguments("producer.override.acks", "1", "producer.override.acks", "lost"));
    }

    @ParameterizedTest(name = "{0}={1}")
    @MethodSource("mistakesOfTheFlatForm")
    @DisplayName("in the flat form, too, an error is attached only to the property to fix")
    void mistakeInTheFlatForm(String property, String value, String expected, String message, TestBed bed) {
        Map<String, String> config = flat(bed);
        assertThat(ConnectRest.errors(validate(bed, config))).isEmpty();
        if (value == null) {
            config.remove(property);
        } else {
            config.put(property, value);
        }

        Map<String, List<String>> errors = ConnectRest.errors(validate(bed, config));

        assertThat(errors).containsOnlyKeys(expected);
        assertThat(String.join("\n", errors.get(expected))).contains(message);
    }

    @Test
    @DisplayName("what Openlayer rejects is an error on the flat names")
    void refusedInTheFlatForm(TestBed bed) {
        Map<String, String> config = flat(bed);
        config.put("inference.pipeline.id", UUID.randomUUID().toString());
        assertThat(ConnectRest.errors(validate(bed, config))).containsOnlyKeys("inference.pipeline.id");
        config.put(
                "inference.pipeline.id",
                bed.pipeline(TaskType.TABULAR_REGRESSION).id().toString());
        assertThat(ConnectRest.errors(validate(bed, config))).containsOnlyKeys("task.type");
    }

    @Test
    @DisplayName("a rejected key is an error of openlayer.api.key")
    void wrongKey(TestBed bed) {
        Map<String, String> config = config(bed);
        config.put("openlayer.api.key", "not-the-key");

        assertThat(ConnectRest.errors(validate(bed, config))).containsOnlyKeys("openlayer.api.key");
    }

    @Test
    @DisplayName("an unknown pipeline id is an error of that property")
    void unknownPipeline(TestBed bed) {
        Map<String, String> config = config(bed);
        config.put("pipelines.churn.inference.pipeline.id", UUID.randomUUID().toString());

        assertThat(ConnectRest.errors(validate(bed, config))).containsOnlyKeys("pipelines.churn.inference.pipeline.id");
    }

    @Test
    @DisplayName("a pipeline with another task type is an error of the task type, which names the right one")
    void otherTaskType(TestBed bed) {
        Map<String, String> config = config(bed);
        config.put(
                "pipelines.churn.inference.pipeline.id",
                bed.pipeline(TaskType.TABULAR_REGRESSION).id().toString());

        assertThat(ConnectRest.errors(validate(bed, config)))
                .containsOnlyKeys("pipelines.churn.task.type")
                .allSatisfy((property, texts) ->
                        assertThat(texts).singleElement().asString().contains("tabular-regression"));
    }

    @Test
    @DisplayName("an unreachable or failing Openlayer is a warning in the documentation of the base URL")
    void unreachable(TestBed bed) {
        Map<String, String> config = config(bed);
        bed.openlayer().faults().when(request -> true, StubAnswer.status(503));
        assertWarned(validate(bed, config), "HTTP 503");

        bed.openlayer().goOffline();
        assertWarned(validate(bed, config), "connection refused");
    }

    private static void assertWarned(JsonNode validation, String reason) {
        assertThat(ConnectRest.errors(validation)).isEmpty();
        assertThat(StreamSupport.stream(validation.path("configs").spliterator(), false)
                        .map(property -> property.path("definition"))
                        .filter(definition ->
                                definition.path("documentation").asText().contains("WARNING")))
                .singleElement()
                .satisfies(definition -> {
                    assertThat(definition.path("name").asText()).isEqualTo("openlayer.base.url");
                    assertThat(definition.path("documentation").asText()).contains("could not be asked", reason);
                });
    }
}
