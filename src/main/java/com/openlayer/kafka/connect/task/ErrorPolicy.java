package com.openlayer.kafka.connect.task;

import com.openlayer.kafka.connect.metrics.TaskMetrics;
import com.openlayer.kafka.connect.publisher.Publisher;
import org.apache.kafka.connect.errors.ConnectException;
import org.jspecify.annotations.Nullable;

/** What happens to errant records, and the failure that ends the task. Owned by the task thread. */
final class ErrorPolicy {
    private final ErrantRows errantRows;
    private final Publisher publisher;
    private final TaskMetrics metrics;
    private final Runnable publishMetrics;
    private @Nullable ConnectException failure;

    /** @param publishMetrics called before whatever may block, so that the gauges show what waits */
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

    /** Settles the records whose dead-letter reports are written. */
    void settleWritten() {
        try {
            errantRows.settleWritten();
        } catch (ConnectException e) {
            fail(e);
        }
    }

    /** What is behind the record cannot be committed: sent now, it would be sent again by the task's successor. */
    void fail(TrackedRecord record, ConnectException e) {
        record.ledger().block(record);
        publisher.prune();
        fail(e);
    }

    /** The first failure is the task's. */
    void fail(ConnectException e) {
        if (failure == null) {
            failure = e;
        }
    }

    boolean hasFailed() {
        return failure != null;
    }

    /** A failure ends the task from {@code put} only: the runtime swallows what {@code preCommit} throws. */
    void throwFailure() {
        if (failure != null) {
            errantRows.reportFatal();
            throw failure;
        }
    }
}
