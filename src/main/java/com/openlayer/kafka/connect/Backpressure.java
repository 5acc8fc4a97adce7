package com.openlayer.kafka.connect;

import com.openlayer.kafka.connect.delivery.Backlog;
import com.openlayer.kafka.connect.delivery.PartitionLedger;
import com.openlayer.kafka.connect.metrics.TaskMetrics;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.sink.SinkTaskContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stops reading where too much is unsettled. Owned by the task thread. Too many rows pause every partition; too many
 * updates those that they are from, since what they wait for may be rows that another partition still holds.
 */
final class Backpressure {
    private static final Logger log = LoggerFactory.getLogger(Backpressure.class);

    private final SinkTaskContext context;
    private final Backlog rows;
    private final Backlog updates;
    /** Paused because of their updates. */
    private final Set<TopicPartition> held = new HashSet<>();

    private boolean paused;

    Backpressure(SinkTaskContext context, Backlog rows, Backlog updates) {
        this.context = context;
        this.rows = rows;
        this.updates = updates;
    }

    /** Whether nothing waits, and everything is read. */
    boolean isIdle() {
        return rows.isEmpty() && updates.isEmpty() && !paused && held.isEmpty();
    }

    /** Whether it is worth waiting for room. */
    boolean isHigh() {
        return paused || rows.isHigh();
    }

    boolean isLow() {
        return rows.isLow();
    }

    /** Among which an update is counted. */
    Backlog updates() {
        return updates;
    }

    /**
     * The runtime pauses anew what it saw paused before the rebalance, though the task may have resumed the others since.
     */
    void opened(Collection<TopicPartition> partitions) {
        if (paused) {
            context.pause(array(partitions));
        } else {
            context.resume(array(partitions));
        }
    }

    void closed(Collection<TopicPartition> partitions) {
        held.removeAll(partitions);
    }

    /** Pauses or resumes the open partitions. */
    void adjust(Collection<PartitionLedger> ledgers) {
        if (!paused && rows.isHigh()) {
            log.debug("Pausing: {} rows, {} bytes wait.", rows.rows(), rows.bytes());
            context.pause(array(partitions(ledgers)));
            paused = true;
        } else if (paused && rows.isLow()) {
            log.debug("Resuming: {} rows, {} bytes wait.", rows.rows(), rows.bytes());
            Set<TopicPartition> all = partitions(ledgers);
            all.removeAll(held);
            context.resume(array(all));
            paused = false;
        }
        if (updates.isHigh()) {
            hold(ledgers);
        } else if (updates.isLow() && !held.isEmpty()) {
            log.debug("Resuming: {} updates, {} bytes wait.", updates.rows(), updates.bytes());
            if (!paused) {
                context.resume(array(held));
            }
            held.clear();
        }
    }

    void measure(TaskMetrics metrics, long oldest) {
        metrics.unacknowledged(
                rows.rows() + updates.rows(), rows.bytes() + updates.bytes(), oldest, paused || !held.isEmpty());
    }

    private void hold(Collection<PartitionLedger> ledgers) {
        Set<TopicPartition> more = new HashSet<>();
        for (PartitionLedger ledger : ledgers) {
            if (ledger.hasAside() && held.add(ledger.partition())) {
                more.add(ledger.partition());
            }
        }
        if (!more.isEmpty()) {
            log.debug("Pausing {}: {} updates, {} bytes wait.", more, updates.rows(), updates.bytes());
            context.pause(array(more));
        }
    }

    private static Set<TopicPartition> partitions(Collection<PartitionLedger> ledgers) {
        Set<TopicPartition> partitions = new HashSet<>();
        ledgers.forEach(ledger -> partitions.add(ledger.partition()));
        return partitions;
    }

    private static TopicPartition[] array(Collection<TopicPartition> partitions) {
        return partitions.toArray(new TopicPartition[0]);
    }
}
