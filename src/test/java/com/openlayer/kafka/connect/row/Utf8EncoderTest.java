package com.openlayer.kafka.connect.row;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

class Utf8EncoderTest {
    /** The boundaries between kinds of characters. */
    private static final int[] BOUNDS = {0, 0x80, 0x100, 0x800, 0xd800, 0xdc00, 0xe000, 0x10000, 0x110000};

    private final Utf8Encoder encoder = new Utf8Encoder();

    @RepeatedTest(200)
    void encodesLikeStringGetBytes(RepetitionInfo info) {
        Random random = new Random(info.getCurrentRepetition());
        for (int i = 0; i < 20; i++) {
            String text = text(random, random.nextInt(i < 15 ? 100 : 20_000));
            assertThat(encoded(text)).isEqualTo(text.getBytes(StandardCharsets.UTF_8));
        }
    }

    /** A text that mostly has few kinds of characters, in runs of one kind. */
    private static String text(Random random, int length) {
        int kinds = 1 + random.nextInt(BOUNDS.length - 1);
        int longestRun = 1 + random.nextInt(200);
        StringBuilder text = new StringBuilder();
        while (text.length() < length) {
            int kind = random.nextInt(kinds);
            for (int run = 1 + random.nextInt(longestRun); run > 0; run--) {
                text.appendCodePoint(BOUNDS[kind] + random.nextInt(BOUNDS[kind + 1] - BOUNDS[kind]));
            }
        }
        return text.toString();
    }

    @Test
    void keepsSurrogatePairsTogether() {
        for (int before = 0; before < 10; before++) {
            String text = "a".repeat(before) + "\ud83d\ude00".repeat(10_000) + "\ud83d";
            assertThat(encoded(text)).isEqualTo(text.getBytes(StandardCharsets.UTF_8));
        }
    }

    @Test
    void releasesMemoryAfterAHugeText() {
        encoder.encode("é".repeat(4 << 20));
        encoder.encode("a");
        encoder.encode("b");
        assertThat(encoder.bytes().length).isEqualTo(1 << 20);
        assertThat(encoded("c")).containsExactly('c');
    }

    private byte[] encoded(String text) {
        encoder.encode(text);
        return Arrays.copyOf(encoder.bytes(), encoder.length());
    }
}
