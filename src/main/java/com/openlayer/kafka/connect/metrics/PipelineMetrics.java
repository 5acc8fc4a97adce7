package com.openlayer.kafka.connect.metrics;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/**
 * Metrics of one pipeline of a task: counts since the task started, and the current state. Times are nanoseconds of the
 * task's clock. Updated per request, not per row; readable without a lock.
 */
public final class PipelineMetrics {
    private static final long NEVER = Long.MIN_VALUE;
    private static final double NANOS_PER_MS = 1_000_000.0;

    private final Map<RequestOutcome, LongAdder> requests = new EnumMap<>(RequestOutcome.class);
    private final LongAdder rowsAccepted = new LongAdder();
    private final LongAdder rowsRefused = new LongAdder();
    private final LongAdder rowsInvalid = new LongAdder();
    private final LongAdder rowsSent = new LongAdder();
    private final LongAdder bytesSent = new LongAdder();
    private final LongAdder bytesAccepted = new LongAdder();
    private final LongAdder retries = new LongAdder();
    private final LongAdder splits = new LongAdder();
    private final LongAdder requestsInFlight = new LongAdder();
    private final LongAdder rowsInFlight = new LongAdder();
    private final RecentRequests recent = new RecentRequests();
    private volatile int rowsWaiting;
    private volatile int window;
    private volatile long pausedUntil = NEVER;
    private volatile long lastSuccess = NEVER;

    public PipelineMetrics() {
        for (RequestOutcome outcome : RequestOutcome.values()) {
            requests.put(outcome, new LongAdder());
        }
    }

    /** Counts a request that is being sent. */
    public void sent(int rows, long bytes, boolean isRetry) {
        rowsSent.add(rows);
        bytesSent.add(bytes);
        requestsInFlight.increment();
        rowsInFlight.add(rows);
        if (isRetry) {
            retries.increment();
        }
    }

    /** Counts the answer to a {@link #sent} request. */
    public void answered(RequestOutcome outcome, int rows, long bytes, long now, long latency) {
        requestsInFlight.decrement();
        rowsInFlight.add(-rows);
        counter(outcome).increment();
        recent.record(now, latency);
        if (outcome == RequestOutcome.ACCEPTED) {
            rowsAccepted.add(rows);
            bytesAccepted.add(bytes);
            lastSuccess = now;
        }
    }

    /** Counts a request that was split in two. */
    public void split() {
        splits.increment();
    }

    /** Counts a row that Openlayer rejected in a request of its own. */
    public void refused() {
        rowsRefused.increment();
    }

    /** Counts a record that could not become a row. */
    public void invalid() {
        rowsInvalid.increment();
    }

    /** Sets the number of waiting rows. */
    public void waiting(int rows) {
        rowsWaiting = rows;
    }

    /** Sets how many requests may be in flight. */
    public void window(int requests) {
        window = requests;
    }

    /** Sets the end of the backoff. A time in the past means that there is none. */
    public void pausedUntil(long end) {
        pausedUntil = end;
    }

    /** The metrics. The time since the last success starts now. */
    public List<Metric> metrics(LongSupplier clock) {
        long started = clock.getAsLong();
        List<Metric> all = new ArrayList<>();
        all.add(new Metric("rows-accepted-total", "Rows that Openlayer acknowledged.", rowsAccepted::sum));
        all.add(new Metric(
                "rows-refused-total", "Rows that Openlayer rejected, each in a request of its own.", rowsRefused::sum));
        all.add(new Metric("rows-invalid-total", "Records that could not become a row.", rowsInvalid::sum));
        all.add(new Metric(
                "rows-errant-total",
                "Rejected rows and invalid records: they go to the dead-letter topic, or fail the task.",
                () -> rowsRefused.sum() + rowsInvalid.sum()));
        all.add(new Metric("rows-sent-total", "Rows in all requests, including retries.", rowsSent::sum));
        for (RequestOutcome outcome : RequestOutcome.values()) {
            all.add(new Metric(
                    "requests-" + outcome.label() + "-total",
                    "Requests " + outcome.meaning() + ".",
                    counter(outcome)::sum));
        }
        all.add(new Metric("retries-total", "Requests sent more than once.", retries::sum));
        all.add(new Metric("splits-total", "Requests that were split in two to isolate a bad row.", splits::sum));
        all.add(new Metric(
                "bytes-sent-total",
                "Bytes of all request bodies before compression, including retries.",
                bytesSent::sum));
        all.add(new Metric(
                "bytes-accepted-total",
                "Bytes of acknowledged request bodies before compression.",
                bytesAccepted::sum));
        all.add(new Metric("rows-waiting", "Rows that wait to be sent or retried.", () -> rowsWaiting));
        all.add(new Metric("rows-in-flight", "Rows in requests without an answer yet.", rowsInFlight::sum));
        all.add(new Metric("requests-in-flight", "Requests without an answer yet.", requestsInFlight::sum));
        all.add(new Metric(
                "in-flight-window",
                "Requests that may be in flight at once, as found from latencies and responses; at most"
                        + " max.in.flight.requests.",
                () -> window));
        all.add(new Metric("rows-per-request-avg", "Rows per request since the task started.", this::rowsPerRequest));
        all.add(new Metric(
                "request-latency-ms-avg",
                "Mean milliseconds from sending a request to its answer or failure. Like the four metrics below, it covers"
                        + " the last " + RecentRequests.CAPACITY
                        + " requests of the last five minutes. NaN if there were none.",
                () -> recent.mean(clock.getAsLong()) / NANOS_PER_MS));
        all.add(latency("p50", "Median of these latencies.", 0.5, clock));
        all.add(latency("p95", "95th percentile of these latencies.", 0.95, clock));
        all.add(latency("p99", "99th percentile of these latencies.", 0.99, clock));
        all.add(latency("max", "Maximum of these latencies.", 1, clock));
        all.add(new Metric(
                "backoff-ms",
                "Milliseconds until the end of the backoff that all requests of the pipeline share; 0 if there is none.",
                () -> remaining(clock.getAsLong())));
        all.add(new Metric(
                "time-since-last-success-ms",
                "Milliseconds since Openlayer last acknowledged a request, or since the task started. It also grows while"
                        + " there is nothing to send.",
                () -> (clock.getAsLong() - (lastSuccess == NEVER ? started : lastSuccess)) / 1_000_000));
        return all;
    }

    private LongAdder counter(RequestOutcome outcome) {
        LongAdder counter = requests.get(outcome);
        if (counter == null) {
            throw new IllegalArgumentException("no counter for " + outcome);
        }
        return counter;
    }

    private Metric latency(String statistic, String description, double fraction, LongSupplier clock) {
        return new Metric(
                "request-latency-ms-" + statistic,
                description,
                () -> recent.percentile(clock.getAsLong(), fraction) / NANOS_PER_MS);
    }

    private Number rowsPerRequest() {
        long sent = requests.values().stream().mapToLong(LongAdder::sum).sum() + requestsInFlight.sum();
        return sent == 0 ? 0.0 : (double) rowsSent.sum() / sent;
    }

    private long remaining(long now) {
        long until = pausedUntil;
        return until == NEVER ? 0 : Math.max(0, until - now) / 1_000_000;
    }
}
