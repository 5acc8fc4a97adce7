package com.openlayer.kafka.connect.config;

import java.util.List;
import java.util.Optional;

/** Validates the properties of one pipeline and reads them into a {@link PipelineConfig}. */
final class PipelineReader {
    private final PipelineNames names;
    private final ParsedProperties parsed;
    private final PipelineValues values;

    PipelineReader(PipelineNames names, ParsedProperties parsed) {
        this.names = names;
        this.parsed = parsed;
        this.values = new PipelineValues(names, parsed);
    }

    void check() {
        checkApplicability();
        if (values.kind().operation() == Operation.UPDATE) {
            checkUpdateHasColumns();
        }
        FieldProperties.check(values);
        checkCategoricalFeatures();
        checkColumnsExist();
    }

    /** Reads the pipeline. Only if no property of the connector has an error. */
    PipelineConfig read() {
        return new PipelineConfig(
                names.alias(),
                values.value(PipelineNames.PIPELINE_ID, PipelineProperties.ID).orElseThrow(),
                values.kind().taskType(),
                TopicSelection.read(names, parsed),
                FieldValues.read(values),
                RowMapping.read(values));
    }

    /** A property that is set must apply to the operation and the task type. */
    private void checkApplicability() {
        for (Property property : PipelineProperties.of(names, name -> false)) {
            String name = names.withoutPrefix(property.name());
            if (parsed.isGiven(property.name()) && !values.kind().has(name)) {
                parsed.replaceErrors(property.name(), values.kind().whyNot(names, name));
            }
        }
    }

    private void checkCategoricalFeatures() {
        String features = ConfigField.FEATURE_NAMES.property();
        if (!values.isValid(features)) {
            return;
        }
        List<String> known = values.value(features, NameList.COLUMNS).orElse(List.of());
        String property = ConfigField.CATEGORICAL_FEATURE_NAMES.property();
        List<String> others = values.value(property, NameList.COLUMNS).orElse(List.of()).stream()
                .filter(name -> !known.contains(name))
                .toList();
        if (!others.isEmpty()) {
            values.addError(
                    property,
                    others + " is not among " + values.source(features) + "=" + known
                            + ": add it there or remove it here");
        }
    }

    /** Each column that a field names must be one that {@code columns} can produce. */
    private void checkColumnsExist() {
        Optional<Columns> columns = values.value(PipelineNames.COLUMNS, Columns.SYNTAX);
        if (columns.isEmpty()) {
            return;
        }
        String property = values.source(PipelineNames.COLUMNS);
        for (ConfigField field : ConfigField.values()) {
            for (String column : columnsNamedBy(field)) {
                columns.get()
                        .whyMissing(column)
                        .ifPresent(why -> values.addError(
                                field.property(),
                                "Column '" + column + "' can never be in a row, because " + property + " " + why
                                        + ": change one of the two"));
            }
        }
    }

    private void checkUpdateHasColumns() {
        Optional<String> id = values.value(ConfigField.INFERENCE_ID_COLUMN_NAME.property(), NameList.COLUMN);
        boolean nothingElse = id.isPresent()
                && values.value(PipelineNames.COLUMNS, Columns.SYNTAX)
                        .filter(columns -> columns.hasOnly(id.get()))
                        .isPresent();
        if (nothingElse) {
            values.addError(
                    PipelineNames.COLUMNS,
                    "It gives nothing but the id of the row, '" + id.get() + "', so an update would change nothing: add"
                            + " name=source for each column to update, or *");
        }
    }

    private List<String> columnsNamedBy(ConfigField field) {
        return switch (field.valueType()) {
            case COLUMN ->
                values.value(field.property(), NameList.COLUMN).stream().toList();
            case COLUMNS -> values.value(field.property(), NameList.COLUMNS).orElse(List.of());
            case NAMES, JSON -> List.of();
        };
    }
}
