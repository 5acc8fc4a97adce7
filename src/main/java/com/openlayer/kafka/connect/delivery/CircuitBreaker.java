package com.openlayer.kafka.connect.delivery;

import com.openlayer.kafka.connect.api.Answer;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How a pipeline fares: one pause that all its requests share, so that they do not hammer a server that asked for quiet.
 * Guarded by the {@link Publisher}'s lock.
 */
final class CircuitBreaker {
    private static final Logger log = LoggerFactory.getLogger(CircuitBreaker.class);
    private static final long REMINDER_NANOS = 60_000_000_000L;

    private final String alias;
    private final Backoff backoff;
    private long accepted;
    private int failures;
    private boolean heard;
    private boolean paused;
    private long pausedUntil;
    private long failingSince;
    private long lastReminder;

    CircuitBreaker(String alias, Backoff backoff) {
        this.alias = alias;
        this.backoff = backoff;
    }

    /** Requests that Openlayer has accepted since the task started. */
    long accepted() {
        return accepted;
    }

    boolean isProven() {
        return accepted > 0;
    }

    boolean isFailing() {
        return failures > 0;
    }

    /** Whether the last that was heard of it is a failure: not even that there is no such row. */
    boolean isSilent() {
        return isFailing() && !heard;
    }

    /** Nanoseconds since it last accepted rows, where it has failed since. */
    long failingFor(long now) {
        return isFailing() ? now - failingSince : 0;
    }

    /** A pipeline that fails, or has yet to accept anything, is tried with one request at a time. */
    int window(int maxInFlight) {
        return isFailing() || !isProven() ? 1 : maxInFlight;
    }

    /** Nanoseconds until its pause is over; 0 without one. */
    long pauseRemaining(long now) {
        return paused ? Math.max(0, pausedUntil - now) : 0;
    }

    void accepted(long now) {
        accepted++;
        if (isFailing()) {
            log.info("Pipeline '{}' answers again after {} s.", alias, (now - failingSince) / 1_000_000_000L);
        }
        failures = 0;
        paused = false;
    }

    /**
     * It has no such row. That proves no outage over: what looks the row up may answer while what writes to it does
     * not. Nor does it shorten a pause that the server asked for.
     */
    void absent() {
        heard = true;
    }

    /** Starts the next pause, or lengthens the one that lasts: requests that fail together count once. */
    void unavailable(Answer.Unavailable answer, long now) {
        heard = false;
        if (!isFailing()) {
            failingSince = now;
            lastReminder = now;
            log.warn("Pipeline '{}' does not accept rows: {}. Retrying; offsets wait.", alias, answer.reason());
        } else if (now - lastReminder >= REMINDER_NANOS) {
            lastReminder = now;
            log.warn(
                    "Pipeline '{}' has not accepted rows for {} s: {}. Retrying; offsets wait.",
                    alias,
                    (now - failingSince) / 1_000_000_000L,
                    answer.reason());
        }
        long wished = answer.retryAfter()
                .map(d -> d.compareTo(Duration.ofNanos(Backoff.LONGEST_RETRY_AFTER_NANOS)) > 0
                        ? Backoff.LONGEST_RETRY_AFTER_NANOS
                        : d.toNanos())
                .orElse(0L);
        boolean lasts = pauseRemaining(now) > 0;
        if (!lasts) {
            failures++;
        }
        long pause = lasts ? wished : Math.max(wished, backoff.nanos(failures));
        if (!lasts || now + pause - pausedUntil > 0) {
            paused = true;
            pausedUntil = now + pause;
        }
    }
}
