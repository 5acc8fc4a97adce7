package com.openlayer.kafka.connect.preview;

import com.openlayer.kafka.connect.config.ConfigField;
import com.openlayer.kafka.connect.config.TaskType;
import com.openlayer.kafka.connect.format.FormatPreset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * A configuration to start from, in the flat form, with the reason for each guess.
 *
 * @param properties in the order in which they are printed
 * @param reasons by property
 */
record Suggestion(Map<String, String> properties, Map<String, String> reasons) {
    static final String TASK_TYPE = "task.type";

    /** A valid id, so that a preview runs, that belongs to no pipeline. */
    private static final UUID PLACEHOLDER_ID = new UUID(0, 0);

    /** The source of the records, and the converters that read them. */
    record Input(List<String> topics, Map<String, String> converters, String converterReason) {}

    static Suggestion of(
            Input input,
            TaskType taskType,
            String taskTypeReason,
            Optional<UUID> pipelineId,
            List<ColumnGuess> guesses,
            ClassNames classes,
            FieldProfiles fields) {
        Suggestion suggestion = withoutMapping(input, pipelineId);
        suggestion.set(TASK_TYPE, taskType.value(), taskTypeReason);
        suggestion.addColumns(guesses, fields);
        if (taskType.required().contains(ConfigField.CLASS_NAMES)) {
            suggestion.set(
                    ConfigField.CLASS_NAMES.property(), SuggestedColumns.list(classes.names()), classes.reason());
        }
        return suggestion;
    }

    /**
     * A suggestion for records in a known format. Properties that the user must set get the values of the format's
     * samples.
     */
    static Suggestion of(
            FormatPreset preset, List<String> topics, Optional<TaskType> taskType, Optional<UUID> pipelineId) {
        Map<String, String> converters = new LinkedHashMap<>();
        converters.put("key.converter", "org.apache.kafka.connect.storage.StringConverter");
        converters.put("value.converter", preset.converter());
        Suggestion suggestion = withoutMapping(new Input(topics, converters, "reads the format"), pipelineId);
        suggestion.set("format", preset.name(), "the records are in the format: " + preset.title());
        preset.example()
                .forEach((property, value) -> suggestion.set(
                        property, value, "an example, because it depends on the data: replace it with your own"));
        taskType.ifPresent(type -> suggestion.set(TASK_TYPE, type.value(), "--task-type"));
        return suggestion;
    }

    private static Suggestion withoutMapping(Input input, Optional<UUID> pipelineId) {
        Suggestion suggestion = new Suggestion(new LinkedHashMap<>(), new LinkedHashMap<>());
        suggestion.properties.put("connector.class", "com.openlayer.kafka.connect.OpenlayerSinkConnector");
        suggestion.properties.put("tasks.max", "1");
        suggestion.properties.put("topics", String.join(",", input.topics()));
        suggestion.properties.putAll(input.converters());
        suggestion.reasons.put(
                "topics", "from --topic, the envelopes or the file name: change it if the topic has another name");
        suggestion.reasons.put(
                "key.converter", "reads any key, including text that the JsonConverter, a worker's default, rejects");
        suggestion.reasons.put("value.converter", input.converterReason());
        suggestion.properties.put("openlayer.api.key", "${env:OPENLAYER_API_KEY}");
        suggestion.reasons.put(
                "openlayer.api.key", "an environment variable of the worker, which needs the config provider env");
        suggestion.set(
                "inference.pipeline.id",
                pipelineId.orElse(PLACEHOLDER_ID).toString(),
                pipelineId.isPresent()
                        ? "--pipeline-id"
                        : "a placeholder: replace it with the id of your pipeline, or give --pipeline-id");
        return suggestion;
    }

    private void addColumns(List<ColumnGuess> guesses, FieldProfiles fields) {
        SuggestedColumns columns = new SuggestedColumns(guesses, fields);
        columns.property()
                .ifPresent(value -> set("columns", value, "fields that are nested, or whose names Openlayer refuses"));
        Map<ConfigField, List<ColumnGuess>> byField = new LinkedHashMap<>();
        guesses.forEach(guess ->
                byField.computeIfAbsent(guess.field(), f -> new ArrayList<>()).add(guess));
        for (ConfigField field : ConfigField.values()) {
            List<ColumnGuess> own = byField.getOrDefault(field, List.of());
            if (!own.isEmpty()) {
                List<String> names =
                        own.stream().map(guess -> columns.name(guess.profile())).toList();
                set(field.property(), SuggestedColumns.list(names), reason(own));
            }
        }
        byField.getOrDefault(ConfigField.TIMESTAMP_COLUMN_NAME, List.of())
                .forEach(guess -> TimeUnits.unit(guess.profile())
                        .ifPresent(unit -> set(
                                "timestamp.unit",
                                unit,
                                unit.equals("iso8601")
                                        ? "text in ISO 8601"
                                        : "in this unit the numbers are plausible times")));
    }

    private static String reason(List<ColumnGuess> guesses) {
        if (guesses.size() == 1) {
            return guesses.get(0).profile().pointer() + " is " + guesses.get(0).reason();
        }
        Map<String, List<String>> byReason = new LinkedHashMap<>();
        guesses.forEach(guess -> byReason.computeIfAbsent(guess.reason(), r -> new ArrayList<>())
                .add(guess.profile().pointer().toString()));
        List<String> parts = new ArrayList<>();
        byReason.forEach((reason, pointers) -> parts.add(String.join(" ", pointers) + ": " + reason));
        return String.join("; ", parts);
    }

    private void set(String property, String value, String reason) {
        properties.put(property, value);
        reasons.put(property, reason);
    }
}
