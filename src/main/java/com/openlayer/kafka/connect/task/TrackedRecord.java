package com.openlayer.kafka.connect.task;

import com.openlayer.kafka.connect.row.Row;
import org.apache.kafka.connect.sink.SinkRecord;
import org.jspecify.annotations.Nullable;

/**
 * A record read from Kafka whose offset cannot be committed yet. It is pending until each of its rows is acknowledged
 * or rejected, and its dead-letter report is written if one is needed; or until its partition is revoked. Owned by the
 * task thread.
 */
final class TrackedRecord {
    /** The record has no timestamp. */
    static final long NO_TIMESTAMP = Long.MIN_VALUE;

    /** Heap in bytes of a record with one row, without the encoded row. */
    static final int OVERHEAD = 200;

    private enum ReportState {
        NONE,
        PENDING,
        WRITTEN
    }

    private final PartitionLedger ledger;
    private final long offset;
    private final long timestamp;
    private final long readAt;
    private final Backlog backlog;
    private @Nullable SinkRecord record;
    private @Nullable TrackedRow lastRow;
    private int unsettledRows;
    private ReportState report = ReportState.NONE;
    private long countedBytes;

    // Links of the ledger's list of pending records, in the order of their offsets.
    @Nullable
    TrackedRecord previous;

    @Nullable
    TrackedRecord next;

    private volatile boolean settled;

    TrackedRecord(PartitionLedger ledger, SinkRecord record, long readAt, Backlog backlog) {
        this.ledger = ledger;
        this.record = record;
        this.offset = record.originalKafkaOffset();
        this.timestamp = record.timestamp() == null ? NO_TIMESTAMP : record.timestamp();
        this.readAt = readAt;
        this.backlog = backlog;
        backlog.add(1, 0);
        count(OVERHEAD);
    }

    /** The record as received: {@code ErrantRecordReporter} needs the same instance. */
    SinkRecord record() {
        if (record == null) {
            throw new IllegalStateException("forgotten: " + coordinates());
        }
        return record;
    }

    /** Releases the record once it is mapped, because it is several times as large as its rows. */
    void forgetRecord() {
        record = null;
    }

    PartitionLedger ledger() {
        return ledger;
    }

    /** Its offset before any transform. */
    long offset() {
        return offset;
    }

    /** Topic, partition and offset before any transform, for messages. */
    String coordinates() {
        return "topic " + ledger.partition().topic() + ", partition "
                + ledger.partition().partition() + ", offset " + offset;
    }

    /** Adds a row of the record, before it is submitted to the backlog's pipeline. */
    TrackedRow add(Row row, Backlog pipelines) {
        boolean standsForRecord = lastRow == null && pipelines == backlog;
        lastRow = new TrackedRow(this, row, pipelines, standsForRecord ? 0 : 1, lastRow);
        unsettledRows++;
        if (pipelines != backlog) {
            ledger.mixBacklogs();
        }
        return lastRow;
    }

    /** Counts memory that is in use until the record is complete. */
    void count(long bytes) {
        countedBytes += bytes;
        backlog.add(0, bytes);
    }

    Backlog backlog() {
        return backlog;
    }

    /** Whether the record or one of its rows is counted in that backlog. */
    boolean waitsIn(Backlog other) {
        if (backlog == other) {
            return true;
        }
        for (TrackedRow row = lastRow; row != null; row = row.next()) {
            if (row.waitsIn(other)) {
                return true;
            }
        }
        return false;
    }

    /** When the task received the record, in nanoseconds of its clock. */
    long readAt() {
        return readAt;
    }

    /** The record's timestamp in milliseconds since the epoch, or {@link #NO_TIMESTAMP}. */
    long timestamp() {
        return timestamp;
    }

    /** Whether the record is incomplete and its partition still assigned. Read by any thread. */
    boolean isPending() {
        return !settled;
    }

    /** A row was acknowledged or rejected. */
    void rowSettled() {
        unsettledRows--;
        settleIfComplete();
    }

    /** Whether it must still be reported: at most once, however many of its rows are rejected. */
    boolean needsReport() {
        return !settled && report == ReportState.NONE;
    }

    /** Keeps the record pending until its report is written. */
    void awaitReport() {
        report = ReportState.PENDING;
    }

    /** The report is written, or not needed. */
    void reportWritten() {
        report = ReportState.WRITTEN;
        settleIfComplete();
    }

    private void settleIfComplete() {
        if (unsettledRows == 0 && report != ReportState.PENDING) {
            ledger.settle(this);
        }
    }

    /** Called by the ledger when it removes the record. */
    void done() {
        settled = true;
        for (TrackedRow row = lastRow; row != null; row = row.next()) {
            row.release();
        }
        backlog.settled(countedBytes);
    }
}
