package com.openlayer.kafka.connect.row;

import com.openlayer.kafka.connect.config.ConfigField;
import com.openlayer.kafka.connect.config.PipelineConfig;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The columns that a pipeline's config may name, including those of the automatic timestamp and id, each with its bit in a
 * {@link ColumnSet}.
 */
final class ColumnIndex {
    /** The column of the record's own timestamp, if the pipeline names none. */
    static final String KAFKA_TIMESTAMP = "kafka_timestamp";
    /** The column of {@code topic-partition-offset}, if the pipeline names none. */
    static final String KAFKA_ID = "kafka_id";

    private final Map<ConfigField, String> single = new EnumMap<>(ConfigField.class);
    private final Map<ConfigField, List<String>> lists = new EnumMap<>(ConfigField.class);
    private final Map<String, Integer> bits = new LinkedHashMap<>();

    ColumnIndex(PipelineConfig pipeline) {
        Map<ConfigField, String> names = new EnumMap<>(ConfigField.class);
        names.putAll(pipeline.fieldValues().columnNames());
        if (pipeline.mapping().timestampFromRecord()) {
            names.putIfAbsent(ConfigField.TIMESTAMP_COLUMN_NAME, KAFKA_TIMESTAMP);
        }
        if (pipeline.mapping().inferenceIdFromRecord()) {
            names.putIfAbsent(ConfigField.INFERENCE_ID_COLUMN_NAME, KAFKA_ID);
        }
        for (ConfigField field : pipeline.fields()) {
            if (field.valueType() == ConfigField.ValueType.COLUMN && names.containsKey(field)) {
                String name = names.get(field);
                single.put(field, name);
                bits.putIfAbsent(name, bits.size());
            } else if (field.valueType() == ConfigField.ValueType.COLUMNS) {
                List<String> columns = pipeline.fieldValues().names().getOrDefault(field, List.of());
                lists.put(field, columns);
                columns.forEach(name -> bits.putIfAbsent(name, bits.size()));
            }
        }
    }

    /** The name of a field's column, if the pipeline has one. */
    @Nullable
    String column(ConfigField field) {
        return single.get(field);
    }

    /** The names of a field's columns; empty if the pipeline has none. */
    List<String> columns(ConfigField field) {
        return lists.getOrDefault(field, List.of());
    }

    /** The bit of a column, or -1 if the config cannot name it. */
    int bit(@Nullable String name) {
        return name == null ? -1 : bits.getOrDefault(name, -1);
    }

    Collection<String> names() {
        return Collections.unmodifiableSet(bits.keySet());
    }

    /** The fields that name this column. */
    List<ConfigField> fieldsOf(String name) {
        List<ConfigField> fields = new ArrayList<>();
        for (ConfigField field : ConfigField.values()) {
            if (name.equals(single.get(field)) || columns(field).contains(name)) {
                fields.add(field);
            }
        }
        return fields;
    }
}
