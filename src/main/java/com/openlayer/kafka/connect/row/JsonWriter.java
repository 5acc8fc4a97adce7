package com.openlayer.kafka.connect.row;

import com.fasterxml.jackson.core.io.NumberOutput;
import java.util.Arrays;

/**
 * A growing buffer of JSON text in UTF-8, reused for every row. It fails at its limit, so that a huge value fails early. A lone
 * surrogate is written as {@code ?}, as by Java's own encoder.
 */
final class JsonWriter {
    /** Spare room after every {@link #require}, so that an escaped character needs no check of its own. */
    private static final int HEADROOM = 32;

    private static final int RETAINED_BYTES = 1 << 20;
    private static final byte[] HEX = {'0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'};

    /** Per ASCII character: 0 for itself, the letter of its escape, or 1 if it needs a hexadecimal one. */
    private static final byte[] ESCAPES = new byte[128];

    static {
        Arrays.fill(ESCAPES, 0, 0x20, (byte) 1);
        ESCAPES['"'] = '"';
        ESCAPES['\\'] = '\\';
        ESCAPES['\b'] = 'b';
        ESCAPES['\f'] = 'f';
        ESCAPES['\n'] = 'n';
        ESCAPES['\r'] = 'r';
        ESCAPES['\t'] = 't';
    }

    private final int maxBytes;
    private byte[] bytes = new byte[1024];
    private int length;
    private int loneSurrogates;

    /** @param maxBytes the longest text it returns */
    JsonWriter(int maxBytes) {
        this.maxBytes = maxBytes;
    }

    /** Empties the buffer. */
    void clear() {
        if (bytes.length > RETAINED_BYTES && bytes.length / 4 > length) {
            bytes = new byte[RETAINED_BYTES];
        }
        length = 0;
    }

    int length() {
        return length;
    }

    /** The bytes written so far, up to {@link #length}: valid until the next write. */
    byte[] bytes() {
        return bytes;
    }

    /** How many lone surrogates have been written as {@code ?} so far. */
    int loneSurrogates() {
        return loneSurrogates;
    }

    byte at(int index) {
        return bytes[index];
    }

    /** Truncates the buffer. */
    void cut(int newLength) {
        length = newLength;
    }

    byte[] toByteArray() {
        require(0);
        return Arrays.copyOf(bytes, length);
    }

    void append(char ascii) {
        require(1);
        bytes[length++] = (byte) ascii;
    }

    void raw(byte[] source) {
        raw(source, 0, source.length);
    }

    void raw(byte[] source, int from, int to) {
        require(to - from);
        System.arraycopy(source, from, bytes, length, to - from);
        length += to - from;
    }

    void ascii(String text) {
        require(text.length());
        for (int i = 0; i < text.length(); i++) {
            bytes[length++] = (byte) text.charAt(i);
        }
    }

    void number(long value) {
        require(1);
        length = NumberOutput.outputLong(value, bytes, length);
    }

    /** Writes a JSON string. */
    void string(String text) {
        append('"');
        int at = plain(text, 0);
        while (at < text.length()) {
            at = plain(text, special(text, at));
        }
        append('"');
    }

    /** Writes characters up to the first that needs an escape or several bytes. Returns its index. */
    private int plain(String text, int from) {
        int n = text.length();
        require(n - from);
        byte[] target = bytes;
        int shift = length - from;
        int i = from;
        while (i < n) {
            char c = text.charAt(i);
            if (c >= 0x80 || ESCAPES[c] != 0) {
                break;
            }
            target[i + shift] = (byte) c;
            i++;
        }
        length = i + shift;
        return i;
    }

    /** Writes one character that needs an escape or several bytes. Returns the index of the next. */
    private int special(String text, int at) {
        int c = text.codePointAt(at);
        if (c < 0x80) {
            escaped((byte) c);
        } else {
            loneSurrogates += c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE ? 1 : 0;
            length = Utf8Encoder.put(c, bytes, length);
        }
        return at + Character.charCount(c);
    }

    /** Makes the JSON written since {@code from} the content of a JSON string. */
    void quote(int from) {
        byte[] content = Arrays.copyOfRange(bytes, from, length);
        cut(from);
        append('"');
        for (byte b : content) {
            require(1);
            escaped(b);
        }
        append('"');
    }

    private void escaped(byte b) {
        byte escape = b < 0 ? 0 : ESCAPES[b];
        if (escape == 0) {
            bytes[length++] = b;
            return;
        }
        bytes[length++] = '\\';
        if (escape != 1) {
            bytes[length++] = escape;
            return;
        }
        bytes[length++] = 'u';
        bytes[length++] = '0';
        bytes[length++] = '0';
        bytes[length++] = HEX[b >> 4];
        bytes[length++] = HEX[b & 0xf];
    }

    /** Makes room for {@code more} bytes. */
    private void require(int more) {
        long needed = (long) length + more;
        if (needed > maxBytes) {
            throw new InvalidRowException(
                    "the row is larger than " + maxBytes + " bytes, the most that is kept in memory for one row");
        }
        if (needed + HEADROOM > bytes.length) {
            long grown = Math.max(needed + HEADROOM, 2L * bytes.length);
            bytes = Arrays.copyOf(bytes, (int) Math.min(grown, (long) maxBytes + 2 * HEADROOM));
        }
    }
}
