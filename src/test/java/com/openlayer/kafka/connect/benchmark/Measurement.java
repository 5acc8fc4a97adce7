package com.openlayer.kafka.connect.benchmark;

/**
 * One run of one sink.
 *
 * @param rowsPerSecond over the steady phase, as is the CPU time
 * @param cpuMicrosPerRow CPU time of the whole worker, converter, consumer and garbage collection included
 */
record Measurement(
        double rowsPerSecond,
        double cpuMicrosPerRow,
        long requests,
        double rowsPerRequest,
        long bytes,
        int maxInFlight,
        long lost,
        long duplicated) {}
