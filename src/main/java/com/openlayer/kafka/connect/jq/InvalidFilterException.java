package com.openlayer.kafka.connect.jq;

/** Thrown if a filter does not compile. The message contains the error, its position, and what to do. */
public final class InvalidFilterException extends Exception {
    private static final long serialVersionUID = 1L;

    InvalidFilterException(String message) {
        super(message);
    }
}
