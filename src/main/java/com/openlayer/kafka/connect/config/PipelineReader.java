package com.openlayer.kafka.connect.config;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Checks and reads what is configured for one pipeline. */
final class PipelineReader {
    private final String alias;
    private final String prefix;
    private final ParsedProperties parsed;

    PipelineReader(String alias, ParsedProperties parsed) {
        this.alias = alias;
        this.prefix = PipelineProperties.prefix(alias);
        this.parsed = parsed;
    }

    void check() {
        if (updates()) {
            refuseWhatIsPublished();
            columnsGiveMoreThanTheId();
        } else {
            taskType().ifPresent(this::refuseFieldsOfOthers);
        }
        FieldProperties.check(prefix, parsed);
        categoricalFeaturesAreFeatures();
        columnsCanBeProduced();
    }

    private void refuseFieldsOfOthers(TaskType taskType) {
        for (ConfigField field : ConfigField.values()) {
            String property = prefix + field.property();
            if (taskType.fields().contains(field) || !parsed.isGiven(property)) {
                continue;
            }
            String owners = Arrays.stream(TaskType.values())
                    .filter(type -> type.fields().contains(field))
                    .map(TaskType::value)
                    .collect(Collectors.joining(", "));
            String remedy = owners.isEmpty()
                    ? "It is a field of updates; pipeline '" + alias + "' publishes rows: remove it, or set " + prefix
                            + PipelineProperties.OPERATION + "=update"
                    : "It is a field of task types " + owners + "; pipeline '" + alias + "' is " + taskType.value()
                            + ": remove it or change " + prefix + PipelineProperties.TASK_TYPE;
            parsed.addUnknownError(property, parsed.given().get(property), remedy);
        }
    }

    private void refuseWhatIsPublished() {
        PipelineProperties.ONLY_PUBLISHED.forEach((name, why) -> refuseInUpdates(prefix + name, why));
        String fields =
                Operation.UPDATE_FIELDS.stream().map(ConfigField::property).collect(Collectors.joining(", "));
        for (ConfigField field : ConfigField.values()) {
            if (!Operation.UPDATE_FIELDS.contains(field)) {
                refuseInUpdates(
                        prefix + field.property(),
                        "an update names no other columns than those of " + fields + ": remove it. A column is sent"
                                + " whether it is named or not");
            }
        }
    }

    private void refuseInUpdates(String property, String why) {
        if (parsed.isGiven(property)) {
            parsed.addUnknownError(
                    property,
                    parsed.given().get(property),
                    "Pipeline '" + alias + "' has " + PipelineProperties.OPERATION + "=update, and " + why);
        }
    }

    private void categoricalFeaturesAreFeatures() {
        String property = prefix + ConfigField.CATEGORICAL_FEATURE_NAMES.property();
        String features = prefix + ConfigField.FEATURE_NAMES.property();
        if (!parsed.isValid(features)) {
            return;
        }
        List<String> known = parsed.value(features, NameList.COLUMNS).orElse(List.of());
        List<String> others = parsed.value(property, NameList.COLUMNS).orElse(List.of()).stream()
                .filter(name -> !known.contains(name))
                .toList();
        if (!others.isEmpty()) {
            parsed.addError(
                    property, others + " is not among " + features + "=" + known + ": add it there or remove it here");
        }
    }

    private void columnsCanBeProduced() {
        String property = prefix + PipelineProperties.COLUMNS;
        Optional<Columns> columns = parsed.value(property, Columns.FORMAT);
        if (columns.isEmpty()) {
            return;
        }
        for (ConfigField field : ConfigField.values()) {
            String named = prefix + field.property();
            for (String column : columnsNamedBy(field)) {
                columns.get()
                        .impossible(column)
                        .ifPresent(why -> parsed.addError(
                                named,
                                "Column '" + column + "' can never be in a row, since " + property + " " + why
                                        + ": change one of the two"));
            }
        }
    }

    private void columnsGiveMoreThanTheId() {
        String property = prefix + PipelineProperties.COLUMNS;
        Optional<String> id = parsed.value(prefix + ConfigField.INFERENCE_ID_COLUMN_NAME.property(), NameList.COLUMN);
        boolean nothingElse = id.isPresent()
                && parsed.value(property, Columns.FORMAT)
                        .filter(columns -> columns.isOnly(id.get()))
                        .isPresent();
        if (nothingElse) {
            parsed.addError(
                    property,
                    "It gives nothing but the id of the row, '" + id.get() + "', so an update would change nothing: add"
                            + " name=source for each column to update, or *");
        }
    }

    private List<String> columnsNamedBy(ConfigField field) {
        String property = prefix + field.property();
        return switch (field.kind()) {
            case COLUMN -> parsed.value(property, NameList.COLUMN).stream().toList();
            case COLUMNS -> parsed.value(property, NameList.COLUMNS).orElse(List.of());
            case NAMES, JSON -> List.of();
        };
    }

    /** Only when nothing at all is wrong. */
    PipelineConfig read() {
        Map<ConfigField, String> columnNames = new EnumMap<>(ConfigField.class);
        Map<ConfigField, List<String>> names = new EnumMap<>(ConfigField.class);
        Map<ConfigField, JsonNode> documents = new EnumMap<>(ConfigField.class);
        for (ConfigField field : ConfigField.values()) {
            String property = prefix + field.property();
            switch (field.kind()) {
                case COLUMN -> parsed.value(property, NameList.COLUMN).ifPresent(v -> columnNames.put(field, v));
                case COLUMNS -> parsed.value(property, NameList.COLUMNS).ifPresent(v -> names.put(field, v));
                case NAMES -> parsed.value(property, NameList.CLASSES).ifPresent(v -> names.put(field, v));
                case JSON ->
                    parsed.value(property, field == ConfigField.PROMPT ? JsonProperty.PROMPT : JsonProperty.METADATA)
                            .ifPresent(v -> documents.put(field, v));
            }
        }
        return new PipelineConfig(
                alias,
                Collections.unmodifiableSet(new LinkedHashSet<>(topics())),
                topicsRegex(),
                pipelineId(),
                updates() ? Optional.empty() : taskType(),
                Collections.unmodifiableMap(columnNames),
                Collections.unmodifiableMap(names),
                Collections.unmodifiableMap(documents),
                parsed.value(prefix + PipelineProperties.COLUMNS, Columns.FORMAT)
                        .orElseThrow()
                        .definitions(),
                parsed.value(prefix + PipelineProperties.TIMESTAMP_UNIT, PipelineProperties.UNITS)
                        .orElseThrow(),
                parsed.value(prefix + PipelineProperties.TIMESTAMP_FROM_RECORD, Boolean.class)
                        .orElse(false),
                parsed.value(prefix + PipelineProperties.INFERENCE_ID_FROM_RECORD, Boolean.class)
                        .orElse(false));
    }

    List<String> topics() {
        return parsed.entries(prefix + PipelineProperties.TOPICS);
    }

    Optional<Pattern> topicsRegex() {
        return parsed.value(prefix + PipelineProperties.TOPICS_REGEX, PipelineProperties.REGEX);
    }

    private UUID pipelineId() {
        return parsed.value(prefix + PipelineProperties.PIPELINE_ID, PipelineProperties.ID)
                .orElseThrow();
    }

    private boolean updates() {
        return parsed.value(prefix + PipelineProperties.OPERATION, PipelineProperties.OPERATIONS)
                .equals(Optional.of(Operation.UPDATE));
    }

    private Optional<TaskType> taskType() {
        return parsed.value(prefix + PipelineProperties.TASK_TYPE, PipelineProperties.TASK_TYPES);
    }
}
