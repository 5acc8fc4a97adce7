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
    private final Lane lane;
    /** In the order of their records; those whose row is out are set aside when it is their turn. */
    private final Deque<Delivery> arrived = new ArrayDeque<>();
    /** By inference id, for each row of which an update is out: those that were set aside, in their order. */
    private final Map<String, Deque<Delivery>> behind = new HashMap<>();
    /** Whose turn came when the update before them was resolved. */
    private final Deque<Delivery> promoted = new ArrayDeque<>();
    /** Updates whose row was not there, by when they are tried again. */
    private final PriorityQueue<Batch> absent = new PriorityQueue<>(Comparator.comparing(Batch::due, Long::compare));

    private int setAside;
    private boolean absentNext;

    UpdateQueue(Lane lane) {
        this.lane = lane;
    }

    @Override
    public void add(Delivery delivery) {
        arrived.add(delivery);
    }

    /** Puts an update back whose row is not there: it waits by itself. */
    void absent(Batch batch) {
        absent.add(batch);
    }

    @Override
    public int size() {
        return arrived.size() + setAside + promoted.size() + absent.size();
    }

    @Override
    public boolean isEmpty() {
        return arrived.isEmpty() && promoted.isEmpty() && absent.isEmpty();
    }

    @Override
    public boolean isReady(long now) {
        return !arrived.isEmpty() || !promoted.isEmpty() || isAbsentDue(now);
    }

    @Override
    public long wakeIn(long now) {
        if (!arrived.isEmpty() || !promoted.isEmpty()) {
            return 0;
        }
        return absent.isEmpty() ? Long.MAX_VALUE : Math.max(0, absent.element().dueIn(now));
    }

    /** Those that are tried for the first time and those that were in vain take turns, so that neither wait for ever. */
    @Override
    public @Nullable Batch next(long now) {
        absentNext = !absentNext;
        Batch batch = absentNext ? nextAbsent(now) : nextFresh();
        if (batch == null) {
            batch = absentNext ? nextFresh() : nextAbsent(now);
        }
        return batch;
    }

    private boolean isAbsentDue(long now) {
        return !absent.isEmpty() && absent.element().isDue(now);
    }

    private @Nullable Batch nextAbsent(long now) {
        while (isAbsentDue(now)) {
            Batch batch = absent.remove();
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
                setAside++;
            } else if (delivery.isPending()) {
                behind.put(id(delivery), new ArrayDeque<>(1));
                return batch(delivery);
            }
        }
        return null;
    }

    private Batch batch(Delivery delivery) {
        return new Batch(lane, new ArrayList<>(List.of(delivery)));
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
        absent.removeIf(batch -> {
            batch.prune();
            return batch.isEmpty() && gone.add(batch);
        });
        gone.forEach(this::resolved);
        arrived.removeIf(d -> !d.isPending());
        behind.values().forEach(others -> others.removeIf(d -> !d.isPending()));
        setAside = behind.values().stream().mapToInt(Deque::size).sum();
    }

    @Override
    public void resolved(Batch batch) {
        promote(batch.inferenceId());
    }

    private void promote(String id) {
        Deque<Delivery> others = behind.get(id);
        Delivery next = others == null ? null : others.poll();
        if (next == null) {
            behind.remove(id);
        } else {
            promoted.add(next);
            setAside--;
        }
    }
}
