package com.openlayer.kafka.connect.task;

import com.openlayer.kafka.connect.publisher.Scheduler;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.LongSupplier;
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
 *
 * <p>With a dead-letter topic, a report that is done as soon as it is made may never have been written, because Connect
 * drops the future of a record that its producer refuses at once. A written one is done that early only if this thread was
 * suspended in between. So it is made once more, a little later; if it is done at once again, the task fails.
 */
public final class ErrantRows {
    private static final Logger log = LoggerFactory.getLogger(ErrantRows.class);

    /** Between the two reports, so that they do not fall into one suspension of the thread. */
    private static final long REPEAT_NANOS = Duration.ofMillis(50).toNanos();

    /** Where reports go: {@code ErrantRecordReporter::report}. */
    @FunctionalInterface
    public interface Reporter {
        @Nullable
        Future<Void> report(SinkRecord record, Throwable error);
    }

    private record FatalError(TrackedRecord record, DataException error) {}

    /** @param repeatAt when it is to be made once more, because it was done at once; null where it was not */
    private record PendingReport(
            TrackedRecord record,
            DataException error,
            Future<Void> written,
            @Nullable Long repeatAt) {}

    private final @Nullable Reporter reporter;
    private final boolean tolerant;
    private final @Nullable String deadLetterTopic;
    private final LongSupplier clock;
    private final ReportWatchdog watchdog;
    private final Set<PendingReport> reports = new LinkedHashSet<>();
    private @Nullable FatalError fatal;

    /**
     * @param reporter null where neither a dead-letter topic nor an error log is configured
     * @param tolerant whether {@code errors.tolerance} is {@code all}
     * @param deadLetterTopic null where none is configured
     * @param clock nanoseconds, as {@link System#nanoTime}
     */
    public ErrantRows(
            @Nullable Reporter reporter,
            boolean tolerant,
            @Nullable String deadLetterTopic,
            Scheduler scheduler,
            LongSupplier clock) {
        this.reporter = reporter;
        this.tolerant = tolerant;
        this.deadLetterTopic = deadLetterTopic;
        this.clock = clock;
        String topic = deadLetterTopic == null ? "the error log" : "dead-letter topic '" + deadLetterTopic + "'";
        this.watchdog = new ReportWatchdog(
                scheduler, clock, topic + ": that it exists, that the worker may write to it, and its brokers");
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
    public void report(TrackedRecord record, String reason) {
        if (!record.needsReport()) {
            return;
        }
        record.awaitReport();
        DataException error = new DataException(record.coordinates() + ": " + reason);
        if (!tolerant) {
            fatal = fatal == null ? new FatalError(record, error) : fatal;
            throw error;
        }
        if (reporter == null) {
            log.warn(
                    "Skipping a record, as errors.tolerance=all without a dead-letter topic asks: {}",
                    error.getMessage());
            record.reportWritten();
            return;
        }
        Future<Void> written = write(reporter, record, error);
        if (written == null) {
            record.reportWritten();
        } else if (!written.isDone()) {
            reports.add(new PendingReport(record, error, written, null));
        } else if (deadLetterTopic == null || hasFailed(written)) {
            settle(record, written);
        } else {
            log.debug("The report about {} was done at once; making it once more.", record.coordinates());
            reports.add(new PendingReport(record, error, written, clock.getAsLong() + REPEAT_NANOS));
        }
    }

    private @Nullable Future<Void> write(Reporter to, TrackedRecord record, DataException error) {
        if (reports.isEmpty()) {
            watchdog.waitFor(record);
        }
        try {
            return to.report(record.record(), error);
        } catch (RuntimeException e) {
            throw new ConnectException("Could not report an errant record of " + record.coordinates(), e);
        } finally {
            watchOldest();
        }
    }

    private void watchOldest() {
        watchdog.waitFor(reports.isEmpty() ? null : reports.iterator().next().record());
    }

    /**
     * Reports the record that ends a task which tolerates none, right before the task throws: once it has been told, the
     * runtime fails the task by itself, and commits nothing of the collection that was put.
     */
    public void reportFatal() {
        if (fatal != null && reporter != null) {
            watchdog.waitFor(fatal.record());
            try {
                Future<Void> unused = reporter.report(fatal.record().record(), fatal.error());
            } catch (RuntimeException e) {
                log.debug("The reporter throws once it has written, where errors are not tolerated.", e);
            } finally {
                watchOldest();
            }
        }
        fatal = null;
    }

    /**
     * Settles the records whose reports are written, and repeats those that may not have been.
     *
     * @throws ConnectException where one could not be written; its offset stays pending
     */
    public void settleWritten() {
        if (reports.isEmpty()) {
            return;
        }
        PendingReport repeat = null;
        for (Iterator<PendingReport> it = reports.iterator(); it.hasNext(); ) {
            PendingReport report = it.next();
            Long repeatAt = report.repeatAt();
            if (!report.record().isPending()) {
                it.remove(); // its partition is gone: the task that has it now reports anew
            } else if (repeatAt != null) {
                repeat = repeat == null && clock.getAsLong() - repeatAt >= 0 ? report : repeat;
            } else if (report.written().isDone()) {
                it.remove();
                settle(report.record(), report.written());
            }
        }
        if (repeat != null) {
            repeat(repeat);
        }
        watchOldest();
    }

    private void repeat(PendingReport report) {
        if (reporter == null) {
            return;
        }
        TrackedRecord record = report.record();
        reports.remove(report); // first, or one that throws would be made again and again
        Future<Void> written = write(reporter, record, report.error());
        if (written != null && !written.isDone()) {
            reports.add(new PendingReport(record, report.error(), written, null));
        } else {
            throw new ConnectException("Could not write the errant record of " + record.coordinates()
                    + " to dead-letter topic '" + deadLetterTopic + "': " + advice()
                    + " The worker's log has the producer's error.");
        }
    }

    private static boolean hasFailed(Future<Void> done) {
        try {
            done.get();
            return false;
        } catch (ExecutionException e) {
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ConnectException("Interrupted", e);
        }
    }

    private static void settle(TrackedRecord record, Future<Void> written) {
        try {
            written.get();
        } catch (ExecutionException e) {
            throw new ConnectException(
                    "Could not write the report about an errant record of " + record.coordinates() + ": " + advice(),
                    e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ConnectException("Interrupted", e);
        }
        record.reportWritten();
    }

    private static String advice() {
        return "for a large record raise producer.override.max.request.size and the dead-letter topic's"
                + " max.message.bytes; otherwise check that the topic exists and that the worker may write to it.";
    }

    /** Whether every report is written. */
    public boolean isEmpty() {
        return reports.isEmpty();
    }
}
