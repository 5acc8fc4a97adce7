package com.openlayer.kafka.connect.quickstart;

import com.fasterxml.jackson.databind.JsonNode;
import com.openlayer.kafka.connect.testing.BrokerAndWorker;
import com.openlayer.kafka.connect.testing.ConnectRest;
import com.openlayer.kafka.connect.testing.Topics;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;

/** The connector at work: creates it, watches it until all it was given is committed, and counts. */
final class Publication {
    /** In the REST address of the connector. */
    static final String NAME = "openlayer";

    private static final String PLUGIN = "OpenlayerSinkConnector";
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    /** Rows of Openlayer's may take minutes to appear, and updates wait for them. */
    private static final Duration PATIENCE_WITH_UPDATES = Duration.ofMinutes(6);

    private static final Duration PATIENCE_AT_BREAKPOINTS = Duration.ofDays(1);

    private static final long POLL_MILLIS = 200;

    private final BrokerAndWorker kafka;
    private final Topics topics;
    private final Destination destination;
    private final ConnectorFile connector;
    private final Map<TopicPartition, Long> ends;
    private final boolean debugged;

    /**
     * Of all that is in the connector's topics now.
     *
     * @param debugged whether the task may stand at a breakpoint
     */
    Publication(BrokerAndWorker kafka, Topics topics, Destination destination, boolean debugged) {
        this.debugged = debugged;
        this.kafka = kafka;
        this.topics = topics;
        this.destination = destination;
        connector = destination.connector();
        ends = topics.endOffsets(connector.topics());
    }

    /** Validates the configuration as the worker does, and creates the connector. */
    void create() {
        Map<String, String> named = new HashMap<>(connector.properties());
        named.put("name", NAME);
        Map<String, List<String>> errors = ConnectRest.errors(kafka.rest().validate(PLUGIN, named));
        if (!errors.isEmpty()) {
            StringBuilder text = new StringBuilder("The worker refuses " + connector.source() + ":");
            errors.forEach((property, reasons) ->
                    reasons.forEach(reason -> text.append("\n  ").append(reason)));
            throw Failure.ofInput(text.toString());
        }
        kafka.rest().put(NAME, connector.properties());
    }

    /** Until every offset is committed. Fails when the connector does, or gets nowhere. */
    void await(PrintStream out) throws InterruptedException {
        long total = sum(ends);
        try (Progress progress = new Progress("Rows", total, out)) {
            boolean updates = connector.pipelines().stream().anyMatch(connector::updates);
            Duration patience = patience(updates && !destination.counts());
            long lastDone = -1;
            long lastChange = System.nanoTime();
            while (true) {
                kafka.requireAlive();
                requireNoneFailed();
                Map<TopicPartition, Long> committed = committed();
                long done = destination.counts() ? acknowledged() : sum(committed);
                progress.at(done);
                if (committed.equals(ends)) {
                    return;
                }
                if (done + sum(committed) != lastDone) {
                    lastDone = done + sum(committed);
                    lastChange = System.nanoTime();
                } else if (System.nanoTime() - lastChange > patience.toNanos()) {
                    throw Failure.ofRun("Nothing has moved for %d seconds: %d of %d rows are done. %s"
                            .formatted(patience.toSeconds(), done, total, status()));
                }
                Thread.sleep(POLL_MILLIS);
            }
        }
    }

    private Duration patience(boolean updatesWait) {
        if (debugged) {
            return PATIENCE_AT_BREAKPOINTS;
        }
        return updatesWait ? PATIENCE_WITH_UPDATES : PATIENCE;
    }

    private void requireNoneFailed() {
        JsonNode status = status();
        List<JsonNode> parts = new ArrayList<>(List.of(status.path("connector")));
        status.path("tasks").forEach(parts::add);
        for (JsonNode part : parts) {
            if (part.path("state").asText().equals("FAILED")) {
                String what = part.has("id") ? "Task " + part.path("id").asText() : "The connector";
                throw Failure.ofRun(
                        what + " has failed:\n" + reasons(part.path("trace").asText()));
            }
        }
    }

    /** The chain of exceptions; where each was thrown, the log says. */
    private static String reasons(String trace) {
        return trace.lines().filter(line -> !line.startsWith("\t")).collect(Collectors.joining("\n"));
    }

    private JsonNode status() {
        return kafka.rest()
                .request("GET", "/connectors/" + NAME + "/status", null)
                .body();
    }

    private long acknowledged() {
        return connector.pipelines().stream()
                .mapToLong(alias -> destination.acknowledged(alias).orElse(0))
                .sum();
    }

    /** Partitions without records need no commit, and count as committed at 0. */
    private Map<TopicPartition, Long> committed() {
        Map<TopicPartition, Long> committed = topics.committed(NAME);
        Map<TopicPartition, Long> all = new HashMap<>();
        ends.keySet().forEach(partition -> all.put(partition, committed.getOrDefault(partition, 0L)));
        return all;
    }

    ResultTable result() {
        Map<TopicPartition, Long> committed = committed();
        Map<String, List<String>> topicsOf = new LinkedHashMap<>();
        connector.pipelines().forEach(alias -> topicsOf.put(alias, new ArrayList<>()));
        for (String topic : connector.topics()) {
            // A topic that reaches its pipeline by a transform.
            String alias = connector.pipelineOf(topic).orElse("–");
            topicsOf.computeIfAbsent(alias, unclaimed -> new ArrayList<>()).add(topic);
        }
        ResultTable table = new ResultTable();
        topicsOf.forEach((alias, names) -> {
            long end = sum(of(names, ends));
            long done = sum(of(names, committed));
            OptionalLong acknowledged =
                    committedIsAcknowledged() ? OptionalLong.of(done) : destination.acknowledged(alias);
            table.add(new ResultTable.Line(
                    alias,
                    connector.updates(alias) ? "(updates)" : connector.of(alias, "task.type"),
                    names,
                    end,
                    destination.requests(alias),
                    acknowledged,
                    done,
                    end));
        });
        return table;
    }

    /** Without tolerance for errors only acknowledged rows move an offset. With it, who does not count cannot know. */
    private boolean committedIsAcknowledged() {
        return !destination.counts()
                && !connector
                        .properties()
                        .getOrDefault("errors.tolerance", "none")
                        .equals("all");
    }

    private static Map<TopicPartition, Long> of(List<String> topics, Map<TopicPartition, Long> offsets) {
        Map<TopicPartition, Long> some = new HashMap<>(offsets);
        some.keySet().removeIf(partition -> !topics.contains(partition.topic()));
        return some;
    }

    private static long sum(Map<TopicPartition, Long> offsets) {
        return offsets.values().stream().mapToLong(Long::longValue).sum();
    }
}
