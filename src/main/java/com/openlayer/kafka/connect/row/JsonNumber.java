package com.openlayer.kafka.connect.row;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Reads and rewrites a JSON number at the end of a {@link JsonWriter}. */
final class JsonNumber {
    /**
     * The longest number that is read, in characters, and the most digits before or after the point that are written. Room for
     * every double without an exponent. Beyond it, reading takes time that grows with the square of the length.
     */
    private static final int MAX_LENGTH = 400;

    /** Any number of so many digits fits into an int. */
    private static final int MAX_INT_DIGITS = 9;

    private JsonNumber() {}

    static boolean isNumber(JsonWriter out, int from) {
        return JsonText.kindBit(out.at(from)) == JsonText.NUMBER;
    }

    /** Whether it is a number without a fraction and an exponent. */
    static boolean isInteger(JsonWriter out, int from) {
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

    /** The value of a few digits without a sign, or -1 if it is anything else. */
    static int digits(JsonWriter out, int from) {
        if (out.length() - from > MAX_INT_DIGITS) {
            return -1;
        }
        int value = 0;
        for (int i = from; i < out.length(); i++) {
            if (!isDigit(out.at(i))) {
                return -1;
            }
            value = 10 * value + (out.at(i) - '0');
        }
        return value;
    }

    /** The value, or null if it is not a number or too long to read. */
    static @Nullable BigDecimal value(JsonWriter out, int from) {
        if (!isNumber(out, from) || out.length() - from > MAX_LENGTH) {
            return null;
        }
        try {
            return new BigDecimal(new String(out.bytes(), from, out.length() - from, StandardCharsets.US_ASCII));
        } catch (NumberFormatException e) { // an exponent beyond an int
            return null;
        }
    }

    static boolean isWhole(BigDecimal value) {
        return value.signum() == 0 || value.stripTrailingZeros().scale() <= 0;
    }

    /**
     * Writes the number in the one spelling that every converter's spelling of it becomes: all digits, without an exponent,
     * without zeros at the end of the fraction. Numbers that are too long keep their spelling.
     */
    static void canonicalize(JsonWriter out, int from) {
        if (isInteger(out, from) && !(out.at(from) == '-' && out.at(from + 1) == '0')) {
            return;
        }
        BigDecimal value = value(out, from);
        if (value != null && (value.signum() == 0 || Math.abs((long) value.scale()) <= MAX_LENGTH)) {
            out.cut(from);
            out.ascii(value.signum() == 0 ? "0" : value.stripTrailingZeros().toPlainString());
        }
    }

    /** Removes the quotes of a string that contains a JSON number and nothing else. */
    static void unquote(JsonWriter out, int from) {
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

    private static boolean isDigit(byte b) {
        return b >= '0' && b <= '9';
    }
}
