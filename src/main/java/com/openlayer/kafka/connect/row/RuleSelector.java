package com.openlayer.kafka.connect.row;

import com.openlayer.kafka.connect.config.ConfigField;
import com.openlayer.kafka.connect.config.LatencyUnit;
import com.openlayer.kafka.connect.config.Operation;
import com.openlayer.kafka.connect.config.PipelineConfig;
import com.openlayer.kafka.connect.config.RowSettings;
import com.openlayer.kafka.connect.config.TaskType;
import com.openlayer.kafka.connect.row.ColumnRule.Check;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Selects the rules of a column by the fields that name it; {@link RuleEnforcer} applies them. */
final class RuleSelector {
    private final boolean regression;
    private final boolean updates;
    private final boolean milliseconds;
    private final TextLimit textLimit;

    RuleSelector(PipelineConfig pipeline, RowSettings options) {
        this.regression = pipeline.taskType().equals(Optional.of(TaskType.TABULAR_REGRESSION));
        this.updates = pipeline.operation() == Operation.UPDATE;
        this.milliseconds = pipeline.mapping().latencyUnit() == LatencyUnit.MS;
        this.textLimit = new TextLimit(options);
    }

    /** The rules of a column that these fields name. */
    ColumnRules select(String column, List<ConfigField> fields) {
        List<ColumnRule> rules = new ArrayList<>();
        for (ConfigField field : fields) {
            Check check = check(field);
            if (check != null && rules.stream().noneMatch(rule -> rule.check() == check)) {
                rules.add(new ColumnRule(column, field, check));
            }
        }
        return ColumnRules.of(List.copyOf(rules), textLimit);
    }

    private @Nullable Check check(ConfigField field) {
        return switch (field) {
            case TIMESTAMP_COLUMN_NAME -> Check.TIME;
            case INFERENCE_ID_COLUMN_NAME -> Check.ID;
            case LABEL_COLUMN_NAME -> Check.CLASS;
            case PREDICTIONS_COLUMN_NAME -> regression ? Check.FLOATING : Check.CLASS;
            case TARGET_COLUMN_NAME -> Check.FLOATING;
            case PREDICTION_SCORES_COLUMN_NAME -> Check.SCORES;
            case LATENCY_COLUMN_NAME -> milliseconds ? Check.NUMBER : Check.LATENCY;
            case COST_COLUMN_NAME, NUM_OF_TOKEN_COLUMN_NAME -> Check.NUMBER;
            case USER_ID_COLUMN_NAME, SESSION_ID_COLUMN_NAME -> Check.TEXT_ID;
            case OUTPUT_COLUMN_NAME, CONTEXT_COLUMN_NAME, QUESTION_COLUMN_NAME, TEXT_COLUMN_NAME -> Check.TEXT;
            // The updated row may be tabular, with a number as its label.
            case GROUND_TRUTH_COLUMN_NAME -> updates ? length() : Check.TEXT;
            case INPUT_VARIABLE_NAMES -> length();
            case FEATURE_NAMES, CATEGORICAL_FEATURE_NAMES, CLASS_NAMES, HUMAN_FEEDBACK_COLUMN_NAME, PROMPT, METADATA ->
                null;
        };
    }

    private @Nullable Check length() {
        return textLimit.isSet() ? Check.LENGTH : null;
    }
}
