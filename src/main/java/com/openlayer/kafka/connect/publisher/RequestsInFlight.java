package com.openlayer.kafka.connect.publisher;

import com.openlayer.kafka.connect.api.Answer;
import com.openlayer.kafka.connect.metrics.PipelineMetrics;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether a pipeline may send another request: within the {@link InFlightWindow}, and in addition up to 16 single
 * rows, each suspected of having made its batch fail. Guarded by the {@link Publisher}'s lock.
 */
final class RequestsInFlight {
    /** Suspected single rows in flight in addition to the window; each may take a whole request timeout. */
    static final int MAX_ISOLATED = 16;

    private final CircuitBreaker breaker;
    private final PipelineMetrics metrics;
    private final InFlightWindow window;
    /** The size of the window, for other threads. */
    private volatile int windowSize;

    private int isolated;

    /** @param max the largest window */
    RequestsInFlight(int max, CircuitBreaker breaker, PipelineMetrics metrics) {
        this.breaker = breaker;
        this.metrics = metrics;
        this.window = new InFlightWindow(max);
        publishSize();
    }

    /** Requests that the window allows. Any thread may call this. */
    int windowSize() {
        return windowSize;
    }

    /** Requests in flight that count toward the window. */
    int inWindow() {
        return window.inFlight();
    }

    /**
     * Whether another request may be sent. A failing pipeline is probed by one request at a time, of either kind.
     *
     * @param most requests that may be in flight, however large the window
     */
    boolean hasRoom(long now, int most) {
        return switch (breaker.state(now)) {
            case CLOSED -> window.hasRoom() && window.inFlight() < most;
            case UNPROVEN -> window.inFlight() == 0;
            case OPEN, HALF_OPEN -> window.inFlight() + isolated == 0;
        };
    }

    boolean hasRoomForIsolated() {
        return breaker.isFailing() ? window.inFlight() + isolated == 0 : isolated < MAX_ISOLATED;
    }

    /** Counts a request that is sent; returns its place in the window, or null for a suspected single row. */
    InFlightWindow.@Nullable Ticket sent(Batch batch, long now) {
        if (batch.isIsolated()) {
            isolated++;
            return null;
        }
        return window.sent(now);
    }

    /**
     * Counts an answer, and adjusts the window to it. While the pipeline is failing, a 429 says nothing about the
     * window.
     *
     * @param ticket what {@link #sent} returned
     * @param bytes the size of the request's body
     */
    void answered(InFlightWindow.@Nullable Ticket ticket, Answer answer, long bytes, long now) {
        if (ticket == null) {
            isolated--;
            return;
        }
        window.ended();
        if (answer.kind() == Answer.Kind.ACCEPTED) {
            window.accepted(ticket, bytes, now);
        } else if (answer.rateLimited() && !breaker.isFailing()) {
            window.rateLimited(ticket, now);
        }
        publishSize();
    }

    /** Shrinks the window for an answer that is about to open the circuit breaker. */
    void failed(InFlightWindow.@Nullable Ticket ticket, Answer answer) {
        if (ticket != null && !answer.rateLimited() && !breaker.isFailing()) {
            window.failed(ticket);
            publishSize();
        }
    }

    private void publishSize() {
        windowSize = window.size();
        metrics.window(windowSize);
    }
}
