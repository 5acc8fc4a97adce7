package com.openlayer.kafka.connect.metrics;

import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/**
 * Metrics of a task over all its pipelines. The task thread updates them in each poll and before it waits; they are readable
 * without a lock. Ages are computed on read, so they grow while the task thread is blocked.
 */
public final class TaskMetrics {
    /** No record is unacknowledged. */
    public static final long NONE = Long.MIN_VALUE;

    private final LongAdder errant = new LongAdder();
    private final LongAdder skipped = new LongAdder();
    private final LongAdder filtered = new LongAdder();
    private volatile int rows;
    private volatile long bytes;
    private volatile boolean paused;
    private volatile long oldestSince = NONE;
    private volatile long oldestTimestamp = NONE;

    /** Counts a record that goes to the dead-letter topic, or fails the task. */
    public void errant() {
        errant.increment();
    }

    /** Counts an ignored record without value, or an update that would change nothing. */
    public void skipped() {
        skipped.increment();
    }

    /** Counts a record for which the filters output no row. */
    public void filtered() {
        filtered.increment();
    }

    /**
     * Sets the current number and size of unacknowledged records.
     *
     * @param newOldestSince when the record that has waited longest was read, in nanoseconds of the task's clock, or
     *     {@link #NONE}
     * @param newOldestTimestamp the timestamp of the oldest record, in milliseconds since the epoch, or {@link #NONE}
     */
    public void unacknowledged(
            int newRows, long newBytes, long newOldestSince, long newOldestTimestamp, boolean newPaused) {
        rows = newRows;
        bytes = newBytes;
        oldestSince = newOldestSince;
        oldestTimestamp = newOldestTimestamp;
        paused = newPaused;
    }

    /**
     * The metrics.
     *
     * @param clock nanoseconds, as {@link System#nanoTime}
     * @param wallClock milliseconds since the epoch, as {@link System#currentTimeMillis}
     */
    public List<Metric> metrics(LongSupplier clock, LongSupplier wallClock) {
        return List.of(
                new Metric(
                        "errant-records-total",
                        "Records that no pipeline claims, that could not become a row, or that Openlayer rejected.",
                        errant::sum),
                new Metric(
                        "skipped-records-total",
                        "Ignored records without a value, and updates that would change nothing.",
                        skipped::sum),
                new Metric(
                        "filtered-records-total",
                        "Records of which the filters of their pipelines (rows, format) made no row.",
                        filtered::sum),
                new Metric(
                        "unacknowledged-records",
                        "Records read from Kafka whose offsets are not committable yet: they wait for an answer, or for a"
                                + " dead letter to be written.",
                        () -> rows),
                new Metric(
                        "unacknowledged-bytes",
                        "Heap bytes of unacknowledged records: their encoded rows and, with a dead-letter topic or error"
                                + " log, an estimate of the records.",
                        () -> bytes),
                new Metric(
                        "oldest-unacknowledged-age-ms",
                        "Milliseconds since the unacknowledged record that has waited longest was read; 0 if there is none.",
                        () -> age(clock.getAsLong())),
                new Metric(
                        "oldest-unacknowledged-record-lag-ms",
                        "Milliseconds since the timestamp of the oldest unacknowledged record: the lag of the task. 0 if"
                                + " all records that were read are acknowledged.",
                        () -> lag(wallClock.getAsLong())),
                new Metric(
                        "paused",
                        "1 while partitions are paused because a pipeline has too many unacknowledged rows, else 0.",
                        () -> paused ? 1 : 0));
    }

    private long age(long now) {
        long since = oldestSince;
        return since == NONE ? 0 : Math.max(0, now - since) / 1_000_000;
    }

    private long lag(long now) {
        long timestamp = oldestTimestamp;
        return timestamp == NONE ? 0 : Math.max(0, now - timestamp);
    }
}
