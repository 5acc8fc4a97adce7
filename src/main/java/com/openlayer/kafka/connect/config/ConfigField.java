package com.openlayer.kafka.connect.config;

import java.util.Locale;

/**
 * A field of the {@code config} object of a request, over all task types, and of an update of a row. Source:
 * {@code publish-records.md}, and for updates the request types of Openlayer's SDKs.
 */
public enum ConfigField {
    INPUT_VARIABLE_NAMES("inputVariableNames", Kind.COLUMNS),
    OUTPUT_COLUMN_NAME("outputColumnName", Kind.COLUMN),
    FEATURE_NAMES("featureNames", Kind.COLUMNS),
    CATEGORICAL_FEATURE_NAMES("categoricalFeatureNames", Kind.COLUMNS),
    CLASS_NAMES("classNames", Kind.NAMES),
    PREDICTIONS_COLUMN_NAME("predictionsColumnName", Kind.COLUMN),
    PREDICTION_SCORES_COLUMN_NAME("predictionScoresColumnName", Kind.COLUMN),
    LABEL_COLUMN_NAME("labelColumnName", Kind.COLUMN),
    TARGET_COLUMN_NAME("targetColumnName", Kind.COLUMN),
    TEXT_COLUMN_NAME("textColumnName", Kind.COLUMN),
    CONTEXT_COLUMN_NAME("contextColumnName", Kind.COLUMN),
    QUESTION_COLUMN_NAME("questionColumnName", Kind.COLUMN),
    GROUND_TRUTH_COLUMN_NAME("groundTruthColumnName", Kind.COLUMN),
    HUMAN_FEEDBACK_COLUMN_NAME("humanFeedbackColumnName", Kind.COLUMN),
    NUM_OF_TOKEN_COLUMN_NAME("numOfTokenColumnName", Kind.COLUMN),
    COST_COLUMN_NAME("costColumnName", Kind.COLUMN),
    LATENCY_COLUMN_NAME("latencyColumnName", Kind.COLUMN),
    TIMESTAMP_COLUMN_NAME("timestampColumnName", Kind.COLUMN),
    INFERENCE_ID_COLUMN_NAME("inferenceIdColumnName", Kind.COLUMN),
    USER_ID_COLUMN_NAME("userIdColumnName", Kind.COLUMN),
    SESSION_ID_COLUMN_NAME("sessionIdColumnName", Kind.COLUMN),
    PROMPT("prompt", Kind.JSON),
    METADATA("metadata", Kind.JSON);

    /** The type of a field's value. */
    public enum Kind {
        /** The name of one column of the rows. */
        COLUMN,
        /** Names of columns of the rows. */
        COLUMNS,
        /** Names of classes, in the order of their integers. */
        NAMES,
        /** A JSON document, sent unchanged. */
        JSON
    }

    private final String specName;
    private final String property;
    private final Kind kind;

    ConfigField(String specName, Kind kind) {
        this.specName = specName;
        this.property = specName.replaceAll("([A-Z])", ".$1").toLowerCase(Locale.ROOT);
        this.kind = kind;
    }

    /** Its name in the spec, such as {@code numOfTokenColumnName}. */
    public String specName() {
        return specName;
    }

    /** Its property below {@code pipelines.<alias>.}, such as {@code num.of.token.column.name}. */
    public String property() {
        return property;
    }

    public Kind kind() {
        return kind;
    }
}
