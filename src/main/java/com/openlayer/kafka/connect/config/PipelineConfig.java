package com.openlayer.kafka.connect.config;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * One pipeline of the connector: which topics it takes, and how their records become rows.
 *
 * @param alias its name in {@code pipelines}; {@code default} in the flat form
 * @param topics topics it claims by name, after transforms; empty with no {@code topicsRegex} means every topic no other pipeline claims
 * @param topicsRegex topics it claims by pattern, after transforms
 * @param taskType empty for {@link Operation#UPDATE}, whose request is the same for all task types
 * @param columnNames the fields of kind {@link ConfigField.Kind#COLUMN} that are set
 * @param names the fields of kinds {@link ConfigField.Kind#COLUMNS} and {@link ConfigField.Kind#NAMES} that are set
 * @param documents the fields of kind {@link ConfigField.Kind#JSON} that are set
 * @param columns the parsed {@code columns} property, never empty
 * @param timestampUnit how the timestamp column is meant
 * @param timestampFromRecord whether rows without a named timestamp column get the record's own
 * @param inferenceIdFromRecord whether rows without a named id column get {@code topic-partition-offset}
 */
public record PipelineConfig(
        String alias,
        Set<String> topics,
        Optional<Pattern> topicsRegex,
        UUID inferencePipelineId,
        Optional<TaskType> taskType,
        Map<ConfigField, String> columnNames,
        Map<ConfigField, List<String>> names,
        Map<ConfigField, JsonNode> documents,
        List<ColumnDefinition> columns,
        TimestampUnit timestampUnit,
        boolean timestampFromRecord,
        boolean inferenceIdFromRecord) {

    public Operation operation() {
        return taskType.isPresent() ? Operation.PUBLISH : Operation.UPDATE;
    }

    /** Every field that the {@code config} of its requests may have. */
    public Set<ConfigField> fields() {
        return taskType.map(TaskType::fields).orElse(Operation.UPDATE_FIELDS);
    }

    /** The fields that the {@code config} of its requests has, whatever columns a row has. */
    public Set<ConfigField> required() {
        return taskType.map(TaskType::required).orElse(Set.of());
    }
}
