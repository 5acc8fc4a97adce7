package com.openlayer.kafka.connect.row;

import com.fasterxml.jackson.core.JsonPointer;
import com.openlayer.kafka.connect.config.ColumnDefinition;
import com.openlayer.kafka.connect.config.ColumnSource;
import com.openlayer.kafka.connect.config.PipelineConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.kafka.connect.header.Header;
import org.apache.kafka.connect.sink.SinkRecord;
import org.jspecify.annotations.Nullable;

/** A column that the {@code columns} property fills from a source: {@code name=source}. */
final class SourcedColumn {
    private static final ValuePath WHOLE = new ValuePath(JsonPointer.empty());

    private final Column column;
    private final ColumnSource source;
    private final ValuePath path;
    private final @Nullable SourcedColumn otherwise;
    private final boolean acceptsNull;
    private final TextBytes keyBytes;
    private final JsonScanner keyText = new JsonScanner("key");

    /**
     * @param otherwise the source to use if this one is absent
     * @param keyBytes a buffer for the record's key, shared by the columns
     */
    private SourcedColumn(
            Column column,
            ColumnSource source,
            @Nullable SourcedColumn otherwise,
            boolean acceptsNull,
            TextBytes keyBytes) {
        this.keyBytes = keyBytes;
        this.column = column;
        this.source = source;
        this.otherwise = otherwise;
        this.acceptsNull = acceptsNull;
        if (source instanceof ColumnSource.Value value) {
            path = new ValuePath(value.pointer());
        } else if (source instanceof ColumnSource.Key key) {
            path = new ValuePath(key.pointer());
        } else {
            path = WHOLE;
        }
    }

    static List<SourcedColumn> of(PipelineConfig pipeline, ColumnTable columns) {
        List<SourcedColumn> sourced = new ArrayList<>();
        TextBytes keyBytes = new TextBytes();
        for (ColumnDefinition definition : pipeline.mapping().columns()) {
            if (definition instanceof ColumnDefinition.FromSource fromSource) {
                sourced.add(of(columns.named(fromSource.name(), true), fromSource.source(), keyBytes));
            }
        }
        return List.copyOf(sourced);
    }

    private static SourcedColumn of(Column column, ColumnSource source, TextBytes keyBytes) {
        if (!(source instanceof ColumnSource.FirstOf several)) {
            return new SourcedColumn(column, source, null, true, keyBytes);
        }
        SourcedColumn first = null;
        for (int i = several.alternatives().size() - 1; i >= 0; i--) {
            first = new SourcedColumn(column, several.alternatives().get(i), first, false, keyBytes);
        }
        return Objects.requireNonNull(first);
    }

    /** The source to use if this one is absent, if there is one. */
    @Nullable
    SourcedColumn otherwise() {
        return otherwise;
    }

    /** Whether a null is a value of the column; otherwise it counts as absent. */
    boolean acceptsNull() {
        return acceptsNull;
    }

    Column column() {
        return column;
    }

    boolean inValue() {
        return source instanceof ColumnSource.Value;
    }

    boolean isTime() {
        return source instanceof ColumnSource.Coordinate c && c.part() == ColumnSource.Part.TIMESTAMP;
    }

    boolean isId() {
        return source instanceof ColumnSource.Coordinate c && c.part() == ColumnSource.Part.ID;
    }

    /** The first byte of its value in the text of the record's value, or -1. */
    int find(RowText value) {
        return value.find(path);
    }

    /** The record's key as JSON text, if the key is text and the source points into it. */
    @Nullable
    JsonScanner keyText(SinkRecord record) {
        if (!(source instanceof ColumnSource.Key) || path.length() == 0) {
            return null;
        }
        if (!keyBytes.read(record.key())) {
            return null;
        }
        keyText.read(keyBytes.bytes(), 0, keyBytes.length(), keyBytes.isCopy());
        return keyText;
    }

    /** The first byte of its value in the text of the key, or -1. */
    int find(JsonScanner key) {
        return key.find(key.root(), path, 0);
    }

    /** Its value in a record of Connect data, or null if the record has none. */
    ValuePath.@Nullable Place place(SinkRecord record) {
        if (source instanceof ColumnSource.Value) {
            return path.walk(record.valueSchema(), record.value());
        }
        if (source instanceof ColumnSource.Key) {
            return record.key() == null ? null : path.walk(record.keySchema(), record.key());
        }
        if (source instanceof ColumnSource.Header named) {
            Header header = record.headers().lastWithName(named.name());
            return header == null ? null : new ValuePath.Place(header.schema(), header.value());
        }
        if (source instanceof ColumnSource.Coordinate coordinate) {
            return new ValuePath.Place(
                    null,
                    switch (coordinate.part()) {
                        case TOPIC -> record.originalTopic();
                        case PARTITION -> record.originalKafkaPartition();
                        case OFFSET -> record.originalKafkaOffset();
                        case TIMESTAMP, ID ->
                            throw new IllegalStateException(coordinate.part() + " is written elsewhere");
                    });
        }
        throw new IllegalStateException("unknown source " + source);
    }
}
