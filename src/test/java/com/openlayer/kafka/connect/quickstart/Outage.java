package com.openlayer.kafka.connect.quickstart;

import com.openlayer.kafka.connect.testing.Faults;
import com.openlayer.kafka.connect.testing.Gate;
import com.openlayer.kafka.connect.testing.OpenlayerStub;
import com.openlayer.kafka.connect.testing.ReceivedRequest;
import com.openlayer.kafka.connect.testing.StubAnswer;
import java.util.concurrent.atomic.AtomicReference;

/** Makes the stand-in fail, in one way at a time, and work again. */
final class Outage {
    private final OpenlayerStub stub;
    private OutageKind kind = OutageKind.NONE;
    private Faults.FaultRule rule;
    private Gate gate = new Gate();

    /** How the stand-in fails. */
    enum OutageKind {
        NONE,
        /** HTTP 503 to every request. */
        UNAVAILABLE,
        /** HTTP 429 to every request, with {@code Retry-After}. */
        RATE_LIMITED,
        /** No answer until the outage ends. */
        HANGING,
        /** Rows are accepted, but the connection is closed in place of an answer. */
        LOSING_ANSWERS,
        /** Connections are refused. */
        GONE
    }

    Outage(OpenlayerStub stub) {
        this.stub = stub;
    }

    synchronized OutageKind kind() {
        return kind;
    }

    /** Ends the current outage and starts this one. */
    synchronized void set(OutageKind wanted) {
        if (rule != null) {
            rule.remove();
            rule = null;
        }
        gate.release();
        stub.goOnline();
        kind = wanted;
        switch (wanted) {
            case NONE -> {}
            case UNAVAILABLE -> rule = stub.faults().always(StubAnswer.status(503));
            case RATE_LIMITED ->
                rule = stub.faults().always(StubAnswer.status(429).header("Retry-After", "1"));
            case HANGING -> {
                gate = new Gate();
                rule = stub.faults().always(StubAnswer.contract().heldBy(gate));
            }
            case LOSING_ANSWERS ->
                rule = stub.faults().always(StubAnswer.closed().afterAccepting());
            case GONE -> stub.goOffline();
        }
    }

    /** Refuses one of the next rows for good, and with it every request that contains it. */
    void refuseOneRow() {
        AtomicReference<Object> refused = new AtomicReference<>();
        stub.faults()
                .when(
                        request -> kind() == OutageKind.NONE && request.publishes() && contains(request, refused),
                        StubAnswer.status(422));
    }

    private static boolean contains(ReceivedRequest request, AtomicReference<Object> refused) {
        if (request.rows().isEmpty()) {
            return false;
        }
        refused.compareAndSet(null, request.rows().get(request.rows().size() / 2));
        for (Object row : request.rows()) {
            if (row.equals(refused.get())) {
                return true;
            }
        }
        return false;
    }
}
