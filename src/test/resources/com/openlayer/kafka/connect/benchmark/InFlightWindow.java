package com.openlayer.kafka.connect.publisher;

/** Takes the place of the connector's class in the benchmark: a window that stays as large as the property says. */
final class InFlightWindow {
    record Ticket(int inFlight) {}

    private final int max;
    private int inFlight;

    InFlightWindow(int max) {
        this.max = max;
    }

    int size() {
        return max;
    }

    boolean hasRoom() {
        return inFlight < max;
    }

    int inFlight() {
        return inFlight;
    }

    Ticket sent(long now) {
        inFlight++;
        return new Ticket(inFlight);
    }

    void ended() {
        inFlight--;
    }

    void accepted(Ticket ticket, long bytes, long now) {}

    void rateLimited(Ticket ticket, long now) {}

    void failed(Ticket ticket) {}
}
