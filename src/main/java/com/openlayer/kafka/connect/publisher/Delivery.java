package com.openlayer.kafka.connect.publisher;

import com.openlayer.kafka.connect.row.Row;
import org.apache.kafka.common.TopicPartition;

/**
 * A row to send to one pipeline. The task thread submits it to the {@link Publisher}, and gets it back in an {@link
 * Outcome}.
 */
public interface Delivery {
    Row row();

    /**
     * Bytes of the encoded row. Stored separately, because reading the row itself would miss the processor cache when
     * it is acknowledged.
     */
    int encodedBytes();

    /** The partition that its record came from, before any transform. */
    TopicPartition partition();

    /** Topic, partition and offset before any transform, for messages. */
    String coordinates();

    /** When the task received the record, in nanoseconds of its clock. */
    long readAt();

    /** Whether the row is still wanted. Read by any thread, so that a row of a revoked partition is not sent again. */
    boolean isPending();

    /** Openlayer has acknowledged the row. Called by the task thread. */
    void acknowledged();

    /**
     * Openlayer rejects the row even in a request of its own. Called by the task thread.
     *
     * @param reason without content of the row
     */
    void refused(String reason);
}
