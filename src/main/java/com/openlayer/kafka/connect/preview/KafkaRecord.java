package com.openlayer.kafka.connect.preview;

import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/** A record as it is in Kafka. */
@SuppressWarnings("ArrayRecordComponent") // never compared
record KafkaRecord(
        String topic,
        int partition,
        long offset,
        @Nullable Long timestamp,
        byte @Nullable [] key,
        byte @Nullable [] value,
        Headers headers) {

    /** {@code topic-partition-offset}, as rows have it in {@code kafka_id}. */
    String id() {
        return topic + "-" + partition + "-" + offset;
    }
}
