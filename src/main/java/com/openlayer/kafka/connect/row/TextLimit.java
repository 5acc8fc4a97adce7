package com.openlayer.kafka.connect.row;

import com.openlayer.kafka.connect.config.RowSettings;

/** The limit of {@code text.max.length}, in characters (code points), and what happens to longer text. */
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
     * Truncates the JSON string written since {@code from} if it is too long.
     *
     * @return the number of its characters if it must be refused, else 0
     */
    int apply(JsonWriter out, int from) {
        // Each character takes at least one byte, the quotes take two.
        if (!isSet() || out.length() - from - 2 <= max) {
            return 0;
        }
        byte[] json = out.bytes();
        int end = out.length() - 1;
        int at = from + 1;
        int characters = 0;
        int cutAt = end;
        while (at < end) {
            if (characters == max) {
                cutAt = at;
            }
            at = JsonText.nextCharacter(json, at);
            characters++;
        }
        if (characters <= max) {
            return 0;
        }
        if (rejects) {
            return characters;
        }
        out.cut(cutAt);
        out.append('"');
        return 0;
    }
}
