package com.openlayer.kafka.connect.task;

import com.openlayer.kafka.connect.publisher.Delivery;
import com.openlayer.kafka.connect.publisher.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.apache.kafka.connect.errors.ConnectException;

/** Takes outcomes from the publisher's mailbox and applies them. Owned by the task thread. */
final class OutcomeInbox implements Outcome.Receiver {
    /**
     * Upper bound on one mailbox poll: a retry that enters backoff and a written dead-letter report post no outcome, so
     * the condition is re-checked this often.
     */
    private static final long MAILBOX_POLL_NANOS = Duration.ofMillis(10).toNanos();

    private final BlockingQueue<Outcome> mailbox;
    private final ErrorPolicy errors;
    private final LongSupplier clock;
    private final Runnable publishMetrics;

    OutcomeInbox(BlockingQueue<Outcome> mailbox, ErrorPolicy errors, LongSupplier clock, Runnable publishMetrics) {
        this.mailbox = mailbox;
        this.errors = errors;
        this.clock = clock;
        this.publishMetrics = publishMetrics;
    }

    /** Applies all outcomes that have arrived. */
    void drain() {
        for (Outcome outcome = mailbox.poll(); outcome != null; outcome = mailbox.poll()) {
            outcome.deliverTo(this);
        }
        errors.settleWritten();
    }

    /** Applies outcomes while the condition is true, until the deadline. */
    void drainWhile(BooleanSupplier condition, long deadline) {
        boolean inTime = true;
        while (inTime && condition.getAsBoolean()) {
            inTime = await(deadline);
        }
    }

    /** Waits briefly for an outcome. False once the deadline is reached. */
    private boolean await(long deadline) {
        long wait = deadline - clock.getAsLong();
        if (wait <= 0) {
            return false;
        }
        publishMetrics.run();
        try {
            Outcome outcome = mailbox.poll(Math.min(wait, MAILBOX_POLL_NANOS), TimeUnit.NANOSECONDS);
            if (outcome != null) {
                outcome.deliverTo(this);
            }
            drain();
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            errors.fail(new ConnectException("Interrupted while rows were in flight", e));
            return false;
        }
    }

    @Override
    public void accepted(List<Delivery> deliveries) {
        for (Delivery delivery : deliveries) {
            delivery.acknowledged();
        }
    }

    @Override
    public void refused(Delivery delivery, String reason) {
        delivery.refused("refused by Openlayer: " + reason);
    }

    @Override
    public void failed(String reason) {
        errors.fail(new ConnectException(reason));
    }
}
