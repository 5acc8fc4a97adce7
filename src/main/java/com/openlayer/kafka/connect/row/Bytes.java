package com.openlayer.kafka.connect.row;

import java.nio.ByteBuffer;

/** Bytes of buffers. */
final class Bytes {
    private Bytes() {}

    /** A copy of what remains in a buffer, whose position stays. */
    static byte[] of(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }
}
