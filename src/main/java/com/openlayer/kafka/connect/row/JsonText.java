package com.openlayer.kafka.connect.row;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Reads parts of valid JSON text. */
final class JsonText {
    // Kinds of value, as bits.
    static final int STRING = 1;
    static final int NUMBER = 2;
    static final int NULL = 4;
    private static final int OTHER = 8;
    static final int ANY = STRING | NUMBER | NULL | OTHER;

    private static final byte[] KINDS = new byte[128];

    static {
        Arrays.fill(KINDS, (byte) OTHER);
        Arrays.fill(KINDS, '0', '9' + 1, (byte) NUMBER);
        KINDS['-'] = NUMBER;
        KINDS['"'] = STRING;
        KINDS['n'] = NULL;
    }

    private JsonText() {}

    /** The kind of the JSON value that begins with this byte, as a bit. */
    static int kindBit(byte first) {
        return KINDS[first];
    }

    /** The type of the JSON value that begins with this byte, for messages. */
    static String kind(byte first) {
        return switch (first) {
            case '{' -> "object";
            case '[' -> "array";
            case '"' -> "string";
            case 't', 'f' -> "boolean";
            case 'n' -> "null";
            default -> "number";
        };
    }

    /** Where the next character (code point) of a valid JSON string begins. */
    static int nextCharacter(byte[] json, int at) {
        byte c = json[at];
        if (c == '\\') {
            boolean half = json[at + 1] == 'u' && Character.isSurrogate(unit(json, at + 2));
            return at + (json[at + 1] != 'u' ? 2 : half ? 12 : 6);
        }
        return at + (c >= 0 ? 1 : (c & 0xff) < 0xe0 ? 2 : (c & 0xff) < 0xf0 ? 3 : 4);
    }

    private static char unit(byte[] json, int from) {
        int c = 0;
        for (int i = from; i < from + 4; i++) {
            c = (c << 4) | Character.digit(json[i], 16);
        }
        return (char) c;
    }

    /** Whether the text between the quotes of a valid JSON string is empty or white space. */
    static boolean isBlank(byte[] json, int from, int to) {
        boolean plain = from < to && json[from] > ' ' && json[from] != '\\';
        return !plain && decode(json, from, to).isBlank();
    }

    /** The text between the quotes of a valid JSON string. */
    static String decode(byte[] json, int from, int to) {
        int at = from;
        while (at < to && json[at] != '\\') {
            at++;
        }
        if (at == to) {
            return new String(json, from, to - from, StandardCharsets.UTF_8);
        }
        StringBuilder text = new StringBuilder(to - from);
        int plain = from;
        while (at < to) {
            if (json[at] != '\\') {
                at++;
                continue;
            }
            text.append(new String(json, plain, at - plain, StandardCharsets.UTF_8));
            byte escape = json[at + 1];
            if (escape == 'u') {
                text.append(unit(json, at + 2));
                at += 6;
            } else {
                text.append(
                        switch (escape) {
                            case 'b' -> '\b';
                            case 'f' -> '\f';
                            case 'n' -> '\n';
                            case 'r' -> '\r';
                            case 't' -> '\t';
                            default -> (char) escape;
                        });
                at += 2;
            }
            plain = at;
        }
        return text.append(new String(json, plain, to - plain, StandardCharsets.UTF_8))
                .toString();
    }
}
