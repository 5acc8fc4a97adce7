package com.openlayer.kafka.connect.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/**
 * A record of a dead-letter topic with the headers that Connect adds ({@code errors.deadletterqueue.context.headers.enable}).
 *
 * @param topic the original topic, like partition and offset; empty and -1 without the headers
 * @param stage the stage of the worker that failed
 * @param exception the class of the failure
 * @param reason its message
 */
public record DeadLetter(
        String topic,
        int partition,
        long offset,
        String stage,
        String exception,
        String reason,
        ConsumerRecord<byte[], byte[]> message) {
    private static final String PREFIX = "__connect.errors.";

    public static DeadLetter of(ConsumerRecord<byte[], byte[]> message) {
        return new DeadLetter(
                header(message, "topic", ""),
                Integer.parseInt(header(message, "partition", "-1")),
                Long.parseLong(header(message, "offset", "-1")),
                header(message, "stage", ""),
                header(message, "exception.class.name", ""),
                header(message, "exception.message", ""),
                message);
    }

    /** The value as text; {@code null} for a tombstone. */
    public String text() {
        return message.value() == null ? null : new String(message.value(), UTF_8);
    }

    /** The coordinates, as in automatic ids. */
    public String id() {
        return topic + "-" + partition + "-" + offset;
    }

    /** Without the bytes. */
    @Override
    public String toString() {
        return id() + " " + stage + " " + exception + ": " + reason;
    }

    private static String header(ConsumerRecord<byte[], byte[]> message, String name, String otherwise) {
        Header header = message.headers().lastHeader(PREFIX + name);
        return header == null || header.value() == null ? otherwise : new String(header.value(), UTF_8);
    }
}
