package com.openlayer.kafka.connect.task;

import com.openlayer.kafka.connect.publisher.Delivery;
import com.openlayer.kafka.connect.row.Row;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.sink.SinkRecord;

/** A ledger for tests in other packages. Its records have one row each, and are tracked as by the task. */
public final class TrackedRows {
    private final Backlog backlog = new Backlog(new Budget(Long.MAX_VALUE, 1), Integer.MAX_VALUE);
    private final PartitionLedger ledger;

    public TrackedRows(TopicPartition partition) {
        ledger = new PartitionLedger(partition, (record, reason) -> {});
    }

    public Delivery track(SinkRecord record, Row row) {
        TrackedRecord tracked = ledger.track(record, record.originalKafkaOffset(), backlog);
        TrackedRow delivery = tracked.add(row, backlog);
        tracked.forgetRecord();
        return delivery;
    }
}
