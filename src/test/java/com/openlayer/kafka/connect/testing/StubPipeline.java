package com.openlayer.kafka.connect.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.openlayer.kafka.connect.config.TaskType;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.awaitility.Awaitility;

/** An inference pipeline of the stub, with the requests that it received. */
public final class StubPipeline {
    private final UUID id;
    private final TaskType taskType;
    private final boolean countsOnly;
    private final StubUpdates updates;
    private final IdCounts ids = new IdCounts();
    private final List<JsonNode> rows = new ArrayList<>();
    private final List<ReceivedRequest> requests = new ArrayList<>();
    private final Set<String> violations = new LinkedHashSet<>();
    private ReceivedRequest first;
    private Instant lastAcceptance;
    private long requestCount;
    private long acceptedRequests;
    private long rowCount;
    private long bytes;
    private int inFlight;
    private int mostInFlight;
    private int mostRows;
    private int mostBytes;

    StubPipeline(UUID id, TaskType taskType, boolean countsOnly) {
        this.id = id;
        this.taskType = taskType;
        this.countsOnly = countsOnly;
        this.updates = new StubUpdates(countsOnly);
    }

    public UUID id() {
        return id;
    }

    public TaskType taskType() {
        return taskType;
    }

    /** The updates of its rows. */
    public StubUpdates updates() {
        return updates;
    }

    synchronized void begin() {
        inFlight++;
        mostInFlight = Math.max(mostInFlight, inFlight);
    }

    synchronized void end() {
        inFlight--;
    }

    synchronized void arrived(ReceivedRequest request) {
        requestCount++;
        bytes += request.bytes().length;
        mostRows = Math.max(mostRows, request.rows().size());
        mostBytes = Math.max(mostBytes, request.bytes().length);
        if (!countsOnly) {
            requests.add(request);
        }
    }

    synchronized void accepted(ReceivedRequest request) {
        acceptedRequests++;
        rowCount += request.rows().size();
        lastAcceptance = Instant.now();
        if (first == null) {
            first = request;
        }
        String idColumn = request.config().path("inferenceIdColumnName").asText();
        for (JsonNode row : request.rows()) {
            if (!idColumn.isEmpty() && row.has(idColumn)) {
                ids.add(row.path(idColumn).asText());
                updates.published(row.path(idColumn).asText());
            }
            if (!countsOnly) {
                rows.add(row);
            }
        }
    }

    synchronized void violated(List<String> reasons) {
        violations.addAll(reasons);
    }

    /** All accepted rows in the order of acceptance, including duplicates. Empty if only counts are kept. */
    public synchronized List<JsonNode> rows() {
        return List.copyOf(rows);
    }

    /** The first accepted request, kept even if only counts are. */
    public synchronized Optional<ReceivedRequest> first() {
        return Optional.ofNullable(first);
    }

    /** The time of the last acceptance. */
    synchronized Optional<Instant> lastAcceptance() {
        return Optional.ofNullable(lastAcceptance);
    }

    /** The values of one column over {@link #rows()}. */
    public List<String> column(String name) {
        return rows().stream().map(row -> row.path(name).asText()).toList();
    }

    /** All requests in the order of arrival, with any answer. Empty if only counts are kept. */
    public synchronized List<ReceivedRequest> requests() {
        return List.copyOf(requests);
    }

    /** The ids of accepted rows, from the column that each request's config names. */
    public IdCounts ids() {
        return ids;
    }

    /** The number of accepted rows, including duplicates. */
    public synchronized long rowCount() {
        return rowCount;
    }

    public synchronized long requestCount() {
        return requestCount;
    }

    public synchronized long acceptedRequests() {
        return acceptedRequests;
    }

    /** The size of all bodies, uncompressed. */
    public synchronized long bytes() {
        return bytes;
    }

    public synchronized int inFlight() {
        return inFlight;
    }

    public synchronized int mostInFlight() {
        return mostInFlight;
    }

    /** The most rows of one request. */
    public synchronized int mostRows() {
        return mostRows;
    }

    /** The largest body of one request, uncompressed. */
    public synchronized int mostBytes() {
        return mostBytes;
    }

    /** The violations of the contract. Empty unless a test violates it on purpose. */
    public synchronized Set<String> violations() {
        return Set.copyOf(violations);
    }

    /** Waits until this many rows are accepted, including duplicates. */
    public void awaitRows(long atLeast) {
        awaitRows(atLeast, Duration.ofSeconds(30));
    }

    public void awaitRows(long atLeast, Duration patience) {
        Awaitility.await(atLeast + " rows at pipeline " + id)
                .atMost(patience)
                .pollInterval(Duration.ofMillis(50))
                .failFast(() -> {
                    if (!violations().isEmpty()) {
                        throw new AssertionError("Rejected by the contract: " + violations());
                    }
                })
                .until(() -> rowCount() >= atLeast);
    }

    public void awaitRequests(long atLeast) {
        Awaitility.await(atLeast + " requests to pipeline " + id)
                .atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(20))
                .until(() -> requestCount() >= atLeast);
    }
}
