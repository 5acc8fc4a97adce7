package com.openlayer.kafka.connect.config;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Checks and reads what is configured for one pipeline. */
final class PipelineReader {
    private final PipelineNames pipeline;
    private final ParsedProperties parsed;
    private final PipelineKind kind;

    PipelineReader(PipelineNames pipeline, ParsedProperties parsed) {
        this.pipeline = pipeline;
        this.parsed = parsed;
        // A value that is wrong or missing is the one problem then: nothing is held against the kind that it leaves
        // open.
        this.kind = PipelineKind.of(
                parsed.value(source(PipelineProperties.OPERATION), String.class).orElse(null),
                parsed.value(source(PipelineProperties.TASK_TYPE), String.class).orElse(null));
    }

    PipelineKind kind() {
        return kind;
    }

    void check() {
        refuseWhatDoesNotApply();
        if (kind.operation() == Operation.UPDATE) {
            columnsGiveMoreThanTheId();
        }
        FieldProperties.check(property -> value(property, NameList.COLUMN), this::source, parsed);
        categoricalFeaturesAreFeatures();
        columnsCanBeProduced();
    }

    /** Why the pipeline has no property of that name. */
    String objection(String property) {
        return kind.objection(pipeline, property);
    }

    private void refuseWhatDoesNotApply() {
        for (Property property : PipelineProperties.of(pipeline, name -> false)) {
            String name = property.name().substring(pipeline.prefix().length());
            if (parsed.isGiven(property.name()) && !kind.has(name)) {
                parsed.refuse(property.name(), objection(name));
            }
        }
    }

    private String source(String property) {
        return pipeline.source(parsed.given(), property);
    }

    private <T> Optional<T> value(String property, Format<T> format) {
        return kind.has(property) ? parsed.value(source(property), format) : Optional.empty();
    }

    private boolean isTrue(String property) {
        return kind.has(property)
                && parsed.value(source(property), Boolean.class).orElse(false);
    }

    private void categoricalFeaturesAreFeatures() {
        String property = ConfigField.CATEGORICAL_FEATURE_NAMES.property();
        String features = source(ConfigField.FEATURE_NAMES.property());
        if (!parsed.isValid(features)) {
            return;
        }
        List<String> known = parsed.value(features, NameList.COLUMNS).orElse(List.of());
        List<String> others = value(property, NameList.COLUMNS).orElse(List.of()).stream()
                .filter(name -> !known.contains(name))
                .toList();
        if (!others.isEmpty()) {
            parsed.addError(
                    source(property),
                    others + " is not among " + features + "=" + known + ": add it there or remove it here");
        }
    }

    private void columnsCanBeProduced() {
        String property = source(PipelineProperties.COLUMNS);
        Optional<Columns> columns = parsed.value(property, Columns.FORMAT);
        if (columns.isEmpty()) {
            return;
        }
        for (ConfigField field : ConfigField.values()) {
            String named = source(field.property());
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
        String property = source(PipelineProperties.COLUMNS);
        Optional<String> id = value(ConfigField.INFERENCE_ID_COLUMN_NAME.property(), NameList.COLUMN);
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
        String property = field.property();
        return switch (field.kind()) {
            case COLUMN -> value(property, NameList.COLUMN).stream().toList();
            case COLUMNS -> value(property, NameList.COLUMNS).orElse(List.of());
            case NAMES, JSON -> List.of();
        };
    }

    /** Only when nothing at all is wrong. */
    PipelineConfig read() {
        Map<ConfigField, String> columnNames = new EnumMap<>(ConfigField.class);
        Map<ConfigField, List<String>> names = new EnumMap<>(ConfigField.class);
        Map<ConfigField, JsonNode> documents = new EnumMap<>(ConfigField.class);
        for (ConfigField field : ConfigField.values()) {
            String property = field.property();
            switch (field.kind()) {
                case COLUMN -> value(property, NameList.COLUMN).ifPresent(v -> columnNames.put(field, v));
                case COLUMNS -> value(property, NameList.COLUMNS).ifPresent(v -> names.put(field, v));
                case NAMES -> value(property, NameList.CLASSES).ifPresent(v -> names.put(field, v));
                case JSON ->
                    value(property, field == ConfigField.PROMPT ? JsonProperty.PROMPT : JsonProperty.METADATA)
                            .ifPresent(v -> documents.put(field, v));
            }
        }
        return new PipelineConfig(
                pipeline.alias(),
                Collections.unmodifiableSet(new LinkedHashSet<>(topics())),
                topicsRegex(),
                value(PipelineProperties.PIPELINE_ID, PipelineProperties.ID).orElseThrow(),
                kind.taskType(),
                Collections.unmodifiableMap(columnNames),
                Collections.unmodifiableMap(names),
                Collections.unmodifiableMap(documents),
                value(PipelineProperties.COLUMNS, Columns.FORMAT).orElseThrow().definitions(),
                parsed.value(source(PipelineProperties.TIMESTAMP_UNIT), PipelineProperties.UNITS)
                        .orElseThrow(),
                isTrue(PipelineProperties.TIMESTAMP_FROM_RECORD),
                isTrue(PipelineProperties.INFERENCE_ID_FROM_RECORD));
    }

    /** None in the flat form, where {@code topics} is Connect's. */
    List<String> topics() {
        return pipeline.isFlat() ? List.of() : parsed.entries(pipeline.own(PipelineProperties.TOPICS));
    }

    Optional<Pattern> topicsRegex() {
        return pipeline.isFlat()
                ? Optional.empty()
                : parsed.value(pipeline.own(PipelineProperties.TOPICS_REGEX), PipelineProperties.REGEX);
    }
}
