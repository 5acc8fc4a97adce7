package com.openlayer.kafka.connect.delivery;

import org.jspecify.annotations.Nullable;

/** What of a {@link Lane} waits to be sent, and how it becomes requests. Guarded by the {@link Publisher}'s lock. */
interface SendQueue {
    void add(Delivery delivery);

    /** All that wait, for whatever. */
    int size();

    /** Whether nothing waits that could be sent, now or later, without another being answered first. */
    boolean isEmpty();

    /** Whether there may be something to send now. */
    boolean isReady(long now);

    /** Nanoseconds until it may be ready; never negative. */
    long wakeIn(long now);

    /** The next batch; null where what waits is gone or held back. */
    @Nullable
    Batch next(long now);

    /** Sends what waits now without lingering. */
    void flush();

    /** Forgets the rows of partitions that are gone. */
    void prune();

    /** Nothing more will be sent of a batch. */
    void resolved(Batch batch);
}
