package com.openlayer.kafka.connect.preview;

import static com.openlayer.kafka.connect.preview.PreviewFixture.parse;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Suggested configurations, each verified by a preview of the records. */
class SuggesterTest {
    private static final Path QUICKSTART = Path.of("src/test/resources/quickstart");

    @TempDir
    private Path directory;

    private PreviewFixture preview;

    @BeforeEach
    void begin() {
        preview = new PreviewFixture(directory);
    }

    /** The suggestion, after a preview with it produced a row for each record. */
    private JsonNode suggest(int rows, Object... arguments) {
        PreviewFixture.PreviewOutput run = preview.run(arguments);
        assertThat(run.status()).as(run.err()).isZero();
        Path config = preview.file("suggested.json", run.out());
        Object[] again = List.of(arguments).stream()
                .filter(argument -> !argument.toString().startsWith("--suggest")
                        && !argument.toString().startsWith("--task-type"))
                .toArray();
        Object[] withConfig = new Object[again.length + 2];
        withConfig[0] = "--config";
        withConfig[1] = config;
        System.arraycopy(again, 0, withConfig, 2, again.length);
        PreviewFixture.PreviewOutput rowsOfIt = preview.run(withConfig);
        assertThat(rowsOfIt.status()).as(rowsOfIt.out() + rowsOfIt.err()).isZero();
        assertThat(rowsOfIt.err())
                .contains(rows + (rows == 1 ? " row" : " rows") + " (default " + rows + "), 0 skipped, 0 errant");
        return parse(run.out());
    }

    @ParameterizedTest
    @CsvSource({
        "support-chat, llm-base, output.column.name, output",
        "churn-scores, tabular-classification, class.names, 'Retained,Exited'",
        "house-prices, tabular-regression, target.column.name, sale_price",
        "message-triage, text-classification, class.names, 'Not urgent,Urgent'",
    })
    @DisplayName("recognizes the four task types")
    void taskTypes(String topic, String taskType, String property, String value) {
        JsonNode config = suggest(400, "--suggest", "--records", QUICKSTART.resolve(topic + ".jsonl"));
        assertThat(config.path("task.type").asText()).isEqualTo(taskType);
        assertThat(config.path("topics").asText()).isEqualTo(topic);
        assertThat(config.path(property).asText()).isEqualTo(value);
    }

    @ParameterizedTest
    @ValueSource(strings = {"support-chat", "churn-scores", "house-prices", "message-triage"})
    @DisplayName("suggests a working configuration for any requested task type")
    void anyTaskType(String topic) {
        for (String taskType : List.of("tabular-classification", "tabular-regression", "text-classification")) {
            JsonNode config = suggest(
                    400, "--suggest", "--task-type=" + taskType, "--records", QUICKSTART.resolve(topic + ".jsonl"));
            assertThat(config.path("task.type").asText()).isEqualTo(taskType);
        }
    }

    @Test
    @DisplayName("makes columns of nested fields and their siblings")
    void nested() {
        JsonNode config = suggest(1, "--suggest", "--records", preview.file("gateway.chat.jsonl", """
                {"id": "g-1", "created": 1795340000, "latency_ms": 812.4, \
                "call": {"model": "small", "messages": [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "How long?"}]}, \
                "result": {"generations": [{"text": "30 days.", "reason": "stop"}], "usage": {"total_tokens": 40}}}
                """));
        assertThat(config.path("topics").asText()).isEqualTo("gateway");
        assertThat(config.path("task.type").asText()).isEqualTo("llm-base");
        assertThat(config.path("columns").asText().split(",", -1))
                .contains(
                        "*",
                        "-call",
                        "-result",
                        "output=value:/result/generations/0/text",
                        "user_query=value:/call/messages/1/content",
                        "tokens=value:/result/usage/total_tokens",
                        "model=value:/call/model");
        assertThat(config.path("output.column.name").asText()).isEqualTo("output");
        assertThat(config.path("input.variable.names").asText()).isEqualTo("user_query");
        assertThat(config.path("num.of.token.column.name").asText()).isEqualTo("tokens");
        assertThat(config.path("latency.column.name").asText()).isEqualTo("latency_ms");
        assertThat(config.path("inference.id.column.name").asText()).isEqualTo("id");
        assertThat(config.path("timestamp.column.name").asText()).isEqualTo("created");
        assertThat(config.path("timestamp.unit").asText()).isEqualTo("s");
    }

    @Test
    @DisplayName("proposes the format of records in a known one")
    void knownFormat() throws IOException {
        String record = parse(Files.readString(Path.of("src/test/resources/recipes/openai-chat-log.json")))
                .toString();
        JsonNode config = suggest(1, "--suggest", "--records", preview.file("openai.chat.jsonl", record));
        assertThat(config.path("format").asText()).isEqualTo("openai-chat");
        assertThat(config.has("columns")).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "1795340000, s",
        "1795340000123, ms",
        "1795340000123456, us",
        "1795340000123456789, ns",
        "'\"2026-11-22T09:33:20Z\"', iso8601",
        "'\"2026-11-22 09:33:20.5\"', iso8601",
        "'\"2026-11-22 09:33:20,123\"', iso8601",
        "'\"20261122T093320Z\"', iso8601",
    })
    @DisplayName("detects the unit of timestamps")
    void units(String time, String unit) {
        JsonNode config = suggest(
                1, "--suggest", "--records", preview.file("a.jsonl", "{\"output\":\"x\",\"created_at\":" + time + "}"));
        assertThat(config.path("timestamp.column.name").asText()).isEqualTo("created_at");
        assertThat(config.path("timestamp.unit").asText()).isEqualTo(unit);
    }

    @Test
    @DisplayName("gives the reason of each guess")
    void reasons() {
        PreviewFixture.PreviewOutput run = preview.run(
                "--suggest", "--records", preview.file("c.jsonl", "{\"answer\":\"x\",\"question\":\"y\",\"id\":7}"));
        assertThat(run.err().lines().toList())
                .contains(
                        "task.type: /answer is text with the name of an answer",
                        "output.column.name: /answer is in every record, with the name of an answer",
                        "input.variable.names: /question is text with the name of an input",
                        "inference.id.column.name: /id is different in every record, with the name of an id",
                        "With this configuration 1 of 1 records become rows or are skipped.");
        parse(run.out()).fieldNames().forEachRemaining(property -> {
            if (!List.of("connector.class", "tasks.max").contains(property)) {
                assertThat(run.err()).containsPattern("(?m)^" + property + ": ");
            }
        });
    }

    @Test
    @DisplayName("omits guesses that make a record errant, and reports them")
    void leavesOut() {
        Path records = preview.file(
                "c.jsonl",
                "{\"text\":\"a text that is long enough\",\"prediction\":\"a\"}",
                "{\"text\":\"a text that is long enough\",\"prediction\":\"b\"}",
                "{\"text\":\"a text that is long enough\",\"prediction\":null}");
        JsonNode config = suggest(3, "--suggest", "--records", records);
        assertThat(config.path("class.names").asText()).isEqualTo("a,b");
        assertThat(config.has("predictions.column.name")).isFalse();
        assertThat(preview.run("--suggest", "--records", records).err())
                .contains("predictions.column.name is left out: c-0-2: column 'prediction'");
    }

    @Test
    @DisplayName("renames fields with names that Openlayer rejects")
    void names() {
        JsonNode config = suggest(
                2,
                "--suggest",
                "--records",
                preview.file(
                        "p.jsonl",
                        "{\"floor area (m2), net\":12.5,\"openlayer_x\":3.5,\"prediction\":7.25}",
                        "{\"floor area (m2), net\":13.5,\"openlayer_x\":4.5,\"prediction\":8.25}"));
        assertThat(config.path("feature.names").asText()).isEqualTo("floor_area__m2___net,field_openlayer_x");
        assertThat(parse(config.path("columns").asText()))
                .isEqualTo(parse("[\"*\",\"-floor area (m2), net\",\"-openlayer_x\","
                        + "\"floor_area__m2___net=value:/floor area (m2), net\","
                        + "\"field_openlayer_x=value:/openlayer_x\"]"));
    }

    @Test
    @DisplayName("reads JSON with schemas, and takes topics from envelopes")
    void schemaAndPayload() {
        String value = "{\"schema\":{\"type\":\"struct\",\"fields\":[{\"field\":\"output\",\"type\":\"string\"}]},"
                + "\"payload\":{\"output\":\"x\"}}";
        JsonNode config = suggest(
                2,
                "--suggest",
                "--envelope",
                "--records",
                preview.file(
                        "e.jsonl",
                        "{\"topic\":\"a\",\"value\":" + value + "}",
                        "{\"topic\":\"b\",\"value\":" + value + "}"));
        assertThat(config.path("topics").asText()).isEqualTo("a,b");
        assertThat(config.path("value.converter.schemas.enable").asText()).isEqualTo("true");
        assertThat(config.path("output.column.name").asText()).isEqualTo("output");
    }

    @Test
    @DisplayName("reports what the first value is if no value is an object")
    void noObjects() {
        PreviewFixture.PreviewOutput run = preview.input("plain text", "more").run("--suggest");
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err())
                .startsWith("No record's value is a JSON object: the first is not JSON")
                .hasLineCount(1);
    }

    @Test
    @DisplayName("counts the records that cannot become rows")
    void someErrant() {
        PreviewFixture.PreviewOutput run =
                preview.input("{\"output\":\"x\"}", "[1]").run("--suggest");
        assertThat(run.status()).isEqualTo(1);
        assertThat(run.err())
                .contains("With this configuration 1 of 2 records become rows or are skipped. The first errant one:"
                        + " my-topic-0-1: value is a JSON array");
        assertThat(parse(run.out()).path("topics").asText()).isEqualTo("my-topic");
    }

    @Test
    void takesThePipelinesId() {
        String id = "182bd5e5-6e1a-4fe4-a799-aa6d9a6ab26e";
        PreviewFixture.PreviewOutput run = preview.input("{\"output\":\"x\"}").run("--suggest", "--pipeline-id", id);
        assertThat(parse(run.out()).path("inference.pipeline.id").asText()).isEqualTo(id);
    }

    @Test
    @DisplayName("rejects a pipeline id that is not a UUID, in one line")
    void notAnId() {
        PreviewFixture.PreviewOutput run =
                preview.input("{\"output\":\"x\"}").run("--suggest", "--pipeline-id", "chat");
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        assertThat(run.err())
                .startsWith("--pipeline-id chat is not a UUID such as ")
                .hasLineCount(1);
    }
}
