package com.openlayer.kafka.connect.metrics;

import java.util.function.Supplier;

/**
 * A metric: a name, a description, and a gauge that reads its value.
 *
 * @param name in Kafka's style: lower case, dashed, with the unit; counters end in {@code -total}
 * @param description a sentence for the reference in {@code docs/operations.md}
 * @param value callable by any thread at any time; takes no lock of the task
 */
public record Metric(String name, String description, Supplier<Number> value) {}
