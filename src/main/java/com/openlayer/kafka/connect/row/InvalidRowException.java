package com.openlayer.kafka.connect.row;

import org.apache.kafka.connect.errors.DataException;

/** Thrown if a record cannot become a row. The message names the column, the rule and the type found, never content. */
public final class InvalidRowException extends DataException {
    private static final long serialVersionUID = 1L;

    public InvalidRowException(String reason) {
        super(reason);
    }
}
