package com.openlayer.kafka.connect.row;

import com.openlayer.kafka.connect.config.ColumnDefinition;
import com.openlayer.kafka.connect.config.PipelineConfig;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;

/** Finds columns by name, fast for rows that look like the row before. Used by one thread. */
final class ColumnTable {
    /** Names beyond those configured that are kept: rows may have ever new ones. */
    private static final int MAX_UNCONFIGURED = 4096;

    private static final int MAX_SCHEMAS = 512;

    private final Map<String, Column> configured = new HashMap<>();
    private final Map<String, Column> columns = new HashMap<>();
    private final Map<Schema, Column[]> bySchema = new HashMap<>();
    private final Column beforeFirst = new Column("", -1, ColumnRules.NONE, true, false);
    private long row;

    ColumnTable(PipelineConfig pipeline, ColumnIndex index, RowRules rules) {
        Set<String> hidden = new HashSet<>();
        for (ColumnDefinition definition : pipeline.columns()) {
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
            ColumnRules own = bit < 0 ? ColumnRules.NONE : rules.of(index.fieldsOf(name));
            configured.put(name, new Column(name, bit, own, hidden.contains(name), true));
        }
        columns.putAll(configured);
    }

    /** Begins a row and gives it its number. */
    long startRow() {
        if (columns.size() > configured.size() + MAX_UNCONFIGURED || bySchema.size() > MAX_SCHEMAS) {
            columns.clear();
            columns.putAll(configured);
            bySchema.clear();
            beforeFirst.next = null;
            configured.values().forEach(column -> column.next = null);
        }
        return ++row;
    }

    /** @param fromSchema whether the name stands in a schema, and so is no content */
    Column named(String name, boolean fromSchema) {
        Column known = columns.get(name);
        if (known == null) {
            known = new Column(name, -1, ColumnRules.NONE, false, fromSchema);
            columns.put(name, known);
        }
        return known;
    }

    /** The columns of a struct's fields, in their order. */
    Column[] of(Schema schema) {
        Column[] known = bySchema.get(schema);
        if (known == null) {
            List<Field> fields = schema.fields();
            known = new Column[fields.size()];
            for (int i = 0; i < known.length; i++) {
                known[i] = named(fields.get(i).name(), true);
            }
            bySchema.put(schema, known);
        }
        return known;
    }

    /** Stands before the first field of each row, so that there is a guess for that one, too. */
    Column beforeFirst() {
        return beforeFirst;
    }
}
