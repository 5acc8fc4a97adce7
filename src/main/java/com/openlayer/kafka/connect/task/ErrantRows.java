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
 * Hands records that cannot be published to Connect's reporter of errant records (KIP-610), which writes them to the
 * dead-letter topic. Owned by the task thread. The offset
 * of a record does not advance until its report is written, because the runtime awaits only reports made before {@code
 * preCommit}.
 *
 * <p>A report to a dead-letter topic that completes immediately may never have been written, because Connect drops the
 * future of a record that its producer rejects immediately. A written report completes that early only if this thread
 * was suspended in between. So the report is repeated a little later. If it completes immediately again, the task
 * fails.
 */
public final class ErrantRows {
    private static final Logger log = LoggerFactory.getLogger(ErrantRows.class);

    /** Time between the two reports, so that one suspension of the thread does not cover both. */
    private static final long REPEAT_NANOS = Duration.ofMillis(50).toNanos();

    /** Where reports go: {@code ErrantRecordReporter::report}. */
    @FunctionalInterface
    public interface Reporter {
        @Nullable
        Future<Void> report(SinkRecord record, Throwable error);
    }

    private record FatalError(TrackedRecord record, DataException error) {}

    /** @param repeatAt when to repeat the report, because it completed immediately; otherwise null */
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
     * @param reporter null if neither a dead-letter topic nor an error log is configured
     * @param tolerant whether {@code errors.tolerance} is {@code all}
     * @param deadLetterTopic null if none is configured
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
        this.watchdog = new ReportWatchdog(
                scheduler,
                clock,
                deadLetterTopic == null
                        ? "Check that the worker can write its log."
                        : "Check that dead-letter topic '" + deadLetterTopic
                                + "' exists, that the worker may write to it, and that its brokers are available.");
    }

    /** Whether records must be kept after they are mapped, for a report. */
    public boolean wantsRecords() {
        return reporter != null;
    }

    /**
     * Reports a record as errant.
     *
     * @throws ConnectException if errors are not tolerated; the record stays pending
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
            await(new PendingReport(record, error, written, null));
        } else if (deadLetterTopic == null || hasFailed(written)) {
            settle(record, written);
        } else {
            log.debug("The report about {} was done at once; making it once more.", record.coordinates());
            await(new PendingReport(record, error, written, clock.getAsLong() + REPEAT_NANOS));
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

    /** Watches the report from now on, because the runtime may wait for it before it calls the task again. */
    private void await(PendingReport report) {
        reports.add(report);
        watchOldest();
    }

    private void watchOldest() {
        watchdog.waitFor(reports.isEmpty() ? null : reports.iterator().next().record());
    }

    /**
     * Reports the record that fails a task without error tolerance, right before the task throws. After this report the
     * runtime itself fails the task, and commits nothing of the current {@code put}.
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
     * Completes the records whose reports are written, and repeats reports that may not have been.
     *
     * @throws ConnectException if a report could not be written; its record stays pending
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
                it.remove(); // its partition was revoked: the task that owns it now reports the record again
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
        reports.remove(report); // cleared first, because a report that throws would be repeated forever
        Future<Void> written = write(reporter, record, report.error());
        if (written != null && !written.isDone()) {
            await(new PendingReport(record, report.error(), written, null));
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
