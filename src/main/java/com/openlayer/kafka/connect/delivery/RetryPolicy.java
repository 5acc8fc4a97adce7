package com.openlayer.kafka.connect.delivery;

import com.openlayer.kafka.connect.api.Answer;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides what an answer means for the rows it is about: acknowledged, sent again, split, refused, or the end of the
 * task. {@code docs/design.md} has the table. Guarded by the {@link Publisher}'s lock.
 */
final class RetryPolicy {
    private static final Logger log = LoggerFactory.getLogger(RetryPolicy.class);

    private final PublisherSettings settings;
    private final Consumer<Outcome> mailbox;
    private boolean failed;

    RetryPolicy(PublisherSettings settings, Consumer<Outcome> mailbox) {
        this.settings = settings;
        this.mailbox = mailbox;
    }

    /** Whether the task is to fail, so that nothing more is worth sending. */
    boolean hasFailed() {
        return failed;
    }

    /** Decides what becomes of a batch that has been answered. */
    void decide(Batch batch, Answer answer, long now) {
        Pipeline pipeline = batch.lane().pipeline();
        log.debug(
                "Pipeline '{}', {} rows: {}",
                pipeline.alias(),
                batch.deliveries().size(),
                answer);
        if (answer instanceof Answer.Accepted) {
            pipeline.breaker().accepted(now);
            pipeline.resolved(batch);
            mailbox.accept(new Outcome.Accepted(batch.deliveries()));
        } else if (answer instanceof Answer.Unavailable unavailable) {
            unavailable(pipeline, batch, unavailable, now);
        } else if (answer instanceof Answer.TooLarge tooLarge) {
            pipeline.tooLarge(batch.request().size());
            splitOrRefuse(pipeline, batch, tooLarge.reason(), "413", now);
        } else if (answer instanceof Answer.Refused refused) {
            splitOrRefuse(pipeline, batch, refused.reason(), refused.fingerprint(), now);
        } else if (answer instanceof Answer.RowUnknown unknown) {
            absent(pipeline, batch, unknown.reason(), now);
        } else if (answer instanceof Answer.Denied denied) {
            fail(pipeline, denied.reason() + ": " + remedy(pipeline, denied.cause()));
        } else {
            throw new IllegalStateException("unknown answer " + answer.getClass());
        }
    }

    private void unavailable(Pipeline pipeline, Batch batch, Answer.Unavailable answer, long now) {
        CircuitBreaker breaker = pipeline.breaker();
        boolean singledOut = batch.failed(answer, breaker.accepted());
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
                breaker.unavailable(answer, now);
            }
            if (batch.remaining(now, settings.deliveryTimeoutNanos()) > 0) {
                batch.lane().retry(batch);
            } else {
                giveUp(batch, now);
            }
        }
    }

    /** Ends the attempts with a batch that has been tried for {@code delivery.timeout.ms}, unless a row of it is suspected. */
    void giveUp(Batch batch, long now) {
        Pipeline pipeline = batch.lane().pipeline();
        batch.prune();
        if (batch.isEmpty()) {
            pipeline.resolved(batch);
        } else if (!batch.isSuspect() || pipeline.breaker().failingFor(now) >= settings.deliveryTimeoutNanos()) {
            fail(
                    pipeline,
                    batch.deliveries().size() + " rows from "
                            + batch.deliveries().get(0).coordinates() + " were not accepted within delivery.timeout.ms="
                            + settings.deliveryTimeoutNanos() / 1_000_000 + ": " + batch.lastReason());
        } else if (batch.isSingle()
                && batch.internalErrors() > 0
                && !pipeline.breaker().isFailing()) {
            // Others were accepted time and again while this row alone got 500s: it is the row, not an outage.
            pipeline.resolved(batch);
            refuse(pipeline, batch, batch.lastReason(), "500", now);
        } else {
            // An outage on top of that tells nothing about the row: its time starts anew, the outage's does not.
            batch.restartClock();
            batch.lane().retry(batch);
        }
    }

    private void splitOrRefuse(Pipeline pipeline, Batch batch, String reason, String fingerprint, long now) {
        batch.prune();
        if (batch.isEmpty()) {
            pipeline.resolved(batch);
        } else if (!batch.isSingle()) {
            pipeline.split(batch, false);
        } else if (batch.wasSentSingly()) {
            pipeline.resolved(batch);
            refuse(pipeline, batch, reason, fingerprint, now);
        } else {
            batch.lane().retry(batch); // the row at fault may be one that is gone
        }
    }

    /** The row may yet appear: it takes a while from its publishing, and that may be under way only now. */
    private void absent(Pipeline pipeline, Batch batch, String reason, long now) {
        pipeline.breaker().absent();
        batch.prune();
        long left = settings.notFoundTimeoutNanos() - batch.waited();
        if (batch.isEmpty()) {
            pipeline.resolved(batch);
        } else if (left <= 0) {
            pipeline.resolved(batch);
            refuse(
                    pipeline,
                    batch,
                    reason + " (no row of its inference id within update.not.found.timeout.ms="
                            + settings.notFoundTimeoutNanos() / 1_000_000 + ")",
                    "404",
                    now);
        } else {
            batch.waitForRow(now, Math.min(left, pipeline.absence().nanos(batch.missed())));
            batch.lane().absent(batch);
        }
    }

    private void refuse(Pipeline pipeline, Batch single, String reason, String fingerprint, long now) {
        Delivery delivery = single.deliveries().get(0);
        pipeline.metrics().refused();
        if (pipeline.breaker().isProven()) {
            mailbox.accept(new Outcome.Refused(delivery, reason));
        } else if (settings.tolerant()) {
            pipeline.quarantine().quarantine(new Outcome.Refused(delivery, reason), fingerprint, now);
        } else {
            mailbox.accept(new Outcome.Refused(
                    delivery,
                    reason + " (pipeline '" + pipeline.alias()
                            + "' has accepted no row since the task started: its configuration may be at fault)"));
        }
    }

    /** Ends the quarantine about rows refused by a pipeline that had accepted nothing, where it has become clear. */
    void resolveQuarantine(Pipeline pipeline, long now) {
        RefusalQuarantine quarantine = pipeline.quarantine();
        if (quarantine.isEmpty()) {
            return;
        }
        boolean undecided = pipeline.pieces() > 0;
        if (!undecided && !pipeline.breaker().isProven() && quarantine.suspectsConfiguration()) {
            fail(
                    pipeline,
                    "all of the first " + quarantine.rows() + " rows were refused, each alone, with "
                            + quarantine.reason()
                            + ": check " + (pipeline.updates() ? "inference.id.column.name" : "task.type")
                            + ", inference.pipeline.id and the column names under pipelines." + pipeline.alias());
        } else if (pipeline.breaker().isProven()
                || (!undecided && !quarantine.isAlike())
                || quarantine.remaining(now, settings.deliveryTimeoutNanos()) <= 0) {
            quarantine.release().forEach(mailbox);
        }
    }

    private void fail(Pipeline pipeline, String reason) {
        if (!failed) {
            failed = true;
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
