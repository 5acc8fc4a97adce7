package com.openlayer.kafka.connect.row;

import java.util.Arrays;

/** The fields of a record's value in JSON text, and the columns that they fill. Used by one thread. */
final class RowText {
    /** Capacity in fields that is kept even if the previous row had fewer. */
    private static final int RETAINED_FIELDS = 1024;

    private final JsonScanner scanner = new JsonScanner("value");
    private final ColumnTable columns;
    private int fields;
    private Column[] fieldColumns = new Column[16];
    /** Three indexes per field: the quote before its name, and where its value begins and ends. */
    private int[] places = new int[3 * 16];

    RowText(ColumnTable columns) {
        this.columns = columns;
    }

    /**
     * Reads a text, which must be an object.
     *
     * @param mayChange whether lone surrogates may be replaced in the array itself; otherwise in a copy
     */
    void read(byte[] text, int from, int to, boolean mayChange) {
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
                previous.setField(columns.row(), fields - 1);
            } while (!scanner.last('}'));
        }
        scanner.complete();
        if (first != '{') {
            throw new InvalidRowException("value is a JSON " + JsonText.kind((byte) first) + ", not an object");
        }
    }

    /**
     * Most rows have the same fields in the same order as the previous row, so a correctly predicted field needs no
     * lookup.
     */
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
        add(column, nameFrom, valueFrom, scanner.position());
        return column;
    }

    private void add(Column column, int nameFrom, int valueFrom, int valueTo) {
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

    /** The text as read, with lone surrogates replaced. */
    byte[] bytes() {
        return scanner.bytes();
    }

    int fields() {
        return fields;
    }

    Column column(int field) {
        return fieldColumns[field];
    }

    /** Whether no later field has the same name, so that this one counts. */
    boolean counts(int field) {
        return fieldColumns[field].fieldIn(columns.row()) == field;
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

    /** The first byte of the value at this path, which ends before {@link #foundTo}; -1 if there is none. */
    int find(ValuePath path) {
        if (path.length() == 0) {
            return scanner.find(scanner.root(), path, 0);
        }
        int field = columns.named(path.name(0), true).fieldIn(columns.row());
        return field < 0 ? -1 : scanner.find(valueFrom(field), path, 1);
    }

    int foundTo() {
        return scanner.foundTo();
    }
}
