package com.openlayer.kafka.connect.benchmark;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * The result of a case: alternating runs of the floor and of the connector.
 *
 * @param bare runs of the floor's converter and generator alone; none for text
 */
record Result(
        BenchmarkCase benchmarkCase, List<Measurement> floor, List<Measurement> bare, List<Measurement> connector) {

    /** The result of a case that has not been measured yet. */
    static Result of(BenchmarkCase benchmarkCase) {
        return new Result(benchmarkCase, new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    }

    double rowsRatio() {
        return median(connector, Measurement::rowsPerSecond) / median(floor, Measurement::rowsPerSecond);
    }

    double cpuRatio() {
        return cpu() / floorCpu();
    }

    double cpuToBareRatio() {
        return cpu() / median(bare, Measurement::cpuMicrosPerRow);
    }

    /** The connector's CPU in µs per row. */
    double cpu() {
        return median(connector, Measurement::cpuMicrosPerRow);
    }

    double floorCpu() {
        return median(floor, Measurement::cpuMicrosPerRow);
    }

    double memoryOverFloor() {
        return peak(connector) - peak(floor);
    }

    static double peak(List<Measurement> runs) {
        return runs.stream().mapToDouble(Measurement::peakMegabytes).max().orElseThrow();
    }

    static <T> double median(List<T> runs, ToDoubleFunction<T> of) {
        double[] sorted = runs.stream().mapToDouble(of).sorted().toArray();
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    /** The range as a fraction of the median. */
    static double spread(List<Measurement> runs, ToDoubleFunction<Measurement> of) {
        double least = runs.stream().mapToDouble(of).min().orElseThrow();
        double greatest = runs.stream().mapToDouble(of).max().orElseThrow();
        return (greatest - least) / median(runs, of);
    }
}
