package com.openlayer.kafka.connect.publisher;

/** Runs something later, once. */
@FunctionalInterface
public interface Scheduler {
    /** Returns what calls it off. */
    Runnable schedule(long nanos, Runnable task);
}
