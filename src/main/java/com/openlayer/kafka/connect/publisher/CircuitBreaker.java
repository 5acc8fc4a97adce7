package com.openlayer.kafka.connect.publisher;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Circuit breaker of one pipeline: after a failure all its requests share one backoff, then a single request probes. Guarded by
 * the {@link Publisher}'s lock.
 */
final class CircuitBreaker {
    private static final Logger log = LoggerFactory.getLogger(CircuitBreaker.class);
    private static final long REMINDER_NANOS = 60_000_000_000L;

    /** How many requests may be sent. */
    enum State {
        /** Nothing was accepted yet, and nothing failed: one request at a time. */
        UNPROVEN,
        /** Requests are accepted: as many at once as the window. */
        CLOSED,
        /** A request failed: none until the backoff is over. */
        OPEN,
        /** The backoff is over: one request probes. */
        HALF_OPEN
    }

    private final String alias;
    private final Backoff backoff;
    private State state = State.UNPROVEN;
    private long accepted;
    private int failures;
    /** Whether Openlayer answered a look-up since the last failure, although it accepted nothing. */
    private boolean answeredLookup;

    private long openUntil;
    private long failingSince;
    private long lastReminder;

    CircuitBreaker(String alias, Backoff backoff) {
        this.alias = alias;
        this.backoff = backoff;
    }

    State state(long now) {
        if (state == State.OPEN && openUntil - now <= 0) {
            state = State.HALF_OPEN;
        }
        return state;
    }

    /** Requests that Openlayer has accepted since the task started. */
    long accepted() {
        return accepted;
    }

    boolean isProven() {
        return accepted > 0;
    }

    /** Whether a request has failed since the last one was accepted. */
    boolean isFailing() {
        return state == State.OPEN || state == State.HALF_OPEN;
    }

    /** Whether it is failing, and even look-ups are not answered. */
    boolean isSilent() {
        return isFailing() && !answeredLookup;
    }

    /** Nanoseconds since the first failure after the last accepted request; 0 unless it is failing. */
    long failingFor(long now) {
        return isFailing() ? now - failingSince : 0;
    }

    /** Nanoseconds until a request may be sent; 0 unless it is open. */
    long openFor(long now) {
        return state(now) == State.OPEN ? openUntil - now : 0;
    }

    /** Closes it. */
    void accepted(long now) {
        accepted++;
        if (isFailing()) {
            log.info("Pipeline '{}' is available again after {} s.", alias, failingFor(now) / 1_000_000_000L);
        }
        failures = 0;
        state = State.CLOSED;
    }

    /**
     * The row of an update was not found. That does not close it, because look-ups may work while writes fail. Nor does it
     * shorten a backoff that the server asked for.
     */
    void rowNotFound() {
        answeredLookup = true;
    }

    /**
     * Opens it, or keeps it open for longer: requests that fail together count once.
     *
     * @param atLeastNanos the server's {@code Retry-After}; 0 if there is none
     * @param first coordinates of the first row of the request
     */
    void failed(String reason, long atLeastNanos, String first, long now) {
        answeredLookup = false;
        if (!isFailing()) {
            failingSince = now;
            lastReminder = now;
            log.warn(
                    "Pipeline '{}' is unavailable: {} (rows from {}). Retrying; offsets are not advanced.",
                    alias,
                    reason,
                    first);
        } else if (now - lastReminder >= REMINDER_NANOS) {
            lastReminder = now;
            log.warn(
                    "Pipeline '{}' has been unavailable for {} s: {} (rows from {}). Retrying; offsets are not advanced.",
                    alias,
                    failingFor(now) / 1_000_000_000L,
                    reason,
                    first);
        }
        boolean wasOpen = state(now) == State.OPEN;
        if (!wasOpen) {
            failures++;
        }
        long wait = wasOpen ? atLeastNanos : Math.max(atLeastNanos, backoff.nanos(failures));
        if (!wasOpen || now + wait - openUntil > 0) {
            openUntil = now + wait;
        }
        state = State.OPEN;
    }
}
