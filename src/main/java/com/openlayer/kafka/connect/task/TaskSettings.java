package com.openlayer.kafka.connect.task;

import com.openlayer.kafka.connect.config.DeliverySettings.NullValues;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * The settings of a running task: routes, backlogs and budget.
 *
 * @param router finds the pipelines of a record
 * @param backlogs the backlogs of all routes
 * @param unrouted counts records that no pipeline takes
 * @param budget the memory limit that the backlogs share
 * @param clock nanoseconds, as {@link System#nanoTime}
 */
public record TaskSettings(
        Router router,
        List<Backlog> backlogs,
        Backlog unrouted,
        Budget budget,
        NullValues nullValues,
        LongSupplier clock) {}
