package com.openlayer.kafka.connect.row;

import com.openlayer.kafka.connect.config.ColumnDefinition;
import com.openlayer.kafka.connect.config.ConfigField;
import com.openlayer.kafka.connect.config.Operation;
import com.openlayer.kafka.connect.config.PipelineConfig;
import com.openlayer.kafka.connect.config.RowSettings;
import com.openlayer.kafka.connect.config.TaskType;
import java.nio.ByteBuffer;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.sink.SinkRecord;
import org.jspecify.annotations.Nullable;

/**
 * Turns records into rows of one pipeline; {@code docs/rows.md} says how. Used by one thread, since its buffers serve
 * every row.
 *
 * <p>JSON text is checked and copied, not rebuilt; only columns that a rule concerns are looked at.
 */
public final class RowMapper {
    private static final int MAX_COLUMN_SETS = 256;

    /** Openlayer's limit, the id among them. */
    private static final int MAX_UPDATED_COLUMNS = 100;

    /**
     * The largest row, in bytes of its JSON. It bounds memory only: the server decides about a row that alone is larger than
     * {@code batch.max.bytes}.
     */
    private static final int MAX_ROW_BYTES = 64 << 20;

    private final PipelineConfig pipeline;
    private final boolean allFields;
    private final List<SourcedColumn> taken;
    private final ColumnTable columns;
    private final RowRules rules;
    private final JsonWriter out;
    private final Utf8Encoder encoder = new Utf8Encoder();

    private final ConnectWriter connect;
    private final RowText valueText;
    private final RecordId recordId = new RecordId();
    private final boolean updates;
    private final @Nullable Column output;
    private final @Nullable Column timestamp;
    private final @Nullable Column inferenceId;
    private final Map<BitSet, ColumnSet> columnSets = new HashMap<>();
    private final BitSet present = new BitSet();
    private ColumnSet lastColumns = new ColumnSet(present);
    private long row;
    private int written;
    private @Nullable String contentId;

    public RowMapper(PipelineConfig pipeline, RowSettings options) {
        this(pipeline, options, MAX_ROW_BYTES);
    }

    /** @param maxRowBytes the largest row, in bytes of its JSON; a larger one is invalid */
    RowMapper(PipelineConfig pipeline, RowSettings options, int maxRowBytes) {
        this.pipeline = pipeline;
        ColumnIndex index = new ColumnIndex(pipeline);
        this.rules = new RowRules(pipeline, options);
        this.columns = new ColumnTable(pipeline, index, rules);
        this.valueText = new RowText(columns);
        this.out = new JsonWriter(maxRowBytes);
        this.connect = new ConnectWriter(out, options);
        this.taken = SourcedColumn.of(pipeline, columns);
        this.allFields =
                taken.isEmpty() || pipeline.columns().stream().anyMatch(c -> c instanceof ColumnDefinition.All);
        this.updates = pipeline.operation() == Operation.UPDATE;
        this.output = pipeline.taskType().equals(Optional.of(TaskType.LLM_BASE))
                ? column(index, ConfigField.OUTPUT_COLUMN_NAME)
                : null;
        this.timestamp = column(index, ConfigField.TIMESTAMP_COLUMN_NAME);
        this.inferenceId = column(index, ConfigField.INFERENCE_ID_COLUMN_NAME);
    }

    private @Nullable Column column(ColumnIndex index, ConfigField field) {
        String name = index.column(field);
        return name == null ? null : columns.named(name, true);
    }

    /**
     * The rows of a record; none for an update that would change nothing, for which no request is needed.
     *
     * @throws InvalidRowException if the record cannot become a row, or would make one that breaks a rule; the message
     *     holds no content
     */
    public List<Row> map(SinkRecord record) {
        row = columns.startRow();
        out.clear();
        present.clear();
        written = 0;
        contentId = null;
        out.append('{');
        boolean text = value(record.value());
        for (SourcedColumn column : taken) {
            int before = out.length();
            for (SourcedColumn source = column; source != null && out.length() == before; source = source.otherwise()) {
                take(source, record, text);
            }
        }
        addAutomatic(record);
        if (output != null && !present.get(output.bit) && rules.rejectsInvalid()) {
            throw missing(output, ConfigField.OUTPUT_COLUMN_NAME);
        }
        if (updates && !changesARow()) {
            return List.of();
        }
        if (out.length() > 1) {
            out.cut(out.length() - 1); // the last comma
        }
        out.append('}');
        return List.of(new Row(out.toByteArray(), columnSet(), contentId));
    }

    /** Checks the columns of an update. False if there is none besides the id. */
    private boolean changesARow() {
        if (inferenceId != null && contentId == null) {
            throw missing(inferenceId, ConfigField.INFERENCE_ID_COLUMN_NAME);
        }
        if (written > MAX_UPDATED_COLUMNS && rules.rejectsInvalid()) {
            throw new InvalidRowException("the update has " + written + " columns, and Openlayer accepts no more than "
                    + MAX_UPDATED_COLUMNS + " (columns)");
        }
        return written > 1;
    }

    private static InvalidRowException missing(Column column, ConfigField field) {
        return new InvalidRowException(column.title() + " (" + field.property() + ") is missing"
                + (field == ConfigField.INFERENCE_ID_COLUMN_NAME ? " or empty" : ""));
    }

    /** Writes the columns of {@code *}. True if the value is JSON text. */
    private boolean value(@Nullable Object value) {
        if (value instanceof String text) {
            encoder.encode(text);
            text(encoder.bytes(), 0, encoder.length(), true);
        } else if (value instanceof byte[] bytes) {
            text(bytes, 0, bytes.length, false);
        } else if (value instanceof ByteBuffer buffer) {
            byte[] bytes = new byte[buffer.remaining()];
            buffer.duplicate().get(bytes);
            text(bytes, 0, bytes.length, true);
        } else if (value instanceof Struct struct) {
            struct(struct);
            return false;
        } else if (value instanceof Map<?, ?> map) {
            map(map);
            return false;
        } else {
            throw new InvalidRowException(
                    value == null
                            ? "value is null"
                            : "value is a " + value.getClass().getSimpleName() + ", not an object");
        }
        return true;
    }

    private void text(byte[] text, int from, int to, boolean mayChange) {
        valueText.read(text, from, to, mayChange, row);
        if (allFields) {
            copyFields();
        }
    }

    /** Copies neighbours that stay as they are in one go. */
    private void copyFields() {
        byte[] text = valueText.bytes();
        int runFrom = -1;
        int runTo = -1;
        for (int i = 0; i < valueText.fields(); i++) {
            Column column = valueText.column(i);
            int from = valueText.valueFrom(i);
            boolean stays = !column.hidden && column.fieldIn(row) == i;
            if (stays && column.rules.leaveUnchanged(text, from, valueText.valueTo(i))) {
                runFrom = runFrom < 0 ? valueText.nameFrom(i) : runFrom;
                runTo = valueText.valueTo(i);
                written++;
                if (column.bit >= 0) {
                    present.set(column.bit);
                }
                continue;
            }
            copyRun(text, runFrom, runTo);
            runFrom = -1;
            if (stays) {
                copy(column, text, from, valueText.valueTo(i));
            }
        }
        copyRun(text, runFrom, runTo);
    }

    private void copyRun(byte[] text, int from, int to) {
        if (from >= 0) {
            out.raw(text, from, to);
            out.append(',');
        }
    }

    /** Copies a value that its column's rules may change. */
    private void copy(Column column, byte[] json, int from, int to) {
        int written = begin(column);
        out.raw(json, from, to);
        end(column, written, false);
    }

    private void struct(Struct struct) {
        if (!allFields) {
            return;
        }
        Column[] own = columns.of(struct.schema());
        List<Field> fields = struct.schema().fields();
        for (int i = 0; i < own.length; i++) {
            if (!own[i].hidden) {
                Field field = fields.get(i);
                write(own[i], new ValuePath.Place(field.schema(), struct.get(field)));
            }
        }
    }

    private void map(Map<?, ?> map) {
        if (!allFields) {
            return;
        }
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            String name = entry.getKey() instanceof String text ? text : connect.key(null, entry.getKey(), 1);
            Column column = columns.named(name, false);
            if (column.fieldIn(row) >= 0) {
                throw new InvalidRowException("value has two names that are the same text on the wire");
            }
            column.setField(row, 0);
            if (!column.hidden) {
                write(column, new ValuePath.Place(null, entry.getValue()));
            }
        }
    }

    /** Writes nothing if the source is absent. */
    private void take(SourcedColumn take, SinkRecord record, boolean text) {
        if (take.isTime()) {
            addTimestamp(take.column(), record);
        } else if (take.isId()) {
            addId(take.column(), record);
        } else if (text && take.inValue()) {
            int found = take.find(valueText, row);
            copy(take, valueText.bytes(), found, valueText.foundTo());
        } else {
            copy(take, record);
        }
    }

    private void copy(SourcedColumn take, SinkRecord record) {
        JsonScanner key = take.keyText(record);
        if (key != null) {
            int found = take.find(key);
            copy(take, key.bytes(), found, key.foundTo());
            return;
        }
        ValuePath.Place place = take.place(record);
        if (place != null && (place.value() != null || take.acceptsNull())) {
            write(take.column(), place);
        }
    }

    private void copy(SourcedColumn take, byte[] json, int found, int foundTo) {
        if (found >= 0 && (json[found] != 'n' || take.acceptsNull())) {
            copy(take.column(), json, found, foundTo);
        }
    }

    private void write(Column column, ValuePath.Place place) {
        int from = begin(column);
        boolean isTime = column == timestamp && rules.writeLogicalTime(column, out, place.schema(), place.value());
        if (!isTime) {
            try {
                if (column.rules.numeric) {
                    connect.writeNumeric(place.schema(), place.value());
                } else {
                    connect.write(place.schema(), place.value(), 1);
                }
            } catch (InvalidRowException e) {
                throw new InvalidRowException(column.title() + ": " + e.getMessage());
            }
        }
        end(column, from, isTime);
    }

    private void addAutomatic(SinkRecord record) {
        if (timestamp != null && pipeline.timestampFromRecord() && !present.get(timestamp.bit)) {
            addTimestamp(timestamp, record);
        }
        if (inferenceId != null && pipeline.inferenceIdFromRecord() && !present.get(inferenceId.bit)) {
            addId(inferenceId, record);
        }
    }

    /** An id that is made of the record's coordinates is no content: no other row of the request has it. */
    private void addId(Column column, SinkRecord record) {
        int from = begin(column);
        recordId.write(record, out);
        end(column, from, false);
        if (column == inferenceId && !updates) {
            contentId = null;
        }
    }

    private void addTimestamp(Column column, SinkRecord record) {
        Long millis = record.timestamp();
        if (millis != null && millis >= 0) {
            int from = begin(column);
            Timestamps.millis(out, millis);
            end(column, from, true);
        }
    }

    /** Writes the name of a column. Returns where its value begins, which {@link #end} wants to know. */
    private int begin(Column column) {
        out.raw(column.label);
        return out.length();
    }

    /**
     * Applies what rules the column has to the value just written, and takes the column back if that is null.
     *
     * @param isTime whether the value is in UNIX seconds for certain
     */
    private void end(Column column, int from, boolean isTime) {
        if (column.bit >= 0 && isAbsent(column, from)) {
            rules.checkNull(column);
            out.cut(from - column.label.length);
        } else {
            if (column.bit >= 0) {
                named(column, from, isTime);
            }
            out.append(',');
            written++;
        }
    }

    /** A null counts as absent, and so does an inference id without a character in it. */
    private boolean isAbsent(Column column, int from) {
        byte first = out.at(from);
        return first == 'n'
                || (column == inferenceId && first == '"' && JsonText.isBlank(out.bytes(), from + 1, out.length() - 1));
    }

    private void named(Column column, int from, boolean isTime) {
        for (RowRules.Rule rule : column.rules.all) {
            if (!isTime || rule.check() != RowRules.Check.TIME) {
                rules.apply(rule, column, out, from);
            }
        }
        present.set(column.bit);
        if (column == inferenceId && out.at(from) == '"') {
            contentId = JsonText.decode(out.bytes(), from + 1, out.length() - 1);
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
