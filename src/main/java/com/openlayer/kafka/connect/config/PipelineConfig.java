package com.openlayer.kafka.connect.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.openlayer.kafka.connect.format.FormatPreset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * The configuration of one pipeline: its topics, and how their records become rows.
 *
 * @param alias its name in {@code pipelines}; {@code default} in the flat form
 * @param taskType empty for {@link Operation#UPDATE}, whose request is the same for all task types
 */
public record PipelineConfig(
        String alias,
        UUID inferencePipelineId,
        Optional<TaskType> taskType,
        TopicSelection topicSelection,
        FieldValues fieldValues,
        RowMapping mapping) {

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

    /** {@link TopicSelection#names}. */
    public Set<String> topics() {
        return topicSelection.names();
    }

    /** {@link TopicSelection#regex}. */
    public Optional<Pattern> topicsRegex() {
        return topicSelection.regex();
    }

    /** {@link FieldValues#columnNames}. */
    public Map<ConfigField, String> columnNames() {
        return fieldValues.columnNames();
    }

    /** {@link FieldValues#names}. */
    public Map<ConfigField, List<String>> names() {
        return fieldValues.names();
    }

    /** {@link FieldValues#documents}. */
    public Map<ConfigField, JsonNode> documents() {
        return fieldValues.documents();
    }

    /** {@link RowMapping#columns}. */
    public List<ColumnDefinition> columns() {
        return mapping.columns();
    }

    /** {@link RowMapping#rows}. */
    public Optional<String> rows() {
        return mapping.rows();
    }

    /** {@link RowMapping#format}. */
    public Optional<FormatPreset> format() {
        return mapping.format();
    }

    /** {@link RowMapping#latencyUnit}. */
    public LatencyUnit latencyUnit() {
        return mapping.latencyUnit();
    }

    /** {@link RowMapping#timestampUnit}. */
    public TimestampUnit timestampUnit() {
        return mapping.timestampUnit();
    }

    /** {@link RowMapping#timestampFromRecord}. */
    public boolean timestampFromRecord() {
        return mapping.timestampFromRecord();
    }

    /** {@link RowMapping#inferenceIdFromRecord}. */
    public boolean inferenceIdFromRecord() {
        return mapping.inferenceIdFromRecord();
    }
}
