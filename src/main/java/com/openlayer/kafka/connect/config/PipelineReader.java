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
    private final Findings findings;

    PipelineReader(String alias, Findings findings) {
        this.alias = alias;
        this.prefix = PipelineProperties.prefix(alias);
        this.findings = findings;
    }

    void check() {
        if (updates()) {
            refuseWhatIsPublished();
            columnsGiveMoreThanTheId();
        } else {
            taskType().ifPresent(this::refuseFieldsOfOthers);
        }
        categoricalFeaturesAreFeatures();
        columnsCanBeProduced();
    }

    private void refuseFieldsOfOthers(TaskType taskType) {
        for (ConfigField field : ConfigField.values()) {
            String property = prefix + field.property();
            if (taskType.fields().contains(field) || !findings.isGiven(property)) {
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
            findings.refuseForeign(property, findings.given().get(property), remedy);
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
        if (findings.isGiven(property)) {
            findings.refuseForeign(
                    property,
                    findings.given().get(property),
                    "Pipeline '" + alias + "' has " + PipelineProperties.OPERATION + "=update, and " + why);
        }
    }

    private void categoricalFeaturesAreFeatures() {
        String property = prefix + ConfigField.CATEGORICAL_FEATURE_NAMES.property();
        String features = prefix + ConfigField.FEATURE_NAMES.property();
        if (!findings.isSound(features)) {
            return;
        }
        List<String> known = findings.value(features, NameList.COLUMNS).orElse(List.of());
        List<String> others = findings.value(property, NameList.COLUMNS).orElse(List.of()).stream()
                .filter(name -> !known.contains(name))
                .toList();
        if (!others.isEmpty()) {
            findings.refuse(
                    property, others + " is not among " + features + "=" + known + ": add it there or remove it here");
        }
    }

    private void columnsCanBeProduced() {
        String property = prefix + PipelineProperties.COLUMNS;
        Optional<Columns> columns = findings.value(property, Columns.FORMAT);
        if (columns.isEmpty()) {
            return;
        }
        for (ConfigField field : ConfigField.values()) {
            String named = prefix + field.property();
            for (String column : columnsNamedBy(field)) {
                columns.get()
                        .impossible(column)
                        .ifPresent(why -> findings.refuse(
                                named,
                                "Column '" + column + "' can never be in a row, since " + property + " " + why
                                        + ": change one of the two"));
            }
        }
    }

    private void columnsGiveMoreThanTheId() {
        String property = prefix + PipelineProperties.COLUMNS;
        Optional<String> id = findings.value(prefix + ConfigField.INFERENCE_ID_COLUMN_NAME.property(), NameList.COLUMN);
        boolean nothingElse = id.isPresent()
                && findings.value(property, Columns.FORMAT)
                        .filter(columns -> columns.isOnly(id.get()))
                        .isPresent();
        if (nothingElse) {
            findings.refuse(
                    property,
                    "It gives nothing but the id of the row, '" + id.get() + "', so an update would change nothing: add"
                            + " name=source for each column to update, or *");
        }
    }

    private List<String> columnsNamedBy(ConfigField field) {
        String property = prefix + field.property();
        return switch (field.kind()) {
            case COLUMN -> findings.value(property, NameList.COLUMN).stream().toList();
            case COLUMNS -> findings.value(property, NameList.COLUMNS).orElse(List.of());
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
                case COLUMN -> findings.value(property, NameList.COLUMN).ifPresent(v -> columnNames.put(field, v));
                case COLUMNS -> findings.value(property, NameList.COLUMNS).ifPresent(v -> names.put(field, v));
                case NAMES -> findings.value(property, NameList.CLASSES).ifPresent(v -> names.put(field, v));
                case JSON ->
                    findings.value(property, field == ConfigField.PROMPT ? JsonProperty.PROMPT : JsonProperty.METADATA)
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
                findings.value(prefix + PipelineProperties.COLUMNS, Columns.FORMAT)
                        .orElseThrow()
                        .definitions(),
                findings.value(prefix + PipelineProperties.TIMESTAMP_UNIT, PipelineProperties.UNITS)
                        .orElseThrow(),
                findings.value(prefix + PipelineProperties.TIMESTAMP_FROM_RECORD, Boolean.class)
                        .orElse(false),
                findings.value(prefix + PipelineProperties.INFERENCE_ID_FROM_RECORD, Boolean.class)
                        .orElse(false));
    }

    List<String> topics() {
        return findings.entries(prefix + PipelineProperties.TOPICS);
    }

    Optional<Pattern> topicsRegex() {
        return findings.value(prefix + PipelineProperties.TOPICS_REGEX, PipelineProperties.REGEX);
    }

    private UUID pipelineId() {
        return findings.value(prefix + PipelineProperties.PIPELINE_ID, PipelineProperties.ID)
                .orElseThrow();
    }

    private boolean updates() {
        return findings.value(prefix + PipelineProperties.OPERATION, PipelineProperties.OPERATIONS)
                .equals(Optional.of(Operation.UPDATE));
    }

    private Optional<TaskType> taskType() {
        return findings.value(prefix + PipelineProperties.TASK_TYPE, PipelineProperties.TASK_TYPES);
    }
}
