package com.openlayer.kafka.connect.task;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.Map;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.header.Header;
import org.apache.kafka.connect.sink.SinkRecord;

/**
 * Estimates the heap of a record: its key, value and headers, and the raw bytes that the runtime keeps for its
 * dead-letter topic. Accurate within a factor of two for values that converters create. Not thread-safe.
 */
final class RecordSize {
    /** The record, the consumer's record that it was made from, their context, and their header objects. */
    private static final int RECORD = 500;

    private static final int OBJECT = 28;
    private static final int STRING = 48;
    /** Characters take one or two bytes, and one to three as raw UTF-8. */
    private static final int CHARACTER = 3;

    private static final int REFERENCE = 8;
    private static final int CONTAINER = 80;
    private static final int MAP_ENTRY = 48;
    private static final int HEADER = 120;

    /** An explicit stack, because a value may be nested deeper than the thread's stack allows. */
    private final Deque<Object> toVisit = new ArrayDeque<>();

    /** Approximate bytes of heap. */
    long of(SinkRecord record) {
        long bytes = RECORD + tree(record.key()) + tree(record.value());
        for (Header header : record.headers()) {
            bytes += HEADER + header.key().length() + tree(header.value());
        }
        return bytes;
    }

    private long tree(Object root) {
        if (root == null) {
            return 0;
        }
        long bytes = shallow(root);
        while (!toVisit.isEmpty()) {
            bytes += shallow(toVisit.pop());
        }
        return bytes;
    }

    /** The object without the objects it refers to, which are visited later. */
    private long shallow(Object value) {
        if (value instanceof String text) {
            return STRING + (long) CHARACTER * text.length();
        } else if (value instanceof byte[] bytes) {
            return raw(bytes.length);
        } else if (value instanceof ByteBuffer bytes) {
            return OBJECT + raw(bytes.capacity());
        } else if (value instanceof Map<?, ?> map) {
            map.forEach((key, element) -> {
                visit(key);
                visit(element);
            });
            return CONTAINER + (long) MAP_ENTRY * map.size();
        } else if (value instanceof Collection<?> list) {
            list.forEach(this::visit);
            return CONTAINER + (long) REFERENCE * list.size();
        } else if (value instanceof Struct struct) {
            for (Field field : struct.schema().fields()) {
                visit(struct.getWithoutDefault(field.name()));
            }
            return CONTAINER + (long) REFERENCE * struct.schema().fields().size();
        }
        return OBJECT;
    }

    /** A converter passes the raw bytes on or copies them. */
    private static long raw(long length) {
        return OBJECT + length + length / 2;
    }

    private void visit(Object value) {
        if (value != null) {
            toVisit.push(value);
        }
    }
}
