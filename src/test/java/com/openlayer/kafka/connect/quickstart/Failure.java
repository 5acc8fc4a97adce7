package com.openlayer.kafka.connect.quickstart;

/** Ends the quickstart early. The message says what to do. */
final class Failure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final boolean seenInLog;

    private Failure(String message, boolean seenInLog) {
        super(message);
        this.seenInLog = seenInLog;
    }

    /** The input is wrong: files, variables, configuration. */
    static Failure ofInput(String message) {
        return new Failure(message, false);
    }

    /** Broker, worker or connector failed. */
    static Failure ofRun(String message) {
        return new Failure(message, true);
    }

    /** Whether the worker's log has details. */
    boolean seenInLog() {
        return seenInLog;
    }
}
