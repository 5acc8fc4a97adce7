package com.openlayer.kafka.connect.task;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import com.openlayer.kafka.connect.publisher.Scheduler;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Warns while a report is pending, because Connect's producer may block the task thread forever if the dead-letter topic
 * does not exist or the broker is unavailable. The task thread sets the oldest pending report; the scheduler's thread
 * warns.
 */
final class ReportWatchdog {
    private static final Logger log = LoggerFactory.getLogger(ReportWatchdog.class);

    /** Time before the first warning. */
    static final long PATIENCE_NANOS = Duration.ofSeconds(10).toNanos();
    /** Time between two warnings. */
    static final long REPEAT_NANOS = Duration.ofMinutes(1).toNanos();

    private record Waiting(TrackedRecord record, long since) {}

    private final Scheduler scheduler;
    private final LongSupplier clock;
    private final String advice;

    @GuardedBy("this")
    private @Nullable Waiting waiting;

    @GuardedBy("this")
    private boolean scheduled;

    /** @param advice a sentence about the place that the reports are written to, for the message */
    ReportWatchdog(Scheduler scheduler, LongSupplier clock, String advice) {
        this.scheduler = scheduler;
        this.clock = clock;
        this.advice = advice;
    }

    /** Sets the record of the oldest pending report; null if all are written. */
    synchronized void waitFor(@Nullable TrackedRecord record) {
        if (record == null) {
            waiting = null;
        } else if (waiting == null || waiting.record() != record) {
            waiting = new Waiting(record, clock.getAsLong());
            if (!scheduled) {
                schedule(PATIENCE_NANOS);
            }
        }
    }

    @GuardedBy("this")
    private void schedule(long nanos) {
        scheduled = true;
        scheduler.schedule(nanos, this::onTimer);
    }

    private synchronized void onTimer() {
        scheduled = false;
        if (waiting == null) {
            return;
        }
        long nanos = clock.getAsLong() - waiting.since();
        if (nanos < PATIENCE_NANOS) {
            schedule(PATIENCE_NANOS - nanos);
            return;
        }
        log.warn(
                "The report about the errant record of {} has been waiting in Kafka Connect for {} s. The task"
                        + " reads no further and its offsets are not advanced. {}",
                waiting.record().coordinates(),
                Duration.ofNanos(nanos).toSeconds(),
                advice);
        schedule(REPEAT_NANOS);
    }
}
