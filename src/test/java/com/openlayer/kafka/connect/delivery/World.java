package com.openlayer.kafka.connect.delivery;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.openlayer.kafka.connect.api.Answer;
import com.openlayer.kafka.connect.api.DataStream;
import com.openlayer.kafka.connect.api.DataStreamRequest;
import com.openlayer.kafka.connect.row.RequestConfig;
import com.openlayer.kafka.connect.row.Rows;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.UUID;
import java.util.function.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.connect.sink.SinkRecord;
import org.jspecify.annotations.Nullable;

/** A publisher without threads, clocks or network: time is moved and calls are answered by hand. */
final class World implements DataStream {
    static final long MS = 1_000_000L;

    static final Answer ACCEPTED = Answer.accepted();

    record Call(DataStreamRequest request, Consumer<Answer> onAnswer, List<String> rows, long sentAt) {}

    private record Ring(long at, long number, Runnable task) {}

    final PublisherSettings settings;
    final Backlog backlog = new Backlog(new Budget(1L << 40, 1), 1_000_000);
    final Deque<Outcome> mailbox = new ArrayDeque<>();
    final List<Call> calls = new ArrayList<>();
    final List<Pipeline> pipelines = new ArrayList<>();
    final Map<TopicPartition, PartitionLedger> ledgers = new HashMap<>();
    final Publisher publisher;
    private final Map<TopicPartition, Map<Long, Delivery>> deliveries = new HashMap<>();
    int requests;
    long now = 5_000_000_000L;

    private final PriorityQueue<Ring> rings =
            new PriorityQueue<>(Comparator.comparingLong(Ring::at).thenComparingLong(Ring::number));
    private long ringNumber;

    World(PublisherSettings settings, int pipelineCount, Random random) {
        this(settings, Collections.nCopies(pipelineCount, Rows.requestConfig()), random);
    }

    World(PublisherSettings settings, List<RequestConfig> configs, Random random) {
        this.settings = settings;
        for (RequestConfig config : configs) {
            Backoff backoff = new Backoff(500 * MS, 8_000 * MS, random);
            int i = pipelines.size();
            pipelines.add(new Pipeline(
                    "p" + i, new UUID(0, i), config, name -> "pipelines.p" + i + "." + name, settings, backoff));
        }
        publisher = new Publisher(
                this,
                (in, task) -> {
                    Ring ring = new Ring(now + Math.max(0, in), ringNumber++, task);
                    rings.add(ring);
                    assertThat(rings).as("alarms do not pile up").hasSize(1);
                    return () -> rings.remove(ring);
                },
                () -> now,
                settings,
                pipelines,
                mailbox::add);
    }

    static PublisherSettings settings() {
        return PublisherSettings.defaults().notFoundTimeoutNanos(60_000 * MS).tolerant(true);
    }

    @Override
    public void publish(DataStreamRequest request, Consumer<Answer> onAnswer) {
        requests++;
        List<String> rows =
                request.rows().stream().map(r -> new String(r, UTF_8)).toList();
        calls.add(new Call(request, onAnswer, rows, now));
    }

    /** Submits rows to a pipeline as the records of a partition. */
    List<Delivery> submit(int pipeline, TopicPartition partition, long firstOffset, List<String> rows) {
        PartitionLedger ledger = ledgers.computeIfAbsent(partition, p -> new PartitionLedger(p));
        List<Delivery> submitted = new ArrayList<>();
        for (int i = 0; i < rows.size(); i++) {
            Delivery delivery = ledger.track(record(partition, firstOffset + i), now, backlog);
            String row = rows.get(i);
            delivery.mapped(Rows.of(row, id(pipelines.get(pipeline), row)));
            submitted.add(delivery);
            deliveries.computeIfAbsent(partition, p -> new HashMap<>()).put(delivery.offset(), delivery);
        }
        publisher.submit(pipelines.get(pipeline), submitted);
        return submitted;
    }

    /** Updates are called {@code id:text}. */
    private static @Nullable String id(Pipeline pipeline, String row) {
        if (pipeline.updates()) {
            return row.substring(0, row.indexOf(':'));
        }
        return row.startsWith("same") ? "same" : null;
    }

    /** The delivery of a record, as it was last submitted. */
    Delivery delivery(TopicPartition partition, long offset) {
        return deliveries.get(partition).get(offset);
    }

    /** Submits {@code count} rows called {@code row0}, {@code row1}, … to the first pipeline. */
    List<Delivery> submit(int count) {
        List<String> rows = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            rows.add("row" + i);
        }
        return submit(0, new TopicPartition("t", 0), 0, rows);
    }

    void answer(int call, Answer answer) {
        calls.remove(call).onAnswer().accept(answer);
    }

    /** Moves time, and rings what is due on the way. */
    void pass(long nanos) {
        long until = now + nanos;
        for (Ring next = rings.peek(); next != null && next.at() <= until; next = rings.peek()) {
            rings.remove();
            now = Math.max(now, next.at());
            next.task().run();
        }
        now = until;
    }

    /** Moves time to the next alarm; false where none is set. */
    boolean passToNextAlarm() {
        Ring next = rings.peek();
        if (next == null) {
            return false;
        }
        pass(Math.max(0, next.at() - now));
        return true;
    }

    /** Lets time pass until a call is there. */
    void awaitCall() {
        for (int i = 0; i < 1_000 && calls.isEmpty(); i++) {
            assertThat(passToNextAlarm()).as("an alarm is set").isTrue();
        }
        assertThat(calls).isNotEmpty();
    }

    /** Empties the mailbox as the task thread does, tolerating errant rows. */
    List<Outcome> drain() {
        List<Outcome> outcomes = List.copyOf(mailbox);
        mailbox.clear();
        for (Outcome outcome : outcomes) {
            if (outcome instanceof Outcome.Accepted accepted) {
                accepted.deliveries().forEach(d -> d.ledger().settle(d));
            } else if (outcome instanceof Outcome.Refused refused) {
                refused.delivery().ledger().settle(refused.delivery());
            }
        }
        return outcomes;
    }

    /** Shows the pipeline that Openlayer takes its rows, so that it uses its whole window. */
    void prove() {
        prove("proof");
    }

    void prove(String row) {
        submit(0, new TopicPartition("proof", 0), 0, List.of(row));
        answer(0, ACCEPTED);
        drain();
        requests = 0;
    }

    static Answer unavailable(String reason) {
        return Answer.unavailable(reason, Optional.empty(), false);
    }

    static Answer unavailable(Duration retryAfter) {
        return Answer.unavailable("HTTP 429", Optional.of(retryAfter), false);
    }

    static Answer internalError() {
        return Answer.unavailable("HTTP 500", Optional.empty(), true);
    }

    static Answer timedOut() {
        return Answer.timedOut("no answer within request.timeout.ms=60000");
    }

    static Answer refused(String reason) {
        return Answer.refused(reason, reason.replaceAll("\\d+", "#"));
    }

    private static SinkRecord record(TopicPartition partition, long offset) {
        return new SinkRecord(
                partition.topic(), partition.partition(), null, null, null, "v", offset, 0L, TimestampType.CREATE_TIME);
    }
}
