package com.openlayer.kafka.connect.metrics;

/** The outcome of a request, as the metrics count it. */
public enum RequestOutcome {
    ACCEPTED("accepted", "acknowledged"),
    UNAVAILABLE("unavailable", "without an answer, or with a retriable one"),
    TOO_LARGE("too-large", "rejected for their size (413)"),
    REFUSED("refused", "rejected because of a row or the configuration (400, 422)"),
    NOT_FOUND("not-found", "to update a row that does not exist yet (404)"),
    DENIED("denied", "denied, which fails the task (401, 402, 403, 404 and other 4xx)");

    private final String label;
    private final String meaning;

    RequestOutcome(String label, String meaning) {
        this.label = label;
        this.meaning = meaning;
    }

    String label() {
        return label;
    }

    String meaning() {
        return meaning;
    }
}
