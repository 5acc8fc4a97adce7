package com.openlayer.kafka.connect.publisher;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * Queue of updates, with one update per request and at most one request in flight per row. An update in flight blocks
 * only later updates of its row. Each operation takes constant time, or logarithmic time for an update whose row does
 * not exist yet, whatever the number of rows.
 */
final class UpdateQueue implements SendQueue {
    /**
     * New updates in the order of their records. If the row of the first one has an update in flight, it moves to
     * {@link #behind}.
     */
    private final Deque<Delivery> arrived = new ArrayDeque<>();
    /** Later updates of each row that has an update in flight, by inference id and in order. */
    private final Map<String, Deque<Delivery>> behind = new HashMap<>();
    /** Updates that may be sent because the previous update of their row was resolved. */
    private final Deque<Delivery> promoted = new ArrayDeque<>();
    /** Updates whose row was not found, by the time of their next attempt. */
    private final PriorityQueue<Batch> rowNotFound =
            new PriorityQueue<>(Comparator.comparing(Batch::due, Long::compare));

    private int pendingUpdates;
    private boolean notFoundNext;

    @Override
    public void add(Delivery delivery) {
        arrived.add(delivery);
    }

    @Override
    public void awaitRow(Batch batch) {
        rowNotFound.add(batch);
    }

    @Override
    public int size() {
        return arrived.size() + pendingUpdates + promoted.size() + rowNotFound.size();
    }

    @Override
    public boolean isEmpty() {
        return arrived.isEmpty() && promoted.isEmpty() && rowNotFound.isEmpty();
    }

    @Override
    public boolean isReady(long now) {
        return !arrived.isEmpty() || !promoted.isEmpty() || isNotFoundDue(now);
    }

    @Override
    public long wakeIn(long now) {
        if (!arrived.isEmpty() || !promoted.isEmpty()) {
            return 0;
        }
        return rowNotFound.isEmpty()
                ? Long.MAX_VALUE
                : Math.max(0, rowNotFound.element().dueIn(now));
    }

    /** New updates and those whose row was not found alternate, so that neither kind starves. */
    @Override
    public @Nullable Batch next(long now) {
        notFoundNext = !notFoundNext;
        Batch batch = notFoundNext ? nextNotFound(now) : nextFresh();
        if (batch == null) {
            batch = notFoundNext ? nextFresh() : nextNotFound(now);
        }
        return batch;
    }

    private boolean isNotFoundDue(long now) {
        return !rowNotFound.isEmpty() && rowNotFound.element().isDue(now);
    }

    private @Nullable Batch nextNotFound(long now) {
        while (isNotFoundDue(now)) {
            Batch batch = rowNotFound.remove();
            batch.prune();
            if (!batch.isEmpty()) {
                return batch;
            }
            resolved(batch);
        }
        return null;
    }

    private @Nullable Batch nextFresh() {
        for (Delivery delivery = promoted.poll(); delivery != null; delivery = promoted.poll()) {
            if (delivery.isPending()) {
                return batch(delivery);
            }
            promote(id(delivery));
        }
        for (Delivery delivery = arrived.poll(); delivery != null; delivery = arrived.poll()) {
            Deque<Delivery> others = behind.get(id(delivery));
            if (others != null && delivery.isPending()) {
                others.add(delivery);
                pendingUpdates++;
            } else if (delivery.isPending()) {
                behind.put(id(delivery), new ArrayDeque<>(1));
                return batch(delivery);
            }
        }
        return null;
    }

    private Batch batch(Delivery delivery) {
        return new Batch(new ArrayList<>(List.of(delivery)), id(delivery));
    }

    private static String id(Delivery delivery) {
        String id = delivery.row().inferenceId();
        if (id == null) {
            throw new IllegalStateException("an update without id: " + delivery.coordinates());
        }
        return id;
    }

    /** Updates do not linger. */
    @Override
    public void flush() {}

    /** Also drops those that wait for their row, because they would block updates that are read again. */
    @Override
    public void prune() {
        List<Batch> gone = new ArrayList<>();
        rowNotFound.removeIf(batch -> {
            batch.prune();
            return batch.isEmpty() && gone.add(batch);
        });
        gone.forEach(this::resolved);
        arrived.removeIf(d -> !d.isPending());
        behind.values().forEach(others -> others.removeIf(d -> !d.isPending()));
        pendingUpdates = behind.values().stream().mapToInt(Deque::size).sum();
    }

    @Override
    public void resolved(Batch batch) {
        promote(batch.updatedRowId());
    }

    private void promote(@Nullable String id) {
        Deque<Delivery> others = behind.get(id);
        Delivery next = others == null ? null : others.poll();
        if (next == null) {
            behind.remove(id);
        } else {
            promoted.add(next);
            pendingUpdates--;
        }
    }
}
