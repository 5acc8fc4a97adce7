package com.openlayer.kafka.connect.row;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Reads and rewrites JSON numbers. */
final class JsonNumber {
    /**
     * The longest number that is parsed, in characters, and the most digits that are written before or after the point. Room for
     * every double without an exponent. The time to parse a longer one grows with the square of its length.
     */
    static final int MAX_LENGTH = 400;

    /** Any number with this many digits fits into an int. */
    private static final int MAX_INT_DIGITS = 9;

    private JsonNumber() {}

    /** Whether it is a number without a fraction and an exponent. */
    static boolean isInteger(WrittenValue value) {
        if (!value.isNumber()) {
            return false;
        }
        for (int i = 1; i < value.length(); i++) {
            if (!isDigit(value.at(i))) {
                return false;
            }
        }
        return true;
    }

    /** The number, if it consists of a few digits without a sign; otherwise -1. */
    static int digits(WrittenValue value) {
        if (value.length() > MAX_INT_DIGITS) {
            return -1;
        }
        int number = 0;
        for (int i = 0; i < value.length(); i++) {
            if (!isDigit(value.at(i))) {
                return -1;
            }
            number = 10 * number + (value.at(i) - '0');
        }
        return number;
    }

    /** The number; null if the value is not a number or too long to parse. */
    static @Nullable BigDecimal value(WrittenValue value) {
        if (!value.isNumber() || value.length() > MAX_LENGTH) {
            return null;
        }
        try {
            return new BigDecimal(value.latin(0, value.length()));
        } catch (NumberFormatException e) { // an exponent beyond an int
            return null;
        }
    }

    static boolean isWhole(BigDecimal value) {
        return value.signum() == 0 || value.stripTrailingZeros().scale() <= 0;
    }

    /**
     * Writes a number in canonical form, which is the same for every converter: all digits, no exponent, no trailing zeros in the
     * fraction. Numbers that are too long stay as they are.
     */
    static void canonicalize(WrittenValue value) {
        if (isInteger(value) && !(value.at(0) == '-' && value.at(1) == '0')) {
            return;
        }
        BigDecimal number = value(value);
        if (number != null && (number.signum() == 0 || Math.abs((long) number.scale()) <= MAX_LENGTH)) {
            value.rewrite().ascii(plain(number));
        }
    }

    /** Multiplies a number by a power of ten, without rounding. False if the value is not a number, or longer than allowed. */
    static boolean scale(WrittenValue value, int power) {
        BigDecimal number = value(value);
        if (number == null || Math.abs((long) number.scale()) > MAX_LENGTH) {
            return false;
        }
        value.rewrite().ascii(plain(number.scaleByPowerOfTen(power)));
        return true;
    }

    private static String plain(BigDecimal number) {
        return number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
    }

    /** Adds a fraction to an integer, also if it is a string. False if the value is not a number. */
    static boolean toFloating(WrittenValue value) {
        if (value.isString()) {
            unquote(value);
        }
        if (isInteger(value)) {
            value.append(".0");
        }
        return value.isNumber();
    }

    /** Removes the quotes of a string that contains a JSON number and nothing else. */
    private static void unquote(WrittenValue value) {
        int length = value.contentLength();
        boolean startsLikeNumber = length > 0 && (value.at(1) == '-' || isDigit(value.at(1)));
        if (!startsLikeNumber || !isDigit(value.at(length))) {
            return;
        }
        byte[] content = value.latin(1, length).getBytes(StandardCharsets.ISO_8859_1);
        try {
            new JsonScanner("text").read(content, 0, length, false);
        } catch (InvalidRowException e) {
            return;
        }
        value.rewrite().raw(content);
    }

    private static boolean isDigit(byte b) {
        return b >= '0' && b <= '9';
    }
}
