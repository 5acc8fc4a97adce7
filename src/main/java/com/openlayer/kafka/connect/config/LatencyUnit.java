package com.openlayer.kafka.connect.config;

/** The unit of the numbers in the latency column. Openlayer itself takes milliseconds only. */
public enum LatencyUnit {
    MS,
    S,
    US,
    NS
}
