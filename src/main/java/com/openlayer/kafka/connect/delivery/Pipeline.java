package com.openlayer.kafka.connect.delivery;

import com.openlayer.kafka.connect.api.Answer;
import com.openlayer.kafka.connect.metrics.PipelineMetrics;
import com.openlayer.kafka.connect.metrics.RequestOutcome;
import com.openlayer.kafka.connect.row.ColumnSet;
import com.openlayer.kafka.connect.row.RequestConfig;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What waits for one inference pipeline, and how it fares. Guarded by the {@link Publisher}'s lock. */
public final class Pipeline {
    private final String alias;
    private final UUID inferencePipelineId;
    private final RequestConfig config;
    private final PublisherSettings settings;
    private final Backoff backoff;
    private final CircuitBreaker breaker;
    private final PipelineMetrics metrics = new PipelineMetrics();
    private final RefusalQuarantine quarantine;
    private final Backoff absence;

    private final Map<Object, Lane> lanes = new HashMap<>();
    /** Lanes that may have something to send; the next one to be asked comes first. */
    private final Set<Lane> active = new LinkedHashSet<>();

    private @Nullable ColumnSet lastColumns;
    private @Nullable ColumnSet lastBatchKey;
    private int bodyLimit;
    private int inFlight;
    private int pieces;

    public Pipeline(
            String alias, UUID inferencePipelineId, RequestConfig config, PublisherSettings settings, Backoff backoff) {
        this.alias = alias;
        this.inferencePipelineId = inferencePipelineId;
        this.config = config;
        this.settings = settings;
        this.backoff = backoff;
        this.breaker = new CircuitBreaker(alias, backoff);
        this.quarantine = new RefusalQuarantine(config.isOfUpdates());
        // A row takes its time to appear: many that wait for theirs do not ask as often as a failing server is tried.
        this.absence = backoff.upTo(settings.notFoundTimeoutNanos() / 10);
        this.bodyLimit = settings.maxBytes();
    }

    String alias() {
        return alias;
    }

    /** What it counts: it may be read by anybody. */
    public PipelineMetrics metrics() {
        return metrics;
    }

    UUID inferencePipelineId() {
        return inferencePipelineId;
    }

    RequestConfig config() {
        return config;
    }

    CircuitBreaker breaker() {
        return breaker;
    }

    Backoff backoff() {
        return backoff;
    }

    /** Between two questions for a row that is not there. */
    Backoff absence() {
        return absence;
    }

    /** Whether it updates rows that are there. */
    public boolean updates() {
        return config.isOfUpdates();
    }

    RefusalQuarantine quarantine() {
        return quarantine;
    }

    /** Bytes a request body may have: {@code batch.max.bytes}, or less where the server has answered 413. */
    int bodyLimit() {
        return bodyLimit;
    }

    void tooLarge(long refusedBytes) {
        bodyLimit = (int) Math.max(1, Math.min(bodyLimit, refusedBytes / 2));
    }

    /** Batches that came out of a split and are not resolved yet. */
    int pieces() {
        return pieces;
    }

    void split(Batch whole, boolean keepErrorHistory) {
        metrics.split();
        resolved(whole);
        pieces += 2;
        whole.lane().retry(whole.halves(keepErrorHistory));
    }

    void resolved(Batch batch) {
        batch.lane().resolved(batch);
        if (batch.isPiece()) {
            pieces--;
        }
    }

    /** Takes over deliveries in the order of their records. Neighbours mostly belong in the same lane. */
    void add(List<Delivery> deliveries) {
        Lane lane = null;
        for (Delivery delivery : deliveries) {
            Object key =
                    updates() ? alias : settings.ordered() ? delivery.ledger().partition() : batchKey(delivery);
            if (lane == null || !lane.key().equals(key)) {
                lane = lanes.computeIfAbsent(key, k -> new Lane(this, k, settings));
            }
            boolean wasActive = lane.hasWork();
            lane.add(delivery);
            if (!wasActive) {
                activate(lane);
            }
        }
        count();
    }

    /** Rows of one mapper that carry the same columns share one instance of them, so this is rarely computed anew. */
    ColumnSet batchKey(Delivery delivery) {
        ColumnSet columns = delivery.row().columns();
        if (lastColumns == null || lastBatchKey == null || !columns.equals(lastColumns)) {
            lastColumns = columns;
            lastBatchKey = config.batchKey(columns);
        }
        return lastBatchKey;
    }

    void flush() {
        lanes.values().forEach(Lane::flush);
    }

    void prune() {
        lanes.values().forEach(Lane::prune);
        count();
    }

    /** Tells the metrics what waits, after whatever has changed that. */
    private void count() {
        int rows = 0;
        for (Lane lane : lanes.values()) {
            rows += lane.rows();
        }
        metrics.waiting(rows);
    }

    /** Whether nothing of it waits, is in flight, or is remembered. */
    boolean isIdle() {
        return lanes.isEmpty();
    }

    /** Whether there are rows to compare this batch with: such that can be tried, and were not in vain already. */
    boolean hasOthersThan(Batch batch) {
        return lanes.values().stream().anyMatch(lane -> lane.hasOthersThan(batch));
    }

    /** The next batch to send, or null where there is none yet. */
    @Nullable
    Batch next(long now) {
        if (inFlight >= breaker.window(settings.maxInFlight()) || breaker.pauseRemaining(now) > 0) {
            return null;
        }
        for (int asked = active.size(); asked > 0; asked--) {
            Lane lane = active.iterator().next();
            Batch batch = lane.next(now);
            if (batch != null) {
                inFlight++;
                lane.sent();
            }
            reactivate(lane);
            count();
            if (batch != null) {
                return batch;
            }
        }
        return null;
    }

    private void activate(Lane lane) {
        if (lane.isIdle()) {
            lanes.remove(lane.key());
        } else {
            lanes.put(lane.key(), lane);
            if (lane.hasWork() && !lane.isHeld()) {
                active.add(lane);
            }
        }
    }

    /** Starts an attempt with a batch. */
    void send(Batch batch, long now) {
        boolean again = batch.wasSent();
        batch.sent(now);
        metrics.sent(batch.request().rows().size(), batch.request().size(), again);
    }

    /** Its request has been answered. */
    void answered(Batch batch, Answer answer, long now) {
        inFlight--;
        batch.lane().answered();
        metrics.answered(
                outcome(answer), batch.request().rows().size(), batch.request().size(), now, now - batch.lastSent());
    }

    private static RequestOutcome outcome(Answer answer) {
        if (answer instanceof Answer.Accepted) {
            return RequestOutcome.ACCEPTED;
        } else if (answer instanceof Answer.TooLarge) {
            return RequestOutcome.TOO_LARGE;
        } else if (answer instanceof Answer.Refused) {
            return RequestOutcome.REFUSED;
        } else if (answer instanceof Answer.RowUnknown) {
            return RequestOutcome.NOT_FOUND;
        } else if (answer instanceof Answer.Denied) {
            return RequestOutcome.DENIED;
        }
        return RequestOutcome.UNAVAILABLE;
    }

    /** What becomes of a batch has been decided: its lane may go on. */
    void settled(Batch batch, long now) {
        activate(batch.lane());
        count();
        metrics.pausedUntil(now + breaker.pauseRemaining(now));
    }

    /** Nanoseconds until something may have to be done without anybody asking. */
    long wakeIn(long now) {
        long wake = Long.MAX_VALUE;
        long patience = Long.MAX_VALUE;
        for (Lane lane : active) {
            wake = Math.min(wake, lane.wakeIn(now));
            for (Batch retry : lane.retries()) {
                patience = Math.min(patience, retry.remaining(now, settings.deliveryTimeoutNanos()));
            }
        }
        if (wake < Long.MAX_VALUE) {
            wake = Math.max(wake, breaker.pauseRemaining(now));
        }
        if (inFlight >= breaker.window(settings.maxInFlight())) {
            wake = Long.MAX_VALUE; // the answer wakes it
        }
        if (!quarantine.isEmpty()) {
            patience = Math.min(patience, quarantine.remaining(now, settings.deliveryTimeoutNanos()));
        }
        return Math.max(0, Math.min(wake, patience));
    }

    /** Takes out the batches that wait for a retry and have been tried for too long already. */
    List<Batch> takeExpired(long now) {
        if (!hasRetries()) {
            return List.of();
        }
        List<Batch> expired = new ArrayList<>();
        for (Lane lane : active) {
            lane.takeExpired(now, expired);
        }
        expired.forEach(batch -> reactivate(batch.lane()));
        return expired;
    }

    private boolean hasRetries() {
        for (Lane lane : active) {
            if (lane.hasRetries()) {
                return true;
            }
        }
        return false;
    }

    private void reactivate(Lane lane) {
        active.remove(lane);
        activate(lane);
    }
}
