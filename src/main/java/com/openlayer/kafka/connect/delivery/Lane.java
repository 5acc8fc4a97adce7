package com.openlayer.kafka.connect.delivery;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A queue of deliveries of one pipeline. With {@code ordering=none} there is one for rows that may share requests, whose
 * batches overlap; with {@code ordering=partition} one per partition, whose batches go one after the other. Updates have
 * one lane, in which {@link UpdateQueue} keeps the order of each row. Guarded by the {@link Publisher}'s lock.
 */
final class Lane {
    /** Batches that may wait for a retry before a pipeline that answers 500 gets no new ones to compare with. */
    private static final int ENOUGH_TO_COMPARE = 8;

    private final Pipeline pipeline;
    private final Object key;
    private final PublisherSettings settings;
    private final boolean ordered;
    private final SendQueue waiting;
    private final Deque<Batch> retries = new ArrayDeque<>();
    private int inFlight;

    Lane(Pipeline pipeline, Object key, PublisherSettings settings) {
        this.pipeline = pipeline;
        this.key = key;
        this.settings = settings;
        this.ordered = settings.ordered() && !pipeline.updates();
        this.waiting = pipeline.updates() ? new UpdateQueue(this) : new RowQueue(this, settings);
    }

    Pipeline pipeline() {
        return pipeline;
    }

    Object key() {
        return key;
    }

    void add(Delivery delivery) {
        waiting.add(delivery);
    }

    /** Sends what waits now without lingering. */
    void flush() {
        waiting.flush();
    }

    /** Puts a batch back to be sent again. */
    void retry(Batch batch) {
        if (ordered) {
            retries.addFirst(batch);
        } else {
            retries.addLast(batch);
        }
    }

    /** Puts an update back whose row is not there (yet), to be sent again when it is due. */
    void absent(Batch batch) {
        ((UpdateQueue) waiting).absent(batch);
    }

    /** Nothing more will be sent of a batch. */
    void resolved(Batch batch) {
        waiting.resolved(batch);
    }

    /** Puts the two halves of a batch back, in their order. */
    void retry(List<Batch> halves) {
        if (ordered) {
            retries.addFirst(halves.get(1));
            retries.addFirst(halves.get(0));
        } else {
            retries.addAll(halves);
        }
    }

    void sent() {
        inFlight++;
    }

    void answered() {
        inFlight--;
    }

    /** Rows that wait for a request, those to be sent again too. */
    int rows() {
        int rows = waiting.size();
        for (Batch retry : retries) {
            rows += retry.deliveries().size();
        }
        return rows;
    }

    boolean isIdle() {
        return waiting.isEmpty() && retries.isEmpty() && inFlight == 0;
    }

    boolean hasWork() {
        return !waiting.isEmpty() || hasRetries();
    }

    boolean hasRetries() {
        return !retries.isEmpty();
    }

    /** See {@link Pipeline#hasOthersThan}. The batch is in no queue while it is decided about. */
    boolean hasOthersThan(Batch batch) {
        boolean behind = ordered && (batch.lane().equals(this) || !retries.isEmpty());
        boolean untried = !waiting.isEmpty() && !behind && retries.size() < ENOUGH_TO_COMPARE;
        return untried || retries.stream().anyMatch(retry -> retry.internalErrors() < Batch.SUSPICIOUS);
    }

    /** Whether its next batch has to wait for the one that is out. */
    boolean isHeld() {
        return ordered && inFlight > 0;
    }

    Iterable<Batch> retries() {
        return retries;
    }

    /** The next batch to send, or null where there is none yet. */
    @Nullable
    Batch next(long now) {
        Batch retry = dueRetry(now);
        boolean ready = waiting.isReady(now) && (retries.isEmpty() || !ordered);
        // A batch that got a 500 is compared with others before it is tried again: is it the server, or a row?
        boolean compare = retry != null
                && retry.internalErrors() > 0
                && pipeline.breaker().isSilent()
                && retries.size() < ENOUGH_TO_COMPARE;
        if (retry != null && !(ready && compare)) {
            retries.remove(retry);
            return retry;
        }
        return ready ? waiting.next(now) : null;
    }

    /** Nanoseconds until {@link #next} may have something; never negative. */
    long wakeIn(long now) {
        if (ordered && !retries.isEmpty()) {
            return Math.max(0, retries.element().dueIn(now));
        }
        long wake = waiting.wakeIn(now);
        for (Batch retry : retries) {
            wake = Math.min(wake, Math.max(0, retry.dueIn(now)));
        }
        return wake;
    }

    /** Moves the batches that have been tried for too long to {@code expired}. */
    void takeExpired(long now, List<Batch> expired) {
        retries.removeIf(batch -> {
            boolean over = batch.remaining(now, settings.deliveryTimeoutNanos()) <= 0;
            if (over) {
                expired.add(batch);
            }
            return over;
        });
    }

    /** Forgets the rows of partitions that are gone. */
    void prune() {
        waiting.prune();
    }

    private @Nullable Batch dueRetry(long now) {
        for (Iterator<Batch> it = retries.iterator(); it.hasNext(); ) {
            Batch batch = it.next();
            batch.prune();
            if (batch.isEmpty()) {
                it.remove();
                pipeline.resolved(batch);
            } else if (batch.isDue(now)) {
                return batch;
            } else if (ordered) {
                return null;
            }
        }
        return null;
    }
}
