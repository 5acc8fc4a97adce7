package com.openlayer.kafka.connect.benchmark;

import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * What a case came to: the runs of the floor and of the connector, one after the other in turn.
 *
 * @param bare runs of the floor's converter and generator alone; none for text
 * @param loadBefore the machine's load average before it, of what else ran and of the case before
 */
record Result(
        BenchmarkCase benchmarkCase,
        List<Measurement> floor,
        List<Measurement> bare,
        List<Measurement> connector,
        double floorPeakMegabytes,
        double connectorPeakMegabytes,
        double loadBefore) {

    double rowsRatio() {
        return median(connector, Measurement::rowsPerSecond) / median(floor, Measurement::rowsPerSecond);
    }

    double cpuRatio() {
        return cpu() / median(floor, Measurement::cpuMicrosPerRow);
    }

    double cpuToBareRatio() {
        return cpu() / median(bare, Measurement::cpuMicrosPerRow);
    }

    /** The connector's CPU in µs per row. */
    double cpu() {
        return median(connector, Measurement::cpuMicrosPerRow);
    }

    double memoryOverFloor() {
        return connectorPeakMegabytes - floorPeakMegabytes;
    }

    static double median(List<Measurement> runs, ToDoubleFunction<Measurement> of) {
        double[] sorted = runs.stream().mapToDouble(of).sorted().toArray();
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    /** From the least to the greatest, as a part of the median. */
    static double spread(List<Measurement> runs, ToDoubleFunction<Measurement> of) {
        double least = runs.stream().mapToDouble(of).min().orElseThrow();
        double greatest = runs.stream().mapToDouble(of).max().orElseThrow();
        return (greatest - least) / median(runs, of);
    }
}
