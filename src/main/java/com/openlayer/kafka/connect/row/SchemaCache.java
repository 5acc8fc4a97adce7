package com.openlayer.kafka.connect.row;

import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Caches values computed from schemas. It is cleared when its schemas exceed a memory limit, because records may
 * contain ever new schemas of any size. Used by one thread.
 */
final class SchemaCache<V> {
    /** Estimated memory of a schema or a field without its strings. */
    private static final int NODE_BYTES = 200;
    /** Strings are kept in the schema and, encoded, in the value. */
    private static final int BYTES_PER_CHARACTER = 4;

    private final long maxBytes;
    private final Map<Schema, V> values = new HashMap<>();
    private long bytes;

    /** @param maxBytes estimated memory that its schemas may take together; a single one may take more */
    SchemaCache(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    V get(Schema schema, Function<Schema, V> compute) {
        V known = values.get(schema);
        if (known != null) {
            return known;
        }
        V value = compute.apply(schema);
        long size = size(schema, Collections.newSetFromMap(new IdentityHashMap<>()));
        if (bytes + size > maxBytes) {
            clear();
        }
        values.put(schema, value);
        bytes += size;
        return value;
    }

    void clear() {
        values.clear();
        bytes = 0;
    }

    /** The estimated memory of its schemas. */
    long bytes() {
        return bytes;
    }

    private static long size(@Nullable Schema schema, Set<Schema> counted) {
        if (schema == null || !counted.add(schema)) {
            return 0;
        }
        long size = NODE_BYTES + text(schema.name()) + text(schema.doc());
        if (schema.parameters() != null) {
            for (Map.Entry<String, String> parameter : schema.parameters().entrySet()) {
                size += NODE_BYTES + text(parameter.getKey()) + text(parameter.getValue());
            }
        }
        if (schema.defaultValue() instanceof byte[] defaultValue) {
            size += defaultValue.length;
        } else if (schema.defaultValue() instanceof String defaultValue) {
            size += text(defaultValue);
        }
        switch (schema.type()) {
            case STRUCT -> {
                for (Field field : schema.fields()) {
                    size += NODE_BYTES + text(field.name()) + size(field.schema(), counted);
                }
            }
            case ARRAY -> size += size(schema.valueSchema(), counted);
            case MAP -> size += size(schema.keySchema(), counted) + size(schema.valueSchema(), counted);
            default -> {}
        }
        return size;
    }

    private static long text(@Nullable String text) {
        return text == null ? 0 : (long) BYTES_PER_CHARACTER * text.length();
    }
}
