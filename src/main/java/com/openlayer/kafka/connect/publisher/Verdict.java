package com.openlayer.kafka.connect.publisher;

import java.time.Duration;
import java.util.Optional;

/**
 * The decision of the {@link RetryPolicy} about an answered batch, which {@link Pipeline} applies.
 *
 * @param reason one line for logs and dead letters; empty if not needed
 * @param nanos how long to wait, for the actions that wait; for {@code RETRY_AFTER_BACKOFF}, at least
 */
record Verdict(Action action, String reason, long nanos) {
    enum Action {
        /** Openlayer accepted the rows: acknowledge them. */
        DELIVER,
        /** The pipeline is unavailable: open its circuit breaker, and send the batch again. */
        RETRY_AFTER_BACKOFF,
        /** The batch alone fails: send it again later, while others continue. */
        RETRY_ALONE,
        /** The row of an update does not exist yet: send the update again later. */
        AWAIT_ROW,
        /** One row may be the cause: send two halves with an empty history. */
        SPLIT,
        /** One row may be the cause: send two halves that keep the failures of the batch. */
        SPLIT_KEEPING_HISTORY,
        /** One row may be the cause: send single rows in parallel, because each attempt may take a request timeout. */
        SPLIT_INTO_ROWS,
        /**
         * The pipeline is unavailable, or accepts only smaller requests: open its circuit breaker, and send two halves.
         */
        SPLIT_AFTER_BACKOFF,
        /** The row is errant. */
        REFUSE,
        /** The task fails. */
        FAIL,
        /** The partitions of all its rows were revoked. */
        DROP
    }

    static final Verdict DELIVER = new Verdict(Action.DELIVER, "", 0);
    static final Verdict DROP = new Verdict(Action.DROP, "", 0);

    static Verdict retryAfterBackoff(String reason, Optional<Duration> retryAfter) {
        return new Verdict(
                Action.RETRY_AFTER_BACKOFF,
                reason,
                retryAfter.map(Backoff::capped).orElse(0L));
    }

    static Verdict retryAlone(String reason, long nanos) {
        return new Verdict(Action.RETRY_ALONE, reason, nanos);
    }

    static Verdict awaitRow(String reason, long nanos) {
        return new Verdict(Action.AWAIT_ROW, reason, nanos);
    }

    static Verdict split(Action action, String reason) {
        return new Verdict(action, reason, 0);
    }

    static Verdict refuse(String reason) {
        return new Verdict(Action.REFUSE, reason, 0);
    }

    static Verdict fail(String reason) {
        return new Verdict(Action.FAIL, reason, 0);
    }
}
