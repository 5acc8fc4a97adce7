package com.openlayer.kafka.connect.jq;

/** The text of a filter does not compile. The message says what is wrong, where, and what to do. */
public final class InvalidFilterException extends Exception {
    private static final long serialVersionUID = 1L;

    InvalidFilterException(String message) {
        super(message);
    }
}
