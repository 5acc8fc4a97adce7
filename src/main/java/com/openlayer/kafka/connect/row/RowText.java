package com.openlayer.kafka.connect.row;

import java.util.Arrays;

/** A record's value as JSON text: its fields, and the columns that they fill. Used by one thread. */
final class RowText {
    /** Room for fields that is kept also where the row before had few. */
    private static final int RETAINED_FIELDS = 1024;

    private final JsonScanner scanner = new JsonScanner("value");
    private final ColumnTable columns;
    private int fields;
    private Column[] fieldColumns = new Column[16];
    /** Three numbers per field: where its name begins, at the quote, and where its value begins and ends. */
    private int[] places = new int[3 * 16];

    RowText(ColumnTable columns) {
        this.columns = columns;
    }

    /**
     * Reads a text, which must be an object.
     *
     * @param mayChange whether halves of surrogate pairs may be replaced in the array itself; otherwise in a copy
     * @param row the number of the row that it becomes
     */
    void read(byte[] text, int from, int to, boolean mayChange, long row) {
        if (fieldColumns.length > RETAINED_FIELDS && fieldColumns.length / 8 > fields) {
            fieldColumns = new Column[RETAINED_FIELDS];
            places = new int[3 * RETAINED_FIELDS];
        }
        fields = 0;
        int first = scanner.begin(text, from, to, mayChange);
        if (first != '{') {
            scanner.value(0);
        } else if (scanner.enter(0, '}')) {
            Column previous = columns.beforeFirst();
            do {
                previous = field(previous);
                previous.setField(row, fields - 1);
            } while (!scanner.last('}'));
        }
        scanner.complete();
        if (first != '{') {
            throw new InvalidRowException("value is a JSON " + JsonText.kind((byte) first) + ", not an object");
        }
    }

    /** Rows mostly look like the row before: where the field is the one that came then, its name need not be read. */
    private Column field(Column previous) {
        int nameFrom = scanner.position();
        Column column = previous.next;
        if (column == null || !scanner.name(column.label)) {
            int nameTo = scanner.name();
            column = columns.named(JsonText.decode(scanner.bytes(), nameFrom + 1, nameTo), false);
            previous.next = column;
        }
        int valueFrom = scanner.position();
        scanner.value(1);
        note(column, nameFrom, valueFrom, scanner.position());
        return column;
    }

    private void note(Column column, int nameFrom, int valueFrom, int valueTo) {
        if (fields == fieldColumns.length) {
            fieldColumns = Arrays.copyOf(fieldColumns, 2 * fields);
            places = Arrays.copyOf(places, 6 * fields);
        }
        fieldColumns[fields] = column;
        int at = 3 * fields;
        places[at] = nameFrom;
        places[at + 1] = valueFrom;
        places[at + 2] = valueTo;
        fields++;
    }

    /** The text as read, with halves of surrogate pairs replaced. */
    byte[] bytes() {
        return scanner.bytes();
    }

    int fields() {
        return fields;
    }

    Column column(int field) {
        return fieldColumns[field];
    }

    int nameFrom(int field) {
        return places[3 * field];
    }

    int valueFrom(int field) {
        return places[3 * field + 1];
    }

    int valueTo(int field) {
        return places[3 * field + 2];
    }

    /** Where the value begins that is at this path; it ends before {@link #foundTo}. -1 if there is none. */
    int find(ValuePath path, long row) {
        if (path.length() == 0) {
            return scanner.find(scanner.root(), path, 0);
        }
        int field = columns.named(path.name(0), true).fieldIn(row);
        return field < 0 ? -1 : scanner.find(valueFrom(field), path, 1);
    }

    int foundTo() {
        return scanner.foundTo();
    }
}
