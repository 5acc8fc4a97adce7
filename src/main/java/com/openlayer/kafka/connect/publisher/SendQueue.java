package com.openlayer.kafka.connect.publisher;

import org.jspecify.annotations.Nullable;

/** Queue of a {@link Lane}'s unsent deliveries, which forms their batches. Guarded by the {@link Publisher}'s lock. */
interface SendQueue {
    void add(Delivery delivery);

    /** All deliveries in the queue. */
    int size();

    /** Whether no delivery can be sent, now or later, before another request is answered. */
    boolean isEmpty();

    /** Whether there may be something to send now. */
    boolean isReady(long now);

    /** Nanoseconds until it may be ready; never negative. */
    long wakeIn(long now);

    /** The next batch; null if every row in it is gone or has to wait. */
    @Nullable
    Batch next(long now);

    /** Sends the current deliveries without lingering. */
    void flush();

    /** Drops the rows of revoked partitions. */
    void prune();

    /** Requeues an update whose row does not exist yet, until it is due. */
    void awaitRow(Batch batch);

    /** Nothing more will be sent of a batch. */
    void resolved(Batch batch);
}
