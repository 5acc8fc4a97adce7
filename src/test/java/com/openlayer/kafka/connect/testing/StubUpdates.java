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

/** The updates of rows that a pipeline of the stub was sent, and which of its rows can be updated already. */
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

    /** From now on a row can be updated only so long after it was published. */
    public synchronized StubUpdates rowsAppearAfter(Duration time) {
        delay = time;
        return this;
    }

    /** Rows that somebody else has published. */
    public synchronized StubUpdates has(String... ids) {
        others.addAll(List.of(ids));
        return this;
    }

    /** Whatever row is asked for, somebody else has published it. */
    public synchronized void hasAll() {
        hasAll = true;
    }

    /** The rows of accepted updates, in the order of acceptance. Empty where only counts are kept. */
    public synchronized List<JsonNode> rows() {
        return accepted.stream().map(request -> request.body().path("row")).toList();
    }

    /** The first accepted update, kept also where only counts are. */
    public synchronized Optional<ReceivedRequest> first() {
        return Optional.ofNullable(first);
    }

    /** Told of every update as it is accepted, one at a time. */
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

    /** Every request in the order of arrival, whatever it was answered. Empty where only counts are kept. */
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

    /** Accepted updates, duplicates too. */
    public synchronized long count() {
        return acceptedCount;
    }

    /** Whether two requests for one row were ever there at once. */
    public synchronized boolean overlapped() {
        return overlapped;
    }

    /** Until so many updates are accepted, duplicates counted. */
    public void await(long atLeast) {
        Awaitility.await(atLeast + " updates")
                .atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(50))
                .until(() -> count() >= atLeast);
    }
}
