package com.openlayer.kafka.connect.config;

import static com.openlayer.kafka.connect.config.ConfigField.GROUND_TRUTH_COLUMN_NAME;
import static com.openlayer.kafka.connect.config.ConfigField.HUMAN_FEEDBACK_COLUMN_NAME;
import static com.openlayer.kafka.connect.config.ConfigField.INFERENCE_ID_COLUMN_NAME;
import static com.openlayer.kafka.connect.config.ConfigField.LATENCY_COLUMN_NAME;
import static com.openlayer.kafka.connect.config.ConfigField.TIMESTAMP_COLUMN_NAME;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/** Whether a pipeline publishes new rows or updates existing ones ({@code operation}). */
public enum Operation {
    /** New rows: {@code POST /inference-pipelines/{id}/data-stream}. Its fields are those of the {@link TaskType}. */
    PUBLISH,
    /** Columns of existing rows: {@code PUT /inference-pipelines/{id}/rows}. The same for every task type. */
    UPDATE;

    /** Every field that the {@code config} of an update may have, in the order of {@link ConfigField}. */
    public static final Set<ConfigField> UPDATE_FIELDS = Collections.unmodifiableSet(EnumSet.of(
            GROUND_TRUTH_COLUMN_NAME,
            HUMAN_FEEDBACK_COLUMN_NAME,
            INFERENCE_ID_COLUMN_NAME,
            LATENCY_COLUMN_NAME,
            TIMESTAMP_COLUMN_NAME));
}
