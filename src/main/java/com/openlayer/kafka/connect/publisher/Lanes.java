package com.openlayer.kafka.connect.publisher;

import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** The lanes of one pipeline, and which of them may have something to send. Guarded by the {@link Publisher}'s lock. */
final class Lanes {
    private final Function<Object, Lane> newLane;
    private final Map<Object, Lane> lanes = new HashMap<>();
    /** Lanes that may have something to send, in round-robin order. */
    private final Set<Lane> active = new LinkedHashSet<>();

    /** @param newLane makes the lane of a key */
    Lanes(Function<Object, Lane> newLane) {
        this.newLane = newLane;
    }

    /**
     * Takes over deliveries in the order of their records. Neighbors usually belong to the same lane.
     *
     * @param keyOf the key of the lane that a delivery belongs in
     */
    void add(List<Delivery> deliveries, Function<Delivery, Object> keyOf) {
        Lane lane = null;
        for (Delivery delivery : deliveries) {
            Object key = keyOf.apply(delivery);
            if (lane == null || !lane.key().equals(key)) {
                lane = lanes.computeIfAbsent(key, newLane);
            }
            boolean wasActive = lane.hasWork();
            lane.add(delivery);
            if (!wasActive) {
                activate(lane);
            }
        }
    }

    void flush() {
        lanes.values().forEach(Lane::flush);
    }

    void prune() {
        lanes.values().forEach(Lane::prune);
    }

    boolean isEmpty() {
        return lanes.isEmpty();
    }

    /** Rows that wait for a request, first attempt or not. */
    int rows() {
        int rows = 0;
        for (Lane lane : lanes.values()) {
            rows += lane.rows();
        }
        return rows;
    }

    /** Whether there are rows to compare a batch of a lane with: see {@link Lane#hasOthers}. */
    boolean hasOthers(Lane lane) {
        return lanes.values().stream().anyMatch(other -> other.hasOthers(other.equals(lane)));
    }

    Collection<Lane> all() {
        return List.copyOf(lanes.values());
    }

    Collection<Lane> active() {
        return active;
    }

    /** The next active lane. */
    Lane first() {
        return active.iterator().next();
    }

    /** Moves a lane to the end if its next batch may be sent; removes it if it is empty. */
    void reactivate(Lane lane) {
        active.remove(lane);
        activate(lane);
    }

    private void activate(Lane lane) {
        if (lane.isIdle()) {
            lanes.remove(lane.key());
        } else {
            lanes.put(lane.key(), lane);
            if (lane.hasWork() && !lane.isBlocked()) {
                active.add(lane);
            }
        }
    }
}
