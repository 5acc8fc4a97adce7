package com.openlayer.kafka.connect.row;

import com.openlayer.kafka.connect.config.ColumnDefinition;
import com.openlayer.kafka.connect.config.PipelineConfig;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.connect.data.Schema;

/** Looks up columns by name. It predicts that a row has the same fields as the previous row. Used by one thread. */
final class ColumnTable {
    /**
     * Limit of the estimated memory of unconfigured columns and schemas. Above it they are dropped, because rows may
     * contain ever new names of any length.
     */
    static final long MAX_BYTES = 4 << 20;

    /** Estimated memory of a column, without its name. */
    private static final int COLUMN_BYTES = 200;
    /** A name is kept as text, with up to two bytes per character, and in UTF-8. */
    private static final int BYTES_PER_CHARACTER = 5;

    private final Map<String, Column> configured = new HashMap<>();
    private final Map<String, Column> columns = new HashMap<>();
    private final SchemaCache<Column[]> bySchema = new SchemaCache<>(MAX_BYTES);
    private final Column beforeFirst = new Column("", -1, ColumnRules.NONE, true, false);
    private long unconfiguredBytes;
    private long row;

    ColumnTable(PipelineConfig pipeline, ColumnIndex index, RuleSelector rules) {
        Set<String> hidden = new HashSet<>();
        for (ColumnDefinition definition : pipeline.mapping().columns()) {
            if (definition instanceof ColumnDefinition.Drop drop) {
                hidden.add(drop.name());
            } else if (definition instanceof ColumnDefinition.FromSource fromSource) {
                hidden.add(fromSource.name());
            }
        }
        Set<String> names = new HashSet<>(hidden);
        names.addAll(index.names());
        for (String name : names) {
            int bit = index.bit(name);
            ColumnRules own = bit < 0 ? ColumnRules.NONE : rules.select(name, index.fieldsOf(name));
            configured.put(name, new Column(name, bit, own, hidden.contains(name), true));
        }
        columns.putAll(configured);
    }

    /** Starts the next row: no column has a field in it yet. */
    void startRow() {
        if (unconfiguredBytes > MAX_BYTES) {
            columns.clear();
            columns.putAll(configured);
            unconfiguredBytes = 0;
            bySchema.clear();
            beforeFirst.next = null;
            configured.values().forEach(column -> column.next = null);
        }
        row++;
    }

    /** The number of the row that was started last, for {@link Column#fieldIn}. */
    long row() {
        return row;
    }

    /** @param fromSchema whether the name comes from a schema, and so is not content */
    Column named(String name, boolean fromSchema) {
        Column known = columns.get(name);
        return known == null ? unknown(name, fromSchema) : known;
    }

    /** Names that are equal when encoded are one column. */
    private Column unknown(String name, boolean fromSchema) {
        String written = Utf8Encoder.wellFormed(name);
        Column column =
                columns.computeIfAbsent(written, text -> new Column(text, -1, ColumnRules.NONE, false, fromSchema));
        columns.put(name, column);
        unconfiguredBytes += COLUMN_BYTES + (long) BYTES_PER_CHARACTER * name.length();
        return column;
    }

    /**
     * The columns of a struct's fields, in their order.
     *
     * @throws InvalidRowException if the names of two fields are equal when encoded
     */
    Column[] of(Schema schema) {
        return bySchema.get(schema, this::columnsOf);
    }

    private Column[] columnsOf(Schema schema) {
        Column[] own =
                schema.fields().stream().map(field -> named(field.name(), true)).toArray(Column[]::new);
        if (Arrays.stream(own).distinct().count() < own.length) {
            throw new InvalidRowException("value has two fields whose names are the same text on the wire");
        }
        return own;
    }

    /** The estimated memory of unconfigured columns and of schemas. */
    long bytes() {
        return unconfiguredBytes + bySchema.bytes();
    }

    /** A placeholder before the first field of each row, so that this field is predicted as well. */
    Column beforeFirst() {
        return beforeFirst;
    }
}
