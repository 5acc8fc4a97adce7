package com.openlayer.kafka.connect.format;

/** A record's value is not in the format that its decoder reads. The message holds no content. */
public final class UndecodableValueException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public UndecodableValueException(String message) {
        super(message, null, false, false);
    }
}
