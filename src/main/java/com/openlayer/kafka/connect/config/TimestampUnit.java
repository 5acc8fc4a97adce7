package com.openlayer.kafka.connect.config;

/** The unit of numbers in the timestamp column. Openlayer itself accepts UNIX seconds only. */
public enum TimestampUnit {
    /** By magnitude for numbers, ISO-8601 for text; Connect's logical types by their meaning. */
    AUTO,
    S,
    MS,
    US,
    NS,
    ISO8601
}
