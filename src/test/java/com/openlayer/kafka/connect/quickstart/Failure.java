package com.openlayer.kafka.connect.quickstart;

/** What ends the quickstart early, with what to do about it. */
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

    /** Whether the log of the worker says more. */
    boolean seenInLog() {
        return seenInLog;
    }
}
