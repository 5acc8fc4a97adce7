package com.openlayer.kafka.connect.preview;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.openlayer.kafka.connect.config.ConfigField;
import com.openlayer.kafka.connect.config.ConfigValidation;
import com.openlayer.kafka.connect.config.OpenlayerSinkConfig;
import com.openlayer.kafka.connect.config.TaskType;
import com.openlayer.kafka.connect.format.FormatPreset;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.connect.sink.SinkRecord;

/** Derives a configuration from records, and previews the records with it before it is printed. */
final class Suggester {
    private static final String STRING_CONVERTER = "org.apache.kafka.connect.storage.StringConverter";
    private static final String JSON_CONVERTER = "org.apache.kafka.connect.json.JsonConverter";
    /** The property that caused an error, as the reason of an errant record names it. */
    private static final Pattern PROPERTY = Pattern.compile("\\(([a-z.]+\\.[a-z]+)\\)");

    private final Worker worker;
    private final Optional<TaskType> taskType;
    private final Optional<UUID> pipelineId;

    Suggester(Worker worker, Optional<TaskType> taskType, Optional<UUID> pipelineId) {
        this.worker = worker;
        this.taskType = taskType;
        this.pipelineId = pipelineId;
    }

    /**
     * Prints the configuration, and the reasons as messages.
     *
     * @return whether no record is errant with the configuration
     * @throws BadInputException if no record's value is an object
     */
    boolean suggest(List<KafkaRecord> records, PrintWriter out, PrintWriter messages) {
        List<String> topics =
                records.stream().map(KafkaRecord::topic).distinct().toList();
        Optional<FormatPreset> format = format(records);
        if (format.isPresent()) {
            return suggest(format.get(), records, topics, out, messages);
        }
        List<JsonNode> values = new ArrayList<>();
        Suggestion.Input input = read(records, topics, values);
        FieldProfiles fields = new FieldProfiles(values);
        Map.Entry<TaskType, String> type =
                taskType.map(t -> Map.entry(t, "--task-type")).orElseGet(() -> ColumnGuesses.taskType(fields));
        List<ColumnGuess> guesses = new ArrayList<>(ColumnGuesses.of(type.getKey(), fields));
        ClassNames classes = ClassNames.of(guesses, fields);
        Map<String, String> leftOut = new LinkedHashMap<>();
        Suggestion suggestion;
        List<String> errant;
        boolean changed;
        do {
            suggestion = Suggestion.of(input, type.getKey(), type.getValue(), pipelineId, guesses, classes, fields);
            errant = errant(suggestion, records);
            changed = leaveOut(guesses, type.getKey(), errant, leftOut);
        } while (changed);
        print(suggestion, leftOut, errant, records.size(), out, messages);
        return errant.isEmpty();
    }

    /** The format that most records have, unless another task type is requested. */
    private Optional<FormatPreset> format(List<KafkaRecord> records) {
        return FormatGuess.of(records).filter(preset -> {
            String own = preset.properties().get(Suggestion.TASK_TYPE);
            return taskType.isEmpty() || own == null || taskType.get().value().equals(own);
        });
    }

    private boolean suggest(
            FormatPreset preset,
            List<KafkaRecord> records,
            List<String> topics,
            PrintWriter out,
            PrintWriter messages) {
        Suggestion suggestion = Suggestion.of(preset, topics, taskType, pipelineId);
        List<String> errant = errant(suggestion, records);
        print(suggestion, Map.of(), errant, records.size(), out, messages);
        return errant.isEmpty();
    }

    private static void print(
            Suggestion suggestion,
            Map<String, String> leftOut,
            List<String> errant,
            int records,
            PrintWriter out,
            PrintWriter messages) {
        out.println(json(suggestion.properties()));
        suggestion
                .reasons()
                .forEach((property, reason) -> messages.println(property + ": " + PreviewPrinter.printable(reason)));
        leftOut.forEach(
                (property, reason) -> messages.println(property + " is left out: " + PreviewPrinter.printable(reason)));
        messages.println("With this configuration " + (records - errant.size()) + " of " + records
                + " records become rows or are skipped."
                + errant.stream()
                        .findFirst()
                        .map(first -> " The first errant one: " + PreviewPrinter.printable(first))
                        .orElse(""));
    }

    /** Removes a guess that makes a record errant. True if one was removed, so that the rest is tried again. */
    private static boolean leaveOut(
            List<ColumnGuess> guesses, TaskType type, List<String> errant, Map<String, String> leftOut) {
        for (String reason : errant) {
            Matcher named = PROPERTY.matcher(reason);
            while (named.find()) {
                String property = named.group(1);
                boolean isRequired =
                        type.required().stream().map(ConfigField::property).anyMatch(property::equals);
                if (!isRequired
                        && guesses.removeIf(guess -> guess.field().property().equals(property))) {
                    leftOut.put(property, reason);
                    return true;
                }
            }
        }
        return false;
    }

    /** The reasons of the records that are errant with the configuration. */
    private List<String> errant(Suggestion suggestion, List<KafkaRecord> records) {
        Map<String, String> configuration = worker.resolve(suggestion.properties());
        Worker.replaceUnresolved(configuration);
        ConfigValidation validation =
                ConfigValidation.of(ConfigValidation.definition(), new LinkedHashMap<>(configuration));
        OpenlayerSinkConfig config = OpenlayerSinkConfig.of(validation)
                .orElseThrow(() -> new IllegalStateException("the suggested configuration is invalid: "
                        + validation.values().stream()
                                .flatMap(v -> v.errorMessages().stream())
                                .toList()));
        List<String> errant = new ArrayList<>();
        try (RecordConversion conversion = new RecordConversion(configuration, worker)) {
            RowPreview preview = new RowPreview(conversion, config);
            for (KafkaRecord record : records) {
                for (PreviewResult result : preview.preview(record)) {
                    if (result instanceof PreviewResult.Errant why) {
                        errant.add(record.id() + ": " + why.reason());
                    }
                }
            }
        }
        return errant;
    }

    /**
     * Reads the records' values as JSON text, or else with the worker's converter.
     *
     * @param values receives the values that are objects
     */
    private Suggestion.Input read(List<KafkaRecord> records, List<String> topics, List<JsonNode> values) {
        for (KafkaRecord record : records) {
            RecordContents.tree(record.value()).filter(JsonNode::isObject).ifPresent(values::add);
        }
        Map<String, String> converters = new LinkedHashMap<>();
        converters.put("key.converter", STRING_CONVERTER);
        if (!values.isEmpty() && values.stream().allMatch(Suggester::isSchemaAndPayload)) {
            values.replaceAll(value -> value.path("payload"));
            values.removeIf(value -> !value.isObject());
            converters.put("value.converter", JSON_CONVERTER);
            converters.put("value.converter.schemas.enable", "true");
            return new Suggestion.Input(topics, converters, "each value has a schema and a payload");
        }
        if (values.isEmpty() && worker.properties().containsKey("value.converter")) {
            converted(records, values);
            if (!values.isEmpty()) {
                return new Suggestion.Input(topics, converters, "the worker's converter, which reads the records");
            }
        }
        if (values.isEmpty()) {
            throw new BadInputException("No record's value is a JSON object: the first is "
                    + RecordContents.tree(records.get(0).value())
                            .map(RecordContents::kind)
                            .orElse("not JSON")
                    + ". If a converter reads them, give the worker's file with --worker");
        }
        converters.put("value.converter", STRING_CONVERTER);
        return new Suggestion.Input(topics, converters, "the values are JSON text, which the connector parses itself");
    }

    private void converted(List<KafkaRecord> records, List<JsonNode> values) {
        try (RecordConversion conversion = new RecordConversion(Map.of("key.converter", STRING_CONVERTER), worker)) {
            for (KafkaRecord record : records) {
                conversion
                        .convert(record)
                        .map(SinkRecord::value)
                        .flatMap(RecordContents::tree)
                        .filter(JsonNode::isObject)
                        .ifPresent(values::add);
            }
        } catch (RecordConversion.FailedException e) {
            throw new BadInputException(String.valueOf(e.getMessage()), e);
        }
    }

    private static boolean isSchemaAndPayload(JsonNode value) {
        return value.size() == 2 && value.has("schema") && value.has("payload");
    }

    private static String json(Map<String, String> properties) {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        properties.forEach(object::put);
        return JsonIndenter.indent(object.toString());
    }
}
