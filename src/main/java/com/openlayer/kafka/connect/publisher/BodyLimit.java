package com.openlayer.kafka.connect.publisher;

/**
 * The size limit of one pipeline's request bodies: {@code batch.max.bytes}, or less after a 413. The server's own limit
 * is undocumented, so it is learned: each 413 lowers the limit, and each accepted request that nearly reaches it raises
 * it again. Guarded by the {@link Publisher}'s lock.
 */
final class BodyLimit {
    /** Consecutive accepted requests of nearly the limit, before a rejected size is tried again. */
    private static final int ACCEPTED_BEFORE_RETRY = 400;

    private final long max;
    private long limit;
    /** The smallest recently rejected size; the limit stays below it. */
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

    /** Largest request body in bytes, unless a single row is larger. */
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
     * Whether a 413 cannot be about the size, because larger requests were accepted: then a gateway in front of
     * Openlayer fails, and nothing is learned about sizes.
     *
     * @param single whether the request has a single row and so cannot be made smaller
     */
    boolean contradicts(long refusedSize, boolean single) {
        if (!single && acceptedSince > 0 && refusedSize > acceptedSince) {
            largestAccepted =
                    acceptedSince; // smaller requests are accepted and larger ones are not: the limit was lowered
            // permanently
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
