package com.openlayer.kafka.connect.task;

import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.sink.SinkRecord;
import org.jspecify.annotations.Nullable;

/**
 * The unacknowledged records of one topic partition (before transforms), which determine the offset to commit. Owned by
 * the task thread. It contains only pending records, so while one record stays pending for long, completed records
 * after it use no memory.
 */
final class PartitionLedger {
    private final TopicPartition partition;
    private final ErrantHandler errants;
    private @Nullable TrackedRecord first;
    private @Nullable TrackedRecord last;
    /** Whether the pending records may be counted in more than one backlog. */
    private boolean mixed;

    private boolean blocked;

    /** Handles an errant record of the partition. */
    @FunctionalInterface
    interface ErrantHandler {
        void errant(TrackedRecord record, String reason);
    }

    /** @param errants handles records of which a row was rejected */
    PartitionLedger(TopicPartition partition, ErrantHandler errants) {
        this.partition = partition;
        this.errants = errants;
    }

    void errant(TrackedRecord record, String reason) {
        errants.errant(record, reason);
    }

    /** The rows of a record go to pipelines of several backlogs. */
    void mixBacklogs() {
        mixed = true;
    }

    TopicPartition partition() {
        return partition;
    }

    /** Whether the record belongs to this partition. */
    boolean isOf(SinkRecord record) {
        return partition.partition() == record.originalKafkaPartition()
                && partition.topic().equals(record.originalTopic());
    }

    /**
     * Adds a pending record. If the consumer was rewound, the earlier entries of this and all later offsets are
     * dropped, because these records are read again.
     *
     * @param now nanoseconds of the task's clock
     * @param backlog of the pipeline that the record goes to
     */
    TrackedRecord track(SinkRecord record, long now, Backlog backlog) {
        while (last != null && last.offset() >= record.originalKafkaOffset()) {
            settle(last);
        }
        TrackedRecord pending = new TrackedRecord(this, record, now, backlog);
        pending.previous = last;
        if (last == null) {
            first = pending;
            mixed = false;
        } else {
            last.next = pending;
            mixed |= last.backlog() != backlog;
        }
        last = pending;
        return pending;
    }

    /** Whether pending rows are counted in that backlog. */
    boolean waitsIn(Backlog backlog) {
        if (!mixed) {
            return first != null && first.backlog() == backlog;
        }
        for (TrackedRecord pending = first; pending != null; pending = pending.next) {
            if (pending.waitsIn(backlog)) {
                return true;
            }
        }
        return false;
    }

    /** Completes a pending record. No effect if it is complete or dropped already. */
    void settle(TrackedRecord pending) {
        if (!pending.isPending()) {
            return;
        }
        pending.done();
        if (pending.previous == null) {
            first = pending.next;
        } else {
            pending.previous.next = pending.next;
        }
        if (pending.next == null) {
            last = pending.previous;
        } else {
            pending.next.previous = pending.previous;
        }
        pending.previous = null;
        pending.next = null;
    }

    /** Keeps a record pending for good, and drops the later ones, which cannot be committed any more. */
    void block(TrackedRecord pending) {
        blocked = true;
        while (pending.isPending() && last != null && last.offset() > pending.offset()) {
            settle(last);
        }
    }

    /** Whether records read from now on cannot be committed. */
    boolean isBlocked() {
        return blocked;
    }

    /**
     * The offset to commit: all earlier records are complete.
     *
     * @param consumed the consumer's position; records that a transform dropped count as complete
     */
    long committable(long consumed) {
        return first == null ? consumed : Math.min(consumed, first.offset());
    }

    boolean isEmpty() {
        return first == null;
    }

    /** When the first pending record was read; {@code otherwise} if there is none. */
    long oldestReadAt(long otherwise) {
        return first == null ? otherwise : first.readAt();
    }

    /** The timestamp of the first pending record; {@link TrackedRecord#NO_TIMESTAMP} if there is none. */
    long oldestTimestamp() {
        return first == null ? TrackedRecord.NO_TIMESTAMP : first.timestamp();
    }

    /** Drops all records of a revoked partition; late answers are ignored. */
    void close() {
        while (first != null) {
            settle(first);
        }
    }
}
