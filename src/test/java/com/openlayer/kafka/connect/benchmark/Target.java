package com.openlayer.kafka.connect.benchmark;

import com.openlayer.kafka.connect.benchmark.Measurements.JmhScore;
import com.openlayer.kafka.connect.benchmark.Soak.Phase;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/** The performance targets and whether the results meet them. */
record Target(String what, double figure, boolean atLeast, double bound) {
    /** The tolerance when two measurements are compared. */
    private static final double NOISE = 1.05;

    static Target atLeast(String what, double figure, double bound) {
        return new Target(what, figure, true, bound);
    }

    static Target atMost(String what, double figure, double bound) {
        return new Target(what, figure, false, bound);
    }

    boolean isMet() {
        return atLeast ? figure >= bound : figure <= bound;
    }

    String row() {
        return String.format(
                Locale.ROOT,
                "| %s | %.2f | %s %s | %s |",
                what,
                figure,
                atLeast ? "≥" : "≤",
                bound == Math.rint(bound) ? Long.toString((long) bound) : Double.toString(bound),
                isMet() ? "met" : "**not met**");
    }

    /** The targets for which there are measurements. */
    static List<Target> of(Measurements figures) {
        List<Target> targets = new ArrayList<>();
        for (String text : List.of("bytes", "string")) {
            of(figures, text, "rows/s, of the floor's", Result::rowsRatio).ifPresent(f -> targets.add(f.atLeast(0.7)));
            of(figures, text, "CPU per row, times the floor's", Result::cpuRatio)
                    .ifPresent(f -> targets.add(f.atMost(1.7)));
        }
        for (String data : List.of("map", "struct")) {
            of(figures, data, "CPU per row, times converter and generator alone", Result::cpuToBareRatio)
                    .ifPresent(f -> targets.add(f.atMost(1.3)));
        }
        for (String slow :
                List.of("bytes-20ms", "string-20ms", "map-20ms", "struct-20ms", "bytes-100ms", "string-100ms")) {
            of(figures, slow, "rows/s, of the floor's", Result::rowsRatio).ifPresent(f -> targets.add(f.atLeast(0.9)));
        }
        cpuBetween(figures, "bytes-2tasks", "bytes").ifPresent(f -> targets.add(f.atMost(NOISE)));
        cpuBetween(figures, "string-2tasks-20ms", "string-20ms").ifPresent(f -> targets.add(f.atMost(NOISE)));
        cpuBetween(figures, "bytes", "bytes-batch100").ifPresent(f -> targets.add(f.atMost(NOISE)));
        cpuBetween(figures, "bytes-batch1000", "bytes").ifPresent(f -> targets.add(f.atMost(NOISE)));
        cpuBetween(figures, "bytes-50topics-50pipelines", "bytes-50topics-1pipeline")
                .ifPresent(f -> targets.add(f.atMost(1.1)));
        figures.of("filter-20ms")
                .map(result -> new Figure(
                        "filter-20ms: rows/s, in thousands",
                        Result.median(result.connector(), Measurement::rowsPerSecond) / 1_000))
                .ifPresent(f -> targets.add(f.atLeast(40)));
        cpuBetween(figures, "filter-20ms", "pointers").ifPresent(f -> targets.add(f.atMost(3)));
        ofCases(figures, targets);
        ofJmh(figures, targets);
        ofSoak(figures, targets);
        return targets;
    }

    private record Figure(String what, double value) {
        Target atLeast(double bound) {
            return Target.atLeast(what, value, bound);
        }

        Target atMost(double bound) {
            return Target.atMost(what, value, bound);
        }
    }

    private static Optional<Figure> of(
            Measurements figures, String name, String what, ToDoubleFunction<Result> figure) {
        return figures.of(name).map(result -> new Figure(name + ": " + what, figure.applyAsDouble(result)));
    }

    /** Relative to the floor, because a busy machine makes both more expensive. */
    private static Optional<Figure> cpuBetween(Measurements figures, String name, String base) {
        Optional<Result> other = figures.of(base);
        Optional<Result> result = figures.of(name);
        if (other.isEmpty() || result.isEmpty()) {
            return Optional.empty();
        }
        String floor = String.format(
                Locale.ROOT, "%.2f", result.get().floorCpu() / other.get().floorCpu());
        return Optional.of(new Figure(
                name + ": CPU per row, times that of " + base + " (the floor's: " + floor + ")",
                result.get().cpu() / other.get().cpu()));
    }

    private static void ofCases(Measurements figures, List<Target> targets) {
        List<Result> results = figures.cases().map(Measurements.Cases::results).orElse(List.of());
        if (results.isEmpty()) {
            return;
        }
        Result hungriest = results.get(0);
        double lost = 0;
        for (Result result : results) {
            hungriest = result.memoryOverFloor() > hungriest.memoryOverFloor() ? result : hungriest;
            lost += result.connector().stream().mapToLong(Measurement::lost).sum();
        }
        targets.add(new Figure(
                        "peak RSS in MB over the floor's, at most in any case ("
                                + hungriest.benchmarkCase().name() + ")",
                        hungriest.memoryOverFloor())
                .atMost(100));
        targets.add(new Figure("rows lost, all cases", lost).atMost(0));
    }

    private static void ofJmh(Measurements figures, List<Target> targets) {
        for (JmhScore score : figures.jmh(RowMapperBenchmark.class)) {
            BenchmarkCase.ValueFormat value = BenchmarkCase.ValueFormat.valueOf(score.param("value"));
            if (value == BenchmarkCase.ValueFormat.FILTER) {
                continue; // it makes a tree of the value and another of the row
            }
            targets.add(new Figure(
                            "row mapper, " + value.name().toLowerCase(Locale.ROOT)
                                    + ": bytes allocated, times the row's",
                            score.allocated() / RowMapperBenchmark.rowBytes(value))
                    .atMost(3));
        }
        ofPublisher(figures, targets);
    }

    /**
     * Pipelines relative to the publisher's time; waiting rows relative to the total cost of a row, because they
     * lengthen the access to memory, once per row.
     */
    private static void ofPublisher(Measurements figures, List<Target> targets) {
        List<JmhScore> withOne = publisher(figures, "1");
        List<JmhScore> withMany = publisher(figures, "50");
        for (int i = 0; i < withMany.size(); i++) {
            targets.add(new Figure(
                            "publisher, " + withMany.get(i).param("backlog")
                                    + " rows waiting: time per request with 50 pipelines, times that with 1",
                            withMany.get(i).score() / withOne.get(i).score())
                    .atMost(1.1));
        }
        figures.of("bytes").filter(bytes -> withOne.size() > 1).ifPresent(bytes -> {
            JmhScore few = withOne.get(0);
            JmhScore many = withOne.get(withOne.size() - 1);
            double more = (many.score() - few.score()) / PublisherBenchmark.BATCH;
            targets.add(new Figure(
                            "bytes: CPU per row with what the publisher takes longer for " + many.param("backlog")
                                    + " rows waiting instead of " + few.param("backlog") + ", times that without",
                            (bytes.cpu() + more) / bytes.cpu())
                    .atMost(NOISE));
        });
    }

    /** By number of waiting rows. */
    private static List<JmhScore> publisher(Measurements figures, String pipelines) {
        return figures.jmh(PublisherBenchmark.class).stream()
                .filter(score -> score.param("pipelines").equals(pipelines))
                .toList();
    }

    private static void ofSoak(Measurements figures, List<Target> targets) {
        figures.soak().map(Measurements.SoakRun::outcome).ifPresent(soak -> {
            targets.add(new Figure(
                            "soak: live heap, second half times first",
                            soak.live(Phase.SECOND_HALF) / soak.live(Phase.FIRST_HALF))
                    .atMost(NOISE));
            targets.add(new Figure(
                            "soak: CPU per row, second half times first",
                            soak.cpu(Phase.SECOND_HALF) / soak.cpu(Phase.FIRST_HALF))
                    .atMost(NOISE));
            targets.add(new Figure("soak: rows lost", soak.lost()).atMost(0));
        });
    }
}
