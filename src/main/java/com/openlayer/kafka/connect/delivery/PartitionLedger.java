package com.openlayer.kafka.connect.delivery;

import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.sink.SinkRecord;
import org.jspecify.annotations.Nullable;

/**
 * What one original topic partition still waits for. Owned by the task thread. It holds pending deliveries alone, so a
 * record that stays pending for long costs no memory for those that were settled behind it.
 */
public final class PartitionLedger {
    private final TopicPartition partition;
    private @Nullable Delivery first;
    private @Nullable Delivery last;
    /** Whether the pending deliveries may be of more than one backlog. */
    private boolean mixed;

    private boolean blocked;

    public PartitionLedger(TopicPartition partition) {
        this.partition = partition;
    }

    public TopicPartition partition() {
        return partition;
    }

    /** Whether the record is of this partition. */
    public boolean isOf(SinkRecord record) {
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
    public Delivery track(SinkRecord record, long now, Backlog backlog) {
        while (last != null && last.offset() >= record.originalKafkaOffset()) {
            settle(last);
        }
        Delivery delivery = new Delivery(this, record, now, backlog);
        delivery.previous = last;
        if (last == null) {
            first = delivery;
            mixed = false;
        } else {
            last.next = delivery;
            mixed |= last.backlog() != backlog;
        }
        last = delivery;
        return delivery;
    }

    /** Whether deliveries of that backlog are pending. */
    public boolean waitsIn(Backlog backlog) {
        if (!mixed) {
            return first != null && first.backlog() == backlog;
        }
        for (Delivery delivery = first; delivery != null; delivery = delivery.next) {
            if (delivery.backlog() == backlog) {
                return true;
            }
        }
        return false;
    }

    /** Stops waiting for a delivery. Without effect where it is settled or forgotten already. */
    public void settle(Delivery delivery) {
        if (!delivery.isPending()) {
            return;
        }
        delivery.done();
        if (delivery.previous == null) {
            first = delivery.next;
        } else {
            delivery.previous.next = delivery.next;
        }
        if (delivery.next == null) {
            last = delivery.previous;
        } else {
            delivery.next.previous = delivery.previous;
        }
        delivery.previous = null;
        delivery.next = null;
    }

    /** Keeps a delivery pending for good, and forgets those behind it, which cannot be committed any more. */
    public void block(Delivery delivery) {
        blocked = true;
        while (delivery.isPending() && last != null && last.offset() > delivery.offset()) {
            settle(last);
        }
    }

    /** Whether what comes now cannot be committed any more. */
    public boolean isBlocked() {
        return blocked;
    }

    /**
     * The offset up to which everything is settled.
     *
     * @param consumed where the consumer stands; records that a transform dropped count as settled
     */
    public long committable(long consumed) {
        return first == null ? consumed : Math.min(consumed, first.offset());
    }

    public boolean isEmpty() {
        return first == null;
    }

    /** When the first record that is waited for was read; what else is given where there is none. */
    public long oldestReadAt(long otherwise) {
        return first == null ? otherwise : first.readAt();
    }

    /** The timestamp of the first record that is waited for; {@link Delivery#NO_TIMESTAMP} where there is none. */
    public long oldestTimestamp() {
        return first == null ? Delivery.NO_TIMESTAMP : first.timestamp();
    }

    /** The partition was revoked: its records are no longer awaited, and late answers are ignored. */
    public void close() {
        while (first != null) {
            settle(first);
        }
    }
}
