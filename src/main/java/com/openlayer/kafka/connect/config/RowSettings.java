package com.openlayer.kafka.connect.config;

import java.util.List;
import java.util.OptionalInt;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Range;

/**
 * The properties for writing values as JSON, for all pipelines of a connector, and the values read from them.
 *
 * @param validation whether a row is checked against the rules of its task type before it is sent ({@code
 *     row.validation})
 * @param textMaxLength the maximum length of text in a text column, in characters; no limit if empty ({@code
 *     text.max.length})
 * @param longText what happens to longer text ({@code behavior.on.long.text})
 * @param nanValues what happens to NaN and infinities, which JSON cannot represent ({@code behavior.on.nan.values})
 * @param decimalFormat how Connect's Decimal is written ({@code decimal.format})
 */
public record RowSettings(
        boolean validation,
        OptionalInt textMaxLength,
        LongText longText,
        NanValues nanValues,
        DecimalFormat decimalFormat) {

    static final String GROUP = "Rows";

    static final String VALIDATION = "row.validation";
    static final String TEXT_MAX_LENGTH = "text.max.length";
    static final String LONG_TEXT = "behavior.on.long.text";
    static final String NAN_VALUES = "behavior.on.nan.values";
    static final String DECIMAL_FORMAT = "decimal.format";

    private static final Choice<Validation> VALIDATIONS = new Choice<>(Validation.class);
    private static final Choice<LongText> LONG_TEXTS = new Choice<>(LongText.class);
    private static final Choice<NanValues> NANS = new Choice<>(NanValues.class);
    private static final Choice<DecimalFormat> DECIMALS = new Choice<>(DecimalFormat.class);

    /** What happens to text that is longer than {@link #textMaxLength}. */
    public enum LongText {
        FAIL,
        TRUNCATE
    }

    /** What happens to NaN and infinities. */
    public enum NanValues {
        NULL,
        FAIL
    }

    /** How Connect's Decimal is written. */
    public enum DecimalFormat {
        NUMBER,
        STRING
    }

    enum Validation {
        STRICT,
        OFF
    }

    static List<Property> properties() {
        return List.of(
                Property.optional(VALIDATION, ConfigDef.Type.STRING, "strict", "Row rules")
                        .importance(Importance.MEDIUM)
                        .oneOf(VALIDATIONS)
                        .documentation("Whether a row is checked against the rules of its task type before it is sent."
                                + " Openlayer rejects a whole request for one invalid row. With 'strict' such a row"
                                + " is an errant record with the reason, and the other rows are delivered.")
                        .example("off"),
                Property.optional(TEXT_MAX_LENGTH, ConfigDef.Type.INT, null, "Longest text")
                        .validIfSet(Range.atLeast(1))
                        .documentation(
                                "The maximum length, in characters, of text in an input, output, context, question,"
                                        + " ground truth or text column. Left out, text of any length is sent.")
                        .example("50000"),
                Property.optional(LONG_TEXT, ConfigDef.Type.STRING, "fail", "Text that is too long")
                        .oneOf(LONG_TEXTS)
                        .documentation("What happens to text of more than " + TEXT_MAX_LENGTH + " characters. 'fail'"
                                + " makes the row an errant record, 'truncate' shortens the text. It needs "
                                + TEXT_MAX_LENGTH + ".")
                        .example("truncate"),
                Property.optional(NAN_VALUES, ConfigDef.Type.STRING, "null", "NaN and infinities")
                        .oneOf(NANS)
                        .documentation("What happens to NaN and to infinities, which JSON cannot write. 'null' writes"
                                + " null in their place, 'fail' makes the row an errant record.")
                        .example("fail"),
                Property.optional(DECIMAL_FORMAT, ConfigDef.Type.STRING, "number", "Decimals")
                        .oneOf(DECIMALS)
                        .documentation(
                                "How Connect's Decimal is written. 'number' writes a JSON number, 'string' a text"
                                        + " that keeps every digit for readers that use floating point.")
                        .example("string"));
    }

    /** Checks the properties against each other. */
    static void check(ParsedProperties parsed) {
        if (parsed.isGiven(LONG_TEXT) && !parsed.isGiven(TEXT_MAX_LENGTH)) {
            parsed.addError(
                    LONG_TEXT, "It has no effect without " + TEXT_MAX_LENGTH + ": set that too, or remove this");
        }
    }

    /** Only if no property of the group has an error. */
    static RowSettings read(ParsedProperties parsed) {
        return new RowSettings(
                parsed.get(VALIDATION, VALIDATIONS) == Validation.STRICT,
                parsed.value(TEXT_MAX_LENGTH, Integer.class)
                        .map(OptionalInt::of)
                        .orElseGet(OptionalInt::empty),
                parsed.get(LONG_TEXT, LONG_TEXTS),
                parsed.get(NAN_VALUES, NANS),
                parsed.get(DECIMAL_FORMAT, DECIMALS));
    }
}
