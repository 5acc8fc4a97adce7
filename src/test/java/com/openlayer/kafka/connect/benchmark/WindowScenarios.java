package com.openlayer.kafka.connect.benchmark;

import com.openlayer.kafka.connect.testing.ConnectWorker;
import com.openlayer.kafka.connect.testing.Topics;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.ProducerRecord;

/** The connector's defaults while server or traffic change. */
final class WindowScenarios {
    /** The window has to be settled within these seconds. */
    static final int SETTLED_AFTER = 10;

    private static final int LATENCY_MILLIS = 20;
    private static final int SLOW_MILLIS = 200;
    private static final int BEFORE_SECONDS = 6;
    private static final int MEASURED_SECONDS = 3;

    private static final int BACKLOG = 1_500_000;
    private static final int LIGHT_PER_SECOND = 20;
    private static final int LIGHT_SECONDS = 60;
    private static final int TRICKLE_PER_SECOND = 10;
    private static final int TRICKLE_SECONDS = 30;
    private static final int PARTITIONS = 6;
    private static final double MOST = 0.95;

    private final BenchmarkFixture bed;
    private final ConnectWorker worker;
    private final BenchmarkCase base;
    private final LlmRows llm;
    private final String suffix;

    /** @param suffix tells the topics and connectors of this run from those of others */
    WindowScenarios(BenchmarkFixture bed, ConnectWorker worker, BenchmarkCase base, String suffix) {
        this.bed = bed;
        this.worker = worker;
        this.base = base;
        this.llm = new LlmRows(base.value().shape);
        this.suffix = suffix;
    }

    /**
     * A latency that rises and falls again.
     *
     * @param slow rows/s when settled at the higher latency
     * @param again rows/s when settled at the first latency again, times those before
     */
    record Change(WindowTimeline timeline, double slow, double again, int maxInFlight) {}

    Change latencyChange() throws InterruptedException {
        String name = start("latency", base.topicNames().get(0), base.rows(), Map.of());
        WindowTimeline.Recorder recorder = recorder(name);
        Map<Double, String> events = new LinkedHashMap<>();
        recorder.until(BEFORE_SECONDS, base.rows());
        double slower = event(events, recorder, SLOW_MILLIS + " ms");
        bed.standIn().latency(SLOW_MILLIS);
        recorder.until(slower + SETTLED_AFTER + MEASURED_SECONDS, base.rows());
        double faster = event(events, recorder, LATENCY_MILLIS + " ms");
        bed.standIn().latency(LATENCY_MILLIS);
        recorder.until(faster + SETTLED_AFTER + MEASURED_SECONDS, base.rows());
        int maxInFlight = end(name);
        WindowTimeline timeline = new WindowTimeline("latency 20, 200, 20 ms", recorder.points(), events);
        return new Change(
                timeline, settled(timeline, slower), settled(timeline, faster) / before(timeline, slower), maxInFlight);
    }

    /** @param after rows/s when settled after the outage, times those before */
    record Outage(WindowTimeline timeline, double after, int maxInFlight) {}

    Outage outage(int seconds) throws InterruptedException {
        String name = start("outage-" + seconds, base.topicNames().get(0), base.rows(), Map.of());
        WindowTimeline.Recorder recorder = recorder(name);
        Map<Double, String> events = new LinkedHashMap<>();
        recorder.until(BEFORE_SECONDS, base.rows());
        double away = event(events, recorder, "outage");
        bed.standIn().away(true);
        recorder.until(away + seconds, base.rows());
        double back = event(events, recorder, "end");
        bed.standIn().away(false);
        recorder.until(back + SETTLED_AFTER + MEASURED_SECONDS, base.rows());
        int maxInFlight = end(name);
        WindowTimeline timeline = new WindowTimeline("outage of " + seconds + " s", recorder.points(), events);
        return new Outage(timeline, settled(timeline, back) / before(timeline, away), maxInFlight);
    }

    /** @param rowsPerSecond of the backlog, from its first second */
    record Backlog(WindowTimeline timeline, double rowsPerSecond, int maxInFlight) {}

    /** A minute of light traffic, whose small requests must not mislead the window, and then a backlog at once. */
    Backlog backlog() throws InterruptedException {
        String topic = "light-then-backlog-" + suffix;
        bed.topics().create(topic, PARTITIONS);
        int light = LIGHT_PER_SECOND * LIGHT_SECONDS;
        try (HiddenBacklog hidden = HiddenBacklog.of(
                bed.bootstrapServers(), topic, PARTITIONS, llm, IntStream.range(light, light + BACKLOG))) {
            String name = start(
                    "light", topic, light + BACKLOG, Map.of("consumer.override.isolation.level", "read_committed"));
            WindowTimeline.Recorder recorder = recorder(name);
            Map<Double, String> events = new LinkedHashMap<>();
            for (int i = 0; i < light; i++) {
                write(topic, 0, i);
                recorder.until((i + 1.0) / LIGHT_PER_SECOND, Long.MAX_VALUE);
            }
            double revealed = event(events, recorder, "backlog");
            hidden.reveal();
            recorder.until(revealed + LIGHT_SECONDS, light + (long) (MOST * BACKLOG));
            int maxInFlight = end(name);
            WindowTimeline timeline = new WindowTimeline("backlog after light traffic", recorder.points(), events);
            return new Backlog(timeline, timeline.rowsPerSecond(revealed, recorder.seconds()), maxInFlight);
        }
    }

    /**
     * Milliseconds from the broker's acknowledgement of a record to the arrival of its row at the server, at most, with
     * ten records per second.
     */
    double longestWait() throws InterruptedException {
        String topic = "trickle-" + suffix;
        bed.topics().create(topic, PARTITIONS);
        int rows = TRICKLE_PER_SECOND * TRICKLE_SECONDS;
        String name = start("trickle", topic, rows, Map.of());
        worker.rest().awaitRunning(name, 1);
        long[] written = new long[rows];
        for (int i = 0; i < rows; i++) {
            write(topic, i % PARTITIONS, i);
            written[i] = ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
            TimeUnit.MILLISECONDS.sleep(1_000 / TRICKLE_PER_SECOND);
        }
        while (bed.standIn().stats().distinct() < rows) {
            TimeUnit.MILLISECONDS.sleep(1_000 / TRICKLE_PER_SECOND);
        }
        long[] arrived = bed.standIn().arrivals();
        end(name);
        return IntStream.range(0, rows)
                        .mapToLong(i -> arrived[i] - written[i])
                        .max()
                        .orElseThrow()
                / 1e3;
    }

    private void write(String topic, int partition, int number) {
        Topics topics = bed.topics();
        topics.send(new ProducerRecord<>(topic, partition, null, llm.value(number)));
        topics.flush();
    }

    private String start(String scenario, String topic, int rows, Map<String, String> more) {
        String name = scenario + "-" + suffix;
        bed.standIn().begin(LATENCY_MILLIS, base.stride(BenchmarkCase.Side.CONNECTOR), rows);
        Map<String, String> config = WindowSweep.defaults(base, bed.standIn());
        config.put("topics", topic);
        config.putAll(more);
        worker.rest().put(name, config);
        return name;
    }

    private WindowTimeline.Recorder recorder(String name) {
        return new WindowTimeline.Recorder(bed.standIn(), worker, name);
    }

    private static double event(Map<Double, String> events, WindowTimeline.Recorder recorder, String event) {
        double seconds = recorder.seconds();
        events.put(seconds, event);
        return seconds;
    }

    private static double before(WindowTimeline timeline, double change) {
        return timeline.rowsPerSecond(change - MEASURED_SECONDS, change);
    }

    private static double settled(WindowTimeline timeline, double change) {
        return timeline.rowsPerSecond(change + SETTLED_AFTER, change + SETTLED_AFTER + MEASURED_SECONDS + 1);
    }

    private int end(String name) {
        worker.rest().deleteIfExists(name);
        return bed.standIn().stats().maxInFlight();
    }
}
