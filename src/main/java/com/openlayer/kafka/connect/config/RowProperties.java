package com.openlayer.kafka.connect.config;

import java.util.List;
import java.util.OptionalInt;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.LambdaValidator;
import org.apache.kafka.common.config.ConfigDef.Range;
import org.apache.kafka.common.config.ConfigDef.Validator;

/** How values become JSON, for all pipelines. */
final class RowProperties {
    static final String GROUP = "Rows";

    static final String VALIDATION = "row.validation";
    static final String TEXT_MAX_LENGTH = "text.max.length";
    static final String LONG_TEXT = "behavior.on.long.text";
    static final String NAN_VALUES = "behavior.on.nan.values";
    static final String DECIMAL_FORMAT = "decimal.format";

    static final Choice<Validation> VALIDATIONS = new Choice<>(Validation.class);
    static final Choice<RowOptions.LongText> LONG_TEXTS = new Choice<>(RowOptions.LongText.class);
    static final Choice<RowOptions.NanValues> NANS = new Choice<>(RowOptions.NanValues.class);
    static final Choice<RowOptions.DecimalFormat> DECIMALS = new Choice<>(RowOptions.DecimalFormat.class);

    enum Validation {
        STRICT,
        OFF
    }

    private RowProperties() {}

    static List<Property> properties() {
        return List.of(
                Property.optional(VALIDATION, ConfigDef.Type.STRING, "strict", "Row rules")
                        .importance(Importance.MEDIUM)
                        .oneOf(VALIDATIONS)
                        .documentation("Whether a row is checked against the rules of its task type before it is sent."
                                + " Openlayer refuses a whole request for one bad row. With 'strict' such a row"
                                + " is an errant record with the reason, and its neighbors are delivered.")
                        .example("off"),
                Property.optional(TEXT_MAX_LENGTH, ConfigDef.Type.INT, null, "Longest text")
                        .valid(positive())
                        .documentation(
                                "The most characters that the text in an input, output, context, question, ground"
                                        + " truth or text column may have. Left out, text of any length is sent.")
                        .example("50000"),
                Property.optional(LONG_TEXT, ConfigDef.Type.STRING, "fail", "Text that is too long")
                        .oneOf(LONG_TEXTS)
                        .documentation("What happens to text of more than " + TEXT_MAX_LENGTH + " characters. 'fail'"
                                + " makes the row an errant record, 'truncate' cuts the text. It needs "
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

    /** As {@code Range.atLeast(1)}, which refuses a property that is not set. */
    private static Validator positive() {
        return LambdaValidator.with(
                (name, value) -> {
                    if (value != null) {
                        Range.atLeast(1).ensureValid(name, value);
                    }
                },
                () -> Range.atLeast(1).toString());
    }

    /** The checks across properties. */
    static void check(ParsedProperties parsed) {
        if (parsed.isGiven(LONG_TEXT) && !parsed.isGiven(TEXT_MAX_LENGTH)) {
            parsed.addError(
                    LONG_TEXT, "It has no effect without " + TEXT_MAX_LENGTH + ": set that too, or remove this");
        }
    }

    static RowOptions options(ParsedProperties parsed) {
        return new RowOptions(
                parsed.value(VALIDATION, VALIDATIONS).orElseThrow() == Validation.STRICT,
                parsed.value(TEXT_MAX_LENGTH, Integer.class)
                        .map(OptionalInt::of)
                        .orElseGet(OptionalInt::empty),
                parsed.value(LONG_TEXT, LONG_TEXTS).orElseThrow(),
                parsed.value(NAN_VALUES, NANS).orElseThrow(),
                parsed.value(DECIMAL_FORMAT, DECIMALS).orElseThrow());
    }
}
