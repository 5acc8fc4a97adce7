package com.openlayer.kafka.connect.publisher;

import org.jspecify.annotations.Nullable;

/** The deliveries of a {@link Lane} that were not sent yet, and how they become requests. Guarded by the {@link Publisher}'s lock. */
interface SendQueue {
    void add(Delivery delivery);

    /** Everything in it, whatever it waits for. */
    int size();

    /** Whether nothing is in it that could be sent, now or later, without the answer to another request. */
    boolean isEmpty();

    /** Whether there may be something to send now. */
    boolean isReady(long now);

    /** Nanoseconds until it may be ready; never negative. */
    long wakeIn(long now);

    /** The next batch; null if every row in it is gone or has to wait. */
    @Nullable
    Batch next(long now);

    /** Sends what is in it now without lingering. */
    void flush();

    /** Forgets the rows of revoked partitions. */
    void prune();

    /** Puts an update back whose row does not exist yet: it waits by itself until it is due. */
    void awaitRow(Batch batch);

    /** Nothing more will be sent of a batch. */
    void resolved(Batch batch);
}
