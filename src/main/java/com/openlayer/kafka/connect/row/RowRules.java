package com.openlayer.kafka.connect.row;

import com.openlayer.kafka.connect.config.ConfigField;
import com.openlayer.kafka.connect.config.Operation;
import com.openlayer.kafka.connect.config.PipelineConfig;
import com.openlayer.kafka.connect.config.RowSettings;
import com.openlayer.kafka.connect.config.TaskType;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.connect.data.Schema;
import org.jspecify.annotations.Nullable;

/**
 * The rules for the columns that config names, applied to a column's JSON once it is written: it is brought
 * into the required form if its meaning is unambiguous, and refused otherwise, because one bad row makes the server refuse a
 * whole request. With validation off it is still brought into form, but nothing is refused.
 */
final class RowRules {
    /** A check, and the field that requires it. */
    record Rule(ConfigField field, Check check) {}

    enum Check {
        /** UNIX seconds. */
        TIME(0),
        /** Text that identifies the row. */
        ID(0),
        /** Text that identifies a user or a session. */
        TEXT_ID(JsonText.STRING),
        /** The integer of a class. */
        CLASS(0),
        /** A list of numbers, one per class, that sum to about 1. */
        SCORES(0),
        NUMBER(JsonText.NUMBER),
        /** A number that is not an integer: the server rejects a column that contains only integers. */
        FLOATING(0),
        /** Text of limited length; other values are made text. */
        TEXT(JsonText.STRING),
        /** Limits the length of text; other values are unaffected. */
        LENGTH(JsonText.ANY);

        /** Kinds of value that it neither changes nor rejects unless they are too long, as bits of {@link JsonText}. */
        final int unchangedKinds;

        Check(int unchangedKinds) {
            this.unchangedKinds = unchangedKinds;
        }

        /** Whether it concerns numbers, so that a Decimal must be written as one whatever {@code decimal.format} is. */
        boolean isNumeric() {
            return this != TEXT && this != LENGTH;
        }
    }

    /**
     * The longest inference id. The id of an update is part of the request line, where escapes may make it three times as long. A
     * proxy that drops a longer request line without an answer would look like an outage.
     */
    static final int MAX_ID_BYTES = 1_024;

    private static final double LEAST_SUM = 0.9;
    private static final double GREATEST_SUM = 1.1;

    private final boolean regression;
    private final boolean updates;
    private final boolean validation;
    private final TextLimit textLimit;
    private final Timestamps timestamps;
    private final Map<String, Integer> classes = new HashMap<>();
    private final int classCount;

    RowRules(PipelineConfig pipeline, RowSettings options) {
        this.regression = pipeline.taskType().equals(Optional.of(TaskType.TABULAR_REGRESSION));
        this.updates = pipeline.operation() == Operation.UPDATE;
        this.validation = options.validation();
        this.textLimit = new TextLimit(options);
        this.timestamps = new Timestamps(pipeline.timestampUnit());
        List<String> names = pipeline.names().getOrDefault(ConfigField.CLASS_NAMES, List.of());
        this.classCount = names.size();
        for (int i = 0; i < classCount; i++) {
            classes.putIfAbsent(names.get(i), i);
        }
    }

    /** The rules for a column that these fields name. */
    ColumnRules of(List<ConfigField> fields) {
        List<Rule> rules = new ArrayList<>();
        for (ConfigField field : fields) {
            Check check = check(field);
            if (check != null && rules.stream().noneMatch(rule -> rule.check() == check)) {
                rules.add(new Rule(field, check));
            }
        }
        return ColumnRules.of(List.copyOf(rules), textLimit);
    }

    /** Whether a row that breaks a rule is refused. */
    boolean rejectsInvalid() {
        return validation;
    }

    private @Nullable Check check(ConfigField field) {
        return switch (field) {
            case TIMESTAMP_COLUMN_NAME -> Check.TIME;
            case INFERENCE_ID_COLUMN_NAME -> Check.ID;
            case LABEL_COLUMN_NAME -> Check.CLASS;
            case PREDICTIONS_COLUMN_NAME -> regression ? Check.FLOATING : Check.CLASS;
            case TARGET_COLUMN_NAME -> Check.FLOATING;
            case PREDICTION_SCORES_COLUMN_NAME -> Check.SCORES;
            case LATENCY_COLUMN_NAME, COST_COLUMN_NAME, NUM_OF_TOKEN_COLUMN_NAME -> Check.NUMBER;
            case USER_ID_COLUMN_NAME, SESSION_ID_COLUMN_NAME -> Check.TEXT_ID;
            case OUTPUT_COLUMN_NAME, CONTEXT_COLUMN_NAME, QUESTION_COLUMN_NAME, TEXT_COLUMN_NAME -> Check.TEXT;
            // The row that an update belongs to may be tabular, and its label a number.
            case GROUND_TRUTH_COLUMN_NAME -> updates ? length() : Check.TEXT;
            case INPUT_VARIABLE_NAMES -> length();
            case FEATURE_NAMES, CATEGORICAL_FEATURE_NAMES, CLASS_NAMES, HUMAN_FEEDBACK_COLUMN_NAME, PROMPT, METADATA ->
                null;
        };
    }

    private @Nullable Check length() {
        return textLimit.isSet() ? Check.LENGTH : null;
    }

    /**
     * Refuses a null for a prediction, without which the row says nothing. Elsewhere a null is the same as no column at all:
     * a label that is null is one that is not known yet.
     */
    void checkNull(Column column) {
        for (Rule rule : column.rules.all) {
            boolean prediction = rule.check() == Check.CLASS && rule.field() == ConfigField.PREDICTIONS_COLUMN_NAME;
            if (prediction && validation) {
                throw violation(rule, column, classRule(), "a null");
            }
        }
    }

    /**
     * Writes a timestamp by the meaning that its schema gives it.
     *
     * @return false, with nothing written, if {@code timestamp.unit} decides
     */
    boolean writeLogicalTime(Column column, JsonWriter out, @Nullable Schema schema, @Nullable Object value) {
        if (validation && LogicalTime.isTimeOfDayOrDuration(schema, value)) {
            throw violation(
                    new Rule(ConfigField.TIMESTAMP_COLUMN_NAME, Check.TIME),
                    column,
                    "must be a time (timestamp.unit)",
                    "a time of day or a duration");
        }
        return LogicalTime.write(out, schema, value);
    }

    /** Applies a rule to the column's JSON, which is what was written since {@code from} and is not null. */
    void apply(Rule rule, Column column, JsonWriter out, int from) {
        switch (rule.check()) {
            case TIME -> {
                if (!timestamps.toSeconds(out, from) && validation) {
                    throw violation(rule, column, "must be a time (timestamp.unit)", found(out, from));
                }
            }
            case ID -> id(rule, column, out, from);
            case CLASS -> toClass(rule, column, out, from);
            case SCORES -> scores(rule, column, out, from);
            case TEXT_ID -> textId(out, from);
            case NUMBER -> {
                if (!JsonNumber.isNumber(out, from) && validation) {
                    throw violation(rule, column, "must be a number", found(out, from));
                }
            }
            case FLOATING -> floating(rule, column, out, from);
            case TEXT -> {
                if (out.at(from) != '"') {
                    out.quote(from);
                }
                limitText(rule, column, out, from);
            }
            case LENGTH -> {
                if (out.at(from) == '"') {
                    limitText(rule, column, out, from);
                }
            }
        }
    }

    private void id(Rule rule, Column column, JsonWriter out, int from) {
        byte first = out.at(from);
        boolean rejects = validation || updates;
        if (first != '{' && first != '[') {
            textId(out, from);
            if (rejects && isTooLong(out, from)) {
                throw new InvalidRowException(
                        column.title() + " (" + rule.field().property() + ") is longer than " + MAX_ID_BYTES
                                + " bytes in UTF-8, the longest id that an update can name");
            }
        } else if (rejects) {
            throw violation(rule, column, "must be text", found(out, from));
        }
    }

    private static boolean isTooLong(JsonWriter out, int from) {
        int contentFrom = from + 1;
        int contentTo = out.length() - 1;
        return contentTo - contentFrom > MAX_ID_BYTES
                && JsonText.decode(out.bytes(), contentFrom, contentTo).getBytes(StandardCharsets.UTF_8).length
                        > MAX_ID_BYTES;
    }

    /** Numbers get one spelling, because converters write the same number in different ways. */
    private static void textId(JsonWriter out, int from) {
        if (JsonNumber.isNumber(out, from)) {
            JsonNumber.canonicalize(out, from);
        }
        if (out.at(from) != '"') {
            out.quote(from);
        }
    }

    /** A whole number is a class also where it is written as a floating value, as Spark ML does. */
    private void toClass(Rule rule, Column column, JsonWriter out, int from) {
        int index = JsonNumber.digits(out, from);
        if (index >= 0 && index < classCount) {
            return;
        }
        BigDecimal number = JsonNumber.value(out, from);
        index = -1;
        if (number != null && JsonNumber.isWhole(number)) {
            boolean inRange = number.signum() >= 0 && number.compareTo(BigDecimal.valueOf(classCount)) < 0;
            index = inRange ? number.intValue() : -1;
        } else if (out.at(from) == '"') {
            index = classes.getOrDefault(JsonText.decode(out.bytes(), from + 1, out.length() - 1), -1);
        }
        if (index >= 0) {
            out.cut(from);
            out.number(index);
        } else if (validation) {
            boolean whole = number != null && JsonNumber.isWhole(number);
            throw violation(rule, column, classRule(), whole ? "an integer out of range" : found(out, from));
        }
    }

    private String classRule() {
        return "must be an integer from 0 to " + (classCount - 1) + " or one of the class names";
    }

    private void scores(Rule rule, Column column, JsonWriter out, int from) {
        if (!validation) {
            return;
        }
        String wanted = "must be a list of " + classCount + " numbers, one per class, that sum to 1";
        if (out.at(from) != '[') {
            throw violation(rule, column, wanted, found(out, from));
        }
        String content =
                new String(out.bytes(), from + 1, out.length() - from - 2, StandardCharsets.ISO_8859_1).strip();
        String[] items = content.isEmpty() ? new String[0] : content.split(",", -1);
        double sum = 0;
        for (String item : items) {
            try {
                sum += Double.parseDouble(item.strip());
            } catch (NumberFormatException e) { // its message holds the text
                throw violation(rule, column, wanted, "a list of something else");
            }
        }
        if (items.length != classCount) {
            throw violation(rule, column, wanted, "a list of " + items.length);
        }
        if (!(sum >= LEAST_SUM && sum <= GREATEST_SUM)) {
            throw violation(rule, column, wanted, "another sum");
        }
    }

    private void floating(Rule rule, Column column, JsonWriter out, int from) {
        if (out.at(from) == '"') {
            JsonNumber.unquote(out, from);
        }
        if (JsonNumber.isInteger(out, from)) {
            out.ascii(".0");
        } else if (!JsonNumber.isNumber(out, from) && validation) {
            throw violation(rule, column, "must be a number", found(out, from));
        }
    }

    private void limitText(Rule rule, Column column, JsonWriter out, int from) {
        int characters = textLimit.apply(out, from);
        if (characters > 0) {
            throw violation(
                    rule,
                    column,
                    "must be at most " + textLimit.max() + " characters long (text.max.length)",
                    characters + " characters");
        }
    }

    /** The type of what was written, never more. */
    private static String found(JsonWriter out, int from) {
        String kind = JsonNumber.isInteger(out, from) ? "integer" : JsonText.kind(out.at(from));
        return (kind.equals("integer") || kind.equals("array") || kind.equals("object") ? "an " : "a ")
                + (kind.equals("number") ? "number with a fraction or exponent" : kind);
    }

    private static InvalidRowException violation(Rule rule, Column column, String wanted, String found) {
        return new InvalidRowException(
                "column '" + column.name + "' (" + rule.field().property() + ") " + wanted + ", but is " + found);
    }
}
