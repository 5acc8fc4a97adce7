package com.openlayer.kafka.connect.publisher;

import com.openlayer.kafka.connect.api.DataStreamRequest;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Deliveries that share one request, and the failures of its attempts. Guarded by the {@link Publisher}'s lock. */
final class Batch {
    /** After this many failures that one row may cause, the batch is suspected instead of the server. */
    static final int SUSPICIOUS = 3;

    private static final long NEVER = Long.MIN_VALUE;

    private final List<Delivery> deliveries;
    private final @Nullable String updatedRowId;
    private final boolean part;
    private boolean isolated;

    // The last attempt.
    private @Nullable DataStreamRequest request;
    private long firstSent = NEVER;
    private long lastSent = NEVER;
    private long acceptedAtSend;

    // The results of the attempts so far.
    private int failures;
    private int rowFailures;
    private int timesSingledOut;
    private long acceptedAtFailure;
    private boolean openedBreaker;
    private int notFoundCount;
    private long notFoundWait;
    private long notBefore = NEVER;

    /** @param updatedRowId the inference id of the row that it updates; null if it publishes rows */
    Batch(List<Delivery> deliveries, @Nullable String updatedRowId) {
        this(deliveries, updatedRowId, false);
    }

    private Batch(List<Delivery> deliveries, @Nullable String updatedRowId, boolean part) {
        this.deliveries = deliveries;
        this.updatedRowId = updatedRowId;
        this.part = part;
    }

    List<Delivery> deliveries() {
        return deliveries;
    }

    /** The inference id of the row that it updates, also after its partition was revoked; null if it publishes rows. */
    @Nullable
    String updatedRowId() {
        return updatedRowId;
    }

    /** Whether it is part of a split request. */
    boolean isPart() {
        return part;
    }

    /** Whether its only row is suspected, so that it is sent in addition to the window. */
    boolean isIsolated() {
        return isolated;
    }

    void isolate() {
        isolated = true;
    }

    /** Drops the rows of revoked partitions. Earlier failures say nothing about the remaining rows. */
    void prune() {
        if (deliveries.removeIf(d -> !d.isPending())) {
            rowFailures = 0;
            timesSingledOut = 0;
        }
    }

    boolean isEmpty() {
        return deliveries.isEmpty();
    }

    boolean isSingle() {
        return deliveries.size() == 1;
    }

    /** Coordinates of its first row, for messages. */
    String coordinates() {
        return deliveries.isEmpty() ? "a revoked partition" : deliveries.get(0).coordinates();
    }

    /**
     * Starts an attempt.
     *
     * @param accepted requests of its pipeline that have been accepted so far
     */
    void sent(DataStreamRequest newRequest, long accepted, long now) {
        request = newRequest;
        lastSent = now;
        acceptedAtSend = accepted;
        if (firstSent == NEVER) {
            firstSent = now;
        }
    }

    boolean wasSent() {
        return request != null;
    }

    /** The request as it was last sent. */
    DataStreamRequest request() {
        if (request == null) {
            throw new IllegalStateException("not sent yet");
        }
        return request;
    }

    /** Whether the last request had a single row, so that the answer is about that row. */
    boolean wasSentSingly() {
        return request().rows().size() == 1;
    }

    /** When the last attempt started. */
    long lastSent() {
        return lastSent;
    }

    /**
     * Whether others were accepted since the last attempt started.
     *
     * @param accepted requests of its pipeline that have been accepted so far
     */
    boolean othersAccepted(long accepted) {
        return accepted > acceptedAtSend;
    }

    /** Counts its time from the next attempt on. */
    void restartClock() {
        firstSent = NEVER;
    }

    /** Nanoseconds until {@code timeout} is over; the clock starts when it is first sent. */
    long remaining(long now, long timeout) {
        return firstSent == NEVER ? timeout : firstSent + timeout - now;
    }

    /** Counts a failure that no row can cause. It says nothing about the rows, so their time restarts. */
    void serverFailed(long accepted) {
        failures++;
        rowFailures = 0;
        acceptedAtFailure = accepted;
        restartClock();
    }

    /**
     * Counts a failure that one row may cause: status 500, or a timeout.
     *
     * @param accepted requests of its pipeline that have been accepted so far
     * @param timedOut whether it was a timeout. One is enough for a suspicion, since good rows wait for its whole length.
     * @return whether others were accepted where this batch failed
     */
    boolean rowMayHaveFailed(long accepted, boolean timedOut) {
        boolean singledOut =
                (rowFailures > 0 && accepted > acceptedAtFailure) || (timedOut && othersAccepted(accepted));
        failures++;
        rowFailures++;
        if (singledOut) {
            timesSingledOut = timedOut ? SUSPICIOUS : timesSingledOut + 1;
        }
        acceptedAtFailure = accepted;
        return singledOut;
    }

    int failures() {
        return failures;
    }

    /** Whether it failed since it was made, or as part of a larger one. */
    boolean hasFailed() {
        return failures + rowFailures > 0;
    }

    /** Failures in a row that one row may have caused. */
    int rowFailures() {
        return rowFailures;
    }

    /** Whether its rows, rather than the server, must be the reason why it fails. */
    boolean isSuspect() {
        return timesSingledOut >= SUSPICIOUS - 1;
    }

    /** Its timeout opened the circuit breaker: it is split as soon as others are accepted. */
    void openedBreaker() {
        openedBreaker = true;
    }

    boolean hasOpenedBreaker() {
        return openedBreaker;
    }

    /** Counts that its row was not found. */
    void rowNotFound() {
        restartClock(); // the server answers
        rowFailures = 0;
        notFoundCount++;
    }

    int notFoundCount() {
        return notFoundCount;
    }

    /**
     * How long it has waited for its row. Only its own backoff counts, because an outage says nothing about the row.
     */
    long notFoundWait() {
        return notFoundWait;
    }

    void waitForRow(long now, long nanos) {
        notFoundWait += nanos;
        waitUntil(now + nanos);
    }

    /** When it may be sent again, if it waits in backoff. */
    long due() {
        return notBefore;
    }

    void waitUntil(long time) {
        notBefore = time;
    }

    boolean isDue(long now) {
        return notBefore == NEVER || now - notBefore >= 0;
    }

    /** Nanoseconds until it is due. */
    long dueIn(long now) {
        return notBefore == NEVER ? 0 : notBefore - now;
    }

    /**
     * Two halves, in order, with restarted clocks.
     *
     * @param keepHistory whether they remember the failures of the whole
     */
    List<Batch> halves(boolean keepHistory) {
        int middle = deliveries.size() / 2;
        List<Batch> halves =
                List.of(part(deliveries.subList(0, middle)), part(deliveries.subList(middle, deliveries.size())));
        if (keepHistory) {
            for (Batch half : halves) {
                half.rowFailures = rowFailures;
                half.timesSingledOut = timesSingledOut;
                half.acceptedAtFailure = acceptedAtFailure;
            }
        }
        return halves;
    }

    /** A batch for each row, in order, isolated, with restarted clocks. */
    List<Batch> rows() {
        List<Batch> rows = new ArrayList<>(deliveries.size());
        for (Delivery delivery : deliveries) {
            Batch row = part(List.of(delivery));
            row.isolate();
            rows.add(row);
        }
        return rows;
    }

    private Batch part(List<Delivery> some) {
        return new Batch(new ArrayList<>(some), updatedRowId, true);
    }
}
