package com.openlayer.kafka.connect.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.openlayer.kafka.connect.config.TaskType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.awaitility.Awaitility;

/**
 * A connector with one {@code llm-base} pipeline and one topic on a {@link TestBed}, with methods to produce records and
 * to await rows, commits and dead letters. Timeouts and backoffs are short.
 */
public final class Sink {
    private final TestBed bed;
    private final String name;
    private final String topic;
    private final String deadLetters;
    private final StubPipeline pipeline;
    private final ConnectorConfig config;

    private Sink(TestBed bed, String what, int partitions) {
        this.bed = bed;
        name = bed.name(what);
        topic = bed.topic(what, partitions);
        deadLetters = bed.name(what + "-dlq");
        pipeline = bed.pipeline(TaskType.LLM_BASE);
        config = bed.config(topic)
                .llm("chat", pipeline.id())
                .with("chat", "input.variable.names", "user_query")
                .quickRetries();
    }

    public static Sink on(TestBed bed) {
        return on(bed, "sink", 1);
    }

    public static Sink on(TestBed bed, String what, int partitions) {
        return new Sink(bed, what, partitions);
    }

    public Sink with(String property, Object value) {
        config.with(property, value);
        return this;
    }

    /** Tolerates errors, and reports them to its own dead-letter topic with Connect's headers. */
    public Sink withDeadLetters() {
        return with("errors.tolerance", "all").withDeadLetterTopic();
    }

    /** Adds a dead-letter topic without changing the tolerance. */
    public Sink withDeadLetterTopic() {
        config.deadLetters(deadLetters);
        return this;
    }

    public String name() {
        return name;
    }

    public String topic() {
        return topic;
    }

    public StubPipeline pipeline() {
        return pipeline;
    }

    public Map<String, String> config() {
        return config.toMap();
    }

    /** Adds a pipeline with a topic of its own. The first pipeline keeps the connector's first topic. */
    public Sink withPipeline(String alias, String itsTopic, StubPipeline other) {
        config.topic(itsTopic)
                .with("chat", "topics", topic)
                .llm(alias, other.id())
                .with(alias, "topics", itsTopic)
                .with(alias, "input.variable.names", "user_query");
        return this;
    }

    /** The value of a record of {@link #produce(int)}. */
    public static Map<String, Object> row(int i) {
        return row("question " + i);
    }

    public static Map<String, Object> row(String query) {
        return Map.of("user_query", query, "output", "the answer to that");
    }

    /** Produces this many valid rows, round robin over the partitions. */
    public Sink produce(int rows) {
        return produce(IntStream.range(0, rows).mapToObj(Sink::row).toList());
    }

    public Sink produce(Collection<?> values) {
        bed.topics().produce(topic, values);
        return this;
    }

    public Sink produceTo(int partition, Object value) {
        bed.topics().produce(new ProducerRecord<>(topic, partition, null, Topics.bytes(value)));
        return this;
    }

    public Sink connect() {
        bed.connect(name, config);
        return this;
    }

    /** Waits until this many rows are accepted, including duplicates. */
    public Sink awaitRows(long rows) {
        pipeline.awaitRows(rows, Duration.ofSeconds(60));
        return this;
    }

    /** Waits until the group has committed the end of the topic. */
    public Sink awaitAllCommitted() {
        bed.topics().awaitAllCommitted(name, Duration.ofSeconds(60), topic);
        return this;
    }

    /** Waits until the group's offset of a partition is exactly this. */
    public Sink awaitCommitted(int partition, long offset) {
        Awaitility.await("commit " + offset + " of " + topic + "-" + partition)
                .atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(100))
                .untilAsserted(() -> assertThat(committed(partition)).isEqualTo(offset));
        return this;
    }

    /** The group's offset of a partition; 0 if there is none. */
    public long committed(int partition) {
        return bed.topics().committed(name).getOrDefault(new TopicPartition(topic, partition), 0L);
    }

    public Sink awaitRunning() {
        bed.rest().awaitRunning(name, 1);
        return this;
    }

    /** Waits until the task has failed, and returns its trace. */
    public String awaitFailed() {
        return bed.rest().awaitTaskFailed(name);
    }

    public void restart() {
        bed.rest().restart(name);
    }

    public String deadLetterTopic() {
        return deadLetters;
    }

    public List<DeadLetter> deadLetters() {
        return bed.topics().deadLetters(deadLetters);
    }

    /** Waits until the dead-letter topic has exactly this many records. */
    public List<DeadLetter> awaitDeadLetters(int count) {
        return Awaitility.await(count + " dead letters of " + name)
                .atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(200))
                .until(this::deadLetters, letters -> letters.size() == count);
    }

    /** The offsets of a partition's accepted rows in the order of acceptance, including duplicates. */
    public List<Long> offsetsAccepted(int partition) {
        String prefix = topic + "-" + partition + "-";
        List<Long> offsets = new ArrayList<>();
        List<ReceivedRequest> accepted = pipeline.requests().stream()
                .filter(request -> request.outcome().equals("200"))
                .toList();
        String idColumn = accepted.isEmpty()
                ? ""
                : accepted.get(0).config().path("inferenceIdColumnName").asText();
        for (JsonNode row : pipeline.rows()) {
            String id = row.path(idColumn).asText();
            if (id.startsWith(prefix)) {
                offsets.add(Long.valueOf(id.substring(prefix.length())));
            }
        }
        return offsets;
    }
}
