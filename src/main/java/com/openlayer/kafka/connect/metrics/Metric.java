package com.openlayer.kafka.connect.metrics;

import java.util.function.Supplier;

/**
 * One figure that can be read.
 *
 * @param name as Kafka names its own: lower case, dashed, with the unit, {@code -total} for what only grows
 * @param description a sentence for the reference
 * @param value read by any thread, at any time; takes no lock of the task's
 */
public record Metric(String name, String description, Supplier<Number> value) {}
