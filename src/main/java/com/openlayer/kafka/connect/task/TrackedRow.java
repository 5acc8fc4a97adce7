package com.openlayer.kafka.connect.task;

import com.openlayer.kafka.connect.publisher.Delivery;
import com.openlayer.kafka.connect.row.Row;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** A row of a {@link TrackedRecord} that was submitted to a pipeline. Only the task thread completes it. */
final class TrackedRow implements Delivery {
    private final TrackedRecord record;
    private final Row row;
    private final int encodedBytes;
    private final Backlog backlog;
    private final int counted;
    /** The next row of the same record. */
    private final @Nullable TrackedRow next;

    private volatile boolean settled;

    /**
     * @param counted how much the row adds to the backlog's row count: 0 if the record itself is already counted there
     */
    TrackedRow(TrackedRecord record, Row row, Backlog backlog, int counted, @Nullable TrackedRow next) {
        this.record = record;
        this.row = row;
        this.encodedBytes = row.json().length;
        this.backlog = backlog;
        this.counted = counted;
        this.next = next;
        backlog.add(counted, encodedBytes);
    }

    @Override
    public Row row() {
        return row;
    }

    @Override
    public int encodedBytes() {
        return encodedBytes;
    }

    @Override
    public TopicPartition partition() {
        return record.ledger().partition();
    }

    @Override
    public String coordinates() {
        return record.coordinates();
    }

    @Override
    public long readAt() {
        return record.readAt();
    }

    @Override
    public boolean isPending() {
        return !settled && record.isPending();
    }

    @Override
    public void acknowledged() {
        if (isPending()) {
            release();
            record.rowSettled();
        }
    }

    @Override
    public void refused(String reason) {
        if (isPending()) {
            release();
            record.ledger().errant(record, reason);
            record.rowSettled();
        }
    }

    /** Whether it is incomplete and counted in that backlog. */
    boolean waitsIn(Backlog other) {
        return !settled && backlog == other;
    }

    @Nullable
    TrackedRow next() {
        return next;
    }

    /** Removes the row from the backlog's counts. No effect the second time. */
    void release() {
        if (!settled) {
            settled = true;
            backlog.remove(counted, encodedBytes);
        }
    }
}
