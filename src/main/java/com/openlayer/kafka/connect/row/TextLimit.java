package com.openlayer.kafka.connect.row;

import com.openlayer.kafka.connect.config.RowSettings;

/** The limit of {@code text.max.length}, in characters (code points), and the handling of longer text. */
final class TextLimit {
    private final int max;
    private final boolean truncates;
    private final boolean rejects;

    TextLimit(RowSettings options) {
        this.max = options.textMaxLength().orElse(Integer.MAX_VALUE);
        this.truncates = options.longText() == RowSettings.LongText.TRUNCATE;
        this.rejects = options.longText() == RowSettings.LongText.FAIL && options.validation();
    }

    /** Whether any text can be too long. */
    boolean isSet() {
        return max < Integer.MAX_VALUE && (truncates || rejects);
    }

    int max() {
        return max;
    }

    /**
     * Truncates a string that is too long.
     *
     * @return the number of its characters if it must be rejected, otherwise 0
     */
    int apply(WrittenValue value) {
        // Each character takes at least one byte.
        if (!isSet() || value.contentLength() <= max) {
            return 0;
        }
        int end = value.length() - 1;
        int at = 1;
        int characters = 0;
        int cutAt = end;
        while (at < end) {
            if (characters == max) {
                cutAt = at;
            }
            at = value.nextCharacter(at);
            characters++;
        }
        if (characters <= max) {
            return 0;
        }
        if (rejects) {
            return characters;
        }
        value.cut(cutAt).append('"');
        return 0;
    }
}
