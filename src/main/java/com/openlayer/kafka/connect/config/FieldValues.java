package com.openlayer.kafka.connect.config;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * The fields of the request's {@code config} that are set for a pipeline.
 *
 * @param columnNames fields of kind {@link ConfigField.ValueType#COLUMN}
 * @param names fields of kinds {@link ConfigField.ValueType#COLUMNS} and {@link ConfigField.ValueType#NAMES}
 * @param documents fields of kind {@link ConfigField.ValueType#JSON}
 */
public record FieldValues(
        Map<ConfigField, String> columnNames,
        Map<ConfigField, List<String>> names,
        Map<ConfigField, JsonNode> documents) {

    static FieldValues read(PipelineValues values) {
        Map<ConfigField, String> columnNames = new EnumMap<>(ConfigField.class);
        Map<ConfigField, List<String>> names = new EnumMap<>(ConfigField.class);
        Map<ConfigField, JsonNode> documents = new EnumMap<>(ConfigField.class);
        for (ConfigField field : ConfigField.values()) {
            String property = field.property();
            switch (field.valueType()) {
                case COLUMN -> values.value(property, NameList.COLUMN).ifPresent(v -> columnNames.put(field, v));
                case COLUMNS -> values.value(property, NameList.COLUMNS).ifPresent(v -> names.put(field, v));
                case NAMES -> values.value(property, NameList.CLASSES).ifPresent(v -> names.put(field, v));
                case JSON ->
                    values.value(property, field == ConfigField.PROMPT ? JsonProperty.PROMPT : JsonProperty.METADATA)
                            .ifPresent(v -> documents.put(field, v));
            }
        }
        return new FieldValues(
                Collections.unmodifiableMap(columnNames),
                Collections.unmodifiableMap(names),
                Collections.unmodifiableMap(documents));
    }
}
