package com.openlayer.kafka.connect.benchmark;

/**
 * One run of one sink.
 *
 * @param rowsPerSecond over the steady phase, as is the CPU time
 * @param cpuMicrosPerRow CPU time of the whole worker, converter, consumer and garbage collection included
 * @param peakMegabytes the most memory of the worker that was resident during it
 * @param loadBefore the machine's load average before it, of what else ran and of the run before
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
