package com.openlayer.kafka.connect.testing;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import org.awaitility.Awaitility;

/** The updates that a pipeline of the stub received, and the rows that can be updated. */
public final class StubUpdates {
    private final boolean countsOnly;
    private final List<ReceivedRequest> requests = new ArrayList<>();
    private final List<ReceivedRequest> accepted = new ArrayList<>();
    private final Set<String> others = new HashSet<>();
    private final Map<String, Long> visibleAt = new ConcurrentHashMap<>();
    private final Set<String> busy = new HashSet<>();
    private BiConsumer<String, JsonNode> listener = (id, row) -> {};
    private Duration delay = Duration.ZERO;
    private ReceivedRequest first;
    private long requestCount;
    private long acceptedCount;
    private boolean hasAll;
    private boolean overlapped;

    StubUpdates(boolean countsOnly) {
        this.countsOnly = countsOnly;
    }

    /** From now on a row can be updated only after this time since its publication. */
    public synchronized StubUpdates rowsAppearAfter(Duration time) {
        delay = time;
        return this;
    }

    /** Adds rows that another client has published. */
    public synchronized StubUpdates has(String... ids) {
        others.addAll(List.of(ids));
        return this;
    }

    /** Every row exists, published by another client. */
    public synchronized void hasAll() {
        hasAll = true;
    }

    /** The rows of accepted updates in the order of acceptance. Empty if only counts are kept. */
    public synchronized List<JsonNode> rows() {
        return accepted.stream().map(request -> request.body().path("row")).toList();
    }

    /** The first accepted update, kept even if only counts are. */
    public synchronized Optional<ReceivedRequest> first() {
        return Optional.ofNullable(first);
    }

    /** Calls the listener for every accepted update, one at a time. */
    public synchronized void listen(BiConsumer<String, JsonNode> to) {
        listener = to;
    }

    synchronized void published(String id) {
        if (!delay.isZero()) {
            visibleAt.putIfAbsent(id, System.nanoTime() + delay.toNanos());
        }
    }

    synchronized boolean isVisible(String id, IdCounts published) {
        Long at = visibleAt.get(id);
        return hasAll || others.contains(id) || (published.contains(id) && (at == null || System.nanoTime() - at >= 0));
    }

    synchronized void arrived(ReceivedRequest request) {
        requestCount++;
        overlapped |= !busy.add(request.inferenceId());
        if (!countsOnly) {
            requests.add(request);
        }
    }

    synchronized void answered(ReceivedRequest request) {
        busy.remove(request.inferenceId());
    }

    synchronized void accepted(ReceivedRequest request) {
        acceptedCount++;
        if (first == null) {
            first = request;
        }
        if (!countsOnly) {
            accepted.add(request);
        }
        listener.accept(request.inferenceId(), request.body().path("row"));
    }

    /** All requests in the order of arrival, with any answer. Empty if only counts are kept. */
    public synchronized List<ReceivedRequest> requests() {
        return List.copyOf(requests);
    }

    /** The values of one column of the accepted updates of a row, in the order of acceptance. */
    public synchronized List<String> of(String id, String column) {
        return accepted.stream()
                .filter(request -> request.inferenceId().equals(id))
                .map(request -> request.body().path("row").path(column).asText())
                .toList();
    }

    public synchronized long requestCount() {
        return requestCount;
    }

    /** The number of accepted updates, including duplicates. */
    public synchronized long count() {
        return acceptedCount;
    }

    /** Whether two requests for the same row were ever concurrent. */
    public synchronized boolean overlapped() {
        return overlapped;
    }

    /** Waits until this many updates are accepted, including duplicates. */
    public void await(long atLeast) {
        Awaitility.await(atLeast + " updates")
                .atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(50))
                .until(() -> count() >= atLeast);
    }
}
