package com.openlayer.kafka.connect.config;

import java.util.Optional;
import java.util.Set;
import java.util.UUID;

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
}
