package com.openlayer.kafka.connect.config;

import java.util.List;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Range;

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
                                + " is an errant record with the reason, and its neighbours are delivered.")
                        .example("off"),
                Property.optional(TEXT_MAX_LENGTH, ConfigDef.Type.INT, 50_000, "Longest text")
                        .valid(Range.atLeast(1))
                        .documentation("How long the text in an input, output, context, question, ground truth or text"
                                + " column may be, in characters. Openlayer takes up to 50000.")
                        .example("20000"),
                Property.optional(LONG_TEXT, ConfigDef.Type.STRING, "fail", "Texts that are too long")
                        .oneOf(LONG_TEXTS)
                        .documentation("What happens to a text of more than " + TEXT_MAX_LENGTH + " characters. 'fail'"
                                + " makes the row an errant record, 'truncate' cuts the text, 'off' sends it as"
                                + " it is.")
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
}
