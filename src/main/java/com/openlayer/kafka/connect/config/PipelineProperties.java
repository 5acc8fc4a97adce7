package com.openlayer.kafka.connect.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Stream;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Width;

/**
 * Which pipelines there are, and the properties of each: flat, as {@code task.type}, or with the prefix of the
 * pipeline's alias, as {@code pipelines.chat.task.type}.
 */
final class PipelineProperties {
    /** The group of the flat properties. */
    static final String GROUP = "Pipeline";

    /** The group of {@link #PIPELINES}. */
    static final String GROUP_OF_ALIASES = "Several pipelines";

    static final String PIPELINES = "pipelines";

    static final String TOPICS = "topics";
    static final String TOPICS_REGEX = "topics.regex";
    static final String PIPELINE_ID = "inference.pipeline.id";
    static final String OPERATION = "operation";
    static final String TASK_TYPE = "task.type";
    static final String COLUMNS = "columns";
    static final String TIMESTAMP_UNIT = "timestamp.unit";
    static final String TIMESTAMP_FROM_RECORD = "timestamp.from.record";
    static final String INFERENCE_ID_FROM_RECORD = "inference.id.from.record";

    static final Choice<Operation> OPERATIONS = new Choice<>(Operation.class);
    static final Choice<TaskType> TASK_TYPES = new Choice<>(TaskType.class);
    static final Choice<TimestampUnit> UNITS = new Choice<>(TimestampUnit.class);

    static final Format<UUID> ID = new Format<>("a UUID", PipelineProperties::uuid);
    static final Format<Pattern> REGEX = new Format<>("a Java regular expression", PipelineProperties::regex);

    /** {@link UUID#fromString} also takes groups that are too short, and makes another id of them. */
    private static final Pattern UUID_TEXT = Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

    private PipelineProperties() {}

    /** What lists the pipelines. */
    static Property aliases() {
        return Property.optional(PIPELINES, ConfigDef.Type.LIST, null, "Pipelines")
                .importance(Importance.MEDIUM)
                .documentation("The aliases of the inference pipelines, comma-separated, if there is more than one. An"
                        + " alias consists of letters, digits, underscores and hyphens. Each pipeline has its own"
                        + " properties, which start with pipelines.ALIAS. and win over the ones without that prefix;"
                        + " the latter are the defaults of all pipelines. Without this property there is one"
                        + " pipeline, called '" + PipelineNames.DEFAULT
                        + "' in metrics and logs, which takes every topic.")
                .example("chat,churn");
    }

    static String group(PipelineNames pipeline) {
        return pipeline.isFlat() ? GROUP : GROUP + ": " + pipeline.alias();
    }

    /**
     * The properties of one pipeline, including those that its operation and task type have no use for.
     *
     * @param required whether a property, named without a prefix, must be set
     */
    static List<Property> of(PipelineNames pipeline, Predicate<String> required) {
        List<Property> properties = new ArrayList<>();
        properties.add(pipelineId(pipeline, required));
        properties.add(taskType(pipeline, required));
        properties.add(operation(pipeline));
        if (!pipeline.isFlat()) {
            properties.addAll(topics(pipeline));
        }
        for (ConfigField field : ConfigField.values()) {
            properties.add(FieldProperties.property(pipeline.prefix(), field, required.test(field.property())));
        }
        properties.addAll(shape(pipeline.prefix()));
        properties.forEach(property -> {
            String name = property.name().substring(pipeline.prefix().length());
            property.visibleIf(parsed -> isVisible(pipeline, name, parsed));
        });
        return properties;
    }

    /** @param parsed values by name, defaults included, as a Recommender gets them */
    private static boolean isVisible(PipelineNames pipeline, String property, Map<String, Object> parsed) {
        if (pipeline.isFlat() && parsed.get(PIPELINES) instanceof List<?> aliases && !aliases.isEmpty()) {
            return PipelineNames.isInherited(property)
                    && aliases.stream()
                            .map(alias -> PipelineNames.of(alias.toString()))
                            .anyMatch(listed -> kind(listed, parsed).has(property));
        }
        return kind(pipeline, parsed).has(property);
    }

    /** Whether some pipeline updates rows. */
    static boolean anyUpdates(Map<String, Object> parsed) {
        Stream<PipelineNames> pipelines = parsed.get(PIPELINES) instanceof List<?> aliases && !aliases.isEmpty()
                ? aliases.stream().map(alias -> PipelineNames.of(alias.toString()))
                : Stream.of(PipelineNames.flat());
        return pipelines.anyMatch(pipeline -> kind(pipeline, parsed).operation() == Operation.UPDATE);
    }

    private static PipelineKind kind(PipelineNames pipeline, Map<String, Object> parsed) {
        return PipelineKind.of(parsed.get(pipeline.own(OPERATION)), parsed.get(pipeline.own(TASK_TYPE)));
    }

    private static Property pipelineId(PipelineNames pipeline, Predicate<String> required) {
        return property(pipeline, PIPELINE_ID, required, "Inference pipeline id")
                .importance(Importance.HIGH)
                .valid(ID)
                .documentation("The id of the inference pipeline, a UUID, as Openlayer shows it.")
                .example("182bd5e5-6e1a-4fe4-a799-aa6d9a6ab26e");
    }

    private static Property taskType(PipelineNames pipeline, Predicate<String> required) {
        return property(pipeline, TASK_TYPE, required, "Task type")
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
        return Property.optional(pipeline.own(OPERATION), ConfigDef.Type.STRING, "publish", "Operation")
                .importance(Importance.MEDIUM)
                .oneOf(OPERATIONS)
                .documentation("What a record is. With 'publish' it is a new row. With 'update' it holds columns of a"
                        + " row that was published before, such as a label that arrives later; "
                        + ConfigField.INFERENCE_ID_COLUMN_NAME.property()
                        + " names that row. Updates of one row are sent in the order in which their records were"
                        + " read, whatever " + BatchingProperties.ORDERING + " is.")
                .example("update");
    }

    private static List<Property> topics(PipelineNames pipeline) {
        return List.of(
                Property.optional(pipeline.own(TOPICS), ConfigDef.Type.LIST, null, "Topics")
                        .importance(Importance.HIGH)
                        .documentation(
                                "The topics whose records go to this pipeline, comma-separated, by the names that"
                                        + " they have after all transforms. A pipeline with neither this nor "
                                        + TOPICS_REGEX + " takes every topic that no other pipeline claims.")
                        .example("support-chat"),
                Property.optional(pipeline.own(TOPICS_REGEX), ConfigDef.Type.STRING, null, "Topics by pattern")
                        .importance(Importance.MEDIUM)
                        .width(Width.LONG)
                        .valid(REGEX)
                        .documentation("The topics whose records go to this pipeline, as a regular expression that"
                                + " matches the whole name a topic has after all transforms. A pipeline that"
                                + " claims a topic by its name comes first.")
                        .example("tenant-.*-chat"));
    }

    private static List<Property> shape(String prefix) {
        return List.of(
                Property.optional(prefix + COLUMNS, ConfigDef.Type.STRING, "*", "Columns")
                        .importance(Importance.MEDIUM)
                        .width(Width.LONG)
                        .valid(Columns.FORMAT)
                        .documentation("The columns of a row. '*' takes every top-level field of the value,"
                                + " 'name=source' fills a column from a source, '-name' leaves a column out. A source"
                                + " is value:/json/pointer, key, key:/json/pointer, header:name, or record:topic,"
                                + " record:partition, record:offset, record:timestamp, record:id (the coordinates"
                                + " before any transform). JSON Pointers are those of RFC 6901. Of several sources"
                                + " with | between them the first that is present and not null counts; a | that belongs"
                                + " to a name is written \\|. Write a JSON array"
                                + " of strings if an entry holds a comma.")
                        .example("*,output=value:/response/choices/0/message/content,user_id=header:user,-debug"),
                Property.optional(prefix + TIMESTAMP_UNIT, ConfigDef.Type.STRING, "auto", "Unit of timestamps")
                        .oneOf(UNITS)
                        .documentation("How the values of the timestamp column are meant. With 'auto' numbers are"
                                + " seconds, milliseconds, microseconds or nanoseconds by their magnitude, texts are"
                                + " ISO-8601, and Connect's logical types mean what they mean.")
                        .example("ms"),
                Property.optional(
                                prefix + TIMESTAMP_FROM_RECORD,
                                ConfigDef.Type.BOOLEAN,
                                true,
                                "Timestamp from the record")
                        .documentation("Whether rows get the Kafka record's own timestamp if no timestamp column is"
                                + " named. Otherwise Openlayer takes the time of the upload. A column that the row"
                                + " has already is never overwritten.")
                        .example("false"),
                Property.optional(
                                prefix + INFERENCE_ID_FROM_RECORD,
                                ConfigDef.Type.BOOLEAN,
                                true,
                                "Inference id from the record")
                        .documentation(
                                "Whether rows get topic-partition-offset as their inference id if no inference id"
                                        + " column is named. Otherwise Openlayer makes one up, and a row that is"
                                        + " delivered twice cannot be recognised. A column that the row has already is"
                                        + " never overwritten.")
                        .example("false"));
    }

    private static UUID uuid(String text) {
        if (!UUID_TEXT.matcher(text).matches()) {
            throw new IllegalArgumentException("It is not a UUID such as 182bd5e5-6e1a-4fe4-a799-aa6d9a6ab26e: copy the"
                    + " id of the inference pipeline from Openlayer");
        }
        return UUID.fromString(text);
    }

    private static Pattern regex(String text) {
        try {
            return Pattern.compile(text);
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException(
                    "Invalid regular expression: " + e.getDescription() + " near index " + e.getIndex(), e);
        }
    }
}
