package com.openlayer.kafka.connect.quickstart;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.openlayer.kafka.connect.quickstart.page.DeliveryCount;
import com.openlayer.kafka.connect.testing.ConnectWorker;
import com.openlayer.kafka.connect.testing.DeadLetter;
import com.openlayer.kafka.connect.testing.ReceivedRequest;
import com.openlayer.kafka.connect.testing.Topics;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Samples once a second what the page shows of the flow: offsets from the broker, states from the worker's REST
 * interface, the connector's metrics over JMX, and what the stand-in and the dead-letter topic received.
 */
final class FlowSampler implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(FlowSampler.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MOST_SHOWN = 5;
    private static final int LONGEST_SHOWN = 300;
    private static final int SECONDS_SHOWN = 120;
    private static final String WINDOW = "in-flight-window";

    private final Destination destination;
    private final ConnectorFile connector;
    private final ConnectWorker worker;
    private final Topics topics;
    private final TopicTail tail;
    private final RowIds ids;
    private final Optional<String> obstacle;
    private final DeliveryCount tally = new DeliveryCount();
    private final Deque<long[]> history = new ArrayDeque<>();
    private final Deque<ObjectNode> lastRows = new ArrayDeque<>();
    private final Deque<ObjectNode> lastDeadLetters = new ArrayDeque<>();
    private final Map<String, Long> deadLettersByTopic = new HashMap<>();
    private final Map<String, Long> before = new HashMap<>();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread thread = new Thread(work, "flow-sampler");
        thread.setDaemon(true);
        return thread;
    });
    private long sampledAt = System.nanoTime();
    private volatile ObjectNode latest = JSON.createObjectNode();

    FlowSampler(Destination destination, ConnectWorker worker, Topics topics, String bootstrapServers) {
        this.destination = destination;
        this.connector = destination.connector();
        this.worker = worker;
        this.topics = topics;
        this.tail = new TopicTail(bootstrapServers);
        this.ids = new RowIds(destination);
        this.obstacle = ids.obstacle();
        destination.standIn().ifPresent(stub -> stub.listen(this::arrived));
    }

    /** Starts, once the topics exist. */
    void start() {
        ScheduledFuture<?> unused = timer.scheduleWithFixedDelay(this::sample, 0, 1, TimeUnit.SECONDS);
    }

    /** A copy of the latest sample; empty before the first. */
    ObjectNode latest() {
        return latest.deepCopy();
    }

    private void arrived(ReceivedRequest request) {
        boolean isAnswered = request.outcome().equals("200");
        if (obstacle.isEmpty()) {
            ids.of(request).forEach(id -> tally.arrived(id, isAnswered));
        }
        String text = request.firstRowText();
        ObjectNode row = JSON.createObjectNode()
                .put("pipeline", destination.alias(request))
                .put("rows", request.rows().size())
                .put(
                        "row",
                        shortened((request.updates() ? "update of row " + request.inferenceId() + ": " : "") + text));
        remember(lastRows, row);
    }

    private static String shortened(String text) {
        return text.length() <= LONGEST_SHOWN ? text : text.substring(0, LONGEST_SHOWN) + " …";
    }

    private static void remember(Deque<ObjectNode> last, ObjectNode next) {
        synchronized (last) {
            last.addFirst(next);
            if (last.size() > MOST_SHOWN) {
                last.removeLast();
            }
        }
    }

    private static ArrayNode copy(Deque<ObjectNode> last) {
        synchronized (last) {
            return JSON.createArrayNode().addAll(last);
        }
    }

    private void sample() {
        try {
            // Commits are read first, because what they cover is then in the stand-in or the dead-letter topic already.
            Map<TopicPartition, Long> committed = topics.committed(Publication.NAME);
            Map<TopicPartition, Long> ends =
                    topics.endOffsets(Stream.concat(connector.topics().stream(), connector.deadLetterTopic().stream())
                            .toList());
            tail.readTo(ends, this::read);
            latest = sample(committed, ends);
        } catch (RuntimeException e) {
            log.warn("No figures for the page: {}", e.toString());
        }
    }

    private void read(ConsumerRecord<byte[], byte[]> message) {
        if (connector.deadLetterTopic().equals(Optional.of(message.topic()))) {
            DeadLetter letter = DeadLetter.of(message);
            tally.deadLettered(new TopicPartition(letter.topic(), letter.partition()), letter.offset());
            deadLettersByTopic.merge(letter.topic(), 1L, Long::sum);
            remember(
                    lastDeadLetters,
                    JSON.createObjectNode().put("record", letter.id()).put("reason", shortened(letter.reason())));
        } else if (obstacle.isEmpty() && message.value() != null) {
            tally.produced(new TopicPartition(message.topic(), message.partition()), message.offset(), ids.of(message));
        }
    }

    private ObjectNode sample(Map<TopicPartition, Long> committed, Map<TopicPartition, Long> ends) {
        long now = System.nanoTime();
        double seconds = (now - sampledAt) / 1e9;
        sampledAt = now;
        ObjectNode flow = JSON.createObjectNode();
        flow.put("destination", destination.description());
        flow.set("worker", workerState());
        if (obstacle.isEmpty()) {
            flow.set("counts", JSON.valueToTree(tally.counts(committed)));
        } else {
            flow.put("uncounted", obstacle.get());
        }
        Map<String, Map<String, Object>> beans = beans();
        ArrayNode pipelines = flow.putArray("pipelines");
        for (String alias : connector.pipelines()) {
            List<String> own = connector.topics().stream()
                    .filter(topic -> connector.pipelineOf(topic).equals(Optional.of(alias)))
                    .toList();
            pipelines.add(pipeline(alias, own, committed, ends, beans, seconds));
        }
        flow.set("history", history(pipelines));
        flow.set("rows", copy(lastRows));
        flow.set("deadLetters", copy(lastDeadLetters));
        return flow;
    }

    /** The rates of all pipelines together in the last seconds: in, and acknowledged. */
    private JsonNode history(ArrayNode pipelines) {
        long in = 0;
        long acknowledged = 0;
        for (JsonNode pipeline : pipelines) {
            in += pipeline.path("in").asLong();
            acknowledged += pipeline.path("acknowledged").asLong();
        }
        history.addLast(new long[] {in, acknowledged});
        if (history.size() > SECONDS_SHOWN) {
            history.removeFirst();
        }
        return JSON.valueToTree(history);
    }

    private ObjectNode pipeline(
            String alias,
            List<String> own,
            Map<TopicPartition, Long> committed,
            Map<TopicPartition, Long> ends,
            Map<String, Map<String, Object>> beans,
            double seconds) {
        List<Map<String, Object>> tasks = beans.entrySet().stream()
                .filter(bean -> bean.getKey().contains("pipeline=" + alias + ","))
                .map(Map.Entry::getValue)
                .toList();
        long end = sum(own, ends);
        long done = sum(own, committed);
        ObjectNode shown = JSON.createObjectNode()
                .put("alias", alias)
                .put("type", connector.updates(alias) ? "updates" : connector.of(alias, "task.type"))
                .put("topics", String.join(", ", own))
                .put("in", rate("in " + alias, end, seconds))
                .put("committed", done)
                .put("end", end)
                .put("lag", end - done)
                .put(
                        "deadLetters",
                        own.stream()
                                .mapToLong(topic -> deadLettersByTopic.getOrDefault(topic, 0L))
                                .sum());
        long accepted = destination.acknowledged(alias).orElseGet(() -> Math.round(sum(tasks, "rows-accepted-total")));
        shown.put("acknowledged", rate("acknowledged " + alias, accepted, seconds));
        if (!tasks.isEmpty()) {
            shown.put("inFlight", Math.round(sum(tasks, "requests-in-flight")));
            shown.put("window", Math.round(sum(tasks, WINDOW)));
            shown.put("waiting", Math.round(sum(tasks, "rows-waiting") + sum(tasks, "rows-in-flight")));
            shown.put("backoff", Math.round(max(tasks, "backoff-ms")));
            double latency = max(tasks, "request-latency-ms-p50");
            if (latency >= 0) {
                shown.put("latency", latency);
            }
        }
        return shown;
    }

    private long rate(String name, long total, double seconds) {
        Long earlier = before.put(name, total);
        return earlier == null ? 0 : Math.max(0, Math.round((total - earlier) / seconds));
    }

    private static long sum(List<String> names, Map<TopicPartition, Long> offsets) {
        return offsets.entrySet().stream()
                .filter(offset -> names.contains(offset.getKey().topic()))
                .mapToLong(Map.Entry::getValue)
                .sum();
    }

    private static double sum(List<Map<String, Object>> tasks, String metric) {
        return tasks.stream().mapToDouble(task -> value(task, metric)).sum();
    }

    /** -1 if no task has a number. */
    private static double max(List<Map<String, Object>> tasks, String metric) {
        return tasks.stream()
                .mapToDouble(task -> value(task, metric))
                .filter(Double::isFinite)
                .max()
                .orElse(-1);
    }

    private static double value(Map<String, Object> task, String metric) {
        return task.get(metric) instanceof Number number ? number.doubleValue() : Double.NaN;
    }

    private Map<String, Map<String, Object>> beans() {
        try {
            return worker.alive()
                    ? worker.mbeans("kafka.connect:type=plugins,connector=" + Publication.NAME + ",*")
                    : Map.of();
        } catch (IllegalStateException e) {
            return Map.of(); // the worker is starting, or was killed meanwhile
        }
    }

    private ObjectNode workerState() {
        ObjectNode state = JSON.createObjectNode();
        if (!worker.alive()) {
            return state.put("state", "killed");
        }
        JsonNode status = status();
        List<JsonNode> tasks = new ArrayList<>();
        status.path("tasks").forEach(tasks::add);
        state.put("state", status.isMissingNode() ? "starting" : "running");
        state.put(
                "tasks",
                tasks.stream()
                        .map(task -> "task " + task.path("id").asText() + " "
                                + task.path("state").asText().toLowerCase(Locale.ROOT))
                        .collect(Collectors.joining(", ")));
        return state;
    }

    private JsonNode status() {
        try {
            var reply = worker.rest().request("GET", "/connectors/" + Publication.NAME + "/status", null);
            return reply.ok() ? reply.body() : MissingNode.getInstance();
        } catch (RuntimeException e) {
            return MissingNode.getInstance();
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
        try {
            if (timer.awaitTermination(5, TimeUnit.SECONDS)) {
                tail.close();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
