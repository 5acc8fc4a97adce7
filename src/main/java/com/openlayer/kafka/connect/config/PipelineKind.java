package com.openlayer.kafka.connect.config;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The operation and the task type of a pipeline. They decide which properties apply to it and which of them it requires.
 *
 * @param taskType empty if it is unknown, and for updates, which are the same for all task types
 */
record PipelineKind(Operation operation, Optional<TaskType> taskType) {
    /** The properties that do not apply to updates, and what to do instead. */
    private static final Map<String, String> ONLY_PUBLISHED = Map.of(
            PipelineNames.TASK_TYPE,
            "an update is the same for all task types: remove it",
            PipelineNames.TIMESTAMP_FROM_RECORD,
            "an update leaves the time of the inference as it is: remove it, or name a column in "
                    + ConfigField.TIMESTAMP_COLUMN_NAME.property(),
            PipelineNames.INFERENCE_ID_FROM_RECORD,
            "an update names its row in " + ConfigField.INFERENCE_ID_COLUMN_NAME.property() + ": remove it");

    private static final Map<String, ConfigField> FIELDS =
            Arrays.stream(ConfigField.values()).collect(Collectors.toMap(ConfigField::property, Function.identity()));

    /** The kind for the values of {@code operation} and {@code task.type}; null or unknown ones count as not set. */
    static PipelineKind of(@Nullable Object operation, @Nullable Object taskType) {
        boolean updates =
                Choice.text(Operation.UPDATE).equals(String.valueOf(operation).trim());
        return updates
                ? new PipelineKind(Operation.UPDATE, Optional.empty())
                : new PipelineKind(
                        Operation.PUBLISH, TaskType.of(String.valueOf(taskType).trim()));
    }

    private boolean updates() {
        return operation == Operation.UPDATE;
    }

    /** Whether the property, named without a prefix, applies. All fields do while the task type is unknown. */
    boolean has(String property) {
        ConfigField field = FIELDS.get(property);
        if (updates()) {
            return field == null ? !ONLY_PUBLISHED.containsKey(property) : Operation.UPDATE_FIELDS.contains(field);
        }
        return field == null
                || taskType.map(type -> type.fields().contains(field)).orElse(true);
    }

    /** Whether the property, named without a prefix, must be set. */
    boolean requires(String property) {
        if (property.equals(PipelineNames.PIPELINE_ID)) {
            return true;
        }
        if (updates()) {
            return property.equals(ConfigField.INFERENCE_ID_COLUMN_NAME.property());
        }
        ConfigField field = FIELDS.get(property);
        return field == null
                ? property.equals(PipelineNames.TASK_TYPE)
                : taskType.map(type -> type.required().contains(field)).orElse(false);
    }

    /** Why a property does not apply, and what to do. */
    String whyNot(PipelineNames pipeline, String property) {
        String name = "pipeline '" + pipeline.alias() + "'";
        if (updates()) {
            String why = ONLY_PUBLISHED.getOrDefault(
                    property,
                    "an update names no other columns than those of " + properties(Operation.UPDATE_FIELDS)
                            + ": remove it. A column is sent whether it is named or not");
            return "P" + name.substring(1) + " has " + PipelineNames.OPERATION + "=update, and " + why;
        }
        ConfigField field = FIELDS.get(property);
        String owners = Arrays.stream(TaskType.values())
                .filter(type -> type.fields().contains(field))
                .map(TaskType::value)
                .collect(Collectors.joining(", "));
        return owners.isEmpty()
                ? "It is a field of updates; " + name + " publishes rows: remove it, or set "
                        + pipeline.own(PipelineNames.OPERATION) + "=update"
                : "It is a field of task types " + owners + "; " + name + " is "
                        + taskType.map(TaskType::value).orElse("of no known task type") + ": remove it or change "
                        + pipeline.own(PipelineNames.TASK_TYPE);
    }

    private static String properties(Set<ConfigField> fields) {
        return fields.stream().map(ConfigField::property).collect(Collectors.joining(", "));
    }
}
