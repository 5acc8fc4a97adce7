package com.openlayer.kafka.connect.preview;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.openlayer.kafka.connect.config.OpenlayerSinkConfig;
import com.openlayer.kafka.connect.testing.ConnectorConfig;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Runs the command in the test's JVM, with files in the test's directory and streams in memory. */
final class PreviewFixture {
    static final String STRING_CONVERTER = "org.apache.kafka.connect.storage.StringConverter";
    static final String JSON_CONVERTER = "org.apache.kafka.connect.json.JsonConverter";
    private static final JsonMapper JSON = new JsonMapper();

    private final Path directory;
    private String input = "";
    private boolean terminal;
    private Function<OpenlayerSinkConfig, PreviewCommand.CheckResult> connectionCheck =
            config -> new PreviewCommand.CheckResult(Map.of(), Map.of());

    PreviewFixture(Path directory) {
        this.directory = directory;
    }

    /** The output and the exit status of a run. */
    record PreviewOutput(int status, String out, String err) {
        List<JsonNode> lines() {
            return out.lines().map(PreviewFixture::parse).toList();
        }

        JsonNode line(int index) {
            return lines().get(index);
        }
    }

    PreviewFixture input(String... lines) {
        input = String.join("\n", lines);
        return this;
    }

    PreviewFixture onTerminal() {
        terminal = true;
        return this;
    }

    PreviewFixture connectionCheck(Function<OpenlayerSinkConfig, PreviewCommand.CheckResult> check) {
        connectionCheck = check;
        return this;
    }

    PreviewOutput run(Object... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int status = PreviewCommand.run(
                Arrays.stream(arguments).map(Object::toString).toArray(String[]::new),
                "1.2.3",
                new PreviewCommand.Streams(
                        new ByteArrayInputStream(input.getBytes(UTF_8)),
                        new PrintWriter(out),
                        new PrintWriter(err),
                        terminal),
                connectionCheck);
        return new PreviewOutput(status, out.toString(), err.toString());
    }

    Path file(String name, String... lines) {
        try {
            return Files.writeString(directory.resolve(name), String.join("\n", lines));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * A file with the configuration of {@link #chat()}.
     *
     * @param changes names and values in turn; null removes a property
     */
    Path config(String... changes) {
        Map<String, String> config = chat();
        for (int i = 0; i < changes.length; i += 2) {
            if (changes[i + 1] == null) {
                config.remove(changes[i]);
            } else {
                config.put(changes[i], changes[i + 1]);
            }
        }
        return file("chat.json", json(config));
    }

    /** A connector with one pipeline for LLM requests. */
    static Map<String, String> chat() {
        return ConnectorConfig.reading("support-chat")
                .without("tasks.max")
                .with("key.converter", STRING_CONVERTER)
                .with("value.converter", STRING_CONVERTER)
                .with("openlayer.api.key", "key-of-the-tests")
                .with("inference.pipeline.id", "182bd5e5-6e1a-4fe4-a799-aa6d9a6ab26e")
                .with("task.type", "llm-base")
                .with("input.variable.names", "user_query")
                .with("output.column.name", "output")
                .toMap();
    }

    static String json(Map<String, String> config) {
        return JSON.valueToTree(config).toPrettyString();
    }

    static JsonNode parse(String json) {
        try {
            return JSON.readTree(json);
        } catch (IOException e) {
            throw new UncheckedIOException(json, e);
        }
    }
}
