package com.openlayer.kafka.connect.config;

import com.fasterxml.jackson.core.JsonPointer;
import java.util.List;

/** The source of a column's value: the right side of {@code name=source}. */
public sealed interface ColumnSource {
    /** {@code value:/a/b/0}: a place in the record's value (RFC 6901). The empty pointer is the whole value. */
    record Value(JsonPointer pointer) implements ColumnSource {}

    /** {@code key} or {@code key:/a}: the record's key, or a place in it (RFC 6901). */
    record Key(JsonPointer pointer) implements ColumnSource {}

    /** {@code header:name}: the last header of that name. */
    record Header(String name) implements ColumnSource {}

    /** {@code record:topic} and similar: a coordinate of the record before any transform (KIP-793). */
    record Coordinate(Part part) implements ColumnSource {}

    /** {@code value:/a|value:/b}: the first of several sources that is present and not null. */
    record FirstOf(List<ColumnSource> alternatives) implements ColumnSource {}

    /** A coordinate of the record. */
    enum Part {
        TOPIC,
        PARTITION,
        OFFSET,
        /** UNIX seconds, with milliseconds as the fraction. */
        TIMESTAMP,
        /** {@code topic-partition-offset}. */
        ID
    }
}
