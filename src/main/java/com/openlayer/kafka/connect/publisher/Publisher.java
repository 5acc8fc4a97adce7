package com.openlayer.kafka.connect.publisher;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import com.openlayer.kafka.connect.api.Answer;
import com.openlayer.kafka.connect.api.DataStream;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends the rows that the task thread submits, for all pipelines of a task: batching, requests in flight, retries and
 * splits. It never calls Connect, and posts results to the mailbox. It makes decisions under its one lock, and sends
 * requests outside it.
 */
public final class Publisher implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Publisher.class);

    /** A request to send, by the pipeline that decided on it. */
    private record Send(Pipeline pipeline, Pipeline.Attempt attempt) {}

    private final DataStream stream;
    private final Scheduler scheduler;
    private final LongSupplier clock;
    private final PublisherSettings settings;
    private final Consumer<Outcome> mailbox;
    private final List<Pipeline> pipelines;

    /** Requests in flight, and those whose answers are being handled. */
    @GuardedBy("this")
    private int unfinished;

    @GuardedBy("this")
    private int turn;

    @GuardedBy("this")
    private boolean holding;

    /** Whether nothing more is sent, so that only accepted rows still matter. */
    @GuardedBy("this")
    private boolean over;

    @GuardedBy("this")
    private boolean timerSet;

    @GuardedBy("this")
    private long timerAt;

    @GuardedBy("this")
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
        this.pipelines.forEach(pipeline -> pipeline.guardedBy(this));
    }

    /** Rows that fill a request; submitting more at once would send none of them sooner. */
    public int requestRows() {
        return settings.maxRows();
    }

    /** The maximum number of requests in flight at once. */
    public static int maxRequests(PublisherSettings settings, int pipelines) {
        return Math.max(settings.maxInFlight(), pipelines) + pipelines * RequestsInFlight.MAX_ISOLATED;
    }

    /** Requests that each pipeline may always have in flight, whatever the others do. */
    private int reserved() {
        return pipelines.size() == 1
                ? settings.maxInFlight()
                : Math.max(1, settings.maxInFlight() / (2 * pipelines.size()));
    }

    /** Requests that are reserved for the pipelines, and those that they use beyond their reservations. */
    @GuardedBy("this")
    private int claimed() {
        int claimed = 0;
        for (Pipeline pipeline : pipelines) {
            claimed += claimed(pipeline);
        }
        return claimed;
    }

    @GuardedBy("this")
    private int claimed(Pipeline pipeline) {
        return Math.max(reserved(), pipeline.inFlight());
    }

    /** Requests that a pipeline may have in flight: all that the others have not claimed, at least its reservation. */
    @GuardedBy("this")
    private int most(Pipeline pipeline, int claimed) {
        return Math.max(reserved(), settings.maxInFlight() - (claimed - claimed(pipeline)));
    }

    /** Takes over mapped deliveries, in the order of their records. The list stays the caller's. */
    public void submit(Pipeline pipeline, List<Delivery> deliveries) {
        synchronized (this) {
            pipeline.add(deliveries);
        }
        dispatch();
    }

    /** Sends waiting rows without lingering. */
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

    /** Drops waiting rows that are no longer pending. */
    public synchronized void prune() {
        pipelines.forEach(Pipeline::prune);
    }

    /** Whether a request is in flight, or its answer is being handled. */
    public synchronized boolean isBusy() {
        return unfinished > 0;
    }

    /** Stops sending. Does not wait for requests in flight. */
    @Override
    public synchronized void close() {
        over = true;
    }

    private void dispatch() {
        for (Send send = next(); send != null; send = next()) {
            send(send);
        }
    }

    private synchronized @Nullable Send next() {
        if (holding || over) {
            return null;
        }
        long now = clock.getAsLong();
        for (Pipeline pipeline : pipelines) {
            pipeline.resolveQuarantine(now, this::post);
        }
        int claimed = claimed();
        for (int i = 0; i < pipelines.size() && !over; i++) {
            Pipeline pipeline = pipelines.get(turn);
            turn = (turn + 1) % pipelines.size();
            Pipeline.Attempt attempt = pipeline.next(now, most(pipeline, claimed));
            if (attempt != null) {
                unfinished++;
                return new Send(pipeline, attempt);
            }
        }
        scheduleNextWakeup(now, claimed);
        return null;
    }

    /**
     * Sets the timer for the next event that is not an answer or a submission: end of lingering, backoff, retry or
     * quarantine.
     */
    @GuardedBy("this")
    private void scheduleNextWakeup(long now, int claimed) {
        long in = Long.MAX_VALUE;
        for (Pipeline pipeline : pipelines) {
            in = Math.min(in, pipeline.wakeIn(now, most(pipeline, claimed)));
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
                return; // canceled too late: an earlier timer has replaced it, and running both would multiply timers
            }
            timerSet = false;
        }
        try {
            dispatch();
        } catch (RuntimeException | Error e) {
            fail(e);
        }
    }

    private void send(Send send) {
        try {
            stream.publish(send.attempt().batch().request(), answer -> answered(send, answer));
        } catch (RuntimeException | Error e) {
            synchronized (this) {
                unfinished--;
            }
            fail(e);
        }
    }

    private void answered(Send send, Answer answer) {
        try {
            synchronized (this) {
                send.pipeline().answered(send.attempt(), answer, over, clock.getAsLong(), this::post);
            }
            dispatch();
        } catch (RuntimeException | Error e) {
            fail(e);
        } finally {
            synchronized (this) {
                unfinished--;
            }
        }
    }

    /** Posts to the mailbox. After a failure only accepted rows are posted. */
    private synchronized void post(Outcome outcome) {
        boolean failed = outcome instanceof Outcome.Failed;
        if (!failed || !over) {
            mailbox.accept(outcome);
        }
        over |= failed;
    }

    /**
     * Bugs and OutOfMemoryError on HTTP or timer threads would go unnoticed: fail the task without advancing its
     * offsets.
     */
    private synchronized void fail(Throwable e) {
        over = true;
        mailbox.accept(new Outcome.Failed(
                "internal error in the publisher: " + e.getClass().getName()));
        // Last, because it allocates memory, which may fail.
        log.error("Internal error in the publisher: {}", e.getClass().getName(), e);
    }
}
