package com.openlayer.kafka.connect.task;

import com.openlayer.kafka.connect.metrics.TaskMetrics;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.sink.SinkRecord;
import org.jspecify.annotations.Nullable;

/** The ledgers of the open partitions. Owned by the task thread. */
final class PartitionLedgers {
    private final Map<TopicPartition, PartitionLedger> ledgers = new HashMap<>();
    private final PartitionLedger.ErrantHandler errants;
    private @Nullable PartitionLedger last;

    PartitionLedgers(PartitionLedger.ErrantHandler errants) {
        this.errants = errants;
    }

    /** Opens partitions with empty ledgers. */
    void open(Collection<TopicPartition> partitions) {
        close(partitions);
        partitions.forEach(partition -> ledgers.put(partition, new PartitionLedger(partition, errants)));
    }

    /** Drops only these partitions: with cooperative rebalancing the task keeps the others. */
    void close(Collection<TopicPartition> partitions) {
        last = null;
        for (TopicPartition partition : partitions) {
            PartitionLedger ledger = ledgers.remove(partition);
            if (ledger != null) {
                ledger.close();
            }
        }
    }

    /** The ledger of a record's partition before transforms; null if it is not open. */
    @Nullable
    PartitionLedger of(SinkRecord record) {
        // Records come partition by partition, so the previous record's ledger usually matches.
        if (last == null || !last.isOf(record)) {
            last = ledgers.get(new TopicPartition(record.originalTopic(), record.originalKafkaPartition()));
        }
        return last;
    }

    @Nullable
    PartitionLedger of(TopicPartition partition) {
        return ledgers.get(partition);
    }

    Collection<PartitionLedger> all() {
        return ledgers.values();
    }

    /** Whether a record of these partitions is unacknowledged. */
    boolean isPending(Collection<TopicPartition> partitions) {
        for (TopicPartition partition : partitions) {
            PartitionLedger ledger = ledgers.get(partition);
            if (ledger != null && !ledger.isEmpty()) {
                return true;
            }
        }
        return false;
    }

    /** When the record that has waited longest was read, in nanoseconds of the task's clock, or {@link TaskMetrics#NONE}. */
    long oldestReadAt() {
        long oldest = TaskMetrics.NONE;
        for (PartitionLedger ledger : ledgers.values()) {
            long readAt = ledger.oldestReadAt(TaskMetrics.NONE);
            // Values of a nanosecond clock are compared by their difference.
            if (readAt != TaskMetrics.NONE && (oldest == TaskMetrics.NONE || readAt - oldest < 0)) {
                oldest = readAt;
            }
        }
        return oldest;
    }

    /** The smallest timestamp of a partition's first unacknowledged record, or {@link TaskMetrics#NONE}. */
    long oldestTimestamp() {
        long oldest = TaskMetrics.NONE;
        for (PartitionLedger ledger : ledgers.values()) {
            long timestamp = ledger.oldestTimestamp();
            if (timestamp != TrackedRecord.NO_TIMESTAMP && (oldest == TaskMetrics.NONE || timestamp < oldest)) {
                oldest = timestamp;
            }
        }
        return oldest;
    }
}
