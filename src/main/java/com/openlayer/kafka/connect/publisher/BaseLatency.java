package com.openlayer.kafka.connect.publisher;

/**
 * Estimates the latency of requests that do not queue at the server: the lowest mean of any group of answers, because
 * the lowest single latency is an outlier. It is kept for two intervals only, so that a lasting change of the server is
 * noticed. Not thread-safe.
 */
final class BaseLatency {
    /** Answers needed for a first estimate, or for a measurement at half the window. */
    static final int SMALL_GROUP = 8;
    /** Answers in any other group. The lowest mean of many small groups would be far below the overall mean. */
    private static final int GROUP = 32;
    /** Minimum duration of such a group. For the same reason, it limits the number of groups in an interval. */
    private static final long GROUP_NANOS = 250_000_000L;

    private static final double UNKNOWN = Double.POSITIVE_INFINITY;

    private double lowest = UNKNOWN;
    private double lowestBefore = UNKNOWN;
    /** A first estimate, until a group is complete. */
    private double estimate = UNKNOWN;

    private int answers;
    private double sum;
    private long groupStart;

    boolean isKnown() {
        return nanos() < UNKNOWN;
    }

    double nanos() {
        double known = Math.min(lowest, lowestBefore);
        return known < UNKNOWN ? known : estimate;
    }

    void add(double latencyNanos, long now) {
        if (answers == 0) {
            groupStart = now;
        }
        answers++;
        sum += latencyNanos;
        if (answers >= GROUP && now - groupStart >= GROUP_NANOS) {
            endGroup();
        } else if (answers == SMALL_GROUP && !isKnown()) {
            estimate = sum / answers;
        }
    }

    /** Ends the group. It counts if it has enough answers. */
    void endGroup() {
        if (answers >= SMALL_GROUP) {
            lowest = Math.min(lowest, sum / answers);
        }
        startGroup();
    }

    void startGroup() {
        answers = 0;
        sum = 0;
    }

    /** Starts a new interval. Measurements older than the previous interval no longer count. */
    void startInterval() {
        lowestBefore = lowest;
        lowest = UNKNOWN;
        estimate = UNKNOWN;
        startGroup();
    }

    /** The server itself has become slower. */
    void slowDown(double factor) {
        lowest *= factor;
        lowestBefore *= factor;
        estimate *= factor;
        startGroup();
    }
}
