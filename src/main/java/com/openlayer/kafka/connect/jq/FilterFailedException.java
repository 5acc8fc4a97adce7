package com.openlayer.kafka.connect.jq;

/**
 * Thrown if a filter fails on a record. The message names the expression and the kind of failure, never content of the
 * record.
 */
public final class FilterFailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    FilterFailedException(String message) {
        super(message, null, false, false);
    }
}
