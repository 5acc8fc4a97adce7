package com.openlayer.kafka.connect.benchmark;

import com.openlayer.kafka.connect.testing.ConnectWorker;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Window, latency and rows/s of a connector over time.
 *
 * @param events what happened, by the second at which it did
 */
record WindowTimeline(String name, List<Point> points, Map<Double, String> events) {
    /** Less often than other samples, because each reads the worker's metrics. */
    private static final double SAMPLE_SECONDS = 0.25;

    /**
     * What happened since the previous point.
     *
     * @param latencyMillis the mean of requests that were accepted; NaN if none was
     */
    record Point(double seconds, double rowsPerSecond, double latencyMillis, double window) {}

    /** Collects points while a connector runs. */
    static final class Recorder {
        private final StandIn standIn;
        private final ConnectWorker worker;
        private final String connector;
        private final List<Point> points = new ArrayList<>();
        private final long start = System.nanoTime();
        private StandIn.Stats before;
        private double secondsBefore;

        Recorder(StandIn standIn, ConnectWorker worker, String connector) {
            this.standIn = standIn;
            this.worker = worker;
            this.connector = connector;
            this.before = standIn.stats();
        }

        double seconds() {
            return (System.nanoTime() - start) / 1e9;
        }

        /** Records until this second, or until the server has received so many rows. */
        void until(double second, long rows) throws InterruptedException {
            while (seconds() < second && before.rows() < rows) {
                double left = Math.min(second, secondsBefore + SAMPLE_SECONDS) - seconds();
                Thread.sleep(Math.max(1, (long) (1e3 * left)));
                if (seconds() - secondsBefore >= SAMPLE_SECONDS) {
                    record();
                }
            }
        }

        private void record() {
            double window = window();
            StandIn.Stats now = standIn.stats();
            double seconds = seconds();
            double requests = now.requests() - before.requests();
            points.add(new Point(
                    seconds,
                    (now.rows() - before.rows()) / (seconds - secondsBefore),
                    requests == 0 ? Double.NaN : (now.latencyMicros() - before.latencyMicros()) / requests / 1e3,
                    window));
            before = now;
            secondsBefore = seconds;
        }

        private double window() {
            return worker.mbeans("kafka.connect:type=plugins,connector=" + connector + ",*").values().stream()
                    .map(values -> values.get("in-flight-window"))
                    .filter(Number.class::isInstance)
                    .mapToDouble(value -> ((Number) value).doubleValue())
                    .max()
                    .orElse(Double.NaN);
        }

        List<Point> points() {
            return List.copyOf(points);
        }
    }

    /** The mean between these seconds. */
    double rowsPerSecond(double from, double to) {
        double rows = 0;
        double length = 0;
        double before = 0;
        for (Point point : points) {
            if (before >= from && point.seconds() <= to) {
                rows += point.rowsPerSecond() * (point.seconds() - before);
                length += point.seconds() - before;
            }
            before = point.seconds();
        }
        return rows / length;
    }
}
