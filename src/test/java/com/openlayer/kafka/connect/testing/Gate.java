package com.openlayer.kafka.connect.testing;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;

/** Blocks requests until a test releases them. */
public final class Gate {
    private final CountDownLatch open = new CountDownLatch(1);
    private final AtomicInteger waiting = new AtomicInteger();

    /** The number of blocked requests. */
    public int waiting() {
        return waiting.get();
    }

    public void awaitWaiting(int atLeast) {
        Awaitility.await(atLeast + " held requests")
                .atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(20))
                .until(() -> waiting() >= atLeast);
    }

    /** Releases all requests, including later ones. */
    public void release() {
        open.countDown();
    }

    void pass() {
        if (open.getCount() == 0) {
            return;
        }
        waiting.incrementAndGet();
        try {
            open.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            waiting.decrementAndGet();
        }
    }
}
