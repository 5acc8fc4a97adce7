package com.openlayer.kafka.connect.row;

import org.apache.kafka.connect.sink.SinkRecord;
import org.jspecify.annotations.Nullable;

/**
 * Writes {@code topic-partition-offset}, as JSON text, which names a record for good. Records come partition by
 * partition, so that its beginning is mostly that of the record before. Used by one thread.
 */
final class RecordId {
    private final JsonWriter beginning = new JsonWriter(Integer.MAX_VALUE / 2);
    private @Nullable String topic;
    private int partition;

    /** By the coordinates that the record had before any transform. */
    void write(SinkRecord record, JsonWriter out) {
        if (record.originalKafkaPartition() != partition
                || !record.originalTopic().equals(topic)) {
            topic = record.originalTopic();
            partition = record.originalKafkaPartition();
            beginning.clear();
            beginning.string(topic + "-" + partition + "-");
            beginning.cut(beginning.length() - 1); // the quote
        }
        out.raw(beginning.bytes(), 0, beginning.length());
        out.number(record.originalKafkaOffset());
        out.append('"');
    }
}
