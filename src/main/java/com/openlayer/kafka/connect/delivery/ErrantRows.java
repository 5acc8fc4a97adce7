package com.openlayer.kafka.connect.delivery;

import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.sink.SinkRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records that cannot be published, on their way to Connect's error handling (KIP-610). Owned by the task thread. A
 * record's offset waits until the report about it is written: the runtime awaits only those made before
 * {@code preCommit}.
 */
public final class ErrantRows {
    private static final Logger log = LoggerFactory.getLogger(ErrantRows.class);

    /** Where reports go: {@code ErrantRecordReporter::report}. */
    @FunctionalInterface
    public interface Reporter {
        @Nullable
        Future<Void> report(SinkRecord record, Throwable error);
    }

    private record FatalError(Delivery delivery, DataException error) {}

    private record Report(Delivery delivery, Future<Void> written) {}

    private final @Nullable Reporter reporter;
    private final boolean tolerant;
    private final Set<Report> reports = new LinkedHashSet<>();
    private @Nullable FatalError fatal;

    /**
     * @param reporter null where neither a dead-letter topic nor an error log is configured
     * @param tolerant whether {@code errors.tolerance} is {@code all}
     */
    public ErrantRows(@Nullable Reporter reporter, boolean tolerant) {
        this.reporter = reporter;
        this.tolerant = tolerant;
    }

    /** Whether a record may be asked for after it was mapped. */
    public boolean wantsRecords() {
        return reporter != null;
    }

    /**
     * Reports a record as errant.
     *
     * @throws ConnectException where errors are not tolerated; its offset stays pending
     */
    public void report(Delivery delivery, String reason) {
        if (!delivery.isPending()) {
            return;
        }
        DataException error = new DataException(delivery.coordinates() + ": " + reason);
        if (!tolerant) {
            fatal = fatal == null ? new FatalError(delivery, error) : fatal;
            throw error;
        }
        if (reporter == null) {
            log.warn(
                    "Skipping a record, as errors.tolerance=all without a dead-letter topic asks: {}",
                    error.getMessage());
            delivery.ledger().settle(delivery);
            return;
        }
        Future<Void> written;
        try {
            written = reporter.report(delivery.record(), error);
        } catch (RuntimeException e) {
            throw new ConnectException("Could not report an errant record of " + delivery.coordinates(), e);
        }
        if (written == null) {
            delivery.ledger().settle(delivery);
        } else if (written.isDone()) {
            settle(new Report(delivery, written));
        } else {
            reports.add(new Report(delivery, written));
        }
    }

    /**
     * Reports the record that ends a task which tolerates none, right before the task throws: once it has been told, the
     * runtime fails the task by itself, and commits nothing of the collection that was put.
     */
    public void reportFatal() {
        if (fatal != null && reporter != null) {
            try {
                Future<Void> unused = reporter.report(fatal.delivery().record(), fatal.error());
            } catch (RuntimeException e) {
                log.debug("The reporter throws once it has written, where errors are not tolerated.", e);
            }
        }
        fatal = null;
    }

    /**
     * Settles the records whose reports are written.
     *
     * @throws ConnectException where one could not be written; its offset stays pending
     */
    public void settleWritten() {
        for (Iterator<Report> it = reports.iterator(); it.hasNext(); ) {
            Report report = it.next();
            if (!report.delivery().isPending()) {
                it.remove(); // its partition is gone: whoever has it now reports anew
            } else if (report.written().isDone()) {
                it.remove();
                settle(report);
            }
        }
    }

    private static void settle(Report report) {
        try {
            report.written().get();
        } catch (ExecutionException e) {
            throw new ConnectException(
                    "Could not write the report about an errant record of "
                            + report.delivery().coordinates(),
                    e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ConnectException("Interrupted", e);
        }
        report.delivery().ledger().settle(report.delivery());
    }

    /** Whether every report is written. */
    public boolean isEmpty() {
        return reports.isEmpty();
    }
}
