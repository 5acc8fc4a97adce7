package com.openlayer.kafka.connect.delivery;

import com.openlayer.kafka.connect.api.Answer;
import com.openlayer.kafka.connect.api.DataStream;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends what the task thread submits: batches, requests in flight, retries and splits, for all pipelines of a task. It
 * never touches Connect; what became of the deliveries goes to the mailbox. What to do is decided under its one lock,
 * and done outside of it.
 */
public final class Publisher implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Publisher.class);

    private final DataStream stream;
    private final Scheduler scheduler;
    private final LongSupplier clock;
    private final PublisherSettings settings;
    private final Consumer<Outcome> mailbox;
    private final RetryPolicy retryPolicy;
    private final List<Pipeline> pipelines;

    // Mutable state, guarded by this.
    private int inFlight;
    private int answering;
    private int turn;
    private boolean holding;
    private boolean stopped;
    private boolean timerSet;
    private long timerAt;
    private Runnable cancelTimer = () -> {};

    /**
     * @param clock nanoseconds, as {@link System#nanoTime}
     * @param mailbox takes outcomes from any thread, without blocking
     */
    public Publisher(
            DataStream stream,
            Scheduler scheduler,
            LongSupplier clock,
            PublisherSettings settings,
            List<Pipeline> pipelines,
            Consumer<Outcome> mailbox) {
        this.stream = stream;
        this.scheduler = scheduler;
        this.clock = clock;
        this.settings = settings;
        this.pipelines = List.copyOf(pipelines);
        this.mailbox = mailbox;
        this.retryPolicy = new RetryPolicy(settings, mailbox);
    }

    /** How many rows fill a request: those of several at once would start none of them sooner. */
    public int requestRows() {
        return settings.maxRows();
    }

    /** Takes over mapped deliveries, in the order of their records. The list stays the caller's. */
    public void submit(Pipeline pipeline, List<Delivery> deliveries) {
        synchronized (this) {
            pipeline.add(deliveries);
        }
        dispatch();
    }

    /** Sends what waits without lingering. */
    public void flush() {
        synchronized (this) {
            pipelines.forEach(Pipeline::flush);
        }
        dispatch();
    }

    /** Starts no further request until {@link #resume}, so that those in flight can end. */
    public synchronized void hold() {
        holding = true;
    }

    public void resume() {
        synchronized (this) {
            if (!holding) {
                return;
            }
            holding = false;
        }
        dispatch();
    }

    /** Forgets waiting rows that are pending no more. */
    public synchronized void prune() {
        pipelines.forEach(Pipeline::prune);
    }

    /** Whether a request is in flight, or the answer to one is being dealt with. */
    public synchronized boolean isBusy() {
        return inFlight > 0 || answering > 0;
    }

    /** Sends nothing more, and waits for nothing. */
    @Override
    public synchronized void close() {
        stopped = true;
    }

    /** Whether nothing more is sent, so that only what was accepted still counts. */
    private boolean isOver() {
        return stopped || retryPolicy.hasFailed();
    }

    private void dispatch() {
        for (Batch batch = next(); batch != null; batch = next()) {
            send(batch);
        }
    }

    private synchronized @Nullable Batch next() {
        if (holding || isOver()) {
            return null;
        }
        long now = clock.getAsLong();
        for (Pipeline pipeline : pipelines) {
            retryPolicy.resolveQuarantine(pipeline, now);
            for (Batch batch : pipeline.takeExpired(now)) {
                retryPolicy.giveUp(batch, now);
                pipeline.settled(batch, now);
            }
        }
        if (!retryPolicy.hasFailed() && inFlight < settings.maxInFlight()) {
            for (int i = 0; i < pipelines.size(); i++) {
                Pipeline pipeline = pipelines.get(turn);
                turn = (turn + 1) % pipelines.size();
                Batch batch = pipeline.next(now);
                if (batch != null) {
                    inFlight++;
                    pipeline.send(batch, now);
                    return batch;
                }
            }
            scheduleNextWakeup(now);
        }
        return null;
    }

    /** Sets the scheduler for whatever falls due without an answer or a submission: lingering, pauses, retries, timeouts. */
    private void scheduleNextWakeup(long now) {
        long in = Long.MAX_VALUE;
        for (Pipeline pipeline : pipelines) {
            in = Math.min(in, pipeline.wakeIn(now));
        }
        if (in < Long.MAX_VALUE && (!timerSet || now + in - timerAt < 0)) {
            cancelTimer.run();
            timerSet = true;
            timerAt = now + in;
            long at = timerAt;
            cancelTimer = scheduler.schedule(in, () -> onTimer(at));
        }
    }

    private void onTimer(long at) {
        synchronized (this) {
            if (!timerSet || at != timerAt) {
                return; // called off too late: an earlier one took its place and sets the next, else they would
                // multiply
            }
            timerSet = false;
        }
        try {
            dispatch();
        } catch (RuntimeException | Error e) {
            broken(e);
        }
    }

    private void send(Batch batch) {
        try {
            stream.publish(batch.request(), answer -> answered(batch, answer));
        } catch (RuntimeException | Error e) {
            synchronized (this) {
                inFlight--;
            }
            broken(e);
        }
    }

    private void answered(Batch batch, Answer answer) {
        try {
            synchronized (this) {
                inFlight--;
                answering++;
                long now = clock.getAsLong();
                Pipeline pipeline = batch.lane().pipeline();
                pipeline.answered(batch, answer, now);
                if (answer instanceof Answer.Accepted || !isOver()) {
                    retryPolicy.decide(batch, answer, now);
                }
                pipeline.settled(batch, now);
            }
            dispatch();
        } catch (RuntimeException | Error e) {
            broken(e);
        } finally {
            synchronized (this) {
                answering--;
            }
        }
    }

    /**
     * A mistake of ours, or memory that ran out, must not pass for silence on a thread that nobody listens to: the task
     * fails, and its offsets stay.
     */
    private synchronized void broken(Throwable e) {
        stopped = true;
        log.error("The publisher is broken: {}", e.getClass().getName(), e);
        mailbox.accept(new Outcome.Failed(
                "the publisher is broken by a " + e.getClass().getName()));
    }
}
