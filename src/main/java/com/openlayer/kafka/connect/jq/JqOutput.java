package com.openlayer.kafka.connect.jq;

import com.fasterxml.jackson.databind.JsonNode;

/** Takes what a filter puts out, one value after another. */
@FunctionalInterface
public interface JqOutput {
    /**
     * Takes the next value.
     *
     * @throws FilterFailedException to end the filter
     */
    void accept(JsonNode value);
}
