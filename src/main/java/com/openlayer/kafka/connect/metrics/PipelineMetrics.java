package com.openlayer.kafka.connect.metrics;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/**
 * Counts of one pipeline of a task since the task started, and its current state. Times are nanoseconds of the task's
 * clock. Counted per request, not per row; read without any lock.
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
    private volatile long pausedUntil = NEVER;
    private volatile long lastSuccess = NEVER;

    public PipelineMetrics() {
        for (RequestOutcome outcome : RequestOutcome.values()) {
            requests.put(outcome, new LongAdder());
        }
    }

    /** A request goes out. */
    public void sent(int rows, long bytes, boolean again) {
        rowsSent.add(rows);
        bytesSent.add(bytes);
        requestsInFlight.increment();
        rowsInFlight.add(rows);
        if (again) {
            retries.increment();
        }
    }

    /** The one answer to a request that was {@link #sent}. */
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

    public void split() {
        splits.increment();
    }

    /** A row that Openlayer refused, alone. */
    public void refused() {
        rowsRefused.increment();
    }

    /** A record that became no row. */
    public void invalid() {
        rowsInvalid.increment();
    }

    /** How many rows wait now. */
    public void waiting(int rows) {
        rowsWaiting = rows;
    }

    /** Until when no request is sent; what is past stands for no pause. */
    public void pausedUntil(long end) {
        pausedUntil = end;
    }

    /** What can be read. The time since the last success starts now. */
    public List<Metric> metrics(LongSupplier clock) {
        long started = clock.getAsLong();
        List<Metric> all = new ArrayList<>();
        all.add(new Metric("rows-accepted-total", "Rows that Openlayer acknowledged.", rowsAccepted::sum));
        all.add(new Metric("rows-refused-total", "Rows that Openlayer refused, each alone.", rowsRefused::sum));
        all.add(new Metric("rows-invalid-total", "Records that could not become a row.", rowsInvalid::sum));
        all.add(new Metric(
                "rows-errant-total",
                "Rows refused and records invalid: what goes to the dead-letter topic, or ends the task.",
                () -> rowsRefused.sum() + rowsInvalid.sum()));
        all.add(new Metric("rows-sent-total", "Rows in all requests, those sent again too.", rowsSent::sum));
        for (RequestOutcome outcome : RequestOutcome.values()) {
            all.add(new Metric(
                    "requests-" + outcome.label() + "-total",
                    "Requests " + outcome.meaning() + ".",
                    counter(outcome)::sum));
        }
        all.add(new Metric("retries-total", "Requests sent more than once.", retries::sum));
        all.add(new Metric("splits-total", "Requests that were halved to find the row at fault.", splits::sum));
        all.add(new Metric(
                "bytes-sent-total", "Bytes of all request bodies before compression, retries too.", bytesSent::sum));
        all.add(new Metric(
                "bytes-accepted-total",
                "Bytes of the acknowledged request bodies before compression.",
                bytesAccepted::sum));
        all.add(new Metric("rows-waiting", "Rows that wait for a request, or to be sent again.", () -> rowsWaiting));
        all.add(new Metric("rows-in-flight", "Rows in requests that are not answered.", rowsInFlight::sum));
        all.add(new Metric("requests-in-flight", "Requests that are not answered.", requestsInFlight::sum));
        all.add(new Metric("rows-per-request-avg", "Rows per request since the task started.", this::rowsPerRequest));
        all.add(new Metric(
                "request-latency-ms-avg",
                "Mean milliseconds from sending a request to its answer or failure, of the last "
                        + RecentRequests.CAPACITY
                        + " requests of the last five minutes, as the four below. NaN if there were none.",
                () -> recent.mean(clock.getAsLong()) / NANOS_PER_MS));
        all.add(latency("p50", "Half of them took no longer.", 0.5, clock));
        all.add(latency("p95", "95 % of them took no longer.", 0.95, clock));
        all.add(latency("p99", "99 % of them took no longer.", 0.99, clock));
        all.add(latency("max", "The longest of them.", 1, clock));
        all.add(new Metric(
                "backoff-ms",
                "Milliseconds that are left of the pause which all requests of the pipeline keep; 0 without one.",
                () -> remaining(clock.getAsLong())));
        all.add(new Metric(
                "time-since-last-success-ms",
                "Milliseconds since Openlayer last acknowledged a request, or since the task started. Grows too where"
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
