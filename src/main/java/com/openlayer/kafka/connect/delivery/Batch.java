package com.openlayer.kafka.connect.delivery;

import com.openlayer.kafka.connect.api.Answer;
import com.openlayer.kafka.connect.api.DataStreamRequest;
import com.openlayer.kafka.connect.row.ColumnSet;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Deliveries that share one request, also when it is sent again. Guarded by the {@link Publisher}'s lock. */
final class Batch {
    /** Answers with status 500 before a batch is suspected rather than the server. */
    static final int SUSPICIOUS = 3;

    private static final long NEVER = Long.MIN_VALUE;

    private final Lane lane;
    private final List<Delivery> deliveries;
    private final boolean piece;
    private final @Nullable String updatedRowId;

    private long firstSent = NEVER;
    private long lastSent = NEVER;
    private long notBefore = NEVER;
    private @Nullable DataStreamRequest request;
    private String lastReason = "";
    private int failures;
    private int internalErrors;
    private int timesSingledOut;
    private long acceptedBefore;
    private int misses;
    private long waited;

    Batch(Lane lane, List<Delivery> deliveries) {
        this(lane, deliveries, false);
    }

    private Batch(Lane lane, List<Delivery> deliveries, boolean piece) {
        this.lane = lane;
        this.deliveries = deliveries;
        this.piece = piece;
        this.updatedRowId = lane.pipeline().updates() ? deliveries.get(0).row().inferenceId() : null;
    }

    Lane lane() {
        return lane;
    }

    List<Delivery> deliveries() {
        return deliveries;
    }

    /** Of the row that it updates, also when its record is gone. */
    String inferenceId() {
        if (updatedRowId == null) {
            throw new IllegalStateException("no update");
        }
        return updatedRowId;
    }

    /** Whether it came out of a split. */
    boolean isPiece() {
        return piece;
    }

    /** Forgets the rows of partitions that are gone. What was said of the rows together says nothing of those that stay. */
    void prune() {
        if (deliveries.removeIf(d -> !d.isPending())) {
            internalErrors = 0;
            timesSingledOut = 0;
        }
    }

    /** Whether what was last sent was one row, so that the answer is about that row. */
    boolean wasSentSingly() {
        return request().rows().size() == 1;
    }

    boolean isEmpty() {
        return deliveries.isEmpty();
    }

    boolean isSingle() {
        return deliveries.size() == 1;
    }

    /** The request as it was last sent. */
    DataStreamRequest request() {
        if (request == null) {
            throw new IllegalStateException("not sent yet");
        }
        return request;
    }

    private DataStreamRequest newRequest() {
        List<byte[]> rows = new ArrayList<>(deliveries.size());
        ColumnSet columns = deliveries.get(0).row().columns();
        for (Delivery delivery : deliveries) {
            rows.add(delivery.row().json());
            columns = columns.union(delivery.row().columns());
        }
        Pipeline pipeline = lane.pipeline();
        return new DataStreamRequest(
                pipeline.inferencePipelineId(), rows, pipeline.config().describing(columns), updatedRowId);
    }

    /** Starts an attempt. */
    void sent(long now) {
        request = newRequest();
        lastSent = now;
        if (firstSent == NEVER) {
            firstSent = now;
        }
    }

    boolean wasSent() {
        return request != null;
    }

    /** When the last attempt started. */
    long lastSent() {
        return lastSent;
    }

    /** Counts its time from the next attempt on. */
    void restartClock() {
        firstSent = NEVER;
    }

    /** How long until it has been tried for as long as it may be; the clock starts when it is first sent. */
    long remaining(long now, long timeout) {
        return firstSent == NEVER ? timeout : firstSent + timeout - now;
    }

    /**
     * Counts a failure.
     *
     * @param accepted requests of its pipeline that have been accepted so far
     * @return whether this batch got status 500 once more though others were accepted since it last did
     */
    boolean failed(Answer.Unavailable answer, long accepted) {
        boolean internalError = answer.internalError();
        failures++;
        lastReason = answer.reason();
        boolean singledOut = internalError && internalErrors > 0 && accepted > acceptedBefore;
        internalErrors = internalError ? internalErrors + 1 : 0;
        timesSingledOut += singledOut ? 1 : 0;
        acceptedBefore = accepted;
        return singledOut;
    }

    String lastReason() {
        return lastReason;
    }

    int failures() {
        return failures;
    }

    /** Failures in a row with status 500. */
    int internalErrors() {
        return internalErrors;
    }

    /** Whether its rows, rather than the server, must be the reason for its 500s. */
    boolean isSuspect() {
        return timesSingledOut >= SUSPICIOUS - 1;
    }

    /**
     * Counts that its row was not there.
     *
     * @return how often that was the answer
     */
    int missed() {
        restartClock(); // the server does answer
        internalErrors = 0;
        return ++misses;
    }

    /** How long it has waited for its row, in waits that were meant: an outage between them says nothing of the row. */
    long waited() {
        return waited;
    }

    void waitForRow(long now, long nanos) {
        waited += nanos;
        waitUntil(now + nanos);
    }

    /** When it is to be sent again, where it waits for that. */
    long due() {
        return notBefore;
    }

    void waitUntil(long time) {
        notBefore = time;
    }

    boolean isDue(long now) {
        return notBefore == NEVER || now - notBefore >= 0;
    }

    /** Nanoseconds until it is due. */
    long dueIn(long now) {
        return notBefore == NEVER ? 0 : notBefore - now;
    }

    /** Two halves, in order; with {@code keepErrorHistory}, they remember the whole's errors; their clocks start anew. */
    List<Batch> halves(boolean keepErrorHistory) {
        int middle = deliveries.size() / 2;
        return List.of(
                piece(deliveries.subList(0, middle), keepErrorHistory),
                piece(deliveries.subList(middle, deliveries.size()), keepErrorHistory));
    }

    private Batch piece(List<Delivery> part, boolean keepErrorHistory) {
        Batch half = new Batch(lane, new ArrayList<>(part), true);
        if (keepErrorHistory) {
            half.internalErrors = internalErrors;
            half.timesSingledOut = timesSingledOut;
            half.acceptedBefore = acceptedBefore;
        }
        return half;
    }
}
