package com.openlayer.kafka.connect.task;

import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.sink.SinkRecord;
import org.jspecify.annotations.Nullable;

/**
 * What one original topic partition still waits for. Owned by the task thread. It holds pending records alone, so a
 * record that stays pending for long costs no memory for those that were settled behind it.
 */
final class PartitionLedger {
    private final TopicPartition partition;
    private final ErrantHandler errants;
    private @Nullable TrackedRecord first;
    private @Nullable TrackedRecord last;
    /** Whether the pending records may be of more than one backlog. */
    private boolean mixed;

    private boolean blocked;

    /** What is done with an errant record of the partition. */
    @FunctionalInterface
    interface ErrantHandler {
        void errant(TrackedRecord record, String reason);
    }

    /** @param errants handles records of which a row is refused */
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

    /** Whether the record is of this partition. */
    boolean isOf(SinkRecord record) {
        return partition.partition() == record.originalKafkaPartition()
                && partition.topic().equals(record.originalTopic());
    }

    /**
     * Starts to wait for a record. Where the consumer was rewound, what this record and its followers stood for before is
     * forgotten: they come again.
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

    /** Whether deliveries of that backlog are pending. */
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

    /** Stops waiting for a pending. Without effect where it is settled or forgotten already. */
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

    /** Keeps a pending pending for good, and forgets those behind it, which cannot be committed any more. */
    void block(TrackedRecord pending) {
        blocked = true;
        while (pending.isPending() && last != null && last.offset() > pending.offset()) {
            settle(last);
        }
    }

    /** Whether what comes now cannot be committed any more. */
    boolean isBlocked() {
        return blocked;
    }

    /**
     * The offset up to which everything is settled.
     *
     * @param consumed where the consumer stands; records that a transform dropped count as settled
     */
    long committable(long consumed) {
        return first == null ? consumed : Math.min(consumed, first.offset());
    }

    boolean isEmpty() {
        return first == null;
    }

    /** When the first record that is waited for was read; what else is given where there is none. */
    long oldestReadAt(long otherwise) {
        return first == null ? otherwise : first.readAt();
    }

    /** The timestamp of the first record that is waited for; {@link TrackedRecord#NO_TIMESTAMP} where there is none. */
    long oldestTimestamp() {
        return first == null ? TrackedRecord.NO_TIMESTAMP : first.timestamp();
    }

    /** The partition was revoked: its records are no longer awaited, and late answers are ignored. */
    void close() {
        while (first != null) {
            settle(first);
        }
    }
}
