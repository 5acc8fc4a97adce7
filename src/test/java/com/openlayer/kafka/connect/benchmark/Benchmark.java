package com.openlayer.kafka.connect.benchmark;

import com.openlayer.kafka.connect.benchmark.BenchmarkCase.Side;
import com.openlayer.kafka.connect.benchmark.BenchmarkCase.ValueFormat;
import com.openlayer.kafka.connect.testing.ConnectWorker;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Measures the connector and its baseline, the floor, with a real broker, real workers and a server that stands in for
 * Openlayer, each in its own JVM. Run by {@code mvn -Pbenchmark}; docs/performance.md describes the method.
 */
public final class Benchmark {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    /**
     * Warm-up runs. With fewer, JIT compilation affects CPU and throughput of the first case. Code that
     * runs once per request is compiled late, because a run has only two thousand requests.
     */
    private static final int WARM_UPS = 4;

    private static final long SAMPLE_MILLIS = 20;
    /** Begin and end of the steady phase, as fractions of all rows. */
    private static final double STEADY_FROM = 0.1;

    private static final double STEADY_TO = 0.95;

    private record ThroughputSample(long nanos, long rows, long cpuNanos) {}

    private final BenchmarkFixture bed;
    private final int repeats;
    private final boolean recording;
    private int runs;

    private Benchmark(BenchmarkFixture bed, int repeats, boolean recording) {
        this.bed = bed;
        this.repeats = repeats;
        this.recording = recording;
    }

    public static void main(String[] args) throws Exception {
        int soakMinutes = Integer.getInteger("benchmark.soak", 0);
        if (Boolean.getBoolean("benchmark.jmh")) {
            JmhRun.run();
        } else if (soakMinutes > 0) {
            try (BenchmarkFixture bed = new BenchmarkFixture(false)) {
                BenchmarkReport.write(new Soak(bed, Duration.ofMinutes(soakMinutes)).run());
            }
        } else if (System.getProperty("benchmark.cases", "quick").equals("window")) {
            try (BenchmarkFixture bed = new BenchmarkFixture(false)) {
                new WindowBenchmark(bed, Integer.getInteger("benchmark.rows", Integer.MAX_VALUE))
                        .run(Integer.getInteger("benchmark.repeats", 3));
            }
        } else {
            cases(BenchmarkCase.chosen(System.getProperty("benchmark.cases", "quick")));
        }
        System.out.println(BenchmarkReport.whole());
        if (Boolean.getBoolean("benchmark.publish")) {
            BenchmarkReport.publish();
        }
    }

    private static void cases(List<BenchmarkCase> cases) throws IOException, InterruptedException {
        if (cases.isEmpty()) {
            return;
        }
        boolean recording = Boolean.getBoolean("benchmark.jfr");
        List<Result> results = new ArrayList<>();
        try (BenchmarkFixture bed = new BenchmarkFixture(recording)) {
            Benchmark benchmark = new Benchmark(bed, Integer.getInteger("benchmark.repeats", 3), recording);
            for (ValueFormat value : ValueFormat.values()) {
                List<BenchmarkCase> own = cases.stream()
                        .filter(c -> c.value() == value)
                        .map(c -> c.rows(Math.min(c.rows(), Integer.getInteger("benchmark.rows", c.rows()))))
                        .toList();
                if (!own.isEmpty()) {
                    results.addAll(benchmark.measure(own));
                    BenchmarkReport.write(results);
                    results.stream()
                            .skip(results.size() - own.size())
                            .map(BenchmarkReport::line)
                            .forEach(System.out::println);
                }
            }
        }
    }

    /** Cases of one value format. Others use new workers, because their code would be compiled for the previous format. */
    private List<Result> measure(List<BenchmarkCase> cases) throws IOException, InterruptedException {
        cases.forEach(bed::fill);
        List<Result> results = cases.stream().map(Result::of).toList();
        List<Result> turn = new ArrayList<>(results);
        for (int i = 0; i < repeats; i++) {
            measure(turn, cases.get(0), i);
            Collections.rotate(turn, -Math.max(1, turn.size() / repeats));
        }
        return results;
    }

    /**
     * Each case once, in turn, on a new worker for each sink. JVMs differ in what they compile, the first
     * case runs with less compiled code than the last, and the machine's speed varies. This way all cases and both sinks are affected equally.
     */
    private void measure(List<Result> turn, BenchmarkCase warmUp, int repeat) throws IOException, InterruptedException {
        String name = warmUp.name() + "-" + repeat;
        try (ConnectWorker floorWorker = bed.worker("floor-" + name);
                ConnectWorker connectorWorker = bed.worker("connector-" + name)) {
            WorkerProcess floor = new WorkerProcess(floorWorker.awaitReady());
            WorkerProcess connector = new WorkerProcess(connectorWorker.awaitReady());
            for (int i = 0; i < WARM_UPS; i++) {
                run(warmUp, floor, Side.FLOOR);
                run(warmUp, connector, Side.CONNECTOR);
            }
            for (Result result : turn) {
                BenchmarkCase each = result.benchmarkCase();
                result.floor().add(run(each, floor, Side.FLOOR));
                result.connector().add(run(each, connector, Side.CONNECTOR));
                if (each.hasBare()) {
                    result.bare().add(run(each, floor, Side.BARE));
                }
            }
            if (recording) {
                dump(floorWorker, name + "-floor.jfr");
                dump(connectorWorker, name + "-connector.jfr");
            }
        }
    }

    private Measurement run(BenchmarkCase each, WorkerProcess process, Side side)
            throws IOException, InterruptedException {
        process.forgetPeak();
        double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
        String name = "run-" + runs++;
        int arrivals = each.rows() / each.rowsPerArrival(side);
        StandIn standIn = bed.standIn();
        standIn.begin(each.latencyMillis(), each.stride(side), each.rows());
        process.worker().rest().put(name, each.config(side, standIn.base().toString()));
        List<ThroughputSample> samples = new ArrayList<>();
        long lastProgress = System.nanoTime();
        StandIn.Stats stats = standIn.stats();
        while (stats.distinct() < arrivals) {
            Thread.sleep(SAMPLE_MILLIS);
            long before = stats.distinct();
            stats = standIn.stats();
            long now = System.nanoTime();
            samples.add(new ThroughputSample(now, stats.rows(), process.cpuNanos()));
            lastProgress = stats.distinct() > before ? now : lastProgress;
            if (now - lastProgress > PATIENCE.toNanos()) {
                throw new IllegalStateException(each.name() + ", " + side + ": only " + stats.distinct() + " of "
                        + arrivals + " arrived; " + process.worker().log() + " may say why");
            }
        }
        process.worker().rest().deleteIfExists(name);
        ThroughputSample from = firstAfter(STEADY_FROM * arrivals, samples);
        ThroughputSample to = lastBefore(STEADY_TO * arrivals, samples);
        if (to.nanos() <= from.nanos()) {
            throw new IllegalStateException(each.name() + ": too few rows for a steady phase");
        }
        double rows = (double) (to.rows() - from.rows()) * each.rowsPerArrival(side);
        stats = standIn.stats();
        return new Measurement(
                rows * 1e9 / (to.nanos() - from.nanos()),
                (to.cpuNanos() - from.cpuNanos()) / 1e3 / rows,
                process.peakMegabytes(),
                stats.requests(),
                (double) stats.rows() / stats.requests(),
                stats.bytes(),
                stats.maxInFlight(),
                arrivals - stats.distinct(),
                stats.rows() - stats.distinct(),
                load);
    }

    private static ThroughputSample firstAfter(double rows, List<ThroughputSample> samples) {
        return samples.stream()
                .filter(sample -> sample.rows() >= rows)
                .findFirst()
                .orElseThrow();
    }

    private static ThroughputSample lastBefore(double rows, List<ThroughputSample> samples) {
        return samples.stream()
                .filter(sample -> sample.rows() <= rows)
                .reduce(samples.get(0), (before, sample) -> sample);
    }

    private static void dump(ConnectWorker worker, String file) throws IOException, InterruptedException {
        String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        Path recording = BenchmarkReport.directory().resolve(file);
        new ProcessBuilder(jcmd, Long.toString(worker.pid()), "JFR.dump", "name=benchmark", "filename=" + recording)
                .inheritIO()
                .start()
                .waitFor();
    }
}
