package com.openlayer.kafka.connect.benchmark;

/**
 * One run of one sink.
 *
 * @param rowsPerSecond over the steady phase, as is the CPU time
 * @param cpuMicrosPerRow CPU time of the whole worker, converter, consumer and garbage collection included
 * @param peakMegabytes the peak of the worker's resident memory
 * @param loadBefore the machine's load average before the run, which includes the previous run
 */
record Measurement(
        double rowsPerSecond,
        double cpuMicrosPerRow,
        double peakMegabytes,
        long requests,
        double rowsPerRequest,
        long bytes,
        int maxInFlight,
        long lost,
        long duplicated,
        double loadBefore) {}
