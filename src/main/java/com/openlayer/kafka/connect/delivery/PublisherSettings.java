package com.openlayer.kafka.connect.delivery;

/**
 * How a task publishes. {@link #defaults} is where to start; each setting has a method that returns a copy with another value.
 *
 * @param maxRows rows per request at most
 * @param maxBytes bytes per request body at most, before compression
 * @param lingerNanos how long a row waits for others to fill its request
 * @param maxInFlight requests of one pipeline at once
 * @param ordered whether a pipeline has one request at a time per partition ({@code ordering=partition})
 * @param deliveryTimeoutNanos how long a row may fail alone before it is errant
 * @param outageTimeoutNanos how long an outage may last before the task fails; negative if it may last for ever
 * @param notFoundTimeoutNanos how long an update waits for its row to appear
 * @param tolerant whether errant records are tolerated ({@code errors.tolerance=all})
 */
public record PublisherSettings(
        int maxRows,
        int maxBytes,
        long lingerNanos,
        int maxInFlight,
        boolean ordered,
        long deliveryTimeoutNanos,
        long outageTimeoutNanos,
        long notFoundTimeoutNanos,
        boolean tolerant) {
    private static final long MINUTE_NANOS = 60_000_000_000L;

    public static PublisherSettings defaults() {
        return new PublisherSettings(100, 1_000_000, 0, 4, false, 5 * MINUTE_NANOS, -1, 10 * MINUTE_NANOS, false);
    }

    public PublisherSettings maxRows(int rows) {
        return new PublisherSettings(
                rows,
                maxBytes,
                lingerNanos,
                maxInFlight,
                ordered,
                deliveryTimeoutNanos,
                outageTimeoutNanos,
                notFoundTimeoutNanos,
                tolerant);
    }

    public PublisherSettings maxBytes(int bytes) {
        return new PublisherSettings(
                maxRows,
                bytes,
                lingerNanos,
                maxInFlight,
                ordered,
                deliveryTimeoutNanos,
                outageTimeoutNanos,
                notFoundTimeoutNanos,
                tolerant);
    }

    public PublisherSettings lingerNanos(long nanos) {
        return new PublisherSettings(
                maxRows,
                maxBytes,
                nanos,
                maxInFlight,
                ordered,
                deliveryTimeoutNanos,
                outageTimeoutNanos,
                notFoundTimeoutNanos,
                tolerant);
    }

    public PublisherSettings maxInFlight(int requests) {
        return new PublisherSettings(
                maxRows,
                maxBytes,
                lingerNanos,
                requests,
                ordered,
                deliveryTimeoutNanos,
                outageTimeoutNanos,
                notFoundTimeoutNanos,
                tolerant);
    }

    public PublisherSettings ordered(boolean newOrdered) {
        return new PublisherSettings(
                maxRows,
                maxBytes,
                lingerNanos,
                maxInFlight,
                newOrdered,
                deliveryTimeoutNanos,
                outageTimeoutNanos,
                notFoundTimeoutNanos,
                tolerant);
    }

    public PublisherSettings deliveryTimeoutNanos(long nanos) {
        return new PublisherSettings(
                maxRows,
                maxBytes,
                lingerNanos,
                maxInFlight,
                ordered,
                nanos,
                outageTimeoutNanos,
                notFoundTimeoutNanos,
                tolerant);
    }

    public PublisherSettings outageTimeoutNanos(long nanos) {
        return new PublisherSettings(
                maxRows,
                maxBytes,
                lingerNanos,
                maxInFlight,
                ordered,
                deliveryTimeoutNanos,
                nanos,
                notFoundTimeoutNanos,
                tolerant);
    }

    public PublisherSettings notFoundTimeoutNanos(long nanos) {
        return new PublisherSettings(
                maxRows,
                maxBytes,
                lingerNanos,
                maxInFlight,
                ordered,
                deliveryTimeoutNanos,
                outageTimeoutNanos,
                nanos,
                tolerant);
    }

    public PublisherSettings tolerant(boolean newTolerant) {
        return new PublisherSettings(
                maxRows,
                maxBytes,
                lingerNanos,
                maxInFlight,
                ordered,
                deliveryTimeoutNanos,
                outageTimeoutNanos,
                notFoundTimeoutNanos,
                newTolerant);
    }
}
