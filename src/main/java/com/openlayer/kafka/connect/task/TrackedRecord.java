package com.openlayer.kafka.connect.task;

import com.openlayer.kafka.connect.row.Row;
import org.apache.kafka.connect.sink.SinkRecord;
import org.jspecify.annotations.Nullable;

/**
 * One record that its {@link PartitionLedger} waits for, until each of its rows is acknowledged or refused, and the report
 * about it is written if one is needed; or until its partition goes. Owned by the task thread.
 */
final class TrackedRecord {
    /** The record has no timestamp. */
    static final long NO_TIMESTAMP = Long.MIN_VALUE;

    /** Bytes of heap that a record with one row takes besides the encoded row. */
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

    /** The record as it came in: the instance that an {@code ErrantRecordReporter} wants back. */
    SinkRecord record() {
        if (record == null) {
            throw new IllegalStateException("forgotten: " + coordinates());
        }
        return record;
    }

    /** Lets go of the record once it is mapped: it is several times as large as its rows, and kept as long. */
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

    /** Where the record is from, before any transform: what names it in messages. */
    String coordinates() {
        return "topic " + ledger.partition().topic() + ", partition "
                + ledger.partition().partition() + ", offset " + offset;
    }

    /** Adds a row that the record became, before it is submitted to the pipeline of the backlog. */
    TrackedRow add(Row row, Backlog pipelines) {
        boolean standsForRecord = lastRow == null && pipelines == backlog;
        lastRow = new TrackedRow(this, row, pipelines, standsForRecord ? 0 : 1, lastRow);
        unsettledRows++;
        if (pipelines != backlog) {
            ledger.mixBacklogs();
        }
        return lastRow;
    }

    /** Counts memory that is kept until the record is settled. */
    void count(long bytes) {
        countedBytes += bytes;
        backlog.add(0, bytes);
    }

    Backlog backlog() {
        return backlog;
    }

    /** Whether it, or a row of it, is counted in that backlog. */
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

    /** When the task got the record, in nanoseconds of its clock. */
    long readAt() {
        return readAt;
    }

    /** The record's timestamp in milliseconds since the epoch, or {@link #NO_TIMESTAMP}. */
    long timestamp() {
        return timestamp;
    }

    /** Whether it is still awaited. Read by any thread. */
    boolean isPending() {
        return !settled;
    }

    /** A row was acknowledged or refused. */
    void rowSettled() {
        unsettledRows--;
        settleIfComplete();
    }

    /** Whether a report about it is to be made: one at most, however many of its rows are refused. */
    boolean needsReport() {
        return !settled && report == ReportState.NONE;
    }

    /** From now on it waits until its report is written. */
    void awaitReport() {
        report = ReportState.PENDING;
    }

    /** The report is written, or none is wanted. */
    void reportWritten() {
        report = ReportState.WRITTEN;
        settleIfComplete();
    }

    private void settleIfComplete() {
        if (unsettledRows == 0 && report != ReportState.PENDING) {
            ledger.settle(this);
        }
    }

    /** Called by the ledger, when it stops waiting for the record. */
    void done() {
        settled = true;
        for (TrackedRow row = lastRow; row != null; row = row.next()) {
            row.release();
        }
        backlog.settled(countedBytes);
    }
}
