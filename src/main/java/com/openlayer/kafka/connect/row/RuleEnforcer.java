package com.openlayer.kafka.connect.row;

import com.openlayer.kafka.connect.config.ConfigField;
import com.openlayer.kafka.connect.config.LatencyUnit;
import com.openlayer.kafka.connect.config.Operation;
import com.openlayer.kafka.connect.config.PipelineConfig;
import com.openlayer.kafka.connect.config.RowSettings;
import com.openlayer.kafka.connect.row.ColumnRule.Check;
import java.util.List;
import org.apache.kafka.connect.data.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Applies the rules of a column to its written JSON: the value is converted to the required form if its meaning is
 * unambiguous, and rejected otherwise, because one bad row makes the server reject a whole request. With validation off
 * it is still converted, but nothing is rejected.
 */
final class RuleEnforcer {
    private static final String TIME = "must be a time (timestamp.unit)";
    private static final String LATENCY = "must be a number of at most " + JsonNumber.MAX_LENGTH + " digits";
    private static final String NUMBER = "must be a number";

    private final boolean updates;
    private final boolean validation;
    private final TextLimit textLimit;
    private final Timestamps timestamps;
    private final ClassRules classes;
    private final int latencyScale;

    RuleEnforcer(PipelineConfig pipeline, RowSettings options) {
        this.updates = pipeline.operation() == Operation.UPDATE;
        this.validation = options.validation();
        this.textLimit = new TextLimit(options);
        this.timestamps = new Timestamps(pipeline.mapping().timestampUnit());
        this.latencyScale = latencyScale(pipeline.mapping().latencyUnit());
        this.classes = new ClassRules(
                pipeline.fieldValues().names().getOrDefault(ConfigField.CLASS_NAMES, List.of()), validation);
    }

    /** The power of ten that converts a unit to milliseconds. */
    private static int latencyScale(LatencyUnit unit) {
        return switch (unit) {
            case S -> 3;
            case MS -> 0;
            case US -> -3;
            case NS -> -6;
        };
    }

    /** Whether a row that breaks a rule is rejected. */
    boolean rejectsInvalid() {
        return validation;
    }

    /** @param value not null */
    void apply(ColumnRule rule, WrittenValue value) {
        switch (rule.check()) {
            case TIME -> require(timestamps.toSeconds(value), rule, TIME, value);
            case ID -> IdRules.toInferenceId(rule, value, validation || updates);
            case TEXT_ID -> IdRules.toText(value);
            case CLASS -> classes.toClass(rule, value);
            case SCORES -> classes.checkScores(rule, value);
            case NUMBER -> require(value.isNumber(), rule, NUMBER, value);
            case LATENCY -> require(JsonNumber.scale(value, latencyScale), rule, LATENCY, value);
            case FLOATING -> require(JsonNumber.toFloating(value), rule, NUMBER, value);
            case TEXT -> {
                if (!value.isString()) {
                    value.quote();
                }
                limitLength(rule, value);
            }
            case LENGTH -> {
                if (value.isString()) {
                    limitLength(rule, value);
                }
            }
        }
    }

    /**
     * Rejects a null prediction, because the row is useless without it. Otherwise a null counts as absent; a null label
     * is one that is not known yet.
     */
    void checkNull(Column column) {
        for (ColumnRule rule : column.rules.all) {
            boolean prediction = rule.check() == Check.CLASS && rule.field() == ConfigField.PREDICTIONS_COLUMN_NAME;
            if (prediction && validation) {
                throw classes.notAClass(rule, "a null");
            }
        }
    }

    /**
     * Writes the timestamp column by the meaning that its schema gives the value.
     *
     * @return false, with nothing written, if {@code timestamp.unit} decides
     */
    boolean writeLogicalTime(Column column, JsonWriter out, @Nullable Schema schema, @Nullable Object value) {
        if (validation && LogicalTime.isTimeOfDayOrDuration(schema, value)) {
            throw new ColumnRule(column.name, ConfigField.TIMESTAMP_COLUMN_NAME, Check.TIME)
                    .violation(TIME, "a time of day or a duration");
        }
        return LogicalTime.write(out, schema, value);
    }

    private void require(boolean valid, ColumnRule rule, String expected, WrittenValue value) {
        if (!valid && validation) {
            throw rule.violation(expected, value.describe());
        }
    }

    private void limitLength(ColumnRule rule, WrittenValue value) {
        int characters = textLimit.apply(value);
        if (characters > 0) {
            throw rule.violation(
                    "must be at most " + textLimit.max() + " characters long (text.max.length)",
                    characters + " characters");
        }
    }
}
