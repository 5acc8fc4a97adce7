package com.openlayer.kafka.connect.preview;

import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/** A record before conversion: bytes, as Kafka stores them. */
@SuppressWarnings("ArrayRecordComponent") // never compared
record KafkaRecord(
        String topic,
        int partition,
        long offset,
        @Nullable Long timestamp,
        byte @Nullable [] key,
        byte @Nullable [] value,
        Headers headers) {

    /** {@code topic-partition-offset}, the automatic {@code kafka_id} of a row. */
    String id() {
        return topic + "-" + partition + "-" + offset;
    }
}
