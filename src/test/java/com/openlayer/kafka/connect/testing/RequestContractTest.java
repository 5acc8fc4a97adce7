package com.openlayer.kafka.connect.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.openlayer.kafka.connect.config.TaskType;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class RequestContractTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Map<TaskType, String> SAMPLES = Map.of(
            TaskType.LLM_BASE, "llm_flat",
            TaskType.TABULAR_CLASSIFICATION, "tabular_classification_churn",
            TaskType.TABULAR_REGRESSION, "tabular_regression_diabetes",
            TaskType.TEXT_CLASSIFICATION, "text_classification_urgent");

    @ParameterizedTest
    @EnumSource
    @DisplayName("accepts the sample of its task type")
    void takesSample(TaskType type) {
        assertThat(RequestContract.of(type).violations(sample(type))).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("rejects the samples of other task types")
    void refusesOtherTaskTypes(TaskType type) {
        for (TaskType other : TaskType.values()) {
            if (other != type) {
                assertThat(RequestContract.of(other).violations(sample(type)))
                        .describedAs("%s as %s", type, other)
                        .isNotEmpty();
            }
        }
    }

    static Stream<Arguments> mutations() {
        return Stream.of(
                llm("a third key", "taskType", b -> b.put("taskType", "llm-base")),
                llm("no config", "required [config", b -> b.remove("config")),
                llm("no rows", "rows: empty", b -> b.putArray("rows")),
                llm("a row that is no object", "object", b -> rows(b).add(1)),
                llm(
                        "a field of another task type",
                        "targetColumnName",
                        b -> config(b).put("targetColumnName", "tokens")),
                llm("a misspelt field", "numOfTokensColumnName", b -> config(b).put("numOfTokensColumnName", "tokens")),
                llm("no output column", "outputColumnName", b -> config(b).remove("outputColumnName")),
                llm("no input variables", "inputVariableNames", b -> config(b).remove("inputVariableNames")),
                llm("null in config", "null in userIdColumnName", b -> config(b).putNull("userIdColumnName")),
                llm(
                        "a named column that no row has",
                        "no row has",
                        b -> row(b, 0).remove("latency")),
                llm(
                        "an input variable that no row has",
                        "no row has",
                        b -> row(b, 0).remove("user_query")),
                llm("a column name with a space", "server rejects", b -> {
                    config(b).put("costColumnName", "the cost");
                    row(b, 0).put("the cost", 1);
                }),
                llm("a column name of Openlayer's", "server rejects", b -> {
                    config(b).put("costColumnName", "openlayer_cost");
                    row(b, 0).put("openlayer_cost", 1);
                }),
                llm("milliseconds", "UNIX seconds", b -> row(b, 0).put("timestamp", 1795340000000L)),
                llm("an ISO timestamp", "UNIX seconds", b -> row(b, 0).put("timestamp", "2026-11-23T00:00:00Z")),
                llm("latency as text", "latency", b -> row(b, 0).put("latency", "812")),
                llm(
                        "output as number",
                        "outputColumnName holds no text",
                        b -> row(b, 0).put("output", 42)),
                llm(
                        "context as array",
                        "contextColumnName holds no text",
                        b -> row(b, 0).putArray("context")),
                llm(
                        "an id as number",
                        "inferenceIdColumnName holds no text",
                        b -> row(b, 0).put("id", 7)),
                llm("an id twice", "appears twice", b -> rows(b).add(row(b, 0).deepCopy())),
                mutation(
                        TaskType.TABULAR_CLASSIFICATION,
                        "no categorical features",
                        "categoricalFeatureNames",
                        b -> config(b).remove("categoricalFeatureNames")),
                churn(
                        "a class out of range",
                        "predictionsColumnName",
                        b -> row(b, 0).put("prediction", 2)),
                churn(
                        "a negative class",
                        "predictionsColumnName",
                        b -> row(b, 0).put("prediction", -1)),
                churn(
                        "a class as fraction",
                        "predictionsColumnName",
                        b -> row(b, 0).put("prediction", 1.0)),
                churn("a class as text", "predictionsColumnName", b -> row(b, 0).put("prediction", "1")),
                churn(
                        "a class as boolean",
                        "predictionsColumnName",
                        b -> row(b, 0).put("prediction", true)),
                churn(
                        "a class that is null",
                        "predictionsColumnName",
                        b -> row(b, 0).putNull("prediction")),
                churn(
                        "a class that one row lacks",
                        "predictionsColumnName",
                        b -> row(b, 0).remove("prediction")),
                churn("too few scores", "one per class", b -> scores(b, 1.0)),
                churn("scores that sum to two", "sum", b -> scores(b, 1.0, 1.0)),
                churn("no class names", "classNames", b -> config(b).remove("classNames")),
                mutation(
                        TaskType.TABULAR_REGRESSION,
                        "a target of integers",
                        "only integers",
                        b -> row(b, 0).put("target", 321)),
                mutation(
                        TaskType.TABULAR_REGRESSION,
                        "a prediction as text",
                        "no number",
                        b -> row(b, 0).put("preds", "238.47")),
                mutation(
                        TaskType.TEXT_CLASSIFICATION,
                        "a label by name",
                        "labelColumnName",
                        b -> row(b, 0).put("label", "Urgent")));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("mutations")
    @DisplayName("rejects with the reason")
    void refusesMutations(TaskType type, String what, String reason, Consumer<ObjectNode> mutation) {
        ObjectNode body = sample(type);
        mutation.accept(body);
        assertThat(RequestContract.of(type).violations(body))
                .describedAs(what)
                .isNotEmpty()
                .anySatisfy(violation -> assertThat(violation).contains(reason));
    }

    @Test
    @DisplayName("accepts an input variable that one row of several lacks")
    void takesSparseInput() {
        ObjectNode body = sample(TaskType.LLM_BASE);
        rows(body).add(row(body, 0).deepCopy().put("id", "other").without("user_query"));
        assertThat(RequestContract.of(TaskType.LLM_BASE).violations(body)).isEmpty();
    }

    @Test
    @DisplayName("accepts unknown row columns of any shape and name")
    void takesUnknownColumns() {
        ObjectNode body = sample(TaskType.LLM_BASE);
        row(body, 0).set("any name at all", NullNode.getInstance());
        row(body, 0).putArray("nested").addObject().put("a", 1);
        assertThat(RequestContract.of(TaskType.LLM_BASE).violations(body)).isEmpty();
    }

    private static Arguments llm(String what, String reason, Consumer<ObjectNode> mutation) {
        return mutation(TaskType.LLM_BASE, what, reason, mutation);
    }

    private static Arguments churn(String what, String reason, Consumer<ObjectNode> mutation) {
        return mutation(TaskType.TABULAR_CLASSIFICATION, what, reason, mutation);
    }

    private static Arguments mutation(TaskType type, String what, String reason, Consumer<ObjectNode> mutation) {
        return Arguments.of(type, what, reason, mutation);
    }

    private static void scores(ObjectNode body, double... scores) {
        config(body).put("predictionScoresColumnName", "scores");
        rows(body).forEach(row -> {
            ArrayNode array = ((ObjectNode) row).putArray("scores");
            for (double score : scores) {
                array.add(score);
            }
        });
    }

    private static ObjectNode config(ObjectNode body) {
        return (ObjectNode) body.path("config");
    }

    private static ArrayNode rows(ObjectNode body) {
        return (ArrayNode) body.path("rows");
    }

    private static ObjectNode row(ObjectNode body, int index) {
        return (ObjectNode) rows(body).get(index);
    }

    static ObjectNode sample(TaskType type) {
        String file = "openlayer/samples/" + SAMPLES.get(type) + ".json";
        try (InputStream in = RequestContractTest.class.getClassLoader().getResourceAsStream(file)) {
            return (ObjectNode) JSON.readTree(in);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
