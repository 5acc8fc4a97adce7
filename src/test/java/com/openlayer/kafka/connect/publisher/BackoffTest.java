package com.openlayer.kafka.connect.publisher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class BackoffTest {
    @Test
    @DisplayName("its bound doubles up to the maximum, and the wait is a random time up to the bound")
    void fullJitter() {
        Backoff backoff = new Backoff(500, 8_000, new Random(1));
        long[] bounds = {500, 1_000, 2_000, 4_000, 8_000, 8_000, 8_000};
        for (int failures = 1; failures <= bounds.length; failures++) {
            long longest = 0;
            long shortest = Long.MAX_VALUE;
            for (int i = 0; i < 5_000; i++) {
                long wait = backoff.nanos(failures);
                longest = Math.max(longest, wait);
                shortest = Math.min(shortest, wait);
            }
            assertThat(longest).isBetween(bounds[failures - 1] * 9 / 10, bounds[failures - 1]);
            assertThat(shortest).isBetween(1L, bounds[failures - 1] / 10);
        }
    }

    @Test
    @DisplayName("does not overflow, whatever the number of failures and the bounds")
    void noOverflow() {
        Backoff backoff = new Backoff(Long.MAX_VALUE / 3, Long.MAX_VALUE - 1, new Random(1));
        for (int failures : new int[] {0, 1, 2, 3, 62, 63, 64, 65, Integer.MAX_VALUE}) {
            assertThat(backoff.nanos(failures)).isPositive();
        }
    }

    @Test
    @DisplayName("rejects invalid bounds")
    void bounds() {
        assertThatThrownBy(() -> new Backoff(0, 1, new Random())).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Backoff(2, 1, new Random())).hasMessage("initial 2, max 1");
    }
}
