package com.openlayer.kafka.connect.delivery;

/** Runs something later, once. */
@FunctionalInterface
public interface Alarm {
    /** Returns what calls it off. */
    Runnable after(long nanos, Runnable task);
}
