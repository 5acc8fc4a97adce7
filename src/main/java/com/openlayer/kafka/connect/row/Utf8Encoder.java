package com.openlayer.kafka.connect.row;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.CharBuffer;
import java.nio.charset.CharsetEncoder;
import java.util.Arrays;

/**
 * Encodes text in UTF-8 into a reused array. A lone surrogate becomes {@code ?}, as with {@link String#getBytes}, which
 * is several times slower and allocates more for text that is not ASCII. Used by one thread.
 *
 * <p>Most text has few characters beyond Latin-1. Up to the first of them, the JVM's vector instructions encode eight
 * and more characters at a time.
 */
final class Utf8Encoder {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long HIGH_BITS = 0x8080808080808080L;

    /** Characters encoded at a time. */
    private static final int CHUNK = 4096;
    /** Maximum bytes in UTF-8 of one UTF-16 unit; a surrogate pair takes four bytes for two units. */
    private static final int MAX_BYTES_PER_CHARACTER = 3;

    private static final int RETAINED_BYTES = 1 << 20;

    private final CharsetEncoder latinEncoder = ISO_8859_1.newEncoder();
    private final char[] chars = new char[CHUNK];
    private final CharBuffer chunk = CharBuffer.wrap(chars);
    /** With spare room, so that the last eight bytes can be read at once. */
    private final byte[] latin = new byte[CHUNK + Long.BYTES];

    private final ByteBuffer latinChunk = ByteBuffer.wrap(latin);
    private byte[] bytes = new byte[MAX_BYTES_PER_CHARACTER * CHUNK];
    private int length;

    /** The text with lone surrogates replaced, as it is after encoding and decoding. */
    static String wellFormed(String text) {
        return new String(text.getBytes(UTF_8), UTF_8);
    }

    /** Encodes a text. It is in {@link #bytes} up to {@link #length} until the next one. */
    void encode(String text) {
        if (bytes.length > RETAINED_BYTES && bytes.length / 4 > length) {
            bytes = new byte[RETAINED_BYTES];
        }
        length = 0;
        int from = 0;
        while (from < text.length()) {
            int to = Math.min(text.length(), from + CHUNK);
            if (to < text.length() && Character.isHighSurrogate(text.charAt(to - 1))) {
                to--; // keep the pair together
            }
            text.getChars(from, to, chars, 0);
            encode(to - from);
            from = to;
        }
    }

    byte[] bytes() {
        return bytes;
    }

    int length() {
        return length;
    }

    private void encode(int count) {
        long needed = length + (long) MAX_BYTES_PER_CHARACTER * count + Long.BYTES;
        if (needed > bytes.length) {
            bytes = Arrays.copyOf(bytes, (int) Math.min(2 * needed, Integer.MAX_VALUE - Long.BYTES));
        }
        latinEncoder.encode(chunk.limit(count).position(0), latinChunk.clear(), true);
        int at = chunk.position();
        latin(at);
        while (at < count) {
            int codePoint = Character.codePointAt(chars, at, count);
            length = put(codePoint, bytes, length);
            at = ascii(at + Character.charCount(codePoint), count);
        }
    }

    /** Appends characters of Latin-1. */
    private void latin(int count) {
        byte[] target = bytes;
        int to = length;
        int at = 0;
        while (at < count) {
            long word = (long) LONGS.get(latin, at);
            LONGS.set(target, to, word);
            long beyond = word & HIGH_BITS;
            if (beyond == 0) {
                at += Long.BYTES;
                to += Long.BYTES;
                continue;
            }
            int ascii = Long.numberOfTrailingZeros(beyond) >>> 3;
            at += ascii;
            to += ascii;
            if (at < count) {
                to = put(latin[at] & 0xff, target, to);
                at++;
            }
        }
        length = to - (at - count);
    }

    /** Appends characters up to the first that is not ASCII. Returns its index. */
    private int ascii(int from, int count) {
        byte[] target = bytes;
        int shift = length - from;
        int at = from;
        while (at < count && chars[at] < 0x80) {
            target[at + shift] = (byte) chars[at];
            at++;
        }
        length = at + shift;
        return at;
    }

    /** Writes a character beyond ASCII, a lone surrogate as {@code ?}. Returns the index after it. */
    static int put(int codePoint, byte[] target, int at) {
        int to = at;
        if (codePoint < 0x800) {
            target[to++] = (byte) (0xc0 | (codePoint >> 6));
        } else if (codePoint < Character.MIN_SUPPLEMENTARY_CODE_POINT) {
            if (codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE) {
                target[to++] = '?';
                return to;
            }
            target[to++] = (byte) (0xe0 | (codePoint >> 12));
            target[to++] = (byte) (0x80 | ((codePoint >> 6) & 0x3f));
        } else {
            target[to++] = (byte) (0xf0 | (codePoint >> 18));
            target[to++] = (byte) (0x80 | ((codePoint >> 12) & 0x3f));
            target[to++] = (byte) (0x80 | ((codePoint >> 6) & 0x3f));
        }
        target[to++] = (byte) (0x80 | (codePoint & 0x3f));
        return to;
    }
}
