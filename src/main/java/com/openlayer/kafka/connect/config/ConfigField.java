package com.openlayer.kafka.connect.config;

import java.util.Locale;

/**
 * A field of the {@code config} object in a request to publish or update rows, for any task type. Source: {@code
 * publish-records.md}, and for updates the request types of Openlayer's SDKs.
 */
public enum ConfigField {
    INPUT_VARIABLE_NAMES("inputVariableNames", ValueType.COLUMNS),
    OUTPUT_COLUMN_NAME("outputColumnName", ValueType.COLUMN),
    FEATURE_NAMES("featureNames", ValueType.COLUMNS),
    CATEGORICAL_FEATURE_NAMES("categoricalFeatureNames", ValueType.COLUMNS),
    CLASS_NAMES("classNames", ValueType.NAMES),
    PREDICTIONS_COLUMN_NAME("predictionsColumnName", ValueType.COLUMN),
    PREDICTION_SCORES_COLUMN_NAME("predictionScoresColumnName", ValueType.COLUMN),
    LABEL_COLUMN_NAME("labelColumnName", ValueType.COLUMN),
    TARGET_COLUMN_NAME("targetColumnName", ValueType.COLUMN),
    TEXT_COLUMN_NAME("textColumnName", ValueType.COLUMN),
    CONTEXT_COLUMN_NAME("contextColumnName", ValueType.COLUMN),
    QUESTION_COLUMN_NAME("questionColumnName", ValueType.COLUMN),
    GROUND_TRUTH_COLUMN_NAME("groundTruthColumnName", ValueType.COLUMN),
    HUMAN_FEEDBACK_COLUMN_NAME("humanFeedbackColumnName", ValueType.COLUMN),
    NUM_OF_TOKEN_COLUMN_NAME("numOfTokenColumnName", ValueType.COLUMN),
    COST_COLUMN_NAME("costColumnName", ValueType.COLUMN),
    LATENCY_COLUMN_NAME("latencyColumnName", ValueType.COLUMN),
    TIMESTAMP_COLUMN_NAME("timestampColumnName", ValueType.COLUMN),
    INFERENCE_ID_COLUMN_NAME("inferenceIdColumnName", ValueType.COLUMN),
    USER_ID_COLUMN_NAME("userIdColumnName", ValueType.COLUMN),
    SESSION_ID_COLUMN_NAME("sessionIdColumnName", ValueType.COLUMN),
    PROMPT("prompt", ValueType.JSON),
    METADATA("metadata", ValueType.JSON);

    /** The type of a field's value. */
    public enum ValueType {
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
    private final ValueType valueType;

    ConfigField(String specName, ValueType valueType) {
        this.specName = specName;
        this.property = specName.replaceAll("([A-Z])", ".$1").toLowerCase(Locale.ROOT);
        this.valueType = valueType;
    }

    /** Its name in Openlayer's API specification, such as {@code numOfTokenColumnName}. */
    public String specName() {
        return specName;
    }

    /** Its property below {@code pipelines.<alias>.}, such as {@code num.of.token.column.name}. */
    public String property() {
        return property;
    }

    public ValueType valueType() {
        return valueType;
    }
}
