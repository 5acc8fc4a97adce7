package com.openlayer.kafka.connect.benchmark;

import com.openlayer.kafka.connect.benchmark.BenchmarkCase.Side;
import com.openlayer.kafka.connect.benchmark.BenchmarkCase.ValueFormat;
import com.openlayer.kafka.connect.testing.ConnectWorker;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

/**
 * The connector's defaults against fixed settings, all in one run: a server with room for all requests at three latencies, one
 * with room for 4, and one that answers 429 beyond 6.
 */
final class WindowBenchmark {
    private static final long WARM_UP_NANOS = 4_000_000_000L;
    private static final long MEASURED_NANOS = 8_000_000_000L;
    /** Without latency, rows may end before these times are over. */
    private static final double MEASURED_FROM = 0.3;

    private static final double MEASURED_TO = 0.95;
    /** Four tasks have six partitions: those with one must not run out of rows while they are compared. */
    private static final double TASKS_MEASURED_TO = 0.6;

    private static final int WARM_UPS = 4;
    private static final long SAMPLE_MILLIS = 20;
    private static final int[] SWEEP = {1, 4, 8, 16, 32};
    private static final int LATENCY_MILLIS = 20;

    /** @param room requests that it handles at once, while others wait */
    private record Server(String name, int latencyMillis, int room, int limit) {}

    /** @param requests the maximum in flight; 0 for the connector's defaults */
    private record Setting(Server server, int tasks, int requests) {
        String name() {
            return server.name() + (tasks > 1 ? ", " + tasks + " tasks" : "") + ", "
                    + (requests == 0 ? "defaults" : requests + " in flight");
        }
    }

    /** @param evenness rows of the slowest task, of those of the fastest */
    private record Run(double rowsPerSecond, double rowsPerRequest, StandIn.Stats stats, double evenness) {}

    private final BenchmarkFixture bed;
    private final BenchmarkCase base;
    private final Map<Setting, List<Run>> results = new LinkedHashMap<>();
    private int runs;

    WindowBenchmark(BenchmarkFixture bed, int rows) {
        this.bed = bed;
        this.base = BenchmarkCase.plain(ValueFormat.STRING).rows(rows);
    }

    /** Measures, and returns tables in Markdown. */
    String run(int repeats) throws IOException, InterruptedException {
        bed.fill(base);
        List<Setting> settings = settings();
        settings.forEach(setting -> results.put(setting, new ArrayList<>()));
        for (int i = 0; i < repeats; i++) {
            try (ConnectWorker worker = bed.worker("window-" + i)) {
                worker.awaitReady();
                for (int warmUp = 0; warmUp < WARM_UPS; warmUp++) {
                    measure(worker, settings.get(0));
                }
                for (Setting setting : settings) {
                    Run run = measure(worker, setting);
                    results.get(setting).add(run);
                    System.out.println(line(setting, List.of(run)));
                }
            }
            Collections.rotate(settings, -Math.max(1, settings.size() / repeats));
        }
        return table() + "\n" + targets();
    }

    private static List<Setting> settings() {
        List<Setting> settings = new ArrayList<>();
        for (int latency : new int[] {0, LATENCY_MILLIS, 100}) {
            Server server = new Server(latency + " ms", latency, 0, 0);
            settings.add(new Setting(server, 1, 0));
            for (int requests : SWEEP) {
                settings.add(new Setting(server, 1, requests));
            }
        }
        Server roomForFour = new Server("room for 4", LATENCY_MILLIS, 4, 0);
        for (int requests : new int[] {0, 1, 4, 8}) {
            settings.add(new Setting(roomForFour, 1, requests));
        }
        settings.add(new Setting(roomForFour, 4, 0));
        Server limited = new Server("429 beyond 6", LATENCY_MILLIS, 0, 6);
        settings.add(new Setting(limited, 1, 0));
        settings.add(new Setting(limited, 1, 6));
        return settings;
    }

    private Run measure(ConnectWorker worker, Setting setting) throws InterruptedException {
        String name = "window-" + runs++;
        StandIn standIn = bed.standIn();
        Server server = setting.server();
        standIn.begin(server.latencyMillis(), base.stride(Side.CONNECTOR), base.rows());
        standIn.limit(server.room(), server.limit());
        worker.rest().put(name, config(setting));
        long start = awaitRows(1);
        awaitRowsOrTime(MEASURED_FROM, start + WARM_UP_NANOS);
        standIn.settled();
        Map<String, Long> tasksBefore = acceptedByTask(worker, name);
        StandIn.Stats before = standIn.stats();
        long from = System.nanoTime();
        awaitRowsOrTime(setting.tasks() > 1 ? TASKS_MEASURED_TO : MEASURED_TO, from + MEASURED_NANOS);
        StandIn.Stats after = standIn.stats();
        long to = System.nanoTime();
        double evenness = evenness(tasksBefore, acceptedByTask(worker, name));
        worker.rest().deleteIfExists(name);
        double rows = after.rows() - before.rows();
        return new Run(rows * 1e9 / (to - from), rows / after.requests(), after, evenness);
    }

    private Map<String, String> config(Setting setting) {
        Map<String, String> config =
                base.config(Side.CONNECTOR, bed.standIn().base().toString());
        config.put("tasks.max", Integer.toString(setting.tasks()));
        config.remove("consumer.override.max.poll.records");
        if (setting.requests() == 0) {
            config.remove("batch.max.rows");
            config.remove("max.in.flight.requests");
        } else {
            config.put("max.in.flight.requests", Integer.toString(setting.requests()));
        }
        return config;
    }

    private long awaitRows(long rows) throws InterruptedException {
        while (bed.standIn().stats().rows() < rows) {
            Thread.sleep(SAMPLE_MILLIS);
        }
        return System.nanoTime();
    }

    private void awaitRowsOrTime(double share, long end) throws InterruptedException {
        while (bed.standIn().stats().rows() < share * base.rows() && System.nanoTime() - end < 0) {
            Thread.sleep(SAMPLE_MILLIS);
        }
    }

    private static Map<String, Long> acceptedByTask(ConnectWorker worker, String connector) {
        Map<String, Long> accepted = new TreeMap<>();
        worker.mbeans("kafka.connect:type=plugins,connector=" + connector + ",*")
                .forEach((bean, values) -> {
                    if (values.get("rows-accepted-total") instanceof Number rows) {
                        accepted.put(bean, rows.longValue());
                    }
                });
        return accepted;
    }

    private static double evenness(Map<String, Long> before, Map<String, Long> after) {
        List<Long> rows = new ArrayList<>();
        after.forEach((task, total) -> rows.add(total - before.getOrDefault(task, 0L)));
        return rows.isEmpty() ? Double.NaN : (double) Collections.min(rows) / Collections.max(rows);
    }

    private String table() {
        StringBuilder table = new StringBuilder("""
                | server, settings | rows/s | rows/request | p95 ms | 429 | in flight at most | slowest task, of the fastest |
                |---|---|---|---|---|---|---|
                """);
        results.keySet().stream()
                .sorted((a, b) ->
                        Integer.compare(settings().indexOf(a), settings().indexOf(b)))
                .forEach(setting ->
                        table.append(line(setting, results.get(setting))).append('\n'));
        return table.toString();
    }

    private static String line(Setting setting, List<Run> runs) {
        return String.format(
                Locale.ROOT,
                "| %s | %,.0f | %.0f | %.0f | %.1f %% | %d | %.2f |",
                setting.name(),
                Result.median(runs, Run::rowsPerSecond),
                Result.median(runs, Run::rowsPerRequest),
                Result.median(runs, run -> run.stats().p95Millis()),
                100 * Result.median(runs, run -> run.stats().refusedShare()),
                runs.stream().mapToInt(run -> run.stats().maxInFlight()).max().orElse(0),
                Result.median(runs, Run::evenness));
    }

    private String targets() {
        StringBuilder targets = new StringBuilder("| target | figure | bound | |\n|---|---|---|---|\n");
        for (int latency : new int[] {0, LATENCY_MILLIS, 100}) {
            String server = latency + " ms";
            add(targets, server + ": rows/s, of the best fixed", rows(server, 1, 0) / best(server), 0.9, true);
        }
        add(targets, "100 ms: rows/s, times one request", rows("100 ms", 1, 0) / rows("100 ms", 1, 1), 8, true);
        String four = "room for 4";
        add(targets, four + ": rows/s, of the best fixed", rows(four, 1, 0) / best(four), 0.95, true);
        double idle = median(four, 1, 1, run -> run.stats().p95Millis());
        add(
                targets,
                four + ": p95, times the idle server's",
                median(four, 1, 0, r -> r.stats().p95Millis()) / idle,
                2,
                false);
        add(targets, four + ", 4 tasks: slowest, of the fastest", median(four, 4, 0, Run::evenness), 0.7, true);
        String limited = "429 beyond 6";
        add(
                targets,
                limited + ": % of requests",
                100 * median(limited, 1, 0, r -> r.stats().refusedShare()),
                2,
                false);
        add(targets, limited + ": rows/s, of 6 fixed", rows(limited, 1, 0) / rows(limited, 1, 6), 0.9, true);
        return targets.toString();
    }

    private static void add(StringBuilder table, String name, double figure, double bound, boolean atLeast) {
        boolean met = atLeast ? figure >= bound : figure <= bound;
        table.append(String.format(
                Locale.ROOT,
                "| %s | %.2f | %s %s | %s |%n",
                name,
                figure,
                atLeast ? "≥" : "≤",
                bound,
                met ? "met" : "**not met**"));
    }

    private double best(String server) {
        return results.keySet().stream()
                .filter(s -> s.server().name().equals(server) && s.tasks() == 1 && s.requests() > 0)
                .mapToDouble(s -> rows(server, 1, s.requests()))
                .max()
                .orElseThrow();
    }

    private double rows(String server, int tasks, int requests) {
        return median(server, tasks, requests, Run::rowsPerSecond);
    }

    private double median(String server, int tasks, int requests, ToDoubleFunction<Run> figure) {
        return results.entrySet().stream()
                .filter(e -> e.getKey().server().name().equals(server)
                        && e.getKey().tasks() == tasks
                        && e.getKey().requests() == requests)
                .mapToDouble(e -> Result.median(e.getValue(), figure))
                .findFirst()
                .orElseThrow();
    }
}
