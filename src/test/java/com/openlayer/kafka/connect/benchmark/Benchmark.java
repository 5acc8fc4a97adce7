package com.openlayer.kafka.connect.benchmark;

import com.openlayer.kafka.connect.testing.Broker;
import com.openlayer.kafka.connect.testing.ConnectWorker;
import com.openlayer.kafka.connect.testing.PluginPath;
import com.openlayer.kafka.connect.testing.Topics;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Measures the connector against its floor, both with a real broker, real workers and a server that stands in for
 * Openlayer, each in a JVM of its own. Runs by {@code mvn -Pbenchmark}; docs/performance.md says how.
 */
public final class Benchmark implements AutoCloseable {
    private static final String HEAP = "512m";
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final long SAMPLE_MILLIS = 20;
    private static final int FILLED_AT_ONCE = 20_000;
    /** Where the steady phase begins and ends, in parts of all rows. */
    private static final double STEADY_FROM = 0.1;

    private static final double STEADY_TO = 0.95;

    private record Sample(long nanos, long rows, long cpuNanos) {}

    private final Path plugins = PluginPath.unpacked();
    private final Path floorPlugins = FloorPlugin.packed(plugins);
    private final Broker broker;
    private final Topics topics;
    private final StandIn standIn;
    private final Set<String> filled = new HashSet<>();
    private final int repeats = Integer.getInteger("benchmark.repeats", 3);
    private final boolean recording = Boolean.getBoolean("benchmark.jfr");
    private int runs;

    private Benchmark() throws IOException {
        broker = plain(Broker.named("benchmark-broker")).start();
        topics = new Topics(broker);
        standIn = StandIn.start();
    }

    public static void main(String[] args) throws Exception {
        if (Boolean.getBoolean("benchmark.jmh")) {
            JmhRun.run();
            return;
        }
        List<BenchmarkCase> cases = BenchmarkCase.chosen(System.getProperty("benchmark.cases", "quick"));
        List<Result> results = new ArrayList<>();
        try (Benchmark benchmark = new Benchmark()) {
            for (BenchmarkCase each : cases) {
                int rows = Math.min(each.rows(), Integer.getInteger("benchmark.rows", each.rows()));
                Result result = benchmark.measure(each.withRows(rows));
                results.add(result);
                System.out.println(Report.lines(result));
                Report.write(results);
            }
        }
        System.out.println(Report.table(results));
        if (Boolean.getBoolean("benchmark.publish")) {
            Report.publish(results);
        }
    }

    /** The harness starts JVMs that start fast; here they have to run fast. */
    private static Broker.Builder plain(Broker.Builder broker) {
        return broker.jvmFlag("-XX:TieredStopAtLevel=4")
                .jvmFlag("-XX:-UseSerialGC")
                .jvmFlag("-XX:+UseG1GC");
    }

    private ConnectWorker worker(BenchmarkCase each, String side) {
        ConnectWorker.Builder worker = ConnectWorker.named("benchmark-" + side + "-" + each.name(), broker)
                .heap(HEAP)
                .jvmFlag("-XX:TieredStopAtLevel=4")
                .jvmFlag("-XX:-UseSerialGC")
                .jvmFlag("-XX:+UseG1GC")
                .jvmFlag("-Xms" + HEAP)
                .property("plugin.path", plugins + "," + floorPlugins)
                // Twelve times as often as by default, so that commits take part in what is measured.
                .offsetFlushInterval(Duration.ofSeconds(5));
        if (recording) {
            worker.jvmFlag("-XX:StartFlightRecording=name=benchmark,settings=profile");
        }
        return worker.launch();
    }

    private Result measure(BenchmarkCase each) throws IOException, InterruptedException {
        fill(each);
        double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
        List<Measurement> floor = new ArrayList<>();
        List<Measurement> connector = new ArrayList<>();
        try (ConnectWorker floorWorker = worker(each, "floor");
                ConnectWorker connectorWorker = worker(each, "connector")) {
            floorWorker.awaitReady();
            connectorWorker.awaitReady();
            for (int i = 0; i <= repeats; i++) {
                Measurement ofFloor = run(each, floorWorker, true);
                Measurement ofConnector = run(each, connectorWorker, false);
                if (i > 0) { // the first warms up
                    floor.add(ofFloor);
                    connector.add(ofConnector);
                }
            }
            double floorPeak = peakMegabytes(floorWorker);
            double connectorPeak = peakMegabytes(connectorWorker);
            if (recording) {
                dump(floorWorker, each.name() + "-floor.jfr");
                dump(connectorWorker, each.name() + "-connector.jfr");
            }
            return new Result(each, floor, connector, floorPeak, connectorPeak, load);
        }
    }

    private void fill(BenchmarkCase each) {
        List<String> names = each.topicNames();
        if (!filled.add(names.get(0))) {
            return;
        }
        names.forEach(name -> topics.create(name, each.partitionsPerTopic()));
        LlmRows rows = new LlmRows(each.value().shape);
        for (int i = 0; i < each.rows(); i++) {
            String topic = names.get(i % names.size());
            int partition = i / names.size() % each.partitionsPerTopic();
            topics.send(new ProducerRecord<>(topic, partition, null, rows.value(i)));
            if (i % FILLED_AT_ONCE == 0) {
                topics.flush(); // on a busy machine more than that would outlast the producer's patience
            }
        }
        topics.flush();
    }

    private Measurement run(BenchmarkCase each, ConnectWorker worker, boolean floor) throws InterruptedException {
        String name = "run-" + runs++;
        standIn.begin(each.latencyMillis(), each.stride(floor), each.rows());
        worker.rest().put(name, each.config(floor, standIn.base().toString()));
        List<Sample> samples = new ArrayList<>();
        long lastProgress = System.nanoTime();
        StandIn.Stats stats = standIn.stats();
        while (stats.distinct() < each.rows()) {
            Thread.sleep(SAMPLE_MILLIS);
            long before = stats.distinct();
            stats = standIn.stats();
            long now = System.nanoTime();
            samples.add(new Sample(now, stats.rows(), cpuNanos(worker)));
            lastProgress = stats.distinct() > before ? now : lastProgress;
            if (now - lastProgress > PATIENCE.toNanos()) {
                throw new IllegalStateException(each.name() + (floor ? ", the floor" : "") + ": only "
                        + stats.distinct() + " of " + each.rows() + " rows arrived; " + worker.log() + " may say why");
            }
        }
        worker.rest().deleteIfExists(name);
        return measurement(each, samples, standIn.stats());
    }

    private static Measurement measurement(BenchmarkCase each, List<Sample> samples, StandIn.Stats stats) {
        Sample from = null;
        Sample to = null;
        for (Sample sample : samples) {
            if (from == null && sample.rows() >= STEADY_FROM * each.rows()) {
                from = sample;
            }
            if (to == null || sample.rows() <= STEADY_TO * each.rows()) {
                to = sample;
            }
        }
        if (from == null || to.nanos() <= from.nanos()) {
            throw new IllegalStateException(each.name() + ": too few rows for a steady phase");
        }
        double rows = to.rows() - from.rows();
        return new Measurement(
                rows * 1e9 / (to.nanos() - from.nanos()),
                (to.cpuNanos() - from.cpuNanos()) / 1e3 / rows,
                stats.requests(),
                (double) stats.rows() / stats.requests(),
                stats.bytes(),
                stats.maxInFlight(),
                each.rows() - stats.distinct(),
                stats.rows() - stats.distinct());
    }

    private static void dump(ConnectWorker worker, String file) throws IOException, InterruptedException {
        String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        Path recording = Report.directory().resolve(file);
        new ProcessBuilder(jcmd, Long.toString(worker.pid()), "JFR.dump", "name=benchmark", "filename=" + recording)
                .inheritIO()
                .start()
                .waitFor();
    }

    private static long cpuNanos(ConnectWorker worker) {
        return ProcessHandle.of(worker.pid())
                .flatMap(process -> process.info().totalCpuDuration())
                .orElseThrow()
                .toNanos();
    }

    /** The most memory the process ever had resident; not a number where the system does not tell. */
    private static double peakMegabytes(ConnectWorker worker) throws IOException {
        Path status = Path.of("/proc", Long.toString(worker.pid()), "status");
        if (!Files.exists(status)) {
            return Double.NaN;
        }
        return Files.readAllLines(status).stream()
                .filter(line -> line.startsWith("VmHWM:"))
                .mapToDouble(line -> Double.parseDouble(line.replaceAll("[^0-9]", "")) / 1024)
                .findFirst()
                .orElse(Double.NaN);
    }

    @Override
    public void close() {
        standIn.close();
        topics.close();
        broker.close();
    }
}
