package com.openlayer.kafka.connect.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class RecentRequestsTest {
    private final RecentRequests recent = new RecentRequests();

    private void record(LongStream latencies) {
        latencies.forEach(latency -> recent.record(0, latency));
    }

    @Test
    void percentilesAreExactInAnyOrder() {
        List<Long> latencies = new java.util.ArrayList<>(
                LongStream.rangeClosed(1, 1_000).boxed().toList());
        Collections.shuffle(latencies, new Random(1));
        record(latencies.stream().mapToLong(Long::longValue));

        assertThat(recent.percentile(0, 0.5)).isEqualTo(500);
        assertThat(recent.percentile(0, 0.95)).isEqualTo(950);
        assertThat(recent.percentile(0, 0.99)).isEqualTo(990);
        assertThat(recent.percentile(0, 1)).isEqualTo(1_000);
        assertThat(recent.mean(0)).isEqualTo(500.5);
    }

    @Test
    void onlyTheLastRequestsCount() {
        record(LongStream.generate(() -> 1_000_000).limit(10));
        record(LongStream.generate(() -> 7).limit(RecentRequests.CAPACITY));

        assertThat(recent.percentile(0, 1)).isEqualTo(7);
    }

    @Test
    void oldRequestsDoNotCount() {
        recent.record(0, 1_000);
        recent.record(RecentRequests.WINDOW_NANOS, 10);

        assertThat(recent.percentile(RecentRequests.WINDOW_NANOS, 1)).isEqualTo(1_000);
        assertThat(recent.percentile(RecentRequests.WINDOW_NANOS + 1, 1)).isEqualTo(10);
        assertThat(recent.percentile(3 * RecentRequests.WINDOW_NANOS, 0.5)).isNaN();
        assertThat(recent.mean(3 * RecentRequests.WINDOW_NANOS)).isNaN();
    }

    @Test
    void aSingleRequestIsEveryPercentile() {
        recent.record(0, 42);

        assertThat(recent.percentile(0, 0.5)).isEqualTo(42);
        assertThat(recent.percentile(0, 0.99)).isEqualTo(42);
    }
}
