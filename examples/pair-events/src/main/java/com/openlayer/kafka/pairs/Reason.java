package com.openlayer.kafka.pairs;

/** Why an event has no pair. */
enum Reason {
    NO_KEY("no-key"),
    UNKNOWN_ROLE("unknown-role"),
    NOT_JSON("not-json"),
    FILTER_FAILED("filter-failed"),
    TOO_LARGE("too-large"),
    DUPLICATE("duplicate"),
    NO_REQUEST("no-request"),
    NO_RESPONSE("no-response");

    private final String word;

    Reason(String word) {
        this.word = word;
    }

    /** The value of the header {@code pair.reason}. */
    String word() {
        return word;
    }

    static Reason without(Role partner) {
        return partner == Role.REQUEST ? NO_REQUEST : NO_RESPONSE;
    }
}
