package com.openlayer.kafka.connect.publisher;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A queue of deliveries of one pipeline. With {@code ordering=none} there is one for each batch key, whose batches overlap;
 * with {@code ordering=partition} one per partition, which has one request in flight at a time. Updates have one lane, in which
 * {@link UpdateQueue} keeps the order of each row. Guarded by the {@link Publisher}'s lock.
 */
final class Lane {
    /** If this many batches wait for a retry, a failing pipeline gets no new ones to compare them with. */
    private static final int ENOUGH_TO_COMPARE = 8;

    private final Object key;
    private final boolean ordered;
    private final SendQueue queue;
    private final Consumer<Batch> onDropped;
    private final Deque<Batch> retries = new ArrayDeque<>();
    /** Suspected single rows, which are sent in addition to the window. Always empty if the lane is ordered. */
    private final Deque<Batch> isolated = new ArrayDeque<>();

    private int inFlight;

    /** @param onDropped receives batches that wait for a retry and whose rows have all been revoked */
    Lane(Object key, boolean ordered, SendQueue queue, Consumer<Batch> onDropped) {
        this.key = key;
        this.ordered = ordered;
        this.queue = queue;
        this.onDropped = onDropped;
    }

    Object key() {
        return key;
    }

    void add(Delivery delivery) {
        queue.add(delivery);
    }

    /** Sends what waits now without lingering. */
    void flush() {
        queue.flush();
    }

    /** Puts a batch back to be sent again. */
    void retry(Batch batch) {
        if (ordered) {
            retries.addFirst(batch);
        } else if (batch.isIsolated()) {
            isolated.addLast(batch);
        } else {
            retries.addLast(batch);
        }
    }

    /** Puts the parts of a batch back, in their order. */
    void retry(List<Batch> parts) {
        for (int i = parts.size() - 1; ordered && i >= 0; i--) {
            retries.addFirst(parts.get(i));
        }
        if (!ordered) {
            parts.forEach(this::retry);
        }
    }

    /** Puts an update back whose row does not exist yet. */
    void awaitRow(Batch batch) {
        queue.awaitRow(batch);
    }

    /** Nothing more will be sent of a batch. */
    void resolved(Batch batch) {
        queue.resolved(batch);
    }

    void sent() {
        inFlight++;
    }

    void answered() {
        inFlight--;
    }

    /** Rows that wait for a request, first attempt or not. */
    int rows() {
        int rows = queue.size() + isolated.size();
        for (Batch retry : retries) {
            rows += retry.deliveries().size();
        }
        return rows;
    }

    boolean isIdle() {
        return !hasWork() && inFlight == 0;
    }

    boolean hasWork() {
        return !queue.isEmpty() || !retries.isEmpty() || !isolated.isEmpty();
    }

    /** Whether its next batch has to wait for the one in flight. */
    boolean isBlocked() {
        return ordered && inFlight > 0;
    }

    /**
     * Whether there are rows to compare a batch with: rows that can be sent, and have not failed as often.
     *
     * @param own whether the batch is of this lane; it is in no queue while its verdict is decided
     */
    boolean hasOthers(boolean own) {
        if (ordered) {
            boolean blocked = own || inFlight > 0;
            return !blocked && (retries.isEmpty() ? !queue.isEmpty() : mayTell(retries.element()));
        }
        boolean untried = !queue.isEmpty() && retries.size() < ENOUGH_TO_COMPARE;
        return untried
                || retries.stream().anyMatch(Lane::mayTell)
                || isolated.stream().anyMatch(Lane::mayTell);
    }

    private static boolean mayTell(Batch batch) {
        return batch.rowFailures() < (batch.isIsolated() ? 1 : Batch.SUSPICIOUS);
    }

    /**
     * Takes out the batches whose timeout opened the circuit breaker: once others are accepted, one of their rows is suspected.
     */
    List<Batch> takeTimedOut() {
        List<Batch> timedOut = new ArrayList<>();
        retries.removeIf(batch -> batch.hasOpenedBreaker() && !batch.isSingle() && timedOut.add(batch));
        return timedOut;
    }

    /**
     * The next batch to send, or null if there is none yet.
     *
     * @param silent whether the pipeline has failed and answered nothing since. A failed batch is then compared with
     *     others before it is sent again, to tell whether the server or a row fails. Otherwise a batch that always
     *     fails would be every probe.
     */
    @Nullable
    Batch next(long now, boolean silent) {
        Batch retry = due(retries, now);
        boolean ready = queue.isReady(now) && (retries.isEmpty() || !ordered);
        boolean compare = retry != null && retry.hasFailed() && silent && retries.size() < ENOUGH_TO_COMPARE;
        if (retry != null && !(ready && compare)) {
            retries.remove(retry);
            return retry;
        }
        return ready ? queue.next(now) : null;
    }

    /** The next suspected single row, or null if none is due. */
    @Nullable
    Batch nextIsolated(long now) {
        Batch batch = due(isolated, now);
        isolated.remove(batch);
        return batch;
    }

    /** Nanoseconds until {@link #next} may have something; never negative. */
    long wakeIn(long now) {
        if (ordered && !retries.isEmpty()) {
            return Math.max(0, retries.element().dueIn(now));
        }
        return Math.min(queue.wakeIn(now), wakeIn(retries, now));
    }

    /** Nanoseconds until {@link #nextIsolated} may have something; never negative. */
    long isolatedWakeIn(long now) {
        return wakeIn(isolated, now);
    }

    private static long wakeIn(Deque<Batch> batches, long now) {
        long wake = Long.MAX_VALUE;
        for (Batch batch : batches) {
            wake = Math.min(wake, Math.max(0, batch.dueIn(now)));
        }
        return wake;
    }

    /** Forgets the rows of revoked partitions that were not sent yet. */
    void prune() {
        queue.prune();
    }

    private @Nullable Batch due(Deque<Batch> batches, long now) {
        for (Iterator<Batch> it = batches.iterator(); it.hasNext(); ) {
            Batch batch = it.next();
            batch.prune();
            if (batch.isEmpty()) {
                it.remove();
                resolved(batch);
                onDropped.accept(batch);
            } else if (batch.isDue(now)) {
                return batch;
            } else if (ordered) {
                return null;
            }
        }
        return null;
    }
}
