package com.openlayer.kafka.connect.quickstart;

import com.fasterxml.jackson.databind.JsonNode;
import com.openlayer.kafka.connect.testing.ConnectRest;
import com.openlayer.kafka.connect.testing.DeadLetter;
import com.openlayer.kafka.connect.testing.KafkaWithConnect;
import com.openlayer.kafka.connect.testing.Topics;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;

/** Creates the connector, waits until it has committed everything in its topics, and counts. */
final class Publication {
    /** The connector's name. */
    static final String NAME = "openlayer";

    private static final String PLUGIN = "OpenlayerSinkConnector";
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    /** Rows may take minutes to appear in Openlayer, and updates wait for them. */
    private static final Duration PATIENCE_WITH_UPDATES = Duration.ofMinutes(6);

    private static final Duration PATIENCE_AT_BREAKPOINTS = Duration.ofDays(1);

    private static final long POLL_MILLIS = 200;

    private final KafkaWithConnect kafka;
    private final Topics topics;
    private final Destination destination;
    private final ConnectorFile connector;
    private final Map<TopicPartition, Long> ends;
    private final Map<String, PipelineFigures> before = new HashMap<>();
    private final boolean debugged;

    /**
     * Publishes everything in the connector's topics.
     *
     * @param debugged whether the task may be stopped at a breakpoint
     */
    Publication(KafkaWithConnect kafka, Topics topics, Destination destination, boolean debugged) {
        this.debugged = debugged;
        this.kafka = kafka;
        this.topics = topics;
        this.destination = destination;
        connector = destination.connector();
        ends = topics.endOffsets(connector.topics());
    }

    /** Validates the configuration as the worker does, and creates the connector. */
    void create() throws InterruptedException {
        Map<String, String> named = new HashMap<>(connector.properties());
        named.put("name", NAME);
        Map<String, List<String>> errors = ConnectRest.errors(kafka.rest().validate(PLUGIN, named));
        if (!errors.isEmpty()) {
            StringBuilder text = new StringBuilder("The worker rejects " + connector.source() + ":");
            errors.forEach((property, reasons) ->
                    reasons.forEach(reason -> text.append("\n  ").append(reason)));
            throw Failure.ofInput(text.toString());
        }
        for (String alias : connector.pipelines()) {
            destination.figures(alias).ifPresent(figures -> before.put(alias, figures));
        }
        kafka.rest().put(NAME, connector.properties());
    }

    /** Waits until every offset is committed. Fails if the connector fails or makes no progress. */
    void await(PrintStream out) throws InterruptedException {
        long total = sum(ends);
        try (Progress progress = new Progress("Records", total, out)) {
            boolean updates = connector.pipelines().stream().anyMatch(connector::updates);
            Duration patience = patience(updates && !destination.counts());
            long lastDone = -1;
            long lastChange = System.nanoTime();
            while (true) {
                kafka.requireAlive();
                requireNoneFailed();
                Map<TopicPartition, Long> committed = committed();
                long done = destination.counts() ? acknowledged() + deadLettered() : sum(committed);
                progress.at(done);
                if (committed.equals(ends)) {
                    return;
                }
                if (done + sum(committed) != lastDone) {
                    lastDone = done + sum(committed);
                    lastChange = System.nanoTime();
                } else if (System.nanoTime() - lastChange > patience.toNanos()) {
                    throw Failure.ofRun("No progress for %d seconds: %d of %d records are done. %s"
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

    /** The chain of exceptions without stack frames, which are in the log. */
    private static String reasons(String trace) {
        return trace.lines().filter(line -> !line.startsWith("\t")).collect(Collectors.joining("\n"));
    }

    private JsonNode status() {
        return kafka.rest()
                .request("GET", "/connectors/" + NAME + "/status", null)
                .body();
    }

    /** Counts by offsets, which is cheaper than reading, because it is called several times a second. */
    private long deadLettered() {
        return connector
                .deadLetterTopic()
                .map(topic -> sum(topics.endOffsets(List.of(topic))))
                .orElse(0L);
    }

    /** The errant records, with their reasons. */
    List<DeadLetter> deadLetters() {
        return connector.deadLetterTopic().map(topics::deadLetters).orElse(List.of());
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

    ResultTable result(List<DeadLetter> errantRecords) throws InterruptedException {
        Map<TopicPartition, Long> committed = committed();
        Map<String, List<String>> topicsOf = new LinkedHashMap<>();
        connector.pipelines().forEach(alias -> topicsOf.put(alias, new ArrayList<>()));
        for (String topic : connector.topics()) {
            // A topic that reaches its pipeline by a transform.
            String alias = connector.pipelineOf(topic).orElse("–");
            topicsOf.computeIfAbsent(alias, unclaimed -> new ArrayList<>()).add(topic);
        }
        ResultTable table = new ResultTable(!destination.counts());
        for (Map.Entry<String, List<String>> each : topicsOf.entrySet()) {
            String alias = each.getKey();
            List<String> names = each.getValue();
            long end = sum(of(names, ends));
            long done = sum(of(names, committed));
            long errant = errantRecords.stream()
                    .filter(record -> names.contains(record.topic()))
                    .count();
            table.add(new ResultTable.TableLine(
                    alias,
                    connector.updates(alias) ? "(updates)" : connector.of(alias, "task.type"),
                    names,
                    end,
                    errant,
                    committedIsHandled() ? OptionalLong.of(done - errant) : destination.acknowledged(alias),
                    destination.requests(alias),
                    change(alias, connector.updates(alias) ? 0 : done - errant),
                    done,
                    end));
        }
        return table;
    }

    /** Openlayer counts rows up to a minute after it has acknowledged them. */
    private Optional<ResultTable.ValueChange> change(String alias, long rows) throws InterruptedException {
        PipelineFigures earlier = before.get(alias);
        if (earlier == null) {
            return Optional.empty();
        }
        long deadline = System.nanoTime() + PATIENCE.toNanos() / 2;
        PipelineFigures now = destination.figures(alias).orElse(PipelineFigures.UNKNOWN);
        while (!now.hasCounted(rows, earlier) && System.nanoTime() - deadline < 0) {
            Thread.sleep(POLL_MILLIS * 10);
            now = destination.figures(alias).orElse(PipelineFigures.UNKNOWN);
        }
        return Optional.of(new ResultTable.ValueChange(earlier, now));
    }

    /**
     * Whether the number of delivered rows follows from committed offsets. The stand-in counts rows itself. With
     * tolerance but without a dead-letter topic, the number of skipped records is unknown.
     */
    private boolean committedIsHandled() {
        return !destination.counts() && (connector.deadLetterTopic().isPresent() || !connector.toleratesErrors());
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
