package com.openlayer.kafka.connect.benchmark;

import com.openlayer.kafka.connect.benchmark.BenchmarkCase.ValueFormat;
import com.openlayer.kafka.connect.testing.ConnectWorker;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Measures the connector without tuning, all in one run: against fixed windows, and while server or traffic change. */
final class WindowBenchmark {
    /** Enough for the scenarios, which take up to 40 s. */
    private static final int ROWS = 4_500_000;

    private static final int WARM_UPS = 4;
    private static final int OUTAGE_SECONDS = 30;
    /** The first outage of a JVM discards code that was compiled for accepted requests only. */
    private static final int WARM_UP_OUTAGE_SECONDS = 3;

    /** The default of {@code max.in.flight.requests}. */
    private static final int MOST_IN_FLIGHT = 32;
    /** {@code linger.ms} is 0 by default, a round trip takes 20 ms. */
    private static final int LINGER_AND_ROUND_TRIP_MILLIS = 20;

    private final BenchmarkFixture bed;
    private final BenchmarkCase base;
    private final WindowSweep sweep;
    private final List<WindowScenarios.Change> changes = new ArrayList<>();
    private final List<WindowScenarios.Outage> outages = new ArrayList<>();
    private final List<WindowScenarios.Backlog> backlogs = new ArrayList<>();
    private final List<Double> waits = new ArrayList<>();

    /** @param mostRows caps the rows of a run */
    WindowBenchmark(BenchmarkFixture bed, int mostRows) {
        this.bed = bed;
        this.base = BenchmarkCase.plain(ValueFormat.STRING).rows(Math.min(ROWS, mostRows));
        this.sweep = new WindowSweep(bed, base);
    }

    void run(int repeats) throws IOException, InterruptedException {
        for (int i = 0; i < repeats; i++) {
            try (ConnectWorker worker = bed.workerWithSwitchableWindow("window-" + i)) {
                worker.awaitReady();
                sweep.warmUp(worker, WARM_UPS);
                if (i == 0) {
                    sweep.run(worker);
                }
                sweep.compare(worker, i % 2 == 0);
                bed.fixWindow(false);
                WindowScenarios scenarios = new WindowScenarios(bed, worker, base, Integer.toString(i));
                waits.add(scenarios.longestWait());
                changes.add(scenarios.latencyChange());
                scenarios.outage(WARM_UP_OUTAGE_SECONDS);
                outages.add(scenarios.outage(OUTAGE_SECONDS));
                backlogs.add(scenarios.backlog());
            }
            BenchmarkReport.writeWindow(table(), chart());
        }
    }

    private String table() {
        return sweep.table()
                + "\n" + BenchmarkReport.TARGETS
                + targets().stream().map(target -> target.row() + "\n").collect(Collectors.joining());
    }

    private List<Target> targets() {
        List<Target> targets = new ArrayList<>();
        sweep.addTargets(targets);
        targets.add(Target.atLeast(
                "latency from 20 to 200 ms: rows/s after 10 s, of the best fixed window",
                Result.median(changes, WindowScenarios.Change::slow) / sweep.best("200 ms"),
                0.9));
        targets.add(Target.atLeast(
                "latency from 200 to 20 ms: rows/s after 10 s, of those before both changes",
                Result.median(changes, WindowScenarios.Change::again),
                0.9));
        targets.add(Target.atLeast(
                "outage of 30 s: rows/s 10 s after it, of those before",
                Result.median(outages, WindowScenarios.Outage::after),
                0.9));
        targets.add(Target.atLeast(
                "backlog after light traffic: rows/s from its first second, of the best fixed window",
                Result.median(backlogs, WindowScenarios.Backlog::rowsPerSecond) / sweep.best("20 ms"),
                0.9));
        targets.add(Target.atMost(
                "10 rows/s: longest wait of a row, in ms",
                Result.median(waits, Double::doubleValue),
                LINGER_AND_ROUND_TRIP_MILLIS));
        targets.add(Target.atMost("requests at once, at most, one task", maxInFlight(), MOST_IN_FLIGHT));
        return targets;
    }

    private int maxInFlight() {
        int most = sweep.maxInFlight();
        for (int i = 0; i < changes.size(); i++) {
            most = Math.max(most, changes.get(i).maxInFlight());
            most = Math.max(most, outages.get(i).maxInFlight());
            most = Math.max(most, backlogs.get(i).maxInFlight());
        }
        return most;
    }

    private String chart() {
        int last = changes.size() - 1;
        return TimelineChart.of(List.of(
                changes.get(last).timeline(),
                outages.get(last).timeline(),
                backlogs.get(last).timeline()));
    }
}
