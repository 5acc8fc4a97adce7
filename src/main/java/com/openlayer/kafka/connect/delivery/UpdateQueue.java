package com.openlayer.kafka.connect.delivery;

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
 * Updates of rows: one a request, of one row one after the other, of different rows in any number. An update that has
 * been sent and is not resolved holds those of its row behind it, and nothing else. All it does takes constant time for
 * each update, or logarithmic where it waits for its row to appear, however many rows there are.
 */
final class UpdateQueue implements SendQueue {
    /** In the order of their records; those whose row is out are set aside when it is their turn. */
    private final Deque<Delivery> arrived = new ArrayDeque<>();
    /** By inference id, for each row of which an update is out: those that were set aside, in their order. */
    private final Map<String, Deque<Delivery>> behind = new HashMap<>();
    /** Whose turn came when the update before them was resolved. */
    private final Deque<Delivery> promoted = new ArrayDeque<>();
    /** Updates whose row was not there, by when they are tried again. */
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

    /** Those that are tried for the first time and those that were in vain take turns, so that neither wait for ever. */
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

    /** Also of those that wait for their row, which would hold back the updates that come again. */
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
