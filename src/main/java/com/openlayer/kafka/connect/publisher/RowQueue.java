package com.openlayer.kafka.connect.publisher;

import com.openlayer.kafka.connect.api.DataStreamRequest;
import com.openlayer.kafka.connect.row.ColumnSet;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Queue of rows to publish, in the order of their records. They linger until they fill a request. */
final class RowQueue implements SendQueue {
    private final PublisherSettings settings;
    private final BatchKeys keys;
    private final BodyLimit limit;
    private final Deque<Delivery> waiting = new ArrayDeque<>();
    private long waitingBytes;
    private int toFlush;

    RowQueue(PublisherSettings settings, BatchKeys keys, BodyLimit limit) {
        this.settings = settings;
        this.keys = keys;
        this.limit = limit;
    }

    @Override
    public void add(Delivery delivery) {
        waiting.add(delivery);
        waitingBytes += delivery.encodedBytes();
    }

    @Override
    public int size() {
        return waiting.size();
    }

    @Override
    public boolean isEmpty() {
        return waiting.isEmpty();
    }

    @Override
    public boolean isReady(long now) {
        return !waiting.isEmpty()
                && (toFlush > 0
                        || waiting.size() >= settings.maxRows()
                        || waitingBytes >= limit.bytes()
                        || now - lingersUntil() >= 0);
    }

    @Override
    public long wakeIn(long now) {
        return waiting.isEmpty() ? Long.MAX_VALUE : Math.max(0, lingersUntil() - now);
    }

    @Override
    public void flush() {
        toFlush = waiting.size();
    }

    @Override
    public void prune() {
        if (waiting.removeIf(d -> !d.isPending())) {
            toFlush = Math.min(toFlush, waiting.size());
            waitingBytes = waiting.stream().mapToLong(Delivery::encodedBytes).sum();
        }
    }

    @Override
    public void awaitRow(Batch batch) {
        throw new IllegalStateException("rows to publish wait for no row");
    }

    @Override
    public void resolved(Batch batch) {}

    private long lingersUntil() {
        return waiting.element().readAt() + settings.lingerNanos();
    }

    /**
     * Takes rows up to the limits, but never two of one inference id, nor rows with different batch keys, because
     * Openlayer rejects such requests. A row larger than the limit gets a request of its own.
     */
    @Override
    public @Nullable Batch next(long now) {
        List<Delivery> batch = new ArrayList<>(Math.min(waiting.size(), settings.maxRows()));
        Set<String> ids = new HashSet<>();
        ColumnSet key = null;
        long size = (long) DataStreamRequest.ENVELOPE_BYTES + keys.maxConfigBytes();
        while (!waiting.isEmpty() && batch.size() < settings.maxRows()) {
            Delivery delivery = waiting.element();
            int bytes = delivery.encodedBytes();
            if (delivery.isPending()) {
                String id = delivery.row().inferenceId();
                size += bytes + 1L;
                ColumnSet rowKey = keys.of(delivery);
                if (key != null && (size > limit.bytes() || (id != null && ids.contains(id)) || !key.equals(rowKey))) {
                    break;
                }
                key = rowKey;
                if (id != null) {
                    ids.add(id);
                }
                batch.add(delivery);
            }
            waiting.remove();
            waitingBytes -= bytes;
            toFlush = Math.max(0, toFlush - 1);
        }
        return batch.isEmpty() ? null : new Batch(batch, null);
    }
}
