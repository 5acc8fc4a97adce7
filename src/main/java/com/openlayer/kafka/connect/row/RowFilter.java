package com.openlayer.kafka.connect.row;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.openlayer.kafka.connect.config.ConfigField;
import com.openlayer.kafka.connect.config.PipelineConfig;
import com.openlayer.kafka.connect.config.RowSettings;
import com.openlayer.kafka.connect.format.Decoder;
import com.openlayer.kafka.connect.format.FormatPreset;
import com.openlayer.kafka.connect.format.UndecodableValueException;
import com.openlayer.kafka.connect.jq.FilterFailedException;
import com.openlayer.kafka.connect.jq.InvalidFilterException;
import com.openlayer.kafka.connect.jq.JqFilter;
import com.openlayer.kafka.connect.jq.JqJson;
import com.openlayer.kafka.connect.jq.JqRows;
import com.openlayer.kafka.connect.jq.JqVariables;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.header.Header;
import org.apache.kafka.connect.sink.SinkRecord;
import org.jspecify.annotations.Nullable;

/**
 * Runs the jq filter of a pipeline's {@code rows} or {@code format} on a record's value. {@code docs/filters.md}
 * describes its input. Used by one thread, because its buffers serve every record.
 */
final class RowFilter {
    private final JqFilter filter;
    private final Decoder decoder;
    private final JqVariables variables;
    private final JqRows rows;
    private final TextBytes text = new TextBytes();
    private final JsonWriter json;
    private final ConnectWriter connect;

    private RowFilter(String filter, PipelineConfig pipeline, RowSettings settings, int maxBytes) {
        try {
            this.filter = JqFilter.compile(filter);
        } catch (InvalidFilterException e) {
            throw new IllegalStateException("The configuration accepted the filter", e);
        }
        this.decoder = pipeline.mapping().format().map(FormatPreset::decoder).orElse(Decoder.JSON);
        this.variables =
                new JqVariables(names(pipeline, ConfigField.FEATURE_NAMES), names(pipeline, ConfigField.CLASS_NAMES));
        this.rows = new JqRows(maxBytes);
        this.json = new JsonWriter(maxBytes);
        this.connect = new ConnectWriter(json, settings);
    }

    /**
     * The filter of a pipeline, if it has one.
     *
     * @param maxBytes the maximum total size of the rows of one record, in bytes
     */
    static Optional<RowFilter> of(PipelineConfig pipeline, RowSettings settings, int maxBytes) {
        return pipeline.mapping().rows().map(filter -> new RowFilter(filter, pipeline, settings, maxBytes));
    }

    private static List<String> names(PipelineConfig pipeline, ConfigField field) {
        return pipeline.fieldValues().names().getOrDefault(field, List.of());
    }

    /**
     * The rows that the filter makes of a record, until the next call.
     *
     * @throws InvalidRowException if the value is not JSON, or the filter fails
     */
    JqRows apply(SinkRecord record) {
        Long timestamp = record.timestamp();
        rows.clear();
        variables.record(
                () -> key(record),
                () -> headers(record),
                record.originalTopic(),
                record.originalKafkaPartition(),
                record.originalKafkaOffset(),
                timestamp == null || timestamp < 0 ? null : timestamp);
        List<JsonNode> inputs = inputs(record);
        for (int i = 0; i < inputs.size(); i++) {
            try {
                filter.apply(inputs.get(i), variables, rows);
            } catch (FilterFailedException e) {
                String where = inputs.size() > 1 ? " (object " + (i + 1) + " of " + inputs.size() + ")" : "";
                throw new InvalidRowException(e.getMessage() + where);
            }
        }
        return rows;
    }

    private List<JsonNode> inputs(SinkRecord record) {
        if (record.value() == null) {
            throw new InvalidRowException("value is null");
        }
        try {
            if (text.read(record.value())) {
                return decoder.decode(text.bytes(), 0, text.length());
            }
            write(record.valueSchema(), record.value());
            return decoder.decode(json.bytes(), 0, json.length());
        } catch (UndecodableValueException e) {
            throw new InvalidRowException(String.valueOf(e.getMessage()));
        }
    }

    private void write(@Nullable Schema schema, @Nullable Object data) {
        json.clear();
        connect.write(schema, data, 0);
    }

    /** Text that is JSON is parsed; other text is a string, and other bytes are Base64 as in rows. */
    private JsonNode key(SinkRecord record) {
        if (text.read(record.key())) {
            JsonNode parsed = parse(text.bytes(), text.length());
            if (parsed != null) {
                return parsed;
            }
        }
        return node(record.keySchema(), record.key());
    }

    private JsonNode headers(SinkRecord record) {
        ObjectNode headers = JsonNodeFactory.instance.objectNode();
        for (Header header : record.headers()) {
            headers.set(header.key(), node(header.schema(), header.value()));
        }
        return headers;
    }

    private JsonNode node(@Nullable Schema schema, @Nullable Object data) {
        write(schema, data);
        JsonNode node = parse(json.bytes(), json.length());
        return node == null ? NullNode.getInstance() : node;
    }

    /** The JSON value that the text consists of; null if it is not exactly one. */
    private static @Nullable JsonNode parse(byte[] text, int length) {
        try (MappingIterator<JsonNode> values = JqJson.read(text, 0, length)) {
            if (!values.hasNextValue()) {
                return null;
            }
            JsonNode value = values.nextValue();
            return values.hasNextValue() ? null : value;
        } catch (IOException e) {
            return null;
        }
    }
}
