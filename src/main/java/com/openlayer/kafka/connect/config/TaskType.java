package com.openlayer.kafka.connect.config;

import static com.openlayer.kafka.connect.config.ConfigField.CATEGORICAL_FEATURE_NAMES;
import static com.openlayer.kafka.connect.config.ConfigField.CLASS_NAMES;
import static com.openlayer.kafka.connect.config.ConfigField.CONTEXT_COLUMN_NAME;
import static com.openlayer.kafka.connect.config.ConfigField.COST_COLUMN_NAME;
import static com.openlayer.kafka.connect.config.ConfigField.FEATURE_NAMES;
import static com.openlayer.kafka.connect.config.ConfigField.GROUND_TRUTH_COLUMN_NAME;
import static com.openlayer.kafka.connect.config.ConfigField.INFERENCE_ID_COLUMN_NAME;
import static com.openlayer.kafka.connect.config.ConfigField.INPUT_VARIABLE_NAMES;
import static com.openlayer.kafka.connect.config.ConfigField.LABEL_COLUMN_NAME;
import static com.openlayer.kafka.connect.config.ConfigField.LATENCY_COLUMN_NAME;
import static com.openlayer.kafka.connect.config.ConfigField.METADATA;
import static com.openlayer.kafka.connect.config.ConfigField.NUM_OF_TOKEN_COLUMN_NAME;
import static com.openlayer.kafka.connect.config.ConfigField.OUTPUT_COLUMN_NAME;
import static com.openlayer.kafka.connect.config.ConfigField.PREDICTIONS_COLUMN_NAME;
import static com.openlayer.kafka.connect.config.ConfigField.PREDICTION_SCORES_COLUMN_NAME;
import static com.openlayer.kafka.connect.config.ConfigField.PROMPT;
import static com.openlayer.kafka.connect.config.ConfigField.QUESTION_COLUMN_NAME;
import static com.openlayer.kafka.connect.config.ConfigField.SESSION_ID_COLUMN_NAME;
import static com.openlayer.kafka.connect.config.ConfigField.TARGET_COLUMN_NAME;
import static com.openlayer.kafka.connect.config.ConfigField.TEXT_COLUMN_NAME;
import static com.openlayer.kafka.connect.config.ConfigField.TIMESTAMP_COLUMN_NAME;
import static com.openlayer.kafka.connect.config.ConfigField.USER_ID_COLUMN_NAME;

import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/** The task type of an Openlayer project. It decides which fields the {@code config} of a request may have. */
public enum TaskType {
    /** Schema {@code LLMData} of the spec. */
    LLM_BASE(
            "llm-base",
            EnumSet.of(OUTPUT_COLUMN_NAME),
            EnumSet.of(
                    CONTEXT_COLUMN_NAME,
                    COST_COLUMN_NAME,
                    GROUND_TRUTH_COLUMN_NAME,
                    INFERENCE_ID_COLUMN_NAME,
                    INPUT_VARIABLE_NAMES,
                    LATENCY_COLUMN_NAME,
                    METADATA,
                    NUM_OF_TOKEN_COLUMN_NAME,
                    PROMPT,
                    QUESTION_COLUMN_NAME,
                    SESSION_ID_COLUMN_NAME,
                    TIMESTAMP_COLUMN_NAME,
                    USER_ID_COLUMN_NAME)),
    /** Schema {@code TabularClassificationData} of the spec. */
    TABULAR_CLASSIFICATION(
            "tabular-classification",
            EnumSet.of(CLASS_NAMES),
            EnumSet.of(
                    CATEGORICAL_FEATURE_NAMES,
                    FEATURE_NAMES,
                    INFERENCE_ID_COLUMN_NAME,
                    LABEL_COLUMN_NAME,
                    LATENCY_COLUMN_NAME,
                    METADATA,
                    PREDICTIONS_COLUMN_NAME,
                    PREDICTION_SCORES_COLUMN_NAME,
                    TIMESTAMP_COLUMN_NAME)),
    /** Schema {@code TabularRegressionData} of the spec. */
    TABULAR_REGRESSION(
            "tabular-regression",
            EnumSet.noneOf(ConfigField.class),
            EnumSet.of(
                    CATEGORICAL_FEATURE_NAMES,
                    FEATURE_NAMES,
                    INFERENCE_ID_COLUMN_NAME,
                    LATENCY_COLUMN_NAME,
                    METADATA,
                    PREDICTIONS_COLUMN_NAME,
                    TARGET_COLUMN_NAME,
                    TIMESTAMP_COLUMN_NAME)),
    /** Schema {@code TextClassificationData} of the spec. */
    TEXT_CLASSIFICATION(
            "text-classification",
            EnumSet.of(CLASS_NAMES),
            EnumSet.of(
                    INFERENCE_ID_COLUMN_NAME,
                    LABEL_COLUMN_NAME,
                    LATENCY_COLUMN_NAME,
                    METADATA,
                    PREDICTIONS_COLUMN_NAME,
                    PREDICTION_SCORES_COLUMN_NAME,
                    TEXT_COLUMN_NAME,
                    TIMESTAMP_COLUMN_NAME));

    private final String value;
    private final Set<ConfigField> required;
    private final Set<ConfigField> fields;

    TaskType(String value, EnumSet<ConfigField> required, EnumSet<ConfigField> optional) {
        this.value = value;
        this.required = Set.copyOf(required);
        EnumSet<ConfigField> all = EnumSet.copyOf(optional);
        all.addAll(required);
        this.fields = Collections.unmodifiableSet(all);
    }

    /** Openlayer's name of it, which is the value of {@code task.type}. */
    public String value() {
        return value;
    }

    /** The fields that the specification requires. */
    public Set<ConfigField> required() {
        return required;
    }

    /** Every field that the specification defines for this task type, in the order of {@link ConfigField}. */
    public Set<ConfigField> fields() {
        return fields;
    }

    public static Optional<TaskType> of(String value) {
        return Arrays.stream(values()).filter(t -> t.value.equals(value)).findFirst();
    }
}
