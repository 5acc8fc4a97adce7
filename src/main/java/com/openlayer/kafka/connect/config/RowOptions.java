package com.openlayer.kafka.connect.config;

/**
 * How values become JSON, for all pipelines of a connector.
 *
 * @param validation whether the rules of the task type are checked before a row is sent ({@code row.validation})
 * @param textMaxLength the longest text, in characters, that a text column may hold ({@code text.max.length})
 * @param longText what happens to a longer one ({@code behavior.on.long.text})
 * @param nanValues what happens to NaN and infinities, which JSON lacks ({@code behavior.on.nan.values})
 * @param decimalFormat how Connect's Decimal is written ({@code decimal.format})
 */
public record RowOptions(
        boolean validation, int textMaxLength, LongText longText, NanValues nanValues, DecimalFormat decimalFormat) {

    public enum LongText {
        FAIL,
        TRUNCATE,
        OFF
    }

    public enum NanValues {
        NULL,
        FAIL
    }

    public enum DecimalFormat {
        NUMBER,
        STRING
    }
}
