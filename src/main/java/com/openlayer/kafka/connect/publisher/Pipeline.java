package com.openlayer.kafka.connect.publisher;

import com.openlayer.kafka.connect.api.Answer;
import com.openlayer.kafka.connect.api.DataStreamRequest;
import com.openlayer.kafka.connect.metrics.PipelineMetrics;
import com.openlayer.kafka.connect.metrics.RequestOutcome;
import com.openlayer.kafka.connect.row.ColumnSet;
import com.openlayer.kafka.connect.row.RequestConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends the rows or updates of one inference pipeline: it queues them, forms batches, asks the {@link RetryPolicy}
 * about each answer, and applies the verdict. All its state is guarded by the {@link Publisher}'s lock. Its methods
 * assert that, because the compiler cannot see the lock of another object.
 */
public final class Pipeline {
    private static final Logger log = LoggerFactory.getLogger(Pipeline.class);

    /**
     * A batch in flight, and the lane that it came from.
     *
     * @param ticket its place in the window; null for a row under suspicion
     */
    record Attempt(Lane lane, Batch batch, InFlightWindow.@Nullable Ticket ticket) {}

    private final String alias;
    private final UUID inferencePipelineId;
    private final RequestConfig config;
    private final PipelineMessages messages;
    private final PublisherSettings settings;
    private final CircuitBreaker breaker;
    private final RetryPolicy policy;
    private final RefusalQuarantine quarantine;
    private final BatchKeys keys;
    private final BodyLimit bodyLimit;
    private final PipelineMetrics metrics = new PipelineMetrics();

    private final Lanes lanes = new Lanes(this::newLane);
    private final RequestsInFlight requests;
    /** Parts of split batches that are not resolved yet. */
    private int parts;

    private boolean timedOutBatchesWait;
    private boolean isolatedTurn;

    private Object lock = this;

    /**
     * @param propertyName the name under which a property of the pipeline is set, such as {@code
     *     pipelines.chat.task.type} for {@code task.type}
     */
    public Pipeline(
            String alias,
            UUID inferencePipelineId,
            RequestConfig config,
            UnaryOperator<String> propertyName,
            PublisherSettings settings,
            Backoff backoff) {
        this.alias = alias;
        this.inferencePipelineId = inferencePipelineId;
        this.config = config;
        this.messages = new PipelineMessages(alias, inferencePipelineId, config.isForUpdates(), propertyName);
        this.settings = settings;
        this.breaker = new CircuitBreaker(alias, backoff);
        this.policy = new RetryPolicy(settings, backoff);
        this.quarantine = new RefusalQuarantine(messages, settings);
        this.keys = new BatchKeys(config);
        this.bodyLimit = new BodyLimit(settings.maxBytes());
        this.requests = new RequestsInFlight(settings.maxInFlight(), breaker, metrics);
    }

    public String alias() {
        return alias;
    }

    /** Its counts and gauges, which any thread may read. */
    public PipelineMetrics metrics() {
        return metrics;
    }

    /** Whether it updates existing rows. */
    public boolean updates() {
        return config.isForUpdates();
    }

    /** @param lock the lock that callers must hold, except to read metrics and window */
    void guardedBy(Object lock) {
        this.lock = lock;
    }

    private boolean isLocked() {
        return Thread.holdsLock(lock);
    }

    /** The current window: requests that it may have in flight at once. Any thread may call this. */
    public int window() {
        return requests.windowSize();
    }

    /** Takes over deliveries in the order of their records. */
    void add(List<Delivery> deliveries) {
        assert isLocked();
        lanes.add(deliveries, this::laneKey);
        countWaiting();
    }

    private Object laneKey(Delivery delivery) {
        if (updates()) {
            return alias;
        }
        return settings.ordered() ? delivery.partition() : keys.of(delivery);
    }

    private Lane newLane(Object key) {
        SendQueue queue = updates() ? new UpdateQueue() : new RowQueue(settings, keys, bodyLimit);
        return new Lane(key, settings.ordered() && !updates(), queue, this::forgetPart);
    }

    void flush() {
        assert isLocked();
        lanes.flush();
    }

    void prune() {
        assert isLocked();
        lanes.prune();
        countWaiting();
    }

    /** Updates the metrics after the number of waiting rows changed. */
    private void countWaiting() {
        metrics.waiting(lanes.rows());
    }

    /** Requests in flight that count toward the window. */
    int inFlight() {
        assert isLocked();
        return requests.inWindow();
    }

    /** Whether it has no row that waits, is in flight, or is remembered. */
    boolean isIdle() {
        return lanes.isEmpty();
    }

    /**
     * Starts the next attempt, or returns null if there is nothing to send now.
     *
     * @param most requests that it may have in flight, however large its window
     */
    @Nullable
    Attempt next(long now, int most) {
        assert isLocked();
        if (breaker.openFor(now) > 0) {
            return null;
        }
        boolean roomForAny = requests.hasRoom(now, most);
        boolean roomForIsolated = requests.hasRoomForIsolated();
        for (int asked = lanes.active().size(); asked > 0 && (roomForAny || roomForIsolated); asked--) {
            Lane lane = lanes.first();
            // A failing pipeline has room for only one request, so the two kinds alternate.
            isolatedTurn = breaker.isFailing() && !isolatedTurn;
            Batch batch = isolatedTurn ? lane.nextIsolated(now) : null;
            if (batch == null && roomForAny) {
                batch = lane.next(now, breaker.isSilent());
            }
            if (batch == null && roomForIsolated) {
                batch = lane.nextIsolated(now);
            }
            Attempt attempt = batch == null ? null : send(lane, batch, now);
            lanes.reactivate(lane);
            if (attempt != null) {
                countWaiting();
                return attempt;
            }
        }
        return null;
    }

    private Attempt send(Lane lane, Batch batch, long now) {
        InFlightWindow.Ticket ticket = requests.sent(batch, now);
        lane.sent();
        boolean again = batch.wasSent();
        batch.sent(request(batch), breaker.accepted(), now);
        metrics.sent(batch.request().rows().size(), batch.request().size(), again);
        return new Attempt(lane, batch, ticket);
    }

    private DataStreamRequest request(Batch batch) {
        List<byte[]> rows = new ArrayList<>(batch.deliveries().size());
        ColumnSet columns = batch.deliveries().get(0).row().columns();
        for (Delivery delivery : batch.deliveries()) {
            rows.add(delivery.row().json());
            columns = columns.union(delivery.row().columns());
        }
        return new DataStreamRequest(inferencePipelineId, rows, config.describing(columns), batch.updatedRowId());
    }

    /**
     * Takes an answer.
     *
     * @param over whether the task has failed or closes, so that only accepted rows still matter
     * @param outcomes receives the results for the task thread
     */
    void answered(Attempt attempt, Answer answer, boolean over, long now, Consumer<Outcome> outcomes) {
        assert isLocked();
        Batch batch = attempt.batch();
        attempt.lane().answered();
        DataStreamRequest request = batch.request();
        requests.answered(attempt.ticket(), answer, request.size(), now);
        metrics.answered(outcome(answer), request.rows().size(), request.size(), now, now - batch.lastSent());
        log.debug("Pipeline '{}', {} rows: {}", alias, batch.deliveries().size(), answer);
        if (!over || answer.kind() == Answer.Kind.ACCEPTED) {
            boolean contradictory =
                    answer.kind() == Answer.Kind.TOO_LARGE && bodyLimit.contradicts(request.size(), batch.isSingle());
            boolean singledOut = count(batch, answer, contradictory);
            batch.prune();
            Verdict verdict = policy.judge(batch, answer, singledOut, new Now(attempt.lane(), contradictory, now), now);
            apply(verdict, attempt, answer, now, outcomes);
        }
        lanes.reactivate(attempt.lane());
        countWaiting();
        metrics.pausedUntil(now + breaker.openFor(now));
    }

    /** Counts the answer in the batch's history; returns whether others were accepted while it failed. */
    private boolean count(Batch batch, Answer answer, boolean contradictory) {
        switch (answer.kind()) {
            case UNAVAILABLE, TIMED_OUT, BLOCKED, TOO_LARGE -> {
                boolean timedOut = answer.kind() == Answer.Kind.TIMED_OUT;
                if (breaker.isFailing()) {
                    batch.restartClock(); // an outage says nothing about a row
                }
                if (timedOut || contradictory || answer.mayBeRow()) {
                    return batch.rowMayHaveFailed(breaker.accepted(), timedOut);
                }
                batch.serverFailed(breaker.accepted());
            }
            case ROW_UNKNOWN -> batch.rowNotFound();
            case ACCEPTED, REFUSED, DENIED -> {}
        }
        return false;
    }

    private void apply(Verdict verdict, Attempt attempt, Answer answer, long now, Consumer<Outcome> outcomes) {
        Batch batch = attempt.batch();
        Lane lane = attempt.lane();
        switch (verdict.action()) {
            case DELIVER -> {
                breaker.accepted(now);
                bodyLimit.accepted(batch.request().size());
                resolve(lane, batch);
                outcomes.accept(new Outcome.Accepted(batch.deliveries()));
                splitTimedOut();
            }
            case RETRY_AFTER_BACKOFF -> {
                if (answer.kind() == Answer.Kind.TIMED_OUT && !breaker.isFailing()) {
                    batch.openedBreaker();
                    timedOutBatchesWait = true;
                }
                requests.failed(attempt.ticket(), answer);
                fail(batch, verdict, now);
                lane.retry(batch);
            }
            case RETRY_ALONE -> {
                if (batch.isSingle() && batch.isSuspect()) {
                    batch.isolate();
                }
                batch.waitUntil(now + verdict.nanos());
                lane.retry(batch);
            }
            case AWAIT_ROW -> {
                breaker.rowNotFound();
                batch.waitForRow(now, verdict.nanos());
                lane.awaitRow(batch);
            }
            case SPLIT -> {
                if (answer.kind() == Answer.Kind.TOO_LARGE) {
                    bodyLimit.refused(batch.request().size());
                }
                split(lane, batch, batch.halves(false));
            }
            case SPLIT_KEEPING_HISTORY -> split(lane, batch, batch.halves(true));
            case SPLIT_INTO_ROWS -> split(lane, batch, batch.rows());
            case SPLIT_AFTER_BACKOFF -> {
                bodyLimit.contradicted();
                fail(batch, verdict, now);
                split(lane, batch, batch.halves(true));
            }
            case REFUSE -> {
                if (answer.kind() == Answer.Kind.TOO_LARGE && !batch.isSuspect()) {
                    bodyLimit.refused(batch.request().size());
                }
                resolve(lane, batch);
                metrics.refused();
                quarantine
                        .refused(
                                new Outcome.Refused(batch.deliveries().get(0), verdict.reason()),
                                answer.fingerprint(),
                                breaker.isProven(),
                                now)
                        .ifPresent(outcomes);
            }
            case FAIL -> outcomes.accept(messages.failed(verdict.reason()));
            case DROP -> resolve(lane, batch);
        }
    }

    private void fail(Batch batch, Verdict verdict, long now) {
        breaker.failed(verdict.reason(), verdict.nanos(), batch.coordinates(), now);
    }

    private void resolve(Lane lane, Batch batch) {
        lane.resolved(batch);
        forgetPart(batch);
    }

    private void forgetPart(Batch batch) {
        if (batch.isPart()) {
            parts--;
        }
    }

    private void split(Lane lane, Batch whole, List<Batch> newParts) {
        metrics.split();
        resolve(lane, whole);
        parts += newParts.size();
        lane.retry(newParts);
    }

    /**
     * Splits batches whose timeout opened the circuit breaker: the pipeline accepts rows again, so one of their rows is
     * suspected.
     */
    private void splitTimedOut() {
        if (timedOutBatchesWait) {
            timedOutBatchesWait = false;
            for (Lane lane : lanes.all()) {
                for (Batch batch : lane.takeTimedOut()) {
                    batch.prune();
                    split(lane, batch, batch.rows());
                }
                lanes.reactivate(lane);
            }
        }
    }

    /** Reports the quarantined rows as errant, or fails the task, once their cause is clear. */
    void resolveQuarantine(long now, Consumer<Outcome> outcomes) {
        assert isLocked();
        quarantine.resolve(breaker.isProven(), parts > 0, now).forEach(outcomes);
    }

    private static RequestOutcome outcome(Answer answer) {
        return switch (answer.kind()) {
            case ACCEPTED -> RequestOutcome.ACCEPTED;
            case TOO_LARGE -> RequestOutcome.TOO_LARGE;
            case REFUSED -> RequestOutcome.REFUSED;
            case ROW_UNKNOWN -> RequestOutcome.NOT_FOUND;
            case DENIED -> RequestOutcome.DENIED;
            case UNAVAILABLE, TIMED_OUT, BLOCKED -> RequestOutcome.UNAVAILABLE;
        };
    }

    /** Nanoseconds until the pipeline may have to act without an answer or a submission; never negative. */
    long wakeIn(long now, int most) {
        assert isLocked();
        long wake = Long.MAX_VALUE;
        boolean roomForAny = requests.hasRoom(now, most);
        boolean roomForIsolated = requests.hasRoomForIsolated();
        for (Lane lane : lanes.active()) {
            wake = Math.min(wake, roomForAny ? lane.wakeIn(now) : Long.MAX_VALUE);
            wake = Math.min(wake, roomForIsolated ? lane.isolatedWakeIn(now) : Long.MAX_VALUE);
        }
        if (wake < Long.MAX_VALUE) {
            wake = Math.max(wake, breaker.openFor(now));
        }
        return Math.max(0, Math.min(wake, quarantine.wakeIn(now)));
    }

    /** The pipeline's state, as the retry policy sees it. */
    private final class Now implements RetryPolicy.Circumstances {
        private final Lane lane;
        private final boolean contradictory;
        private final long now;

        Now(Lane lane, boolean contradictory, long now) {
            this.lane = lane;
            this.contradictory = contradictory;
            this.now = now;
        }

        @Override
        public boolean isProven() {
            return breaker.isProven();
        }

        @Override
        public long failingFor() {
            return breaker.failingFor(now);
        }

        @Override
        public boolean hasOthers() {
            return lanes.hasOthers(lane);
        }

        @Override
        public boolean acceptsOthers(Batch batch) {
            boolean mayAccept = requests.inWindow() > 0 || batch.othersAccepted(breaker.accepted());
            return breaker.isProven() && !breaker.isFailing() && mayAccept;
        }

        @Override
        public boolean contradictsTooLarge() {
            return contradictory;
        }

        @Override
        public String remedy(Answer.Cause cause) {
            return messages.remedy(cause);
        }
    }
}
