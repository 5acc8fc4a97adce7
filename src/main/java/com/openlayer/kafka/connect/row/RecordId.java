package com.openlayer.kafka.connect.row;

import org.apache.kafka.connect.sink.SinkRecord;
import org.jspecify.annotations.Nullable;

/**
 * Writes {@code topic-partition-offset}, the permanent id of a record, as a JSON string. The prefix is cached, because
 * consecutive records usually have the same partition. Used by one thread.
 */
final class RecordId {
    /** The ordinal of a row that is the only one of its record. */
    static final int ONLY_ROW = -1;

    private final JsonWriter prefix = new JsonWriter(Integer.MAX_VALUE / 2);
    private @Nullable String topic;
    private int partition;

    /**
     * Uses the coordinates before any transform.
     *
     * @param ordinal {@link #ONLY_ROW}, or the index of the row among those of its record, which is appended
     */
    void write(SinkRecord record, int ordinal, JsonWriter out) {
        if (record.originalKafkaPartition() != partition
                || !record.originalTopic().equals(topic)) {
            topic = record.originalTopic();
            partition = record.originalKafkaPartition();
            prefix.clear();
            prefix.string(topic + "-" + partition + "-");
            prefix.cut(prefix.length() - 1); // the quote
        }
        out.raw(prefix.bytes(), 0, prefix.length());
        out.number(record.originalKafkaOffset());
        if (ordinal != ONLY_ROW) {
            out.append('-');
            out.number(ordinal);
        }
        out.append('"');
    }
}
