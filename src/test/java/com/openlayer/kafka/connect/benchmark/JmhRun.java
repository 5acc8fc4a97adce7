package com.openlayer.kafka.connect.benchmark;

import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/** Runs the JMH benchmarks, allocations included. */
final class JmhRun {
    private JmhRun() {}

    static void run() throws RunnerException {
        new Runner(new OptionsBuilder()
                        .include(RowMapperBenchmark.class.getName())
                        .include(PublisherBenchmark.class.getName())
                        .addProfiler(GCProfiler.class)
                        .resultFormat(ResultFormatType.JSON)
                        .result(BenchmarkReport.directory()
                                .resolve(Measurements.JMH)
                                .toString())
                        .build())
                .run();
    }
}
