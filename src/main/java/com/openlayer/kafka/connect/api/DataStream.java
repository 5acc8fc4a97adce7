package com.openlayer.kafka.connect.api;

import java.util.function.Consumer;

/**
 * Publishes rows, {@code POST /inference-pipelines/{id}/data-stream}, and updates a row,
 * {@code PUT /inference-pipelines/{id}/rows?inferenceId=…}.
 */
public interface DataStream {
    /**
     * Sends one request without blocking. {@code onAnswer} is always called exactly once, on a thread of the client or on
     * the caller's.
     */
    void publish(DataStreamRequest request, Consumer<Answer> onAnswer);
}
