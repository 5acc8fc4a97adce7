package com.openlayer.kafka.connect.row;

import java.nio.charset.StandardCharsets;

/** Row rules for inference ids, user ids and session ids. Static, because they do not depend on the configuration. */
final class IdRules {
    /**
     * The longest inference id, in bytes. The id of an update is part of the request line, where escapes may triple its length. A
     * proxy that drops a longer request line without an answer would look like an outage.
     */
    static final int MAX_BYTES = 1_024;

    private IdRules() {}

    /** Converts a scalar to text. Numbers get their canonical form, because converters write the same number differently. */
    static void toText(WrittenValue value) {
        if (value.isNumber()) {
            JsonNumber.canonicalize(value);
        }
        if (!value.isString()) {
            value.quote();
        }
    }

    /** @param rejectsInvalid whether an id that could not name a row is rejected, rather than sent as it is */
    static void toInferenceId(ColumnRule rule, WrittenValue value, boolean rejectsInvalid) {
        boolean scalar = value.first() != '{' && value.first() != '[';
        if (scalar) {
            toText(value);
        }
        if (rejectsInvalid && !scalar) {
            throw rule.violation("must be text", value.describe());
        }
        if (rejectsInvalid && isTooLong(value)) {
            throw new InvalidRowException(rule.title() + " is longer than " + MAX_BYTES
                    + " bytes in UTF-8, the longest id that an update can name");
        }
    }

    private static boolean isTooLong(WrittenValue value) {
        return value.contentLength() > MAX_BYTES && value.text().getBytes(StandardCharsets.UTF_8).length > MAX_BYTES;
    }
}
