package com.openlayer.kafka.connect.publisher;

import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Takes the place of the connector's class in the benchmark: the connector's window, called {@code AdaptiveWindow} here,
 * or one that stays as large as {@code max.in.flight.requests} if a file exists when the task starts.
 */
final class InFlightWindow {
    record Ticket(AdaptiveWindow.Ticket adaptive) {}

    private final boolean fixed = Files.exists(Path.of(System.getProperty("benchmark.fixed.window")));
    private final int max;
    private final AdaptiveWindow adaptive;

    InFlightWindow(int max) {
        this.max = max;
        this.adaptive = new AdaptiveWindow(max);
    }

    int size() {
        return fixed ? max : adaptive.size();
    }

    boolean hasRoom() {
        return fixed ? adaptive.inFlight() < max : adaptive.hasRoom();
    }

    int inFlight() {
        return adaptive.inFlight();
    }

    Ticket sent(long now) {
        return new Ticket(adaptive.sent(now));
    }

    void ended() {
        adaptive.ended();
    }

    void accepted(Ticket ticket, long bytes, long now) {
        if (!fixed) {
            adaptive.accepted(ticket.adaptive(), bytes, now);
        }
    }

    void rateLimited(Ticket ticket, long now) {
        if (!fixed) {
            adaptive.rateLimited(ticket.adaptive(), now);
        }
    }

    void failed(Ticket ticket) {
        if (!fixed) {
            adaptive.failed(ticket.adaptive());
        }
    }
}
