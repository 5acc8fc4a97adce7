package com.openlayer.kafka.connect.row;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Reads the UTF-8 bytes of a text value: a String, byte[] or ByteBuffer. Used by one thread, because it reuses its
 * buffer.
 */
final class TextBytes {
    private final Utf8Encoder encoder = new Utf8Encoder();
    private byte[] bytes = {};
    private int length;
    private boolean isCopy;

    /** Reads a value. False if it is not text. */
    boolean read(@Nullable Object value) {
        if (value instanceof String text) {
            encoder.encode(text);
            set(encoder.bytes(), encoder.length(), true);
        } else if (value instanceof byte[] own) {
            set(own, own.length, false);
        } else if (value instanceof ByteBuffer buffer) {
            byte[] copy = copy(buffer);
            set(copy, copy.length, true);
        } else {
            return false;
        }
        return true;
    }

    private void set(byte[] newBytes, int newLength, boolean copied) {
        bytes = newBytes;
        length = newLength;
        isCopy = copied;
    }

    /** The text up to {@link #length}, until the next value is read. */
    byte[] bytes() {
        return bytes;
    }

    int length() {
        return length;
    }

    /** Whether the bytes may be changed, because they are not those of the record. */
    boolean isCopy() {
        return isCopy;
    }

    /** A copy of what remains in a buffer, whose position does not move. */
    static byte[] copy(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }
}
