package com.openlayer.kafka.connect.delivery;

/**
 * How a task publishes.
 *
 * @param maxRows rows per request at most
 * @param maxBytes bytes per request body at most, before compression
 * @param lingerNanos how long a row waits for others to fill its request
 * @param maxInFlight requests of the task at once
 * @param ordered whether the rows of a pipeline and partition go one request after the other
 * @param deliveryTimeoutNanos how long a request is tried before the task fails
 * @param notFoundTimeoutNanos how long an update waits for its row to appear
 * @param tolerant whether errant records are tolerated ({@code errors.tolerance=all})
 */
public record PublisherSettings(
        int maxRows,
        int maxBytes,
        long lingerNanos,
        int maxInFlight,
        boolean ordered,
        long deliveryTimeoutNanos,
        long notFoundTimeoutNanos,
        boolean tolerant) {}
