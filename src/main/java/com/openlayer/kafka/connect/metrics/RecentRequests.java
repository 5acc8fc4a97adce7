package com.openlayer.kafka.connect.metrics;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * The latencies of the last requests, at most {@value #CAPACITY} of the last five minutes. Individual values instead of a
 * histogram make percentiles exact without a choice of bucket bounds, in two arrays of fixed size. Recording writes two
 * numbers; reading sorts. One thread at a time may record, any thread may read.
 */
final class RecentRequests {
    static final int CAPACITY = 1_024;
    static final long WINDOW_NANOS = 300_000_000_000L;

    private final AtomicLongArray answeredAt = new AtomicLongArray(CAPACITY);
    private final AtomicLongArray latencies = new AtomicLongArray(CAPACITY);
    private volatile long recorded;

    void record(long now, long latencyNanos) {
        long number = recorded;
        int slot = (int) (number % CAPACITY);
        answeredAt.set(slot, now);
        latencies.set(slot, latencyNanos);
        recorded = number + 1;
    }

    /** The mean in nanoseconds; NaN if there was no request in the last five minutes. */
    double mean(long now) {
        return Arrays.stream(sorted(now)).average().orElse(Double.NaN);
    }

    /**
     * A percentile in nanoseconds; NaN if there was no request in the last five minutes.
     *
     * @param fraction from 0 to 1; 1 is the maximum
     */
    double percentile(long now, double fraction) {
        long[] sorted = sorted(now);
        return sorted.length == 0 ? Double.NaN : sorted[Math.max(0, (int) Math.ceil(fraction * sorted.length) - 1)];
    }

    private long[] sorted(long now) {
        int filled = (int) Math.min(recorded, CAPACITY);
        long[] recent = new long[filled];
        int found = 0;
        for (int slot = 0; slot < filled; slot++) {
            if (now - answeredAt.get(slot) <= WINDOW_NANOS) {
                recent[found++] = latencies.get(slot);
            }
        }
        long[] sorted = Arrays.copyOf(recent, found);
        Arrays.sort(sorted);
        return sorted;
    }
}
