package com.openlayer.kafka.connect.chaos;

import com.openlayer.kafka.connect.testing.ConnectWorker;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** Polls Connect's own metrics for the longest {@code put} and the longest commit, which includes {@code preCommit}. */
final class Watch implements AutoCloseable {
    private static final long PERIOD_MILLIS = 3_000;

    private final Set<ConnectWorker> workers = new LinkedHashSet<>();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final Map<String, Double> worst = new ConcurrentHashMap<>();

    Watch() {
        ScheduledFuture<?> unused =
                timer.scheduleWithFixedDelay(this::look, PERIOD_MILLIS, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
    }

    synchronized void add(ConnectWorker worker) {
        workers.add(worker);
    }

    /**
     * Ends the watch of a worker that is about to be stopped, killed or suspended. Waits for a poll in progress: its answer
     * would otherwise come after a suspension, with the durations of the calls that were suspended.
     */
    synchronized void remove(ConnectWorker worker) {
        workers.remove(worker);
    }

    private synchronized void look() {
        for (ConnectWorker worker : workers) {
            try {
                worker.mbeans("kafka.connect:type=*-task-metrics,*").values().forEach(this::read);
            } catch (IllegalStateException gone) {
                // the worker or its tasks are stopping
            }
        }
    }

    private void read(Map<String, Object> metrics) {
        for (String name : new String[] {"put-batch-max-time-ms", "offset-commit-max-time-ms"}) {
            if (metrics.get(name) instanceof Double value && Double.isFinite(value)) {
                worst.merge(name, value, Math::max);
            }
        }
    }

    long worstPutMillis() {
        return worst.getOrDefault("put-batch-max-time-ms", 0.0).longValue();
    }

    long worstCommitMillis() {
        return worst.getOrDefault("offset-commit-max-time-ms", 0.0).longValue();
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
