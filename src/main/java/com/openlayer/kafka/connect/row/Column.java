package com.openlayer.kafka.connect.row;

import org.jspecify.annotations.Nullable;

/** A column with its rules, looked up by name. It is reused for all rows of a pipeline. */
final class Column {
    final String name;
    /** The name with its quotes and colon. */
    final byte[] label;
    /** Its bit in a {@link ColumnSet}, or -1. */
    final int bit;

    final ColumnRules rules;
    /** Whether a field of this name is omitted, because it is dropped or replaced by another source. */
    final boolean hidden;
    /** Whether the name comes from the configuration or a schema, and so is not content. */
    final boolean nameable;

    /** The column that followed this one in the last row: the prediction for the next row. */
    @Nullable
    Column next;

    private long lastRow = -1;
    private int lastField;

    Column(String name, int bit, ColumnRules rules, boolean hidden, boolean nameable) {
        this.name = name;
        this.label = ConnectWriter.label(name);
        this.bit = bit;
        this.rules = rules;
        this.hidden = hidden;
        this.nameable = nameable;
    }

    /** The index of the field that fills it in this row, or -1 if there is none so far. */
    int fieldIn(long row) {
        return lastRow == row ? lastField : -1;
    }

    void setField(long row, int field) {
        lastRow = row;
        lastField = field;
    }

    /** For messages: its name, unless that may be content. */
    String title() {
        return nameable ? "column '" + name + "'" : "a column";
    }
}
