package com.openlayer.kafka.connect.config;

import java.util.OptionalInt;

/**
 * How values become JSON, for all pipelines of a connector.
 *
 * @param validation whether the rules of the task type are checked before a row is sent ({@code row.validation})
 * @param textMaxLength the most characters that the text in a text column may have ({@code text.max.length}); no limit if empty
 * @param longText what happens to longer text ({@code behavior.on.long.text})
 * @param nanValues what happens to NaN and infinities, which JSON lacks ({@code behavior.on.nan.values})
 * @param decimalFormat how Connect's Decimal is written ({@code decimal.format})
 */
public record RowOptions(
        boolean validation,
        OptionalInt textMaxLength,
        LongText longText,
        NanValues nanValues,
        DecimalFormat decimalFormat) {

    public enum LongText {
        FAIL,
        TRUNCATE
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
