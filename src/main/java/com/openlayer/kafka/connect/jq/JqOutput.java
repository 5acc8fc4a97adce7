package com.openlayer.kafka.connect.jq;

import com.fasterxml.jackson.databind.JsonNode;

/** Receives the output values of a filter. */
@FunctionalInterface
public interface JqOutput {
    /**
     * Receives the next value.
     *
     * @throws FilterFailedException to end the filter
     */
    void accept(JsonNode value);
}
