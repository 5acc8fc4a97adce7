package com.openlayer.kafka.connect.task;

import com.openlayer.kafka.connect.metrics.TaskMetrics;
import com.openlayer.kafka.connect.publisher.Publisher;
import org.apache.kafka.connect.errors.ConnectException;
import org.jspecify.annotations.Nullable;

/**
 * Decides between dead letter and task failure, and keeps the failure until {@code put} can throw it. Owned by the task
 * thread.
 */
final class ErrorPolicy {
    private final ErrantRows errantRows;
    private final Publisher publisher;
    private final TaskMetrics metrics;
    private final Runnable publishMetrics;
    private @Nullable ConnectException failure;

    /** @param publishMetrics called before an operation that may block, so that the gauges are up to date meanwhile */
    ErrorPolicy(ErrantRows errantRows, Publisher publisher, TaskMetrics metrics, Runnable publishMetrics) {
        this.errantRows = errantRows;
        this.publisher = publisher;
        this.metrics = metrics;
        this.publishMetrics = publishMetrics;
    }

    void errant(TrackedRecord record, String reason) {
        if (record.needsReport()) {
            metrics.errant();
            publishMetrics.run();
        }
        try {
            errantRows.report(record, reason);
        } catch (ConnectException e) {
            fail(record, e);
        }
    }

    /** Completes the records whose dead-letter reports are written. */
    void settleWritten() {
        try {
            errantRows.settleWritten();
        } catch (ConnectException e) {
            fail(e);
        }
    }

    /** Later records of the partition are dropped: they cannot be committed, so the next task would send them again. */
    void fail(TrackedRecord record, ConnectException e) {
        record.ledger().block(record);
        publisher.prune();
        fail(e);
    }

    /** Only the first failure is kept. */
    void fail(ConnectException e) {
        if (failure == null) {
            failure = e;
        }
    }

    boolean hasFailed() {
        return failure != null;
    }

    /** Called by {@code put}, because the runtime ignores exceptions from {@code preCommit}. */
    void throwFailure() {
        if (failure != null) {
            errantRows.reportFatal();
            throw failure;
        }
    }
}
