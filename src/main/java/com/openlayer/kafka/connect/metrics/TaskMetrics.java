package com.openlayer.kafka.connect.metrics;

import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/**
 * What a task holds, over all its pipelines. Written by the task thread, once a poll and before it waits; read without any
 * lock. Ages are computed when they are read, so they grow while the task thread is blocked.
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

    /** A record on its way to the dead-letter topic, or one that ends the task. */
    public void errant() {
        errant.increment();
    }

    /** A record without value that is ignored, or an update that would change nothing. */
    public void skipped() {
        skipped.increment();
    }

    /** A record of which a filter makes no row. */
    public void filtered() {
        filtered.increment();
    }

    /**
     * What is unacknowledged now.
     *
     * @param newOldestSince when the record that has waited longest was read, in nanoseconds of the task's clock, or {@link
     *     #NONE}
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
     * What can be read.
     *
     * @param clock nanoseconds, as {@link System#nanoTime}
     * @param wallClock milliseconds since the epoch, as {@link System#currentTimeMillis}
     */
    public List<Metric> metrics(LongSupplier clock, LongSupplier wallClock) {
        return List.of(
                new Metric(
                        "errant-records-total",
                        "Records that no pipeline takes, that became no row, or that Openlayer refused.",
                        errant::sum),
                new Metric(
                        "skipped-records-total",
                        "Records without a value that were ignored, and updates that would change nothing.",
                        skipped::sum),
                new Metric(
                        "filtered-records-total",
                        "Records of which the filters of their pipelines (rows, format) made no row.",
                        filtered::sum),
                new Metric(
                        "unacknowledged-records",
                        "Records read from Kafka whose offsets wait: for an answer, or for a dead letter to be written.",
                        () -> rows),
                new Metric(
                        "unacknowledged-bytes",
                        "Bytes of heap that they take: their encoded rows and, with a dead-letter topic or error log, an"
                                + " estimate of the records.",
                        () -> bytes),
                new Metric(
                        "oldest-unacknowledged-age-ms",
                        "Milliseconds since the longest waiting of them was read; 0 where none waits.",
                        () -> age(clock.getAsLong())),
                new Metric(
                        "oldest-unacknowledged-record-lag-ms",
                        "Milliseconds from the timestamp of the oldest unacknowledged record until now: how far the task"
                                + " lags behind. 0 if all that was read is acknowledged.",
                        () -> lag(wallClock.getAsLong())),
                new Metric(
                        "paused",
                        "1 while partitions are paused because too much of a pipeline is unacknowledged, else 0.",
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
