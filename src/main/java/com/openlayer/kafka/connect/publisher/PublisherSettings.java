package com.openlayer.kafka.connect.publisher;

import java.time.Duration;
import java.util.function.Consumer;

/**
 * What a {@link Publisher} needs of the configuration, without the classes that read it. Start from {@link #defaults}; a method with an argument returns a copy with that
 * value.
 */
public final class PublisherSettings {
    private int maxRows = 100;
    private int maxBytes = 1_000_000;
    private long lingerNanos;
    private int maxInFlight = 4;
    private boolean ordered;
    private long deliveryTimeoutNanos = Duration.ofMinutes(5).toNanos();
    private long outageTimeoutNanos = -1;
    private long notFoundTimeoutNanos = Duration.ofMinutes(10).toNanos();
    private boolean tolerant;

    private PublisherSettings() {}

    public static PublisherSettings defaults() {
        return new PublisherSettings();
    }

    private PublisherSettings with(Consumer<PublisherSettings> change) {
        PublisherSettings copy = new PublisherSettings();
        copy.maxRows = maxRows;
        copy.maxBytes = maxBytes;
        copy.lingerNanos = lingerNanos;
        copy.maxInFlight = maxInFlight;
        copy.ordered = ordered;
        copy.deliveryTimeoutNanos = deliveryTimeoutNanos;
        copy.outageTimeoutNanos = outageTimeoutNanos;
        copy.notFoundTimeoutNanos = notFoundTimeoutNanos;
        copy.tolerant = tolerant;
        change.accept(copy);
        return copy;
    }

    /** Rows per request at most. */
    public int maxRows() {
        return maxRows;
    }

    public PublisherSettings maxRows(int rows) {
        return with(copy -> copy.maxRows = rows);
    }

    /** Bytes per request body at most, before compression. */
    public int maxBytes() {
        return maxBytes;
    }

    public PublisherSettings maxBytes(int bytes) {
        return with(copy -> copy.maxBytes = bytes);
    }

    /** How long a row waits for others to fill its request. */
    public long lingerNanos() {
        return lingerNanos;
    }

    public PublisherSettings lingerNanos(long nanos) {
        return with(copy -> copy.lingerNanos = nanos);
    }

    /** Requests of the task in flight, at most. Each pipeline finds out how many of them it uses. */
    public int maxInFlight() {
        return maxInFlight;
    }

    public PublisherSettings maxInFlight(int requests) {
        return with(copy -> copy.maxInFlight = requests);
    }

    /** Whether a pipeline has one request at a time per partition ({@code ordering=partition}). */
    public boolean ordered() {
        return ordered;
    }

    public PublisherSettings ordered(boolean newOrdered) {
        return with(copy -> copy.ordered = newOrdered);
    }

    /** How long a row may fail alone before it is errant. */
    public long deliveryTimeoutNanos() {
        return deliveryTimeoutNanos;
    }

    public PublisherSettings deliveryTimeoutNanos(long nanos) {
        return with(copy -> copy.deliveryTimeoutNanos = nanos);
    }

    /** How long an outage may last before the task fails; negative if it may last forever. */
    public long outageTimeoutNanos() {
        return outageTimeoutNanos;
    }

    public PublisherSettings outageTimeoutNanos(long nanos) {
        return with(copy -> copy.outageTimeoutNanos = nanos);
    }

    /** How long an update waits for its row to appear. */
    public long notFoundTimeoutNanos() {
        return notFoundTimeoutNanos;
    }

    public PublisherSettings notFoundTimeoutNanos(long nanos) {
        return with(copy -> copy.notFoundTimeoutNanos = nanos);
    }

    /** Whether errant records are tolerated ({@code errors.tolerance=all}). */
    public boolean tolerant() {
        return tolerant;
    }

    public PublisherSettings tolerant(boolean newTolerant) {
        return with(copy -> copy.tolerant = newTolerant);
    }
}
