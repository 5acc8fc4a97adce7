package com.openlayer.kafka.connect.task;

import com.openlayer.kafka.connect.config.DeliverySettings.NullValues;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * How a task handles records.
 *
 * @param router finds the pipelines of a record
 * @param backlogs of all routes
 * @param unrouted counts records that no pipeline takes
 * @param budget that the backlogs share
 * @param clock nanoseconds, as {@link System#nanoTime}
 */
public record TaskSettings(
        Router router,
        List<Backlog> backlogs,
        Backlog unrouted,
        Budget budget,
        NullValues nullValues,
        LongSupplier clock) {}
