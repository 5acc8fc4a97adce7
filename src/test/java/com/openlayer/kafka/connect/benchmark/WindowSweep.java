package com.openlayer.kafka.connect.benchmark;

import com.openlayer.kafka.connect.benchmark.BenchmarkCase.Side;
import com.openlayer.kafka.connect.testing.ConnectWorker;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BinaryOperator;
import java.util.function.ToDoubleFunction;

/**
 * The connector's defaults against fixed windows: a server with room for all requests at several latencies, one with
 * room for 4, one that answers 429 beyond 6, and ordered partitions.
 */
final class WindowSweep {
    private static final long WARM_UP_NANOS = 4_000_000_000L;
    /** Tasks that start together need longer until they share a server evenly. */
    private static final long TASKS_WARM_UP_NANOS = 10_000_000_000L;

    private static final long MEASURED_NANOS = 6_000_000_000L;
    /** Without latency, rows may end before these times are over. */
    private static final double MEASURED_FROM = 0.3;

    private static final double MEASURED_TO = 0.95;
    /** Four tasks have six partitions: those with one must not run out of rows while they are compared. */
    private static final double TASKS_MEASURED_TO = 0.6;

    private static final long SAMPLE_MILLIS = 20;
    private static final int[] FIXED = {1, 4, 8, 16, 32};
    private static final int LATENCY_MILLIS = 20;
    private static final int FEW_PARTITIONS = 2;
    private static final int FEW_PARTITIONS_ROWS = 700_000;
    private static final int MANY_PARTITIONS = 64;
    private static final int MANY_PARTITIONS_ROWS = 2_000_000;

    /** @param room requests that it handles at once, while others wait */
    private record Server(String name, int latencyMillis, int room, int limit) {}

    /**
     * @param requests the fixed window; 0 for the connector's defaults
     * @param orderedPartitions the partitions of the topic with {@code ordering=partition}; 0 without order
     */
    private record Setting(Server server, int tasks, int requests, int orderedPartitions) {
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
    /** The fixed window with the most rows/s in the sweep, by the server's name. */
    private final Map<String, Setting> bestFixed = new HashMap<>();
    /** Rows/s of the defaults, of those of the best fixed window, by the server's name; one figure for each comparison. */
    private final Map<String, List<Double>> ratios = new HashMap<>();

    private int runs;

    WindowSweep(BenchmarkFixture bed, BenchmarkCase base) {
        this.bed = bed;
        this.base = base;
        bed.fill(base);
        for (int partitions : new int[] {FEW_PARTITIONS, MANY_PARTITIONS}) {
            bed.fill(List.of(ordered(partitions)), partitions, rows(partitions), base.value().shape);
        }
        settings().forEach(setting -> results.put(setting, new ArrayList<>()));
    }

    /** Measures each setting with one task once, to find the best fixed windows. */
    void run(ConnectWorker worker) throws IOException, InterruptedException {
        for (Setting setting : results.keySet()) {
            if (setting.tasks() == 1) {
                measure(worker, setting);
            }
            if (setting.requests() > 0) {
                bestFixed.merge(
                        setting.server().name(),
                        setting,
                        BinaryOperator.maxBy(Comparator.comparingDouble(this::rowsPerSecond)));
            }
        }
    }

    /**
     * Measures the defaults and the best fixed window of each server again, by turns. The sweep alone would compare one
     * figure with the highest of several, which noise makes too high; and the speed of the machine changes meanwhile.
     *
     * @param defaultsFirst whether the first and the last of four turns are the defaults
     */
    void compare(ConnectWorker worker, boolean defaultsFirst) throws IOException, InterruptedException {
        for (Setting defaults : List.copyOf(results.keySet())) {
            if (defaults.tasks() > 1) {
                measure(worker, defaults);
            } else if (defaults.requests() == 0) {
                Setting fixed = bestFixed.get(defaults.server().name());
                Setting outer = defaultsFirst ? defaults : fixed;
                Setting inner = defaultsFirst ? fixed : defaults;
                Map<Setting, Double> rows = new HashMap<>();
                for (Setting setting : List.of(outer, inner, inner, outer)) {
                    rows.merge(setting, measure(worker, setting).rowsPerSecond(), Double::sum);
                }
                ratios.computeIfAbsent(defaults.server().name(), s -> new ArrayList<>())
                        .add(rows.get(defaults) / rows.get(fixed));
            }
        }
    }

    /** Lets the worker compile its code, and counts nothing. */
    void warmUp(ConnectWorker worker, int times) throws IOException, InterruptedException {
        Server server = new Server("warm-up", 0, 0, 0);
        for (int i = 0; i < times; i++) {
            run(worker, new Setting(server, 1, i % 2 == 0 ? 0 : FIXED[FIXED.length - 1], 0));
        }
    }

    private static List<Setting> settings() {
        List<Setting> settings = new ArrayList<>();
        for (int latency : new int[] {0, LATENCY_MILLIS, 100}) {
            add(settings, new Server(latency + " ms", latency, 0, 0), 0, FIXED);
        }
        settings.add(new Setting(new Server("200 ms", 200, 0, 0), 1, 32, 0));
        Server roomForFour = new Server("room for 4", LATENCY_MILLIS, 4, 0);
        add(settings, roomForFour, 0, 1, 3, 4, 5, 8);
        settings.add(new Setting(roomForFour, 4, 0, 0));
        add(settings, new Server("429 beyond 6", LATENCY_MILLIS, 0, 6), 0, 6);
        add(settings, new Server(ordered(FEW_PARTITIONS), LATENCY_MILLIS, 0, 0), FEW_PARTITIONS, 2, 32);
        add(settings, new Server(ordered(MANY_PARTITIONS), LATENCY_MILLIS, 0, 0), MANY_PARTITIONS, 8, 16, 32, 64);
        return settings;
    }

    /** The defaults and fixed windows for one task. */
    private static void add(List<Setting> settings, Server server, int orderedPartitions, int... fixed) {
        settings.add(new Setting(server, 1, 0, orderedPartitions));
        for (int requests : fixed) {
            settings.add(new Setting(server, 1, requests, orderedPartitions));
        }
    }

    /** The name of the case and of its topic. */
    private static String ordered(int partitions) {
        return "ordered-" + partitions + "-partitions";
    }

    private Run measure(ConnectWorker worker, Setting setting) throws IOException, InterruptedException {
        Run run = run(worker, setting);
        results.get(setting).add(run);
        System.out.println(line(setting, List.of(run)));
        return run;
    }

    private Run run(ConnectWorker worker, Setting setting) throws IOException, InterruptedException {
        String name = "window-" + runs++;
        StandIn standIn = bed.standIn();
        Server server = setting.server();
        int rows = rows(setting.orderedPartitions());
        standIn.begin(server.latencyMillis(), base.stride(Side.CONNECTOR), rows);
        standIn.limit(server.room(), server.limit());
        bed.fixWindow(setting.requests() > 0);
        worker.rest().put(name, config(setting));
        long start = awaitRows(1);
        awaitRowsOrTime(MEASURED_FROM * rows, start + (setting.tasks() > 1 ? TASKS_WARM_UP_NANOS : WARM_UP_NANOS));
        standIn.settled();
        Map<String, Long> tasksBefore = acceptedByTask(worker, name);
        StandIn.Stats before = standIn.stats();
        long from = System.nanoTime();
        awaitRowsOrTime((setting.tasks() > 1 ? TASKS_MEASURED_TO : MEASURED_TO) * rows, from + MEASURED_NANOS);
        StandIn.Stats after = standIn.stats();
        long to = System.nanoTime();
        double evenness = evenness(tasksBefore, acceptedByTask(worker, name));
        worker.rest().deleteIfExists(name);
        double counted = after.rows() - before.rows();
        return new Run(counted * 1e9 / (to - from), counted / after.requests(), after, evenness);
    }

    /** Rows of the topic with so many ordered partitions, or of the one without order. */
    private int rows(int orderedPartitions) {
        return switch (orderedPartitions) {
            case FEW_PARTITIONS -> Math.min(FEW_PARTITIONS_ROWS, base.rows());
            case MANY_PARTITIONS -> Math.min(MANY_PARTITIONS_ROWS, base.rows());
            default -> base.rows();
        };
    }

    /** The configuration of a user who sets only what is required. */
    static Map<String, String> defaults(BenchmarkCase base, StandIn standIn) {
        Map<String, String> config = base.config(Side.CONNECTOR, standIn.base().toString());
        config.remove("consumer.override.max.poll.records");
        config.remove("batch.max.rows");
        config.remove("max.in.flight.requests");
        return config;
    }

    private Map<String, String> config(Setting setting) {
        Map<String, String> config = defaults(base, bed.standIn());
        config.put("tasks.max", Integer.toString(setting.tasks()));
        if (setting.requests() > 0) {
            config.put("max.in.flight.requests", Integer.toString(setting.requests()));
        }
        if (setting.orderedPartitions() > 0) {
            config.put("topics", ordered(setting.orderedPartitions()));
            config.put("ordering", "partition");
        }
        return config;
    }

    private long awaitRows(long rows) throws InterruptedException {
        while (bed.standIn().stats().rows() < rows) {
            Thread.sleep(SAMPLE_MILLIS);
        }
        return System.nanoTime();
    }

    private void awaitRowsOrTime(double rows, long end) throws InterruptedException {
        while (bed.standIn().stats().rows() < rows && System.nanoTime() - end < 0) {
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

    /** All results in Markdown. */
    String table() {
        StringBuilder table = new StringBuilder("""
                | server, settings | rows/s | rows/request | p95 ms | 429 | in flight at most | slowest task, of the fastest |
                |---|---|---|---|---|---|---|
                """);
        results.forEach((setting, own) -> table.append(line(setting, own)).append('\n'));
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

    void addTargets(List<Target> targets) {
        for (int latency : new int[] {0, LATENCY_MILLIS, 100}) {
            targets.add(ofBest(latency + " ms", 0.9));
        }
        targets.add(Target.atLeast("100 ms: rows/s, times one request", rows("100 ms", 0) / rows("100 ms", 1), 8));
        String four = "room for 4";
        targets.add(ofBest(four, 0.95));
        double idle = median(four, 1, 1, run -> run.stats().p95Millis());
        double busy = median(four, 1, 0, run -> run.stats().p95Millis());
        targets.add(Target.atMost(four + ": p95, times the idle server's", busy / idle, 2));
        targets.add(
                Target.atLeast(four + ", 4 tasks: slowest, of the fastest", median(four, 4, 0, Run::evenness), 0.7));
        String limited = "429 beyond 6";
        double refused = median(limited, 1, 0, run -> run.stats().refusedShare());
        targets.add(Target.atMost(limited + ": % of requests that get 429", 100 * refused, 2));
        targets.add(Target.atLeast(limited + ": rows/s, of a fixed window of 6", ratio(limited), 0.9));
        targets.add(ofBest(ordered(FEW_PARTITIONS), 0.9));
        targets.add(ofBest(ordered(MANY_PARTITIONS), 0.9));
    }

    private Target ofBest(String server, double bound) {
        return Target.atLeast(server + ": rows/s, of the best fixed window", ratio(server), bound);
    }

    private double ratio(String server) {
        return Result.median(ratios.get(server), Double::doubleValue);
    }

    /** Requests in flight at most in any run of the defaults. */
    int maxInFlight() {
        return results.entrySet().stream()
                .filter(e -> e.getKey().requests() == 0 && e.getKey().tasks() == 1)
                .flatMap(e -> e.getValue().stream())
                .mapToInt(run -> run.stats().maxInFlight())
                .max()
                .orElseThrow();
    }

    /** Rows/s of the best fixed window. */
    double best(String server) {
        return rowsPerSecond(bestFixed.get(server));
    }

    private double rowsPerSecond(Setting setting) {
        return Result.median(results.get(setting), Run::rowsPerSecond);
    }

    private double rows(String server, int requests) {
        return median(server, 1, requests, Run::rowsPerSecond);
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
