package com.openlayer.kafka.connect.publisher;

/**
 * How large the request bodies of one pipeline may be: {@code batch.max.bytes}, or less after a 413. The server's own limit is
 * documented nowhere, so it is learned: each refusal lowers the limit, each nearly full request that is accepted raises it
 * again. Guarded by the {@link Publisher}'s lock.
 */
final class BodyLimit {
    /** Nearly full requests in a row that are accepted before a size that was refused is tried again: few are in vain. */
    private static final int ACCEPTED_BEFORE_RETRY = 400;

    private final long max;
    private long limit;
    /** The smallest size that was refused lately; the limit stays below. */
    private long ceiling;

    private long largestAccepted;
    private int nearlyFullAccepted;
    /** The largest size accepted since a contradiction; negative unless there was one. */
    private long acceptedSince = -1;

    /** @param max {@code batch.max.bytes} */
    BodyLimit(long max) {
        this.max = max;
        this.limit = max;
        this.ceiling = max + 1;
    }

    /** Bytes that a request body may have, unless a single row alone has more. */
    long bytes() {
        return limit;
    }

    void accepted(long size) {
        largestAccepted = Math.max(largestAccepted, size);
        if (acceptedSince >= 0) {
            acceptedSince = Math.max(acceptedSince, size);
        }
        if (limit < max && size >= limit / 2) {
            if (++nearlyFullAccepted >= ACCEPTED_BEFORE_RETRY) {
                nearlyFullAccepted = 0;
                ceiling = Math.min(max + 1, ceiling + ceiling / 2);
            }
            if (ceiling - limit > limit / 16) {
                limit = Math.min(max, limit + (ceiling - limit) / 4);
            }
        }
    }

    /**
     * Whether a 413 cannot be about the size, because larger requests were accepted: then something in front of Openlayer
     * fails, and nothing is learned about sizes.
     *
     * @param single whether the request holds one row, which cannot be made smaller
     */
    boolean contradicts(long refusedSize, boolean single) {
        if (!single && acceptedSince > 0 && refusedSize > acceptedSince) {
            largestAccepted =
                    acceptedSince; // smaller requests pass and larger ones do not: the limit was lowered for good
        }
        return refusedSize <= (single ? largestAccepted : largestAccepted / 2);
    }

    /** Learns from a 413 that may be about the size. */
    void refused(long size) {
        acceptedSince = -1;
        ceiling = Math.min(ceiling, size);
        boolean between = largestAccepted > size / 2 && largestAccepted < size;
        limit = Math.max(1, Math.min(limit, between ? largestAccepted : size / 2));
        nearlyFullAccepted = 0;
    }

    /** A 413 contradicted what was known. From now on it counts which sizes are accepted. */
    void contradicted() {
        if (acceptedSince < 0) {
            acceptedSince = 0;
        }
    }
}
