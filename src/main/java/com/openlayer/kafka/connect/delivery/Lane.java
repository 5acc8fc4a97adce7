package com.openlayer.kafka.connect.delivery;

import com.openlayer.kafka.connect.api.DataStreamRequest;
import com.openlayer.kafka.connect.row.ColumnSet;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A queue of deliveries of one pipeline. With {@code ordering=none} there is one for rows that may share requests, whose
 * batches overlap; with {@code ordering=partition} one per partition, whose batches go one after the other. Guarded by
 * the {@link Publisher}'s lock.
 */
final class Lane {
    /** Batches that may wait for a retry before a pipeline that answers 500 gets no new ones to compare with. */
    private static final int ENOUGH_TO_COMPARE = 8;

    private final Pipeline pipeline;
    private final Object key;
    private final PublisherSettings settings;
    private final Deque<Delivery> waiting = new ArrayDeque<>();
    private final Deque<Batch> retries = new ArrayDeque<>();
    private long waitingBytes;
    private int toFlush;
    private int inFlight;

    Lane(Pipeline pipeline, Object key, PublisherSettings settings) {
        this.pipeline = pipeline;
        this.key = key;
        this.settings = settings;
    }

    Pipeline pipeline() {
        return pipeline;
    }

    Object key() {
        return key;
    }

    void add(Delivery delivery) {
        waiting.add(delivery);
        waitingBytes += delivery.encodedBytes();
    }

    /** Sends what waits now without lingering. */
    void flush() {
        toFlush = waiting.size();
    }

    /** Puts a batch back to be sent again. */
    void retry(Batch batch) {
        if (settings.ordered()) {
            retries.addFirst(batch);
        } else {
            retries.addLast(batch);
        }
    }

    /** Puts the two halves of a batch back, in their order. */
    void retry(List<Batch> halves) {
        if (settings.ordered()) {
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
        return !waiting.isEmpty() || !retries.isEmpty();
    }

    /** See {@link Pipeline#hasOthersThan}. The batch is in no queue while it is decided about. */
    boolean hasOthersThan(Batch batch) {
        boolean behind = settings.ordered() && (batch.lane().equals(this) || !retries.isEmpty());
        boolean untried = !waiting.isEmpty() && !behind && retries.size() < ENOUGH_TO_COMPARE;
        return untried || retries.stream().anyMatch(retry -> retry.internalErrors() < Batch.SUSPICIOUS);
    }

    /** Whether its next batch has to wait for the one that is out. */
    boolean isHeld() {
        return settings.ordered() && inFlight > 0;
    }

    Iterable<Batch> retries() {
        return retries;
    }

    /** The next batch to send, or null where there is none yet. */
    @Nullable
    Batch next(long now) {
        Batch retry = dueRetry(now);
        boolean ready = isReady(now) && (retries.isEmpty() || !settings.ordered());
        // A batch that got a 500 is compared with others before it is tried again: is it the server, or a row?
        boolean compare = retry != null
                && retry.internalErrors() > 0
                && pipeline.health().isFailing()
                && retries.size() < ENOUGH_TO_COMPARE;
        if (retry != null && !(ready && compare)) {
            retries.remove(retry);
            return retry;
        }
        return ready ? assemble() : null;
    }

    /** Nanoseconds until {@link #next} may have something; never negative. */
    long wakeIn(long now) {
        if (settings.ordered() && !retries.isEmpty()) {
            return Math.max(0, retries.element().dueIn(now));
        }
        long wake = waiting.isEmpty() ? Long.MAX_VALUE : Math.max(0, lingersUntil() - now);
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
        if (waiting.removeIf(d -> !d.isPending())) {
            toFlush = Math.min(toFlush, waiting.size());
            waitingBytes = waiting.stream().mapToLong(Delivery::encodedBytes).sum();
        }
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
            } else if (settings.ordered()) {
                return null;
            }
        }
        return null;
    }

    private boolean isReady(long now) {
        return !waiting.isEmpty()
                && (toFlush > 0
                        || waiting.size() >= settings.maxRows()
                        || waitingBytes >= pipeline.bodyLimit()
                        || now - lingersUntil() >= 0);
    }

    private long lingersUntil() {
        return waiting.element().readAt() + settings.lingerNanos();
    }

    /**
     * Takes rows up to the limits, but never two of one inference id, nor rows with and without a label, say: Openlayer
     * refuses such a request.
     */
    private @Nullable Batch assemble() {
        List<Delivery> batch = new ArrayList<>(Math.min(waiting.size(), settings.maxRows()));
        Set<String> ids = new HashSet<>();
        ColumnSet companions = null;
        long size = (long) DataStreamRequest.ENVELOPE_BYTES + pipeline.config().maxBytes();
        while (!waiting.isEmpty() && batch.size() < settings.maxRows()) {
            Delivery delivery = waiting.element();
            if (delivery.isPending()) {
                String id = delivery.row().inferenceId();
                size += delivery.encodedBytes() + 1L;
                ColumnSet rowCompanions = pipeline.companions(delivery);
                if (companions != null
                        && (size > pipeline.bodyLimit()
                                || (id != null && ids.contains(id))
                                || !companions.equals(rowCompanions))) {
                    break;
                }
                companions = rowCompanions;
                if (id != null) {
                    ids.add(id);
                }
                batch.add(delivery);
            }
            waiting.remove();
            waitingBytes -= delivery.encodedBytes();
            toFlush = Math.max(0, toFlush - 1);
        }
        return batch.isEmpty() ? null : new Batch(this, batch);
    }
}
