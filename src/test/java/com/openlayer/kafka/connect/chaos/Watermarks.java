package com.openlayer.kafka.connect.chaos;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** Records the first unacknowledged offset of each partition over time. A commit lags behind it at most by its own duration. */
final class Watermarks implements AutoCloseable {
    private static final Duration PERIOD = Duration.ofMillis(100);
    private static final int KEPT = 40;

    /** Whether a record is acknowledged or needs no delivery. */
    interface Acknowledged {
        boolean test(int partition, long offset);
    }

    private record Watermark(long takenAt, List<Long> offsets) {}

    private final Acknowledged acknowledged;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();

    // Guarded by this.
    private final Deque<Watermark> samples = new ArrayDeque<>();
    private final long[] offsets;

    Watermarks(int partitions, Acknowledged acknowledged) {
        this.acknowledged = acknowledged;
        offsets = new long[partitions];
        look();
        ScheduledFuture<?> unused =
                timer.scheduleWithFixedDelay(this::look, PERIOD.toMillis(), PERIOD.toMillis(), TimeUnit.MILLISECONDS);
    }

    private synchronized void look() {
        // Before the offsets are read, so that a watermark is never older than its time.
        long now = System.nanoTime();
        for (int partition = 0; partition < offsets.length; partition++) {
            while (acknowledged.test(partition, offsets[partition])) {
                offsets[partition]++;
            }
        }
        samples.addLast(new Watermark(now, Arrays.stream(offsets).boxed().toList()));
        if (samples.size() > KEPT) {
            samples.removeFirst();
        }
    }

    /** The latest watermark of at least this age, or else the oldest. */
    synchronized List<Long> before(Duration age) {
        long until = System.nanoTime() - age.toNanos();
        List<Long> latest = samples.getFirst().offsets;
        for (Watermark sample : samples) {
            if (sample.takenAt - until <= 0) {
                latest = sample.offsets;
            }
        }
        return latest;
    }

    /** Readers start again at these offsets, so that later offsets are unacknowledged again. */
    synchronized void rewind(List<Long> to) {
        samples.clear();
        for (int partition = 0; partition < offsets.length; partition++) {
            offsets[partition] = to.get(partition);
        }
        look();
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
