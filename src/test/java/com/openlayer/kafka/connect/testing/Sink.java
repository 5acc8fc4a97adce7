package com.openlayer.kafka.connect.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.openlayer.kafka.connect.config.TaskType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.awaitility.Awaitility;

/**
 * One connector with one {@code llm-base} pipeline and one topic, on a {@link TestBed}: what is produced, what arrived,
 * what is committed, and what the dead-letter topic holds. Patience and pauses are short.
 */
public final class Sink {
    private final TestBed bed;
    private final String name;
    private final String topic;
    private final String deadLetters;
    private final StubPipeline pipeline;
    private final Map<String, String> config;

    private Sink(TestBed bed, String what, int partitions) {
        this.bed = bed;
        name = bed.name(what);
        topic = bed.topic(what, partitions);
        deadLetters = bed.name(what + "-dlq");
        pipeline = bed.pipeline(TaskType.LLM_BASE);
        config = new LinkedHashMap<>(bed.config(topic));
        config.put("pipelines", "chat");
        config.put("pipelines.chat.inference.pipeline.id", pipeline.id().toString());
        config.put("pipelines.chat.task.type", "llm-base");
        config.put("pipelines.chat.input.variable.names", "user_query");
        config.put("pipelines.chat.output.column.name", "output");
        config.put("retry.backoff.ms", "50");
        config.put("retry.backoff.max.ms", "200");
        config.put("request.timeout.ms", "15000");
        config.put("delivery.timeout.ms", "30000");
    }

    public static Sink on(TestBed bed) {
        return on(bed, "sink", 1);
    }

    public static Sink on(TestBed bed, String what, int partitions) {
        return new Sink(bed, what, partitions);
    }

    public Sink with(String property, Object value) {
        config.put(property, value.toString());
        return this;
    }

    /** Errors are tolerated, and go to a dead-letter topic of this connector's own, with Connect's headers. */
    public Sink withDeadLetters() {
        return with("errors.tolerance", "all").withDeadLetterTopic();
    }

    /** A dead-letter topic, whatever the tolerance. */
    public Sink withDeadLetterTopic() {
        return with("errors.deadletterqueue.topic.name", deadLetters)
                .with("errors.deadletterqueue.topic.replication.factor", "1")
                .with("errors.deadletterqueue.context.headers.enable", "true");
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
        return config;
    }

    /** The value of a record, as it is written by {@link #produce(int)}. */
    public static Map<String, Object> row(int i) {
        return row("question " + i);
    }

    public static Map<String, Object> row(String query) {
        return Map.of("user_query", query, "output", "the answer to that");
    }

    /** So many good rows, round robin over the partitions. */
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

    /** Until so many rows are accepted, duplicates counted. */
    public Sink awaitRows(long rows) {
        pipeline.awaitRows(rows, Duration.ofSeconds(60));
        return this;
    }

    /** Until the group has committed all that is in the topic. */
    public Sink awaitAllCommitted() {
        bed.topics().awaitAllCommitted(name, Duration.ofSeconds(60), topic);
        return this;
    }

    /** Until the group's offset of a partition is exactly that. */
    public Sink awaitCommitted(int partition, long offset) {
        Awaitility.await("commit " + offset + " of " + topic + "-" + partition)
                .atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(100))
                .untilAsserted(() -> assertThat(committed(partition)).isEqualTo(offset));
        return this;
    }

    /** The group's offset of a partition; 0 without one. */
    public long committed(int partition) {
        return bed.topics().committed(name).getOrDefault(new TopicPartition(topic, partition), 0L);
    }

    public Sink awaitRunning() {
        bed.rest().awaitRunning(name, 1);
        return this;
    }

    /** The trace. */
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

    /** Until the dead-letter topic holds exactly so many. */
    public List<DeadLetter> awaitDeadLetters(int count) {
        return Awaitility.await(count + " dead letters of " + name)
                .atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(200))
                .until(this::deadLetters, letters -> letters.size() == count);
    }

    /** The offsets of one partition whose rows were accepted, in the order of acceptance, duplicates too. */
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
