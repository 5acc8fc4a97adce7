package com.openlayer.kafka.connect.delivery;

import com.openlayer.kafka.connect.row.Row;
import org.apache.kafka.connect.sink.SinkRecord;
import org.jspecify.annotations.Nullable;

/**
 * One record on its way: what its {@link PartitionLedger} waits for, and what the {@link Publisher} sends. It is pending
 * until it is settled, or until its partition goes; only the task thread changes that.
 */
public final class Delivery {
    /** The record has no timestamp. */
    public static final long NO_TIMESTAMP = Long.MIN_VALUE;

    /** Bytes of heap that a delivery and its row take besides the encoded row. */
    static final int OVERHEAD = 160;

    private final PartitionLedger ledger;
    private final long offset;
    private final long timestamp;
    private final long readAt;
    private final Backlog backlog;
    private @Nullable SinkRecord record;
    private @Nullable Row row;
    /** The row's: when it is settled, neither the row nor its bytes are in any cache near the processor. */
    private int encodedBytes;

    private long countedBytes;

    // Links of the ledger's list of pending deliveries, in the order of their offsets.
    @Nullable
    Delivery previous;

    @Nullable
    Delivery next;

    private volatile boolean settled;

    Delivery(PartitionLedger ledger, SinkRecord record, long readAt, Backlog backlog) {
        this.ledger = ledger;
        this.record = record;
        this.offset = record.originalKafkaOffset();
        this.timestamp = record.timestamp() == null ? NO_TIMESTAMP : record.timestamp();
        this.readAt = readAt;
        this.backlog = backlog;
        backlog.tracked();
        count(OVERHEAD);
    }

    /** The record as it came in: the instance that an {@code ErrantRecordReporter} wants back. */
    public SinkRecord record() {
        if (record == null) {
            throw new IllegalStateException("forgotten: " + coordinates());
        }
        return record;
    }

    /** Lets go of the record once it is mapped: it is several times as large as its row, and kept as long. */
    public void forgetRecord() {
        record = null;
    }

    public PartitionLedger ledger() {
        return ledger;
    }

    /** Its offset before any transform. */
    public long offset() {
        return offset;
    }

    /** Where the record is from, before any transform: what names it in messages. */
    public String coordinates() {
        return "topic " + ledger.partition().topic() + ", partition "
                + ledger.partition().partition() + ", offset " + offset;
    }

    /** Tells what the record became. Called once, before the delivery is submitted. */
    public void mapped(Row mappedRow) {
        row = mappedRow;
        encodedBytes = mappedRow.json().length;
        count(encodedBytes);
    }

    /** Counts memory that is kept until the delivery is settled. */
    public void count(long bytes) {
        countedBytes += bytes;
        backlog.count(bytes);
    }

    Backlog backlog() {
        return backlog;
    }

    Row row() {
        if (row == null) {
            throw new IllegalStateException("not mapped: " + coordinates());
        }
        return row;
    }

    /** When the task got the record, in nanoseconds of its clock. */
    long readAt() {
        return readAt;
    }

    /** The record's timestamp in milliseconds since the epoch, or {@link #NO_TIMESTAMP}. */
    long timestamp() {
        return timestamp;
    }

    int encodedBytes() {
        return encodedBytes;
    }

    /** Whether its record is still pending. Read by any thread, so that a revoked record is not sent again. */
    public boolean isPending() {
        return !settled;
    }

    void done() {
        settled = true;
        backlog.settled(countedBytes);
    }
}
