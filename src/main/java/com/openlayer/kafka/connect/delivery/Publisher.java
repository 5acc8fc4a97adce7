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
    private final Alarm alarm;
    private final LongSupplier clock;
    private final PublisherSettings settings;
    private final Consumer<Outcome> mailbox;
    private final List<Pipeline> pipelines;

    // Mutable state, guarded by this.
    private int inFlight;
    private int answering;
    private int turn;
    private boolean holding;
    private boolean stopped;
    private boolean alarmSet;
    private long alarmAt;
    private Runnable callOff = () -> {};

    /**
     * @param clock nanoseconds, as {@link System#nanoTime}
     * @param mailbox takes outcomes from any thread, without blocking
     */
    public Publisher(
            DataStream stream,
            Alarm alarm,
            LongSupplier clock,
            PublisherSettings settings,
            List<Pipeline> pipelines,
            Consumer<Outcome> mailbox) {
        this.stream = stream;
        this.alarm = alarm;
        this.clock = clock;
        this.settings = settings;
        this.pipelines = List.copyOf(pipelines);
        this.mailbox = mailbox;
    }

    /** Takes over mapped deliveries, in the order of their records. */
    public void submit(Pipeline pipeline, List<Delivery> deliveries) {
        synchronized (this) {
            long now = clock.getAsLong();
            for (Delivery delivery : deliveries) {
                pipeline.add(delivery, now);
            }
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

    private void dispatch() {
        for (Batch batch = next(); batch != null; batch = next()) {
            send(batch);
        }
    }

    private synchronized @Nullable Batch next() {
        if (stopped || holding) {
            return null;
        }
        long now = clock.getAsLong();
        for (Pipeline pipeline : pipelines) {
            release(pipeline, now);
            for (Batch batch : pipeline.takeExpired(now)) {
                giveUp(pipeline, batch, now);
            }
        }
        if (!stopped && inFlight < settings.maxInFlight()) {
            for (int i = 0; i < pipelines.size(); i++) {
                Pipeline pipeline = pipelines.get(turn);
                turn = (turn + 1) % pipelines.size();
                Batch batch = pipeline.next(now);
                if (batch != null) {
                    inFlight++;
                    batch.sent(now);
                    return batch;
                }
            }
            wake(now);
        }
        return null;
    }

    /** Sets the alarm for whatever falls due without an answer or a submission: lingering, pauses, retries, timeouts. */
    private void wake(long now) {
        long in = Long.MAX_VALUE;
        for (Pipeline pipeline : pipelines) {
            in = Math.min(in, pipeline.wakeIn(now));
        }
        if (in < Long.MAX_VALUE && (!alarmSet || now + in - alarmAt < 0)) {
            callOff.run();
            alarmSet = true;
            alarmAt = now + in;
            long at = alarmAt;
            callOff = alarm.after(in, () -> ring(at));
        }
    }

    private void ring(long at) {
        synchronized (this) {
            if (!alarmSet || at != alarmAt) {
                return; // called off too late: an earlier one took its place and sets the next, else they would
                // multiply
            }
            alarmSet = false;
        }
        dispatch();
    }

    private void send(Batch batch) {
        try {
            stream.publish(batch.request(), answer -> answered(batch, answer));
        } catch (RuntimeException e) {
            broken(e);
        }
    }

    private void answered(Batch batch, Answer answer) {
        try {
            synchronized (this) {
                inFlight--;
                answering++;
                Pipeline pipeline = batch.lane().pipeline();
                pipeline.answered(batch);
                decide(batch, answer);
                pipeline.settled(batch);
            }
            dispatch();
        } catch (RuntimeException e) {
            broken(e);
        } finally {
            synchronized (this) {
                answering--;
            }
        }
    }

    /** A mistake of ours must not pass for silence: the task fails, and its offsets stay. */
    private synchronized void broken(RuntimeException e) {
        stopped = true;
        log.error("The publisher is broken: {}", e.getClass().getName(), e);
        mailbox.accept(new Outcome.Failed(
                "the publisher is broken by a " + e.getClass().getName()));
    }

    private void decide(Batch batch, Answer answer) {
        Pipeline pipeline = batch.lane().pipeline();
        long now = clock.getAsLong();
        log.debug(
                "Pipeline '{}', {} rows: {}",
                pipeline.alias(),
                batch.deliveries().size(),
                answer);
        if (answer instanceof Answer.Accepted) {
            pipeline.health().accepted(now);
            pipeline.resolved(batch);
            mailbox.accept(new Outcome.Accepted(batch.deliveries()));
        } else if (answer instanceof Answer.Unavailable unavailable) {
            unavailable(pipeline, batch, unavailable, now);
        } else if (answer instanceof Answer.TooLarge tooLarge) {
            pipeline.tooLarge(batch.request().size());
            splitOrRefuse(pipeline, batch, tooLarge.reason(), now);
        } else if (answer instanceof Answer.Refused refused) {
            splitOrRefuse(pipeline, batch, refused.reason(), now);
        } else if (answer instanceof Answer.Denied denied) {
            fail(pipeline, denied.reason() + ": " + remedy(pipeline, denied.cause()));
        } else {
            throw new IllegalStateException("unknown answer " + answer.getClass());
        }
    }

    private void unavailable(Pipeline pipeline, Batch batch, Answer.Unavailable answer, long now) {
        Health health = pipeline.health();
        boolean singledOut = batch.failed(answer, health.accepted());
        boolean nothingToCompare = batch.internalErrors() >= Batch.SUSPICIOUS && !pipeline.hasOthersThan(batch);
        batch.prune();
        if (batch.isEmpty()) {
            pipeline.resolved(batch);
        } else if (!batch.isSingle() && ((batch.isSuspect() && singledOut) || nothingToCompare)) {
            pipeline.split(batch, true);
        } else {
            if (batch.isSuspect() && answer.internalError()) {
                batch.waitUntil(now + pipeline.backoff().nanos(batch.failures()));
            } else {
                health.unavailable(answer, now);
            }
            if (batch.remaining(now, settings.deliveryTimeoutNanos()) > 0) {
                batch.lane().retry(batch);
            } else {
                giveUp(pipeline, batch, now);
            }
        }
    }

    private void giveUp(Pipeline pipeline, Batch batch, long now) {
        batch.prune();
        if (batch.isEmpty()) {
            pipeline.resolved(batch);
        } else if (!batch.isSuspect() || pipeline.health().failingFor(now) >= settings.deliveryTimeoutNanos()) {
            fail(
                    pipeline,
                    batch.deliveries().size() + " rows from "
                            + batch.deliveries().get(0).coordinates() + " were not accepted within delivery.timeout.ms="
                            + settings.deliveryTimeoutNanos() / 1_000_000 + ": " + batch.lastReason());
        } else if (batch.isSingle()
                && batch.internalErrors() > 0
                && !pipeline.health().isFailing()) {
            // Others were accepted time and again while this row alone got 500s: it is the row, not an outage.
            pipeline.resolved(batch);
            refuse(pipeline, batch, batch.lastReason(), now);
        } else {
            // An outage on top of that tells nothing about the row: its time starts anew, the outage's does not.
            batch.restartClock();
            batch.lane().retry(batch);
            pipeline.settled(batch);
        }
    }

    private void splitOrRefuse(Pipeline pipeline, Batch batch, String reason, long now) {
        batch.prune();
        if (batch.isEmpty()) {
            pipeline.resolved(batch);
        } else if (!batch.isSingle()) {
            pipeline.split(batch, false);
        } else if (batch.wasSentSingly()) {
            pipeline.resolved(batch);
            refuse(pipeline, batch, reason, now);
        } else {
            batch.lane().retry(batch); // the row at fault may be one that is gone
        }
    }

    private void refuse(Pipeline pipeline, Batch single, String reason, long now) {
        Delivery delivery = single.deliveries().get(0);
        if (pipeline.health().isProven()) {
            mailbox.accept(new Outcome.Refused(delivery, reason));
        } else if (settings.tolerant()) {
            pipeline.doubt().hold(new Outcome.Refused(delivery, reason), now);
        } else {
            mailbox.accept(new Outcome.Refused(
                    delivery,
                    reason + " (pipeline '" + pipeline.alias()
                            + "' has accepted no row since the task started: its configuration may be at fault)"));
        }
    }

    /** Ends the doubt about rows refused by a pipeline that had accepted nothing, where it has become clear. */
    private void release(Pipeline pipeline, long now) {
        Doubt doubt = pipeline.doubt();
        if (doubt.isEmpty()) {
            return;
        }
        boolean undecided = pipeline.pieces() > 0;
        if (!undecided && !pipeline.health().isProven() && doubt.blamesConfiguration()) {
            fail(
                    pipeline,
                    "all of the first " + doubt.rows() + " rows were refused, each alone, with " + doubt.reason()
                            + ": check task.type, inference.pipeline.id and the column names under pipelines."
                            + pipeline.alias());
        } else if (pipeline.health().isProven()
                || (!undecided && !doubt.isAlike())
                || doubt.remaining(now, settings.deliveryTimeoutNanos()) <= 0) {
            doubt.release().forEach(mailbox);
        }
    }

    private void fail(Pipeline pipeline, String reason) {
        if (!stopped) {
            stopped = true;
            mailbox.accept(new Outcome.Failed("pipeline '" + pipeline.alias() + "': " + reason));
        }
    }

    private static String remedy(Pipeline pipeline, Answer.Cause cause) {
        return switch (cause) {
            case API_KEY -> "check openlayer.api.key";
            case PLAN -> "check the plan and the quota of the workspace that openlayer.api.key belongs to";
            case NOT_FOUND ->
                "check pipelines." + pipeline.alias() + ".inference.pipeline.id=" + pipeline.inferencePipelineId()
                        + ", and that openlayer.base.url ends in /v1";
            case OTHER -> "check openlayer.base.url, and what stands between the worker and Openlayer";
        };
    }
}
