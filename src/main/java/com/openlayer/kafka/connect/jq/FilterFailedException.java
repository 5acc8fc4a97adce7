package com.openlayer.kafka.connect.jq;

/**
 * A filter failed on a record. The message says where in the filter and which kind of failure, never any content of the
 * record.
 */
public final class FilterFailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    FilterFailedException(String message) {
        super(message, null, false, false);
    }
}
