package com.openlayer.kafka.connect.publisher;

import static com.openlayer.kafka.connect.testing.FakeOpenlayer.ACCEPTED;
import static org.assertj.core.api.Assertions.assertThat;

import com.openlayer.kafka.connect.api.Answer;
import com.openlayer.kafka.connect.row.RequestConfig;
import com.openlayer.kafka.connect.row.Row;
import com.openlayer.kafka.connect.row.Rows;
import com.openlayer.kafka.connect.testing.FakeOpenlayer;
import com.openlayer.kafka.connect.testing.FakeOpenlayer.Call;
import com.openlayer.kafka.connect.testing.VirtualClock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** A publisher without threads, clocks or network. Tests advance the time and answer the requests. */
final class PublisherFixture {
    static final long MS = 1_000_000L;

    final VirtualClock clock = new VirtualClock();
    final FakeOpenlayer openlayer = new FakeOpenlayer(clock);
    final PublisherSettings settings;
    final Deque<Outcome> mailbox = new ArrayDeque<>();
    /** Requests that the test has not answered yet. */
    final List<Call> calls = openlayer.calls();

    final List<Pipeline> pipelines = new ArrayList<>();
    final Publisher publisher;
    private final Map<TopicPartition, TreeMap<Long, Submitted>> pending = new HashMap<>();
    private final Map<TopicPartition, Map<Long, Submitted>> deliveries = new HashMap<>();
    private int requestsBefore;

    PublisherFixture(PublisherSettings settings, int pipelineCount, Random random) {
        this(settings, Collections.nCopies(pipelineCount, Rows.requestConfig()), random);
    }

    PublisherFixture(PublisherSettings settings, List<RequestConfig> configs, Random random) {
        this.settings = settings;
        for (RequestConfig config : configs) {
            Backoff backoff = new Backoff(500 * MS, 8_000 * MS, random);
            int i = pipelines.size();
            pipelines.add(new Pipeline(
                    "p" + i, new UUID(0, i), config, name -> "pipelines.p" + i + "." + name, settings, backoff));
        }
        publisher = new Publisher(
                openlayer,
                (nanos, task) -> {
                    Runnable cancel = clock.schedule(nanos, task);
                    assertThat(clock.scheduled()).as("alarms do not pile up").isEqualTo(1);
                    return cancel;
                },
                clock,
                settings,
                pipelines,
                mailbox::add);
    }

    static PublisherSettings settings() {
        return PublisherSettings.defaults().notFoundTimeoutNanos(60_000 * MS).tolerant(true);
    }

    /** A row that was submitted, as the task thread would track it. */
    final class Submitted implements Delivery {
        private final TopicPartition partition;
        private final long offset;
        private final Row row;
        private final long readAt;
        private boolean pending = true;

        Submitted(TopicPartition partition, long offset, Row row, long readAt) {
            this.partition = partition;
            this.offset = offset;
            this.row = row;
            this.readAt = readAt;
        }

        long offset() {
            return offset;
        }

        @Override
        public Row row() {
            return row;
        }

        @Override
        public int encodedBytes() {
            return row.json().length;
        }

        @Override
        public TopicPartition partition() {
            return partition;
        }

        @Override
        public String coordinates() {
            return "topic " + partition.topic() + ", partition " + partition.partition() + ", offset " + offset;
        }

        @Override
        public long readAt() {
            return readAt;
        }

        @Override
        public boolean isPending() {
            return pending;
        }

        @Override
        public void acknowledged() {
            settle();
        }

        @Override
        public void refused(String reason) {
            settle();
        }

        private void settle() {
            if (pending) {
                pending = false;
                PublisherFixture.this.pending.get(partition).remove(offset);
            }
        }
    }

    /** Submits rows to a pipeline as the records of a partition. Earlier submissions of these offsets are dropped. */
    List<Submitted> submit(int pipeline, TopicPartition partition, long firstOffset, List<String> rows) {
        TreeMap<Long, Submitted> unsettled = pending.computeIfAbsent(partition, p -> new TreeMap<>());
        List.copyOf(unsettled.tailMap(firstOffset).values()).forEach(Submitted::settle);
        List<Submitted> submitted = new ArrayList<>();
        for (int i = 0; i < rows.size(); i++) {
            String text = rows.get(i);
            Row row = Rows.of(text, id(pipelines.get(pipeline), text));
            Submitted delivery = new Submitted(partition, firstOffset + i, row, now());
            submitted.add(delivery);
            unsettled.put(delivery.offset(), delivery);
            deliveries.computeIfAbsent(partition, p -> new HashMap<>()).put(delivery.offset(), delivery);
        }
        publisher.submit(pipelines.get(pipeline), List.copyOf(submitted));
        return submitted;
    }

    /** The partitions of which rows were submitted, and that were not revoked since. */
    Set<TopicPartition> partitions() {
        return Set.copyOf(pending.keySet());
    }

    /** Revokes a partition, so that its rows are no longer pending. False if no row of it was submitted. */
    boolean revoke(TopicPartition partition) {
        TreeMap<Long, Submitted> unsettled = pending.get(partition);
        if (unsettled == null) {
            return false;
        }
        List.copyOf(unsettled.values()).forEach(Submitted::settle);
        pending.remove(partition);
        publisher.prune();
        return true;
    }

    /** The offset of a partition's first row that is neither acknowledged nor rejected, or the consumer's position. */
    long committable(TopicPartition partition, long consumed) {
        TreeMap<Long, Submitted> unsettled = pending.get(partition);
        return unsettled.isEmpty() ? consumed : Math.min(consumed, unsettled.firstKey());
    }

    boolean isSettled() {
        return pending.values().stream().allMatch(Map::isEmpty);
    }

    /** Updates have the form {@code id:text}. */
    private static @Nullable String id(Pipeline pipeline, String row) {
        if (pipeline.updates()) {
            return row.substring(0, row.indexOf(':'));
        }
        return row.startsWith("same") ? "same" : null;
    }

    /** The delivery of a record, as it was last submitted. */
    Submitted delivery(TopicPartition partition, long offset) {
        return deliveries.get(partition).get(offset);
    }

    /** Submits {@code count} rows called {@code row0}, {@code row1}, … to the first pipeline. */
    List<Submitted> submit(int count) {
        List<String> rows = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            rows.add("row" + i);
        }
        return submit(0, new TopicPartition("t", 0), 0, rows);
    }

    void answer(int call, Answer answer) {
        openlayer.answer(call, answer);
    }

    long now() {
        return clock.getAsLong();
    }

    void pass(long nanos) {
        clock.pass(Duration.ofNanos(nanos));
    }

    /** Restarts the count of {@link #requests}. */
    void countRequests() {
        requestsBefore = openlayer.requests();
    }

    /** Requests since {@link #countRequests} or {@link #prove}. */
    int requests() {
        return openlayer.requests() - requestsBefore;
    }

    /** Advances the time until there is a request. */
    void awaitCall() {
        for (int i = 0; i < 1_000 && calls.isEmpty(); i++) {
            assertThat(clock.passToNext()).as("an alarm is set").isTrue();
        }
        assertThat(calls).isNotEmpty();
    }

    private final Outcome.Receiver receiver = new Outcome.Receiver() {
        @Override
        public void accepted(List<Delivery> rows) {
            rows.forEach(Delivery::acknowledged);
        }

        @Override
        public void refused(Delivery row, String reason) {
            row.refused(reason);
        }

        @Override
        public void failed(String reason) {}
    };

    /** Empties the mailbox as the task thread does, tolerating errant rows. */
    List<Outcome> drain() {
        List<Outcome> outcomes = List.copyOf(mailbox);
        mailbox.clear();
        outcomes.forEach(outcome -> outcome.deliverTo(receiver));
        return outcomes;
    }

    /** Accepts a first request, so that the pipeline uses its whole window. */
    void prove() {
        prove("proof");
    }

    void prove(String row) {
        submit(0, new TopicPartition("proof", 0), 0, List.of(row));
        answer(0, ACCEPTED);
        drain();
        countRequests();
    }

    static Answer unavailable(String reason) {
        return Answer.unavailable(reason, Optional.empty(), false);
    }

    static Answer unavailable(Duration retryAfter) {
        return Answer.rateLimited("HTTP 429", Optional.of(retryAfter));
    }

    /** Without a time to wait. */
    static Answer rateLimited() {
        return Answer.rateLimited("HTTP 429", Optional.empty());
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
}
