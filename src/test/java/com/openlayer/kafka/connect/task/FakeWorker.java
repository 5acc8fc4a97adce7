package com.openlayer.kafka.connect.task;

import static org.assertj.core.api.Assertions.assertThat;

import com.openlayer.kafka.connect.testing.VirtualClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.metrics.PluginMetrics;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.errors.IllegalWorkerStateException;
import org.apache.kafka.connect.errors.RetriableException;
import org.apache.kafka.connect.sink.ErrantRecordReporter;
import org.apache.kafka.connect.sink.SinkRecord;
import org.apache.kafka.connect.sink.SinkTask;
import org.apache.kafka.connect.sink.SinkTaskContext;
import org.jspecify.annotations.Nullable;

/**
 * A fake worker: runs a task by the rules of Connect's {@code WorkerSinkTask} (3.7 to 4.4), with topics and a consumer
 * in memory.
 */
final class FakeWorker {
    private static final Duration COMMIT_INTERVAL = Duration.ofSeconds(60);
    private static final long NO_TIMEOUT = -1;

    private final SinkTask task;
    private final VirtualClock clock;
    private final @Nullable FakeReporter reporter;
    private final Context context = new Context();

    // The topics, the group and the consumer.
    private final Map<TopicPartition, List<SinkRecord>> topics = new HashMap<>();
    private final Map<TopicPartition, Long> committed = new HashMap<>();
    private final Map<TopicPartition, Long> positions =
            new TreeMap<>((a, b) -> a.toString().compareTo(b.toString()));
    private final Set<TopicPartition> pausedInConsumer = new HashSet<>();

    // The state of WorkerSinkTask.
    private final Map<TopicPartition, OffsetAndMetadata> currentOffsets = new HashMap<>();
    private final Map<TopicPartition, OffsetAndMetadata> origOffsets = new HashMap<>();
    private final Map<TopicPartition, OffsetAndMetadata> lastCommittedOffsets = new HashMap<>();
    private final Set<TopicPartition> pausedByTask = new HashSet<>();
    private @Nullable RuntimeException rebalanceException;
    private long timeoutMs = NO_TIMEOUT;
    private long nextCommit;
    private boolean commitRequested;
    private boolean pausedByUser;
    private boolean ended;
    private @Nullable Throwable failure;

    // Observed by tests.
    final List<Long> pollTimeouts = new ArrayList<>();
    final List<SinkRecord> delivered = new ArrayList<>();
    final List<Set<TopicPartition>> preCommitted = new ArrayList<>();
    final List<Set<TopicPartition>> closed = new ArrayList<>();
    Duration longestPut = Duration.ZERO;
    Duration longestPreCommit = Duration.ZERO;
    int maxPollRecords = 500;
    Function<SinkRecord, @Nullable SinkRecord> transform = r -> r;
    /** {@code auto.offset.reset=latest}. */
    boolean resetsToLatest;

    /** Commits that reached the group, without those that the runtime skipped. */
    int commits;

    Runnable afterCommit = () -> {};

    FakeWorker(SinkTask task, VirtualClock clock, @Nullable FakeReporter reporter) {
        this.task = task;
        this.clock = clock;
        this.reporter = reporter;
        nextCommit = clock.getAsLong() + COMMIT_INTERVAL.toNanos();
    }

    void start(Map<String, String> properties) {
        try {
            task.initialize(context);
            task.start(properties);
        } catch (RuntimeException e) {
            failure = e;
            ended = true;
            task.stop();
        }
    }

    // ---- the outside world ----

    void produce(TopicPartition partition, @Nullable Object... values) {
        List<SinkRecord> log = log(partition);
        for (Object value : values) {
            log.add(new SinkRecord(
                    partition.topic(),
                    partition.partition(),
                    null,
                    null,
                    null,
                    value,
                    log.size(),
                    1_700_000_000_000L,
                    TimestampType.CREATE_TIME));
        }
    }

    void produce(TopicPartition partition, int count) {
        for (int i = 0; i < count; i++) {
            produce(partition, "good");
        }
    }

    List<SinkRecord> log(TopicPartition partition) {
        return topics.computeIfAbsent(partition, p -> new ArrayList<>());
    }

    /** The offset that the group would start at. */
    long committed(TopicPartition partition) {
        return committed.getOrDefault(partition, 0L);
    }

    Map<TopicPartition, Long> committed() {
        return committed;
    }

    long position(TopicPartition partition) {
        return positions.get(partition);
    }

    Set<TopicPartition> assignment() {
        return positions.keySet();
    }

    boolean isPaused(TopicPartition partition) {
        return pausedInConsumer.contains(partition);
    }

    Set<TopicPartition> pausedByTask() {
        return pausedByTask;
    }

    Optional<Throwable> failure() {
        return Optional.ofNullable(failure);
    }

    boolean isCommitRequested() {
        return commitRequested;
    }

    boolean isEnded() {
        return ended;
    }

    // ---- the worker ----

    /** Runs the loop of {@code WorkerSinkTask} once. */
    void iterate() {
        if (ended) {
            throw new AssertionError("The task has ended.", failure);
        }
        try {
            if (commitRequested || clock.getAsLong() >= nextCommit) {
                commitOffsets(false, Set.copyOf(assignment()));
                nextCommit = clock.getAsLong() + COMMIT_INTERVAL.toNanos();
                commitRequested = false;
            }
            poll();
        } catch (RuntimeException e) {
            failure = e;
            end();
        }
    }

    void iterate(int times) {
        for (int i = 0; i < times; i++) {
            iterate();
        }
    }

    /** Commits now, and runs the loop once. */
    void commit() {
        commitRequested = true;
        iterate();
    }

    /** Runs until all records produced to its partitions are committed. */
    void iterateUntilCommitted() {
        long patience = clock.getAsLong() + Duration.ofMinutes(20).toNanos();
        for (int i = 0; clock.getAsLong() < patience && !ended && !isAllCommitted(); i++) {
            if (i % 10 == 9) {
                commitRequested = true;
            }
            iterate();
        }
        assertThat(isAllCommitted()).as("%s, failure %s", committed, failure).isTrue();
    }

    boolean isAllCommitted() {
        return assignment().stream().allMatch(p -> committed(p) == log(p).size());
    }

    void pauseByUser() {
        pausedByUser = true;
        pausedInConsumer.addAll(assignment());
        commitRequested = true;
    }

    void resumeByUser() {
        pausedByUser = false;
        pausedInConsumer.retainAll(pausedByTask);
    }

    void stop() {
        end();
    }

    /** Revokes all partitions and assigns these, like the eager protocols. */
    void rebalanceEagerly(TopicPartition... partitions) {
        removed(Set.copyOf(assignment()), false);
        positions.clear();
        pausedInConsumer.clear();
        assigned(List.of(partitions));
    }

    void assign(TopicPartition... partitions) {
        assigned(List.of(partitions));
    }

    void revoke(TopicPartition... partitions) {
        removed(Set.of(partitions), false);
        List.of(partitions).forEach(this::unassign);
    }

    void lose(TopicPartition... partitions) {
        removed(Set.of(partitions), true);
        List.of(partitions).forEach(this::unassign);
    }

    // ---- the rules ----

    private void unassign(TopicPartition partition) {
        positions.remove(partition);
        pausedInConsumer.remove(partition);
    }

    private void assigned(Collection<TopicPartition> partitions) {
        for (TopicPartition partition : partitions) {
            long end = resetsToLatest ? log(partition).size() : 0;
            long position = committed.getOrDefault(partition, end);
            positions.put(partition, position);
            lastCommittedOffsets.put(partition, new OffsetAndMetadata(position));
            currentOffsets.put(partition, new OffsetAndMetadata(position));
        }
        pausedByTask.retainAll(assignment());
        pausedInConsumer.addAll(pausedByUser ? assignment() : pausedByTask);
        if (!partitions.isEmpty() && rebalanceException == null) {
            try {
                task.open(partitions);
            } catch (RuntimeException e) {
                rebalanceException = e;
            }
        }
    }

    private void removed(Set<TopicPartition> partitions, boolean lost) {
        if (partitions.isEmpty()) {
            return;
        }
        try {
            if (lost) {
                close(partitions);
                if (reporter != null) {
                    reporter.cancelFutures(partitions);
                }
                origOffsets.keySet().removeAll(partitions);
                currentOffsets.keySet().removeAll(partitions);
            } else {
                commitOffsets(true, partitions);
            }
            lastCommittedOffsets.keySet().removeAll(partitions);
        } catch (RuntimeException e) {
            rebalanceException = e;
        }
    }

    private void poll() {
        Duration timeout = Duration.ofNanos(Math.max(0, nextCommit - clock.getAsLong()));
        if (timeoutMs > 0) {
            Duration asked = Duration.ofMillis(timeoutMs);
            timeout = asked.compareTo(timeout) < 0 ? asked : timeout;
            timeoutMs = NO_TIMEOUT;
        }
        pollTimeouts.add(timeout.toMillis());
        List<SinkRecord> fetched = fetch();
        if (fetched.isEmpty()) {
            clock.pass(timeout);
        }
        if (rebalanceException != null) {
            throw rebalanceException;
        }
        List<SinkRecord> batch = new ArrayList<>();
        for (SinkRecord record : fetched) {
            SinkRecord transformed = transform.apply(record);
            origOffsets.put(
                    new TopicPartition(record.topic(), record.kafkaPartition()),
                    new OffsetAndMetadata(record.kafkaOffset() + 1));
            if (transformed != null) {
                batch.add(transformed.newRecord(
                        transformed.topic(),
                        transformed.kafkaPartition(),
                        transformed.keySchema(),
                        transformed.key(),
                        transformed.valueSchema(),
                        transformed.value(),
                        transformed.timestamp()));
            }
        }
        deliver(batch);
    }

    private List<SinkRecord> fetch() {
        List<SinkRecord> fetched = new ArrayList<>();
        positions.replaceAll((partition, position) -> {
            if (pausedInConsumer.contains(partition)) {
                return position;
            }
            List<SinkRecord> log = log(partition);
            int to = (int) Math.min(log.size(), position + maxPollRecords - fetched.size());
            fetched.addAll(log.subList((int) (long) position, to));
            return (long) to;
        });
        return fetched;
    }

    private void deliver(List<SinkRecord> batch) {
        long start = clock.getAsLong();
        delivered.addAll(batch);
        try {
            task.put(new ArrayList<>(batch));
            if (reporter != null) {
                reporter.maybeThrowAsyncError();
            }
            currentOffsets.putAll(origOffsets);
            origOffsets.clear();
        } catch (RetriableException e) {
            throw new AssertionError("the whole collection would come again, with an ERROR in the log", e);
        } catch (RuntimeException e) {
            throw new ConnectException("Exiting WorkerSinkTask due to unrecoverable exception.", e);
        } finally {
            longestPut = longer(longestPut, start);
        }
    }

    private void commitOffsets(boolean closing, Set<TopicPartition> partitions) {
        if (reporter != null) {
            reporter.awaitFutures(partitions);
        }
        Map<TopicPartition, OffsetAndMetadata> toCommit = new HashMap<>(currentOffsets);
        toCommit.keySet().retainAll(partitions);
        if (toCommit.isEmpty()) {
            return;
        }
        Map<TopicPartition, OffsetAndMetadata> provided;
        long start = clock.getAsLong();
        try {
            preCommitted.add(Set.copyOf(toCommit.keySet()));
            provided = task.preCommit(new HashMap<>(toCommit));
        } catch (RuntimeException e) {
            if (!closing) {
                lastCommittedOffsets.forEach((partition, offset) -> {
                    if (toCommit.containsKey(partition)) {
                        positions.put(partition, offset.offset());
                        currentOffsets.put(partition, offset);
                    }
                });
            }
            return;
        } finally {
            longestPreCommit = longer(longestPreCommit, start);
            if (closing) {
                close(partitions);
            }
        }
        Map<TopicPartition, OffsetAndMetadata> lastCommitted = new HashMap<>(lastCommittedOffsets);
        lastCommitted.keySet().retainAll(partitions);
        Map<TopicPartition, OffsetAndMetadata> committable = new HashMap<>(lastCommitted);
        provided.forEach((partition, offset) -> {
            boolean known = toCommit.containsKey(partition) && lastCommitted.containsKey(partition);
            if (known && offset.offset() <= toCommit.get(partition).offset()) {
                committable.put(partition, offset);
            } else {
                throw new AssertionError("the runtime warns of an invalid offset " + partition + " " + offset);
            }
        });
        if (!committable.equals(lastCommitted)) {
            commits++;
            assertThat(assignment()).as("the group would refuse others").containsAll(committable.keySet());
            committable.forEach((partition, offset) -> committed.put(partition, offset.offset()));
            lastCommittedOffsets.putAll(committable);
        }
        afterCommit.run();
    }

    private void close(Set<TopicPartition> partitions) {
        closed.add(Set.copyOf(partitions));
        task.close(partitions);
    }

    private void end() {
        ended = true;
        try {
            commitOffsets(true, Set.copyOf(currentOffsets.keySet()));
        } catch (RuntimeException e) {
            failure = failure == null ? e : failure;
        } finally {
            task.stop();
        }
    }

    private Duration longer(Duration longest, long start) {
        Duration duration = Duration.ofNanos(clock.getAsLong() - start);
        return duration.compareTo(longest) > 0 ? duration : longest;
    }

    private final class Context implements SinkTaskContext {
        @Override
        public Map<String, String> configs() {
            return Map.of();
        }

        @Override
        public void offset(Map<TopicPartition, Long> offsets) {
            throw new AssertionError("applied after a possible commit");
        }

        @Override
        public void offset(TopicPartition partition, long offset) {
            throw new AssertionError("applied after a possible commit");
        }

        @Override
        public void timeout(long millis) {
            timeoutMs = millis;
        }

        @Override
        public Set<TopicPartition> assignment() {
            return FakeWorker.this.assignment();
        }

        @Override
        public void pause(TopicPartition... partitions) {
            pausedByTask.addAll(Arrays.asList(partitions));
            if (!pausedByUser) {
                requireAssigned(partitions);
                pausedInConsumer.addAll(Arrays.asList(partitions));
            }
        }

        @Override
        public void resume(TopicPartition... partitions) {
            Arrays.asList(partitions).forEach(pausedByTask::remove);
            if (!pausedByUser) {
                requireAssigned(partitions);
                Arrays.asList(partitions).forEach(pausedInConsumer::remove);
            }
        }

        private void requireAssigned(TopicPartition... partitions) {
            if (!assignment().containsAll(Arrays.asList(partitions))) {
                throw new IllegalWorkerStateException(
                        "SinkTasks may not pause or resume partitions that are not currently assigned to them.");
            }
        }

        @Override
        public void requestCommit() {
            commitRequested = true;
        }

        @Override
        public PluginMetrics pluginMetrics() {
            throw new NoSuchMethodError("since Kafka 4.1 only");
        }

        @Override
        public @Nullable ErrantRecordReporter errantRecordReporter() {
            return reporter;
        }
    }
}
