package com.openlayer.kafka.connect.row;

import com.openlayer.kafka.connect.config.RowSettings;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.sink.SinkRecord;
import org.jspecify.annotations.Nullable;

/**
 * Writes the columns of a row, applies their rules, and records which columns the row has. Used by one thread, because
 * its buffer serves every row.
 */
final class RowWriter {
    private static final int MAX_COLUMN_SETS = 256;

    private final JsonWriter out;
    private final WrittenValue value;
    private final ConnectWriter connect;
    private final RuleEnforcer rules;
    private final RecordId recordId = new RecordId();
    private final @Nullable Column timestamp;
    private final @Nullable Column inferenceId;

    private final Map<BitSet, ColumnSet> columnSets = new HashMap<>();
    private final BitSet present = new BitSet();
    private ColumnSet lastColumns = new ColumnSet(present);
    private int columns;
    private @Nullable String contentId;

    /**
     * @param timestamp the column that is written as UNIX seconds, if there is one
     * @param inferenceId the column of the row's id, if there is one
     * @param maxBytes the largest row, in bytes of its JSON
     */
    RowWriter(
            RuleEnforcer rules,
            RowSettings options,
            @Nullable Column timestamp,
            @Nullable Column inferenceId,
            int maxBytes) {
        this.rules = rules;
        this.timestamp = timestamp;
        this.inferenceId = inferenceId;
        this.out = new JsonWriter(maxBytes);
        this.value = new WrittenValue(out);
        this.connect = new ConnectWriter(out, options);
    }

    /** Starts the next row. */
    void start() {
        out.clear();
        present.clear();
        columns = 0;
        contentId = null;
        out.append('{');
    }

    /** The row that was written. */
    Row finish() {
        if (columns > 0) {
            out.cut(out.length() - 1); // the last comma
        }
        out.append('}');
        return new Row(out.toByteArray(), columnSet(), contentId);
    }

    /** How many columns the row has so far. */
    int columns() {
        return columns;
    }

    /** Whether the row has this column, which the config may name. */
    boolean has(Column column) {
        return present.get(column.bit);
    }

    /** Whether the row has an id of its own, which is not made from coordinates. */
    boolean hasContentId() {
        return contentId != null;
    }

    /** Counts a column that {@link #fields} writes, because its rules leave it unchanged. */
    void addUnchanged(Column column) {
        columns++;
        if (column.bit >= 0) {
            present.set(column.bit);
        }
    }

    /** Copies names and values of neighboring fields that their rules leave unchanged. */
    void fields(byte[] json, int from, int to) {
        out.raw(json, from, to);
        out.append(',');
    }

    /** Copies a JSON value. */
    void json(Column column, byte[] json, int from, int to) {
        begin(column);
        out.raw(json, from, to);
        end(column, false);
    }

    /** Writes Connect data. */
    void data(Column column, @Nullable Schema schema, @Nullable Object data) {
        begin(column);
        boolean isTime = column == timestamp && rules.writeLogicalTime(column, out, schema, data);
        if (!isTime) {
            try {
                if (column.rules.numeric) {
                    connect.writeNumeric(schema, data);
                } else {
                    connect.write(schema, data, 1);
                }
            } catch (InvalidRowException e) {
                throw new InvalidRowException(column.title() + ": " + e.getMessage());
            }
        }
        end(column, isTime);
    }

    /** Writes the record's own timestamp, unless it has none. */
    void recordTimestamp(Column column, SinkRecord record) {
        Long millis = record.timestamp();
        if (millis != null && millis >= 0) {
            begin(column);
            Timestamps.millis(out, millis);
            end(column, true);
        }
    }

    /**
     * Writes the id made from the record's coordinates, which no other row of a request can have.
     *
     * @param ordinal the index of the row among those of its record, or {@link RecordId#ONLY_ROW}
     */
    void recordId(Column column, SinkRecord record, int ordinal) {
        begin(column);
        recordId.write(record, ordinal, out);
        end(column, false);
    }

    /** Marks the row's id as not from content, because it is unique. */
    void forgetContentId() {
        contentId = null;
    }

    /** The text of a key of a map without a schema. */
    String key(@Nullable Object key) {
        return key instanceof String text ? text : connect.key(null, key, 1);
    }

    private void begin(Column column) {
        out.raw(column.label);
        value.begin();
    }

    /**
     * Applies the column's rules to the value just written, and takes the column back if the value counts as absent.
     *
     * @param isTime whether the value is in UNIX seconds for certain
     */
    private void end(Column column, boolean isTime) {
        if (column.bit >= 0 && isAbsent(column)) {
            rules.checkNull(column);
            out.cut(value.start() - column.label.length);
            return;
        }
        if (column.bit >= 0) {
            applyRules(column, isTime);
        }
        out.append(',');
        columns++;
    }

    /** A null counts as absent, and so does a blank inference id. */
    private boolean isAbsent(Column column) {
        return value.isNull() || (column == inferenceId && value.isBlankString());
    }

    private void applyRules(Column column, boolean isTime) {
        for (ColumnRule rule : column.rules.all) {
            if (!isTime || rule.check() != ColumnRule.Check.TIME) {
                rules.apply(rule, value);
            }
        }
        present.set(column.bit);
        if (column == inferenceId && value.isString()) {
            contentId = value.text();
        }
    }

    private ColumnSet columnSet() {
        if (lastColumns.isOf(present)) {
            return lastColumns;
        }
        if (columnSets.size() >= MAX_COLUMN_SETS) {
            columnSets.clear();
        }
        lastColumns = columnSets.computeIfAbsent((BitSet) present.clone(), ColumnSet::new);
        return lastColumns;
    }
}
