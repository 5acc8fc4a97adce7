package com.openlayer.kafka.connect.row;

import com.openlayer.kafka.connect.config.ColumnDefinition;
import com.openlayer.kafka.connect.config.ConfigField;
import com.openlayer.kafka.connect.config.Operation;
import com.openlayer.kafka.connect.config.PipelineConfig;
import com.openlayer.kafka.connect.config.RowSettings;
import com.openlayer.kafka.connect.config.TaskType;
import com.openlayer.kafka.connect.jq.JqRows;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.sink.SinkRecord;
import org.jspecify.annotations.Nullable;

/**
 * Maps records to rows of one pipeline, as {@code docs/rows.md} describes: it selects the columns, and {@link
 * RowWriter} writes them. Used by one thread, because its buffers serve every row.
 *
 * <p>JSON text is validated and copied, not rebuilt; only columns that have a rule are examined.
 */
public final class RowMapper {
    /** Openlayer's limit, which includes the id. */
    private static final int MAX_UPDATED_COLUMNS = 100;

    /**
     * The largest row, in bytes of its JSON. It only limits memory: whether a row larger than {@code batch.max.bytes}
     * is accepted is up to the server.
     */
    private static final int MAX_ROW_BYTES = 64 << 20;

    private final PipelineConfig pipeline;
    private final boolean allFields;
    private final boolean updates;
    private final boolean rejectsInvalid;
    private final ColumnTable columns;
    private final List<SourcedColumn> sourcedColumns;
    private final @Nullable Column output;
    private final @Nullable Column timestamp;
    private final @Nullable Column inferenceId;
    private final TextBytes textBytes = new TextBytes();
    private final RowText valueText;
    private final RowWriter writer;
    private final @Nullable RowFilter filter;

    public RowMapper(PipelineConfig pipeline, RowSettings options) {
        this(pipeline, options, MAX_ROW_BYTES);
    }

    /** @param maxRowBytes the largest row, in bytes of its JSON; a larger one is invalid */
    RowMapper(PipelineConfig pipeline, RowSettings options, int maxRowBytes) {
        this.pipeline = pipeline;
        this.updates = pipeline.operation() == Operation.UPDATE;
        this.rejectsInvalid = options.validation();
        ColumnIndex index = new ColumnIndex(pipeline);
        this.columns = new ColumnTable(pipeline, index, new RuleSelector(pipeline, options));
        this.sourcedColumns = SourcedColumn.of(pipeline, columns);
        this.allFields = sourcedColumns.isEmpty()
                || pipeline.mapping().columns().stream().anyMatch(c -> c instanceof ColumnDefinition.All);
        this.output = pipeline.taskType().equals(Optional.of(TaskType.LLM_BASE))
                ? column(index, ConfigField.OUTPUT_COLUMN_NAME)
                : null;
        this.timestamp = column(index, ConfigField.TIMESTAMP_COLUMN_NAME);
        this.inferenceId = column(index, ConfigField.INFERENCE_ID_COLUMN_NAME);
        this.valueText = new RowText(columns);
        this.writer = new RowWriter(new RuleEnforcer(pipeline, options), options, timestamp, inferenceId, maxRowBytes);
        this.filter = RowFilter.of(pipeline, options, maxRowBytes).orElse(null);
    }

    private @Nullable Column column(ColumnIndex index, ConfigField field) {
        String name = index.column(field);
        return name == null ? null : columns.named(name, true);
    }

    /**
     * The rows of a record. There are none if the pipeline's filter yields none, or if an update would change nothing,
     * because it needs no request.
     *
     * @throws InvalidRowException if the record cannot become rows, or one of them would break a rule; the message
     *     contains no content
     */
    public List<Row> map(SinkRecord record) {
        if (filter != null) {
            return filtered(record, filter.apply(record));
        }
        start();
        boolean text = value(record.value());
        Row row = finish(record, text, RecordId.ONLY_ROW);
        return row == null ? List.of() : List.of(row);
    }

    private List<Row> filtered(SinkRecord record, JqRows found) {
        List<Row> rows = new ArrayList<>(found.size());
        boolean several = found.size() > 1;
        for (int i = 0; i < found.size(); i++) {
            try {
                start();
                text(found.bytes(), found.from(i), found.to(i), true);
                // The id of an update names an existing row.
                Row row = finish(record, true, several && !updates ? i : RecordId.ONLY_ROW);
                if (row != null) {
                    rows.add(row);
                }
            } catch (InvalidRowException e) {
                throw several
                        ? new InvalidRowException("row " + (i + 1) + " of " + found.size() + ": " + e.getMessage())
                        : e;
            }
        }
        return rows;
    }

    private void start() {
        columns.startRow();
        writer.start();
    }

    /**
     * Adds the columns that are not fields of the value.
     *
     * @param text whether the value is JSON text
     * @param ordinal the index of the row among those of its record, or {@link RecordId#ONLY_ROW}
     * @return null for an update that would change nothing
     */
    private @Nullable Row finish(SinkRecord record, boolean text, int ordinal) {
        for (SourcedColumn column : sourcedColumns) {
            int before = writer.columns();
            for (SourcedColumn source = column; source != null && writer.columns() == before; ) {
                fill(source, record, text, ordinal);
                source = source.otherwise();
            }
        }
        addAutomatic(record, ordinal);
        if (output != null && !writer.has(output) && rejectsInvalid) {
            throw missing(output, ConfigField.OUTPUT_COLUMN_NAME);
        }
        return updates && !changesARow() ? null : writer.finish();
    }

    /** Checks the columns of an update. False if there is none besides the id. */
    private boolean changesARow() {
        if (inferenceId != null && !writer.hasContentId()) {
            throw missing(inferenceId, ConfigField.INFERENCE_ID_COLUMN_NAME);
        }
        if (writer.columns() > MAX_UPDATED_COLUMNS && rejectsInvalid) {
            throw new InvalidRowException("the update has " + writer.columns()
                    + " columns, and Openlayer accepts no more than " + MAX_UPDATED_COLUMNS + " (columns)");
        }
        return writer.columns() > 1;
    }

    private static InvalidRowException missing(Column column, ConfigField field) {
        return new InvalidRowException(column.title() + " (" + field.property() + ") is missing"
                + (field == ConfigField.INFERENCE_ID_COLUMN_NAME ? " or empty" : ""));
    }

    /** Writes the columns of {@code *}. True if the value is JSON text. */
    private boolean value(@Nullable Object value) {
        if (textBytes.read(value)) {
            text(textBytes.bytes(), 0, textBytes.length(), textBytes.isCopy());
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
        valueText.read(text, from, to, mayChange);
        if (allFields) {
            copyFields();
        }
    }

    /** Copies consecutive unchanged fields in one step. */
    private void copyFields() {
        byte[] text = valueText.bytes();
        int runFrom = -1;
        int runTo = -1;
        for (int i = 0; i < valueText.fields(); i++) {
            Column column = valueText.column(i);
            int from = valueText.valueFrom(i);
            boolean stays = !column.hidden && valueText.counts(i);
            if (stays && column.rules.leaveUnchanged(text, from, valueText.valueTo(i))) {
                runFrom = runFrom < 0 ? valueText.nameFrom(i) : runFrom;
                runTo = valueText.valueTo(i);
                writer.addUnchanged(column);
                continue;
            }
            copyRun(text, runFrom, runTo);
            runFrom = -1;
            if (stays) {
                writer.json(column, text, from, valueText.valueTo(i));
            }
        }
        copyRun(text, runFrom, runTo);
    }

    private void copyRun(byte[] text, int from, int to) {
        if (from >= 0) {
            writer.fields(text, from, to);
        }
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
                writer.data(own[i], field.schema(), struct.get(field));
            }
        }
    }

    private void map(Map<?, ?> map) {
        if (!allFields) {
            return;
        }
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            Column column = columns.named(writer.key(entry.getKey()), false);
            if (column.fieldIn(columns.row()) >= 0) {
                throw new InvalidRowException("value has two names that are the same text on the wire");
            }
            column.setField(columns.row(), 0);
            if (!column.hidden) {
                writer.data(column, null, entry.getValue());
            }
        }
    }

    /** Fills a column from its source. Writes nothing if the source is absent. */
    private void fill(SourcedColumn sourced, SinkRecord record, boolean text, int ordinal) {
        if (sourced.isTime()) {
            writer.recordTimestamp(sourced.column(), record);
        } else if (sourced.isId()) {
            addId(sourced.column(), record, ordinal);
        } else if (text && sourced.inValue()) {
            int found = sourced.find(valueText);
            fill(sourced, valueText.bytes(), found, valueText.foundTo());
        } else {
            fill(sourced, record);
        }
    }

    private void fill(SourcedColumn sourced, SinkRecord record) {
        JsonScanner key = sourced.keyText(record);
        if (key != null) {
            int found = sourced.find(key);
            fill(sourced, key.bytes(), found, key.foundTo());
            return;
        }
        ValuePath.Place place = sourced.place(record);
        if (place != null && (place.value() != null || sourced.acceptsNull())) {
            writer.data(sourced.column(), place.schema(), place.value());
        }
    }

    private void fill(SourcedColumn sourced, byte[] json, int found, int foundTo) {
        if (found >= 0 && (json[found] != 'n' || sourced.acceptsNull())) {
            writer.json(sourced.column(), json, found, foundTo);
        }
    }

    private void addAutomatic(SinkRecord record, int ordinal) {
        if (timestamp != null && pipeline.mapping().timestampFromRecord() && !writer.has(timestamp)) {
            writer.recordTimestamp(timestamp, record);
        }
        if (inferenceId != null && pipeline.mapping().inferenceIdFromRecord() && !writer.has(inferenceId)) {
            addId(inferenceId, record, ordinal);
        }
    }

    /** An id made from the record's coordinates is unique, so it is not kept for the comparison with other rows. */
    private void addId(Column column, SinkRecord record, int ordinal) {
        writer.recordId(column, record, ordinal);
        if (column == inferenceId && !updates) {
            writer.forgetContentId();
        }
    }
}
