package com.openlayer.kafka.connect.publisher;

/** Runs a task once after a delay. */
@FunctionalInterface
public interface Scheduler {
    /** Returns an action that cancels the timer. */
    Runnable schedule(long nanos, Runnable task);
}
