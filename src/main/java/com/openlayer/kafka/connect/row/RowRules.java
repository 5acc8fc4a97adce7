package com.openlayer.kafka.connect.row;

import com.openlayer.kafka.connect.config.ConfigField;
import com.openlayer.kafka.connect.config.Operation;
import com.openlayer.kafka.connect.config.PipelineConfig;
import com.openlayer.kafka.connect.config.RowOptions;
import com.openlayer.kafka.connect.config.TaskType;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the server wants of the columns that config names, applied to a column's JSON once it is written: it is brought
 * into the form wanted where its meaning is plain, and refused otherwise. One bad row makes the server refuse a whole
 * request. With validation off it is still brought into form, but nothing is refused.
 */
final class RowRules {
    /** A check, and the field because of which it is made. */
    record Rule(ConfigField field, Check check) {}

    enum Check {
        /** UNIX seconds. */
        TIME(0),
        /** Text that names the row. */
        ID(0),
        /** The integer of a class. */
        CLASS(0),
        /** A list of numbers, one per class, that sum to about 1. */
        SCORES(0),
        NUMBER(JsonText.NUMBER),
        /** A number that is no integer: the server refuses a column of only integers. */
        FLOATING(0),
        /** Text of bounded length; anything else is made text. */
        OUTPUT(JsonText.STRING),
        /** If it is text, of bounded length. */
        TEXT(JsonText.ANY);

        /** Kinds of value that it neither changes nor refuses unless they are too long, as bits of {@link JsonText}. */
        final int leaves;

        Check(int leaves) {
            this.leaves = leaves;
        }
    }

    private static final double LEAST_SUM = 0.9;
    private static final double GREATEST_SUM = 1.1;

    private final boolean regression;
    private final boolean updates;
    private final RowOptions options;
    private final Timestamps timestamps;
    private final Map<String, Integer> classes = new HashMap<>();
    private final int classCount;

    RowRules(PipelineConfig pipeline, RowOptions options) {
        this.regression = pipeline.taskType().equals(Optional.of(TaskType.TABULAR_REGRESSION));
        this.updates = pipeline.operation() == Operation.UPDATE;
        this.options = options;
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
        return ColumnRules.of(
                List.copyOf(rules), options.textMaxLength(), options.longText() == RowOptions.LongText.TRUNCATE);
    }

    /** Whether a row that breaks a rule is refused. */
    boolean refuses() {
        return options.validation();
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
            case OUTPUT_COLUMN_NAME -> Check.OUTPUT;
            case INPUT_VARIABLE_NAMES,
                    CONTEXT_COLUMN_NAME,
                    QUESTION_COLUMN_NAME,
                    GROUND_TRUTH_COLUMN_NAME,
                    TEXT_COLUMN_NAME -> Check.TEXT;
            case FEATURE_NAMES,
                    CATEGORICAL_FEATURE_NAMES,
                    CLASS_NAMES,
                    HUMAN_FEEDBACK_COLUMN_NAME,
                    USER_ID_COLUMN_NAME,
                    SESSION_ID_COLUMN_NAME,
                    PROMPT,
                    METADATA -> null;
        };
    }

    /**
     * Refuses a null for a prediction, without which the row says nothing. Elsewhere a null is the same as no column at all:
     * a label that is null is one that is not known yet.
     */
    void checkNull(Column column) {
        for (Rule rule : column.rules.all) {
            boolean prediction = rule.check() == Check.CLASS && rule.field() == ConfigField.PREDICTIONS_COLUMN_NAME;
            if (prediction && options.validation()) {
                throw broken(rule, column, classRule(), "a null");
            }
        }
    }

    /** Applies a rule to the column's JSON, which is what was written since {@code from} and is not null. */
    void apply(Rule rule, Column column, JsonWriter out, int from) {
        switch (rule.check()) {
            case TIME -> {
                if (!timestamps.toSeconds(out, from) && options.validation()) {
                    throw broken(rule, column, "must be a time (timestamp.unit)", found(out, from));
                }
            }
            case ID -> id(rule, column, out, from);
            case CLASS -> toClass(rule, column, out, from);
            case SCORES -> scores(rule, column, out, from);
            case NUMBER -> {
                if (!isNumber(out, from) && options.validation()) {
                    throw broken(rule, column, "must be a number", found(out, from));
                }
            }
            case FLOATING -> floating(rule, column, out, from);
            case OUTPUT -> {
                if (out.at(from) != '"') {
                    out.quote(from);
                }
                text(rule, column, out, from);
            }
            case TEXT -> {
                if (out.at(from) == '"') {
                    text(rule, column, out, from);
                }
            }
        }
    }

    private void id(Rule rule, Column column, JsonWriter out, int from) {
        byte first = out.at(from);
        if (first == '{' || first == '[') {
            if (options.validation() || updates) {
                throw broken(rule, column, "must be text", found(out, from));
            }
        } else if (first != '"') {
            out.quote(from);
        }
    }

    private void toClass(Rule rule, Column column, JsonWriter out, int from) {
        int number = -1;
        if (out.at(from) == '"') {
            number = classes.getOrDefault(JsonText.decode(out.bytes(), from + 1, out.length() - 1), -1);
            if (number >= 0) {
                out.cut(from);
                out.number(number);
            }
        } else if (isInteger(out, from) && out.length() - from <= 9) {
            number = Integer.parseInt(ascii(out, from));
            number = number < classCount ? number : -1;
        }
        if (number < 0 && options.validation()) {
            String found = isInteger(out, from) ? "an integer out of range" : found(out, from);
            throw broken(rule, column, classRule(), found);
        }
    }

    private String classRule() {
        return "must be an integer from 0 to " + (classCount - 1) + " or one of the class names";
    }

    private void scores(Rule rule, Column column, JsonWriter out, int from) {
        if (!options.validation()) {
            return;
        }
        String wanted = "must be a list of " + classCount + " numbers, one per class, that sum to 1";
        if (out.at(from) != '[') {
            throw broken(rule, column, wanted, found(out, from));
        }
        String content =
                new String(out.bytes(), from + 1, out.length() - from - 2, StandardCharsets.ISO_8859_1).strip();
        String[] items = content.isEmpty() ? new String[0] : content.split(",", -1);
        double sum = 0;
        for (String item : items) {
            try {
                sum += Double.parseDouble(item.strip());
            } catch (NumberFormatException e) { // its message holds the text
                throw broken(rule, column, wanted, "a list of something else");
            }
        }
        if (items.length != classCount) {
            throw broken(rule, column, wanted, "a list of " + items.length);
        }
        if (!(sum >= LEAST_SUM && sum <= GREATEST_SUM)) {
            throw broken(rule, column, wanted, "another sum");
        }
    }

    private void floating(Rule rule, Column column, JsonWriter out, int from) {
        if (out.at(from) == '"') {
            unquoteNumber(out, from);
        }
        if (isInteger(out, from)) {
            out.ascii(".0");
        } else if (!isNumber(out, from) && options.validation()) {
            throw broken(rule, column, "must be a number", found(out, from));
        }
    }

    /** Takes the quotes off a string that holds nothing but a JSON number. */
    private static void unquoteNumber(JsonWriter out, int from) {
        byte[] content = Arrays.copyOfRange(out.bytes(), from + 1, out.length() - 1);
        boolean digitLast = content.length > 0 && isDigit(content[content.length - 1]);
        if (!digitLast || !JsonText.kind(content[0]).equals("number")) {
            return;
        }
        try {
            new JsonScanner("text").read(content, 0, content.length, false);
        } catch (InvalidRowException e) {
            return;
        }
        out.cut(from);
        out.raw(content);
    }

    private void text(Rule rule, Column column, JsonWriter out, int from) {
        int max = options.textMaxLength();
        boolean fail = options.longText() == RowOptions.LongText.FAIL && options.validation();
        boolean cut = options.longText() == RowOptions.LongText.TRUNCATE;
        if ((!fail && !cut) || out.length() - from - 2 <= max) {
            return;
        }
        byte[] json = out.bytes();
        int end = out.length() - 1;
        int at = from + 1;
        int characters = 0;
        int cutAt = end;
        while (at < end) {
            if (characters == max && cutAt == end) {
                cutAt = at;
            }
            at = JsonText.nextCharacter(json, at);
            characters++;
        }
        if (characters > max && fail) {
            throw broken(
                    rule,
                    column,
                    "must be at most " + max + " characters long (text.max.length)",
                    characters + " characters");
        }
        if (characters > max) {
            out.cut(cutAt);
            out.append('"');
        }
    }

    private static boolean isNumber(JsonWriter out, int from) {
        return JsonText.kindBit(out.at(from)) == JsonText.NUMBER;
    }

    private static boolean isInteger(JsonWriter out, int from) {
        if (!isNumber(out, from)) {
            return false;
        }
        for (int i = from + 1; i < out.length(); i++) {
            if (!isDigit(out.at(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isDigit(byte b) {
        return b >= '0' && b <= '9';
    }

    private static String ascii(JsonWriter out, int from) {
        return new String(out.bytes(), from, out.length() - from, StandardCharsets.US_ASCII);
    }

    /** The type of what was written, never more. */
    private static String found(JsonWriter out, int from) {
        String kind = isInteger(out, from) ? "integer" : JsonText.kind(out.at(from));
        return (kind.equals("integer") || kind.equals("array") || kind.equals("object") ? "an " : "a ")
                + (kind.equals("number") ? "number with a fraction or exponent" : kind);
    }

    private static InvalidRowException broken(Rule rule, Column column, String wanted, String found) {
        return new InvalidRowException(
                "column '" + column.name + "' (" + rule.field().property() + ") " + wanted + ", but is " + found);
    }
}
