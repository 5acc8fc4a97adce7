package com.openlayer.kafka.connect.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import java.util.UUID;

/** Creates requests like those of the publisher. */
final class Requests {
    static final UUID PIPELINE = UUID.fromString("182bd5e5-6e1a-4fe4-a799-aa6d9a6ab26e");
    static final String CONFIG =
            "{\"inputVariableNames\":[\"user_query\"],\"outputColumnName\":\"output\",\"timestampColumnName\":\"ts1\"}";

    private Requests() {}

    static DataStreamRequest ofRows(String... rows) {
        return new DataStreamRequest(
                PIPELINE, Arrays.stream(rows).map(row -> row.getBytes(UTF_8)).toList(), CONFIG.getBytes(UTF_8));
    }

    static DataStreamRequest any() {
        return ofRows("{\"user_query\":\"why?\",\"output\":\"because\"}");
    }
}
