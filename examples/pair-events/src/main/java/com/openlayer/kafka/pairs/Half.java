package com.openlayer.kafka.pairs;

import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * An event as it was read, with what was found out about it.
 *
 * @param role null if it is unknown
 * @param id the key of the pair, null if it is unknown
 * @param reason why it has no pair, null as long as it may get one
 * @param key as it was read, may be null
 * @param value as it was read, may be null
 * @param json the body as JSON, null if that is the value itself
 */
record Half(
        Role role,
        String id,
        Reason reason,
        String topic,
        int partition,
        long offset,
        long timestamp,
        byte[] key,
        byte[] value,
        byte[] json,
        Headers headers) {

    Half without(Reason why) {
        return new Half(role, id, why, topic, partition, offset, timestamp, key, value, json, headers);
    }

    /** The same event without its content, which {@link #topic}, {@link #partition} and {@link #offset} lead to. */
    Half withoutContent() {
        Headers none = new RecordHeaders();
        return new Half(role, id, reason, topic, partition, offset, timestamp, null, null, null, none);
    }

    /** JSON text. */
    byte[] body() {
        return json == null ? value : json;
    }

    boolean isUnpaired() {
        return reason != null;
    }
}
