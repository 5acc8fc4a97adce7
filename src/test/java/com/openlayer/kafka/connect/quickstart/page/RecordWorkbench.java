package com.openlayer.kafka.connect.quickstart.page;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.openlayer.kafka.connect.format.FormatPreset;
import com.openlayer.kafka.connect.format.FormatSample;
import com.openlayer.kafka.connect.preview.PreviewCommand;
import com.openlayer.kafka.connect.quickstart.page.PageServer.BadRequestException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Makes a configuration for records that a user pastes: suggests one, describes its form and previews the rows. */
public final class RecordWorkbench {
    private static final ObjectMapper JSON = new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    /** The default converters of a worker. It has no config providers, so that no variable of this JVM is shown. */
    private static final String WORKER = """
            key.converter=org.apache.kafka.connect.storage.StringConverter
            value.converter=org.apache.kafka.connect.json.JsonConverter
            value.converter.schemas.enable=false
            """;

    private static final Pattern ROW = Pattern.compile(".* becomes a row of (.*)");
    private static final Pattern SKIPPED = Pattern.compile(".* is skipped: (.*)");
    private static final Pattern ERRANT = Pattern.compile(".* is errant: (.*)", Pattern.DOTALL);
    private static final Pattern CONFIG = Pattern.compile("config of (.*)");
    private static final String TOPIC = "my-topic";
    private static final Map<String, String> PLACEHOLDERS = Map.of(
            "topics", "a placeholder: write the name of your topic",
            "inference.pipeline.id", "a placeholder: write the id of your pipeline");

    private final Path directory;
    private final Path worker;

    /**
     * A workbench without records.
     *
     * @param directory for its temporary files
     */
    public RecordWorkbench(Path directory) throws IOException {
        this.directory = directory;
        worker = Files.writeString(directory.resolve("worker.properties"), WORKER);
    }

    /** Adds its requests to the page's server. */
    public void serve(PageServer server) {
        server.on("/api/formats", request -> formats())
                .on("/api/form", request -> new ConfigForm(properties(request)).describe())
                .on("/api/preview", this::preview)
                .on("/api/suggest", this::suggest);
    }

    private static JsonNode formats() {
        ArrayNode all = JSON.createArrayNode();
        for (FormatPreset preset : FormatPreset.all()) {
            ObjectNode format = all.addObject()
                    .put("name", preset.name())
                    .put("title", preset.title())
                    .put("converter", preset.converter());
            format.set("example", JSON.valueToTree(preset.example()));
            preset.typicalSample()
                    .map(FormatSample::value)
                    .ifPresent(sample -> format.put("sample", new String(sample, UTF_8)));
        }
        return all;
    }

    private static Map<String, String> properties(JsonNode request) {
        Map<String, String> properties = new LinkedHashMap<>();
        request.path("properties")
                .properties()
                .forEach(p -> properties.put(p.getKey(), p.getValue().asText()));
        return properties;
    }

    JsonNode preview(JsonNode request) throws BadRequestException, IOException {
        Map<String, String> properties = properties(request);
        ConfigForm form = new ConfigForm(properties);
        ObjectNode answer = JSON.createObjectNode();
        answer.put("isValid", form.isValid());
        ArrayNode results = answer.putArray("results");
        ArrayNode messages = answer.putArray("messages");
        String records = records(request);
        if (!form.isValid() || records.isEmpty()) {
            return answer;
        }
        Path config = Files.createTempFile(directory, "connector", ".json");
        try {
            Files.writeString(config, JSON.writeValueAsString(form.resolved()));
            Output output = run(records, "--config", config.toString(), "--pretty", "--topic", topic(properties));
            results.addAll(results(output.out()));
            output.err().lines().forEach(messages::add);
        } finally {
            Files.delete(config);
        }
        return answer;
    }

    JsonNode suggest(JsonNode request) throws BadRequestException, IOException {
        String records = records(request);
        if (records.isEmpty()) {
            throw new BadRequestException("Paste a record first.");
        }
        List<String> options = new ArrayList<>(List.of("--suggest", "--topic", topic(properties(request))));
        String taskType = request.path("taskType").asText();
        if (!taskType.isEmpty()) {
            options.addAll(List.of("--task-type", taskType));
        }
        Output output = run(records, options.toArray(String[]::new));
        ObjectNode answer = JSON.createObjectNode();
        try {
            answer.set("properties", JSON.readTree(output.out()));
        } catch (JsonProcessingException e) {
            throw new BadRequestException(output.err().strip());
        }
        if (!answer.path("properties").isObject()) {
            throw new BadRequestException(output.err().strip());
        }
        ObjectNode reasons = answer.putObject("reasons");
        output.err().lines().map(line -> line.split(": ", 2)).forEach(reason -> {
            if (reason.length == 2 && answer.path("properties").has(reason[0])) {
                // Some reasons name options of the command.
                reasons.put(reason[0], PLACEHOLDERS.getOrDefault(reason[0], reason[1]));
            }
        });
        return answer;
    }

    private static String topic(Map<String, String> properties) {
        String first = properties.getOrDefault("topics", "").split(",", 2)[0].strip();
        return first.isEmpty() ? TOPIC : first;
    }

    /** The pasted text as envelopes: one record if it is one JSON value, else one for each line. */
    private static String records(JsonNode request) {
        String text = request.path("record").asText().strip();
        StringBuilder envelopes = new StringBuilder();
        for (String value : isOneValue(text) ? List.of(text) : text.lines().toList()) {
            if (!value.isBlank()) {
                ObjectNode envelope = JSON.createObjectNode()
                        .put("timestamp", System.currentTimeMillis())
                        .put("value", value);
                String key = request.path("key").asText();
                if (!key.isEmpty()) {
                    envelope.put("key", key);
                }
                envelopes.append(envelope).append('\n');
            }
        }
        return envelopes.toString();
    }

    private static boolean isOneValue(String text) {
        try {
            return !JSON.readTree(text).isMissingNode();
        } catch (JsonProcessingException e) {
            return false;
        }
    }

    private record Output(String out, String err) {}

    private Output run(String records, String... options) {
        List<String> arguments = new ArrayList<>(List.of(options));
        arguments.addAll(List.of("--records", "-", "--envelope", "--worker", worker.toString()));
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        PreviewCommand.run(
                arguments.toArray(String[]::new),
                "page",
                new PreviewCommand.Streams(
                        new ByteArrayInputStream(records.getBytes(UTF_8)),
                        new PrintWriter(out),
                        new PrintWriter(err),
                        false),
                config -> new PreviewCommand.CheckResult(Map.of(), Map.of()));
        return new Output(out.toString(), err.toString());
    }

    /** Blocks of the preview's output: a line of heading, and indented JSON or a hint. */
    private static ArrayNode results(String output) {
        ArrayNode results = JSON.createArrayNode();
        for (String block : output.split("\\R\\R", -1)) {
            String[] parts = block.strip().split("\\R", 2);
            String rest = parts.length == 2 ? parts[1] : "";
            if (parts[0].isEmpty()) {
                continue;
            }
            result(ROW, "row", parts[0], rest)
                    .or(() -> result(CONFIG, "config", parts[0], rest))
                    .or(() -> result(ERRANT, "errant", parts[0], rest))
                    .or(() -> result(SKIPPED, "skipped", parts[0], rest))
                    .ifPresent(results::add);
        }
        return results;
    }

    private static Optional<ObjectNode> result(Pattern heading, String kind, String line, String rest) {
        Matcher matcher = heading.matcher(line);
        return matcher.matches()
                ? Optional.of(JSON.createObjectNode()
                        .put("kind", kind)
                        .put("about", matcher.group(1))
                        .put("text", rest))
                : Optional.empty();
    }
}
