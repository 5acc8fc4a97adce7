package com.openlayer.kafka.connect.publisher;

import com.openlayer.kafka.connect.api.Answer;

/**
 * Decides how to handle the answer to a batch: deliver, retry, split, reject or fail. It changes no state: {@link
 * Pipeline} applies the verdict. The table is in {@code docs/design.md}.
 */
final class RetryPolicy {
    private final PublisherSettings settings;
    private final Backoff backoff;
    /** Time between two attempts to update a row that does not exist yet; longer than the backoff of an outage. */
    private final Backoff notFoundBackoff;

    RetryPolicy(PublisherSettings settings, Backoff backoff) {
        this.settings = settings;
        this.backoff = backoff;
        this.notFoundBackoff = backoff.upTo(settings.notFoundTimeoutNanos() / 10);
    }

    /** The state of the pipeline that a verdict depends on. */
    interface Circumstances {
        /** Whether the pipeline has accepted rows since the task started. */
        boolean isProven();

        /** Nanoseconds since the pipeline began to fail; 0 unless it is failing. */
        long failingFor();

        /** Whether there are rows to compare the batch with: rows that can be sent, and have not failed as often. */
        boolean hasOthers();

        /** Whether the pipeline accepts other requests than this batch, as far as is known. */
        boolean acceptsOthers(Batch batch);

        /** Whether a 413 cannot be about the size of the batch, because larger ones were accepted. */
        boolean contradictsTooLarge();

        /** What to check if Openlayer denies every request. */
        String remedy(Answer.Cause cause);
    }

    /**
     * Decides about a batch whose attempt has been counted and whose revoked rows have been removed.
     *
     * @param singledOut whether others were accepted while this batch failed
     */
    Verdict judge(Batch batch, Answer answer, boolean singledOut, Circumstances circumstances, long now) {
        if (answer.kind() != Answer.Kind.ACCEPTED && answer.kind() != Answer.Kind.DENIED && batch.isEmpty()) {
            return Verdict.DROP;
        }
        return switch (answer.kind()) {
            case ACCEPTED -> Verdict.DELIVER;
            case UNAVAILABLE, TIMED_OUT -> unavailable(batch, answer, singledOut, circumstances, now);
            case BLOCKED ->
                circumstances.isProven()
                        ? unavailable(batch, answer, singledOut, circumstances, now)
                        : denied(answer, circumstances);
            case TOO_LARGE -> tooLarge(batch, answer, singledOut, circumstances, now);
            case REFUSED -> splitOrRefuse(batch, answer.reason());
            case ROW_UNKNOWN -> awaitRow(batch, answer.reason());
            case DENIED -> denied(answer, circumstances);
        };
    }

    private static Verdict denied(Answer answer, Circumstances circumstances) {
        return Verdict.fail(answer.reason() + ": " + circumstances.remedy(answer.cause()));
    }

    private Verdict unavailable(Batch batch, Answer answer, boolean singledOut, Circumstances circumstances, long now) {
        if (answer.rateLimited() && answer.retryAfter().isEmpty() && circumstances.acceptsOthers(batch)) {
            return Verdict.retryAlone(answer.reason(), backoff.nanos(batch.failures()));
        }
        boolean timedOut = answer.kind() == Answer.Kind.TIMED_OUT;
        long failing = circumstances.failingFor();
        if (settings.outageTimeoutNanos() >= 0 && failing > 0 && failing >= settings.outageTimeoutNanos()) {
            return Verdict.fail("unavailable for longer than outage.timeout.ms="
                    + settings.outageTimeoutNanos() / 1_000_000 + ", rows from " + batch.coordinates()
                    + " are not acknowledged: " + answer.reason());
        }
        if (!batch.isSingle()
                && ((batch.isSuspect() && singledOut) || hasNothingToCompare(batch, timedOut, circumstances))) {
            return Verdict.split(
                    timedOut ? Verdict.Action.SPLIT_INTO_ROWS : Verdict.Action.SPLIT_KEEPING_HISTORY, answer.reason());
        }
        if (!batch.isSuspect() || batch.rowFailures() == 0) {
            return Verdict.retryAfterBackoff(answer.reason(), answer.retryAfter());
        }
        long remaining = batch.remaining(now, settings.deliveryTimeoutNanos());
        if (remaining <= 0 && batch.isSingle() && failing == 0) {
            // Others were accepted repeatedly while this row failed alone: the row is the cause, not an outage.
            return Verdict.refuse(answer.reason() + " (alone for delivery.timeout.ms="
                    + settings.deliveryTimeoutNanos() / 1_000_000 + ", while other rows were accepted)");
        }
        long wait = backoff.nanos(batch.failures());
        return Verdict.retryAlone(answer.reason(), remaining > 0 ? Math.min(wait, remaining) : wait);
    }

    private static boolean hasNothingToCompare(Batch batch, boolean timedOut, Circumstances circumstances) {
        return batch.rowFailures() >= (timedOut ? 1 : Batch.SUSPICIOUS) && !circumstances.hasOthers();
    }

    /** A 413 for a size no larger than an accepted one comes from a gateway in front of Openlayer. */
    private Verdict tooLarge(Batch batch, Answer answer, boolean singledOut, Circumstances circumstances, long now) {
        if (!circumstances.contradictsTooLarge()) {
            return splitOrRefuse(batch, answer.reason());
        }
        return batch.isSingle()
                ? unavailable(batch, answer, singledOut, circumstances, now)
                : Verdict.split(Verdict.Action.SPLIT_AFTER_BACKOFF, answer.reason());
    }

    private static Verdict splitOrRefuse(Batch batch, String reason) {
        if (!batch.isSingle()) {
            return Verdict.split(Verdict.Action.SPLIT, reason);
        }
        // The rejected row may have been revoked meanwhile.
        return batch.wasSentSingly() ? Verdict.refuse(reason) : Verdict.retryAlone(reason, 0);
    }

    /** The row may still appear: it may be published later, and becomes visible up to a minute after that. */
    private Verdict awaitRow(Batch batch, String reason) {
        long left = settings.notFoundTimeoutNanos() - batch.notFoundWait();
        if (left <= 0) {
            return Verdict.refuse(reason + " (no row of its inference id within update.not.found.timeout.ms="
                    + settings.notFoundTimeoutNanos() / 1_000_000 + ")");
        }
        return Verdict.awaitRow(reason, Math.min(left, notFoundBackoff.nanos(batch.notFoundCount())));
    }
}
