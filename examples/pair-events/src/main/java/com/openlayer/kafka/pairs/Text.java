package com.openlayer.kafka.pairs;

import static java.nio.charset.StandardCharsets.UTF_8;

/** UTF-8 in both directions; null stays null. */
final class Text {
    private Text() {}

    static byte[] bytes(String text) {
        return text == null ? null : text.getBytes(UTF_8);
    }

    static String of(byte[] bytes) {
        return bytes == null ? null : new String(bytes, UTF_8);
    }
}
