package com.openlayer.kafka.connect.publisher;

import com.openlayer.kafka.connect.row.Row;
import org.apache.kafka.common.TopicPartition;

/** A row on its way to one pipeline: what the task thread hands to the {@link Publisher}, and what comes back in an {@link Outcome}. */
public interface Delivery {
    Row row();

    /** Bytes of the encoded row. Kept apart, because neither the row nor its bytes are in a processor cache when it is settled. */
    int encodedBytes();

    /** The partition that its record came from, before any transform. */
    TopicPartition partition();

    /** Where the record is from, before any transform: what names it in messages. */
    String coordinates();

    /** When the task got the record, in nanoseconds of its clock. */
    long readAt();

    /** Whether the row is still wanted. Read by any thread, so that a row of a revoked partition is not sent again. */
    boolean isPending();

    /** Openlayer has acknowledged the row. Called by the task thread. */
    void acknowledged();

    /**
     * Openlayer refuses the row, even when it is sent alone. Called by the task thread.
     *
     * @param reason without content of the row
     */
    void refused(String reason);
}
