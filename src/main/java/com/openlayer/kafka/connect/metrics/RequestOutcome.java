package com.openlayer.kafka.connect.metrics;

/** How Openlayer answered a request. */
public enum RequestOutcome {
    ACCEPTED("accepted", "acknowledged"),
    UNAVAILABLE("unavailable", "without an answer, or with one that is worth a retry"),
    TOO_LARGE("too-large", "refused for their size (413)"),
    REFUSED("refused", "refused for a row or the configuration (400, 422)"),
    NOT_FOUND("not-found", "to update a row that is not there (yet), a 404"),
    DENIED("denied", "denied, which ends the task (401, 402, 403, 404 and other 4xx)");

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
