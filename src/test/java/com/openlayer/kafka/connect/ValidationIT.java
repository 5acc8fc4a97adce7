package com.openlayer.kafka.connect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.databind.JsonNode;
import com.openlayer.kafka.connect.config.TaskType;
import com.openlayer.kafka.connect.testing.ConnectRest;
import com.openlayer.kafka.connect.testing.OpenlayerStub;
import com.openlayer.kafka.connect.testing.SharedCluster;
import com.openlayer.kafka.connect.testing.StubAnswer;
import com.openlayer.kafka.connect.testing.TestBed;
import java.util.List;
import java.util.Map;
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
    /** Two pipelines, as Openlayer has them. */
    private static Map<String, String> config(TestBed bed) {
        Map<String, String> config = bed.config("support-chat,churn-scores");
        config.put("name", bed.name("validated"));
        config.put("pipelines", "chat,churn");
        config.put("pipelines.chat.topics", "support-chat");
        config.put(
                "pipelines.chat.inference.pipeline.id",
                bed.pipeline(TaskType.LLM_BASE).id().toString());
        config.put("pipelines.chat.task.type", "llm-base");
        config.put("pipelines.chat.output.column.name", "output");
        config.put("pipelines.churn.topics", "churn-scores");
        config.put(
                "pipelines.churn.inference.pipeline.id",
                bed.pipeline(TaskType.TABULAR_CLASSIFICATION).id().toString());
        config.put("pipelines.churn.task.type", "tabular-classification");
        config.put("pipelines.churn.class.names", "Retained,Exited");
        return config;
    }

    private static JsonNode validate(TestBed bed, Map<String, String> config) {
        return bed.rest().validate("OpenlayerSinkConnector", config);
    }

    @Test
    @DisplayName("a sound configuration has no errors, and every pipeline property its documentation and group")
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

    /** Null takes a property out. */
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
    @DisplayName("an error is on the property to mend, and on no other")
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

    @Test
    @DisplayName("a key that Openlayer refuses is an error of openlayer.api.key")
    void wrongKey(TestBed bed) {
        Map<String, String> config = config(bed);
        config.put("openlayer.api.key", "not-the-key");

        assertThat(ConnectRest.errors(validate(bed, config))).containsOnlyKeys("openlayer.api.key");
    }

    @Test
    @DisplayName("an id that Openlayer does not know is an error of that id")
    void unknownPipeline(TestBed bed) {
        Map<String, String> config = config(bed);
        config.put("pipelines.churn.inference.pipeline.id", UUID.randomUUID().toString());

        assertThat(ConnectRest.errors(validate(bed, config))).containsOnlyKeys("pipelines.churn.inference.pipeline.id");
    }

    @Test
    @DisplayName("an id of a project of another task type is an error of the task type, naming the right one")
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
    @DisplayName("an Openlayer that cannot be reached, or fails, is a warning in the documentation of its address")
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
