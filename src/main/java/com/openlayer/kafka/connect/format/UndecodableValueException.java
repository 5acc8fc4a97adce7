package com.openlayer.kafka.connect.format;

/** Thrown if a record's value cannot be decoded. The message contains no content. */
public final class UndecodableValueException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public UndecodableValueException(String message) {
        super(message, null, false, false);
    }
}
