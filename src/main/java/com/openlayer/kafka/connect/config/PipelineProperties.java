package com.openlayer.kafka.connect.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;

/** The definition of {@code pipelines}, and of all properties of one pipeline. */
final class PipelineProperties {
    /** The group of the flat properties. */
    static final String GROUP = "Pipeline";

    /** The group of {@code pipelines} itself. */
    static final String GROUP_OF_ALIASES = "Several pipelines";

    static final Choice<Operation> OPERATIONS = new Choice<>(Operation.class);
    static final Choice<TaskType> TASK_TYPES = new Choice<>(TaskType.class);

    static final PropertySyntax<UUID> ID = new PropertySyntax<>("a UUID", PipelineProperties::uuid);

    /** {@link UUID#fromString} also accepts groups that are too short, and returns a different id for them. */
    private static final Pattern UUID_TEXT = Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

    private PipelineProperties() {}

    /** {@code pipelines}, which lists the aliases. */
    static Property aliases() {
        return Property.optional(PipelineNames.PIPELINES, ConfigDef.Type.LIST, null, "Pipelines")
                .importance(Importance.MEDIUM)
                .documentation("The aliases of the inference pipelines, comma-separated, if there is more than one. An"
                        + " alias consists of letters, digits, underscores and hyphens. Each pipeline has its own"
                        + " properties, which start with pipelines.ALIAS. and take precedence over those without that"
                        + " prefix, which are the defaults of all pipelines. Without this property there is one"
                        + " pipeline, called '" + PipelineNames.DEFAULT
                        + "' in metrics and logs, which takes every topic.")
                .example("chat,churn");
    }

    static String group(PipelineNames pipeline) {
        return pipeline.isFlat() ? GROUP : GROUP + ": " + pipeline.alias();
    }

    /**
     * The properties of one pipeline, including those that do not apply to its operation and task type.
     *
     * @param required whether a property, named without a prefix, must be set
     */
    static List<Property> of(PipelineNames pipeline, Predicate<String> required) {
        List<Property> properties = new ArrayList<>();
        properties.add(pipelineId(pipeline, required));
        properties.add(taskType(pipeline, required));
        properties.add(operation(pipeline));
        properties.addAll(TopicSelection.properties(pipeline));
        for (ConfigField field : ConfigField.values()) {
            properties.add(FieldProperties.property(pipeline.prefix(), field, required.test(field.property())));
        }
        properties.addAll(RowMapping.properties(pipeline));
        properties.forEach(property -> {
            String name = pipeline.withoutPrefix(property.name());
            property.visibleIf(parsed -> isVisible(pipeline, name, parsed));
        });
        return properties;
    }

    /** @param parsed values by name, including defaults, as a Recommender receives them */
    private static boolean isVisible(PipelineNames pipeline, String property, Map<String, Object> parsed) {
        if (pipeline.isFlat() && parsed.get(PipelineNames.PIPELINES) instanceof List<?> aliases && !aliases.isEmpty()) {
            return PipelineNames.isInherited(property)
                    && aliases.stream()
                            .map(alias -> PipelineNames.of(alias.toString()))
                            .anyMatch(listed -> kind(listed, parsed).has(property));
        }
        return kind(pipeline, parsed).has(property);
    }

    /** Whether any pipeline updates rows. */
    static boolean anyUpdates(Map<String, Object> parsed) {
        Stream<PipelineNames> pipelines =
                parsed.get(PipelineNames.PIPELINES) instanceof List<?> aliases && !aliases.isEmpty()
                        ? aliases.stream().map(alias -> PipelineNames.of(alias.toString()))
                        : Stream.of(PipelineNames.flat());
        return pipelines.anyMatch(pipeline -> kind(pipeline, parsed).operation() == Operation.UPDATE);
    }

    private static PipelineKind kind(PipelineNames pipeline, Map<String, Object> parsed) {
        return PipelineKind.of(
                parsed.get(pipeline.own(PipelineNames.OPERATION)), parsed.get(pipeline.own(PipelineNames.TASK_TYPE)));
    }

    private static Property pipelineId(PipelineNames pipeline, Predicate<String> required) {
        return property(pipeline, PipelineNames.PIPELINE_ID, required, "Inference pipeline id")
                .importance(Importance.HIGH)
                .valid(ID)
                .documentation("The id of the inference pipeline in Openlayer, a UUID.")
                .example("182bd5e5-6e1a-4fe4-a799-aa6d9a6ab26e");
    }

    private static Property taskType(PipelineNames pipeline, Predicate<String> required) {
        return property(pipeline, PipelineNames.TASK_TYPE, required, "Task type")
                .importance(Importance.HIGH)
                .oneOf(TASK_TYPES)
                .documentation("The task type of the Openlayer project that the pipeline belongs to. It decides"
                        + " which fields the pipeline has. An update has none: its request is the same for all"
                        + " task types.")
                .example("llm-base");
    }

    private static Property property(
            PipelineNames pipeline, String property, Predicate<String> required, String title) {
        String name = pipeline.own(property);
        return required.test(property)
                ? Property.required(name, ConfigDef.Type.STRING, title)
                : Property.optional(name, ConfigDef.Type.STRING, null, title);
    }

    private static Property operation(PipelineNames pipeline) {
        return Property.optional(pipeline.own(PipelineNames.OPERATION), ConfigDef.Type.STRING, "publish", "Operation")
                .importance(Importance.MEDIUM)
                .oneOf(OPERATIONS)
                .documentation("What a record contains: with 'publish' a new row, with 'update' columns of a"
                        + " row that was published before, such as a label that arrives later; "
                        + ConfigField.INFERENCE_ID_COLUMN_NAME.property()
                        + " names that row. Updates of one row are sent in the order in which their records were"
                        + " read, whatever the value of " + BatchingSettings.ORDERING + ".")
                .example("update");
    }

    private static UUID uuid(String text) {
        if (!UUID_TEXT.matcher(text).matches()) {
            throw new IllegalArgumentException("It is not a UUID such as 182bd5e5-6e1a-4fe4-a799-aa6d9a6ab26e: copy the"
                    + " id of the inference pipeline from Openlayer");
        }
        return UUID.fromString(text);
    }
}
