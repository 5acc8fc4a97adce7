package com.openlayer.kafka.connect.task;

import com.openlayer.kafka.connect.metrics.TaskMetrics;
import com.openlayer.kafka.connect.publisher.Outcome;
import com.openlayer.kafka.connect.publisher.Publisher;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.sink.SinkRecord;
import org.apache.kafka.connect.sink.SinkTaskContext;

/**
 * A running sink task: implements {@code put}, {@code preCommit}, {@code open} and {@code close}. The task thread owns
 * the ledgers, the paused partitions and the failure; the {@link Publisher} owns requests and retries, and posts
 * outcomes to the mailbox, which the task thread drains.
 */
public final class StartedSinkTask {
    /** How long {@code put} may wait for room: well below the 5 s that a stopping worker gives all its tasks. */
    private static final long PUT_WAIT_NANOS = Duration.ofMillis(400).toNanos();
    /** The same if rows of other pipelines could be read instead. */
    private static final long BRIEF_WAIT_NANOS = Duration.ofMillis(20).toNanos();
    /** How long {@code close} may start requests, and how long it waits in total for those in flight. */
    private static final long DRAIN_NANOS = Duration.ofSeconds(2).toNanos();

    private static final long SETTLE_NANOS = Duration.ofSeconds(3).toNanos();
    /** An answer cannot interrupt a poll, so polls are short while rows are unacknowledged. */
    private static final long POLL_MILLIS = 200;
    /** The same while a partition is paused. */
    private static final long PAUSED_POLL_MILLIS = 50;

    private final SinkTaskContext context;
    private final Publisher publisher;
    private final ErrantRows errantRows;
    private final Budget budget;
    private final TaskMetrics metrics;
    private final LongSupplier clock;
    private final Runnable release;

    private final PartitionLedgers ledgers;
    private final Backpressure backpressure;
    private final ErrorPolicy errors;
    private final OutcomeInbox inbox;
    private final RecordIntake intake;
    private final CommitPolicy commits;

    /** @param release releases the task's resources other than the publisher */
    public StartedSinkTask(
            SinkTaskContext context,
            TaskSettings settings,
            Publisher publisher,
            BlockingQueue<Outcome> mailbox,
            ErrantRows errantRows,
            TaskMetrics metrics,
            Runnable release) {
        this.context = context;
        this.publisher = publisher;
        this.errantRows = errantRows;
        this.budget = settings.budget();
        this.metrics = metrics;
        this.clock = settings.clock();
        this.release = release;
        List<Backlog> all = new ArrayList<>(settings.backlogs());
        all.add(settings.unrouted());
        backpressure = new Backpressure(context, all);
        errors = new ErrorPolicy(errantRows, publisher, metrics, this::measure);
        ledgers = new PartitionLedgers(errors::errant);
        inbox = new OutcomeInbox(mailbox, errors, clock, this::measure);
        intake = new RecordIntake(settings, ledgers, publisher, errors, errantRows.wantsRecords(), metrics);
        commits = new CommitPolicy(context, budget, () -> !errantRows.isEmpty(), clock);
        context.timeout(POLL_MILLIS); // so that a start position is committed soon after its assignment
    }

    /** Does not wait: rows in flight are after the committed offsets. */
    public void stop() {
        publisher.close();
        release.run();
    }

    public void open(Collection<TopicPartition> partitions) {
        ledgers.open(partitions);
        backpressure.opened(partitions);
        commits.opened();
    }

    /**
     * Failures found here are thrown by the next put: if this one threw, Connect would not commit this collection, and rows
     * already published would be published again after each restart.
     */
    public void put(Collection<SinkRecord> records) {
        inbox.drain();
        errors.throwFailure();
        intake.submit(records);
        makeRoom();
        commits.ask();
        measure();
        if (errors.hasFailed()) {
            context.timeout(1);
        } else if (backpressure.isPaused()) {
            context.timeout(PAUSED_POLL_MILLIS);
        } else if (!budget.isEmpty() || commits.isWaiting()) {
            context.timeout(POLL_MILLIS);
        }
    }

    private void makeRoom() {
        List<Backlog> filling = backpressure.filling();
        if (!filling.isEmpty()) {
            boolean leavesOthers = backpressure.leavesOthers(filling, ledgers.all());
            inbox.drainWhile(
                    () -> !errors.hasFailed() && !filling.stream().allMatch(Backlog::isLow),
                    clock.getAsLong() + (leavesOthers ? BRIEF_WAIT_NANOS : PUT_WAIT_NANOS));
        }
        backpressure.adjust(ledgers.all());
    }

    /** Publishes values for the gauges, which other threads read. */
    private void measure() {
        metrics.unacknowledged(
                budget.rows(),
                budget.bytes(),
                ledgers.oldestReadAt(),
                ledgers.oldestTimestamp(),
                backpressure.isPaused());
    }

    /**
     * Returns the offsets before which everything is acknowledged, without waiting for more: if this is the last
     * commit, the runtime calls {@link #close} before it reads the offsets. Never throws, because the runtime would
     * then rewind and deliver rows in flight again.
     */
    public Map<TopicPartition, OffsetAndMetadata> preCommit(Map<TopicPartition, OffsetAndMetadata> consumed) {
        try {
            inbox.drain();
        } catch (RuntimeException e) {
            errors.fail(new ConnectException("Could not apply what has been answered", e));
        }
        measure();
        if (errors.hasFailed()) {
            context.timeout(1);
        }
        return commits.offsets(consumed, ledgers);
    }

    /**
     * Drops these partitions. Before a clean revocation or stop, it first waits for their rows in flight and updates
     * the offsets.
     */
    public void close(Collection<TopicPartition> partitions) {
        if (commits.isCompletable()) {
            try {
                drainInFlight(partitions);
            } catch (RuntimeException e) {
                errors.fail(new ConnectException("Could not drain the rows in flight", e));
            }
            commits.complete(partitions, ledgers);
        }
        ledgers.close(partitions);
        publisher.prune();
        publisher.resume();
        measure();
    }

    /**
     * Sends waiting rows for a limited time, then starts no new requests, because rows whose answer arrives too late
     * are published again.
     */
    private void drainInFlight(Collection<TopicPartition> partitions) {
        publisher.flush();
        BooleanSupplier unsettled =
                () -> ledgers.isPending(partitions) && (publisher.isBusy() || !errantRows.isEmpty());
        long start = clock.getAsLong();
        inbox.drainWhile(unsettled, start + DRAIN_NANOS);
        publisher.hold();
        inbox.drainWhile(unsettled, start + SETTLE_NANOS);
        inbox.drain();
    }
}
