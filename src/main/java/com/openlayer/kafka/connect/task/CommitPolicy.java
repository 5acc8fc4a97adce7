package com.openlayer.kafka.connect.task;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.sink.SinkTaskContext;
import org.jspecify.annotations.Nullable;

/**
 * Decides when the task requests a commit, and which offsets {@code preCommit} returns. Owned by the task thread.
 *
 * <p>With commits only every {@code offset.flush.interval.ms}, all rows acknowledged since the last one would be
 * published again after a kill, so the task requests a commit soon after rows are acknowledged. It also requests one as
 * soon as partitions are opened, because an uncommitted start position exists only in memory: with {@code
 * auto.offset.reset=latest} a restarted group would skip the records that this task has read.
 */
final class CommitPolicy {
    /**
     * Metadata of each committed offset. The runtime skips a commit that equals the position it was assigned; with this
     * metadata the first one differs.
     */
    static final String METADATA = "openlayer";

    /** Between two commits. With the time of a put and a poll, an acknowledged row is committed after 1.5 s at most. */
    private static final long INTERVAL_NANOS = Duration.ofMillis(750).toNanos();
    /**
     * How long pending dead-letter reports may delay a commit request, because the runtime waits for reports before
     * each commit.
     */
    private static final long REPORT_NANOS = Duration.ofSeconds(5).toNanos();
    /** How long after an assignment commit requests are repeated, because commits fail silently during a rebalance. */
    private static final long OPENING_NANOS = Duration.ofSeconds(5).toNanos();

    private final SinkTaskContext context;
    private final Budget budget;
    private final BooleanSupplier reportsPending;
    private final LongSupplier clock;

    private boolean opened;
    private boolean opening;
    private long openedAt;
    private long askedAt;
    /** Whether a commit that is due waits for dead-letter reports, and since when. */
    private boolean heldBack;

    private long heldBackAt;
    private long settledAtCommit;
    /** Argument and result of the latest {@code preCommit}, until any call other than {@code close}. */
    private Map<TopicPartition, OffsetAndMetadata> consumed = Map.of();

    private @Nullable Map<TopicPartition, OffsetAndMetadata> returned;

    /**
     * @param reportsPending whether a dead-letter report is still pending
     * @param clock nanoseconds, as {@link System#nanoTime}
     */
    CommitPolicy(SinkTaskContext context, Budget budget, BooleanSupplier reportsPending, LongSupplier clock) {
        this.context = context;
        this.budget = budget;
        this.reportsPending = reportsPending;
        this.clock = clock;
    }

    void opened() {
        returned = null;
        opened = true;
        opening = true;
        openedAt = clock.getAsLong();
        request(openedAt);
    }

    /** Whether polls should be short, so that the next commit comes on time. */
    boolean isWaiting() {
        return !opened || opening || isNew();
    }

    private boolean isNew() {
        return budget.settled() != settledAtCommit;
    }

    /** Requests a commit if one is due. Called by each {@code put}. */
    void ask() {
        returned = null;
        long now = clock.getAsLong();
        opening = opening && now - openedAt < OPENING_NANOS;
        if ((opening || isNew()) && now - askedAt >= INTERVAL_NANOS && !waitsForReports(now)) {
            request(now);
        }
    }

    private boolean waitsForReports(long now) {
        if (!reportsPending.getAsBoolean()) {
            return false;
        }
        if (!heldBack) {
            heldBack = true;
            heldBackAt = now;
        }
        return now - heldBackAt < REPORT_NANOS;
    }

    private void request(long now) {
        askedAt = now;
        heldBack = false;
        context.requestCommit();
    }

    /** The offsets to commit of the open partitions among those consumed: all earlier records are acknowledged. */
    Map<TopicPartition, OffsetAndMetadata> offsets(
            Map<TopicPartition, OffsetAndMetadata> newlyConsumed, PartitionLedgers ledgers) {
        settledAtCommit = budget.settled();
        heldBack = false;
        consumed = newlyConsumed;
        returned = new HashMap<>();
        complete(newlyConsumed.keySet(), ledgers);
        return returned;
    }

    /** Whether {@code preCommit} was the latest call, so that its offsets are not committed yet. */
    boolean isCompletable() {
        return returned != null;
    }

    /**
     * Advances the offsets that the latest {@code preCommit} returned. {@code WorkerSinkTask} reads that map only after it
     * has called {@code close}.
     */
    void complete(Collection<TopicPartition> partitions, PartitionLedgers ledgers) {
        if (returned == null) {
            return;
        }
        for (TopicPartition partition : partitions) {
            OffsetAndMetadata position = consumed.get(partition);
            // The runtime also names partitions that were revoked earlier.
            PartitionLedger ledger = ledgers.of(partition);
            if (ledger != null && position != null) {
                returned.put(partition, new OffsetAndMetadata(ledger.committable(position.offset()), METADATA));
            }
        }
    }
}
