package com.openlayer.kafka.connect.publisher;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * Exponential backoff with full jitter: a random time up to a bound that doubles with each failure, so that tasks that
 * failed together do not retry together.
 */
public final class Backoff {
    /** The longest {@code Retry-After} that is honored. A longer one would hide the end of an outage. */
    private static final long LONGEST_RETRY_AFTER_NANOS = 60_000_000_000L;

    private final long initialNanos;
    private final long maxNanos;
    private final RandomGenerator random;

    public Backoff(long initialNanos, long maxNanos, RandomGenerator random) {
        if (initialNanos < 1 || maxNanos < initialNanos) {
            throw new IllegalArgumentException("initial " + initialNanos + ", max " + maxNanos);
        }
        this.initialNanos = initialNanos;
        this.maxNanos = maxNanos;
        this.random = random;
    }

    /** Nanoseconds to wait after the given number of failures in a row, at least 1. */
    long nanos(int failures) {
        return random.nextLong(1, bound(failures) + 1);
    }

    /** The same, but with a bound that keeps doubling up to {@code nanos}, if that is longer. */
    Backoff upTo(long nanos) {
        return new Backoff(initialNanos, Math.max(maxNanos, nanos), random);
    }

    /** The server's {@code Retry-After} in nanoseconds, at most a minute. */
    static long capped(Duration retryAfter) {
        return retryAfter.compareTo(Duration.ofNanos(LONGEST_RETRY_AFTER_NANOS)) > 0
                ? LONGEST_RETRY_AFTER_NANOS
                : retryAfter.toNanos();
    }

    private long bound(int failures) {
        int doublings = Math.max(0, failures - 1);
        boolean overflows = doublings >= Long.numberOfLeadingZeros(initialNanos) - 1;
        return overflows ? maxNanos : Math.min(maxNanos, initialNanos << doublings);
    }
}
