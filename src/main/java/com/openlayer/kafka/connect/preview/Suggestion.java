package com.openlayer.kafka.connect.preview;

import com.openlayer.kafka.connect.config.ConfigField;
import com.openlayer.kafka.connect.config.TaskType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * A configuration to start from, in the flat form, and the reason of each guess.
 *
 * @param properties in the order in which people read them
 * @param reasons by property
 */
record Suggestion(Map<String, String> properties, Map<String, String> reasons) {
    /** Valid, so that a preview runs, and of no pipeline. */
    private static final UUID NO_ID = new UUID(0, 0);

    /** What is known of the records besides their fields: where they are and how they are read. */
    record Surroundings(List<String> topics, Map<String, String> converters, String converterReason) {}

    static Suggestion of(
            Surroundings surroundings,
            TaskType taskType,
            String taskTypeReason,
            Optional<UUID> pipelineId,
            List<ColumnGuess> guesses,
            ClassNames classes,
            FieldProfiles fields) {
        Suggestion suggestion = new Suggestion(new LinkedHashMap<>(), new LinkedHashMap<>());
        suggestion.properties.put("connector.class", "com.openlayer.kafka.connect.OpenlayerSinkConnector");
        suggestion.properties.put("tasks.max", "1");
        suggestion.properties.put("topics", String.join(",", surroundings.topics()));
        suggestion.properties.putAll(surroundings.converters());
        suggestion.reasons.put(
                "topics", "from --topic, the envelopes or the name of the file: replace it if it is another");
        suggestion.reasons.put(
                "key.converter", "reads every key, also text that a stock worker's JsonConverter rejects");
        suggestion.reasons.put("value.converter", surroundings.converterReason());
        suggestion.properties.put("openlayer.api.key", "${env:OPENLAYER_API_KEY}");
        suggestion.reasons.put(
                "openlayer.api.key", "read from the environment of the worker, which needs the config provider env");
        suggestion.set(
                "inference.pipeline.id",
                pipelineId.orElse(NO_ID).toString(),
                pipelineId.isPresent()
                        ? "--pipeline-id"
                        : "a placeholder: put in the id of your pipeline, or give --pipeline-id");
        suggestion.set("task.type", taskType.value(), taskTypeReason);
        suggestion.addColumns(guesses, fields);
        if (taskType.required().contains(ConfigField.CLASS_NAMES)) {
            suggestion.set(
                    ConfigField.CLASS_NAMES.property(), SuggestedColumns.list(classes.names()), classes.reason());
        }
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
                                        ? "texts in ISO 8601"
                                        : "numbers of this size are current times in this unit")));
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
