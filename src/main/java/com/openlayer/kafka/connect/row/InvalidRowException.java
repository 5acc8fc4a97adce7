package com.openlayer.kafka.connect.row;

import org.apache.kafka.connect.errors.DataException;

/** A record that cannot become a row. The message says column, rule and what was found, never any content. */
public final class InvalidRowException extends DataException {
    private static final long serialVersionUID = 1L;

    public InvalidRowException(String reason) {
        super(reason);
    }
}
