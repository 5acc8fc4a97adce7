package com.openlayer.kafka.connect.config;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Width;

/** Which pipelines there are, and what is configured for each of them below {@code pipelines.<alias>.}. */
final class PipelineProperties {
    static final String GROUP = "Pipelines";

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

    /** What does not apply to updates, and what to do instead. */
    static final Map<String, String> ONLY_PUBLISHED = Map.of(
            TASK_TYPE,
            "an update is the same for all task types: remove it",
            TIMESTAMP_FROM_RECORD,
            "an update leaves the time of the inference as it is: remove it, or name a column in "
                    + ConfigField.TIMESTAMP_COLUMN_NAME.property(),
            INFERENCE_ID_FROM_RECORD,
            "an update is of the row that " + ConfigField.INFERENCE_ID_COLUMN_NAME.property() + " says: remove it");

    /** {@link UUID#fromString} also takes groups that are too short, and makes another id of them. */
    private static final Pattern UUID_TEXT = Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

    private PipelineProperties() {}

    static List<Property> properties() {
        return List.of(Property.required(PIPELINES, ConfigDef.Type.LIST, "Pipelines")
                .importance(Importance.HIGH)
                .documentation(
                        "The aliases of the inference pipelines to publish to, comma-separated. Each is configured"
                                + " by properties that start with pipelines.<alias>. and consists of letters, digits,"
                                + " underscores and hyphens.")
                .example("chat,churn"));
    }

    static String prefix(String alias) {
        return PIPELINES + "." + alias + ".";
    }

    static String group(String alias) {
        return "Pipeline: " + alias;
    }

    /**
     * What may be set below {@code prefix}. Without a task type every field is offered, none of them required: the
     * missing task type is the one problem then.
     */
    static List<Property> of(String prefix, Optional<TaskType> taskType) {
        List<Property> properties = new ArrayList<>(routing(prefix));
        Set<ConfigField> fields = taskType.map(TaskType::fields).orElse(EnumSet.allOf(ConfigField.class));
        for (ConfigField field : fields) {
            boolean required =
                    taskType.map(type -> type.required().contains(field)).orElse(false);
            properties.add(FieldProperties.property(prefix, field, required));
        }
        properties.addAll(shape(prefix));
        return properties;
    }

    /** What may be set below {@code prefix} for a pipeline that updates rows. */
    static List<Property> ofUpdates(String prefix) {
        List<Property> properties = new ArrayList<>(routing(prefix));
        for (ConfigField field : Operation.UPDATE_FIELDS) {
            properties.add(FieldProperties.property(prefix, field, field == ConfigField.INFERENCE_ID_COLUMN_NAME));
        }
        properties.addAll(shape(prefix));
        properties.removeIf(
                property -> ONLY_PUBLISHED.containsKey(property.name().substring(prefix.length())));
        return properties;
    }

    private static List<Property> routing(String prefix) {
        return List.of(
                Property.optional(prefix + OPERATION, ConfigDef.Type.STRING, "publish", "Operation")
                        .importance(Importance.MEDIUM)
                        .oneOf(OPERATIONS)
                        .documentation(
                                "What a record is. With 'publish' it is a new row. With 'update' it holds columns"
                                        + " of a row that was published before, such as a label that is known only now; "
                                        + ConfigField.INFERENCE_ID_COLUMN_NAME.property()
                                        + " says which row is meant. Updates of one row are sent in the order in which their"
                                        + " records were read, whatever " + BatchingProperties.ORDERING + " is.")
                        .example("update"),
                Property.required(prefix + PIPELINE_ID, ConfigDef.Type.STRING, "Inference pipeline id")
                        .importance(Importance.HIGH)
                        .valid(ID)
                        .documentation("The id of the inference pipeline, a UUID, as Openlayer shows it.")
                        .example("182bd5e5-6e1a-4fe4-a799-aa6d9a6ab26e"),
                Property.required(prefix + TASK_TYPE, ConfigDef.Type.STRING, "Task type")
                        .importance(Importance.HIGH)
                        .oneOf(TASK_TYPES)
                        .documentation("The task type of the Openlayer project that the pipeline belongs to. It decides"
                                + " which fields the pipeline has. An update has none: its request is the same for all"
                                + " task types.")
                        .example("llm-base"),
                Property.optional(prefix + TOPICS, ConfigDef.Type.LIST, null, "Topics")
                        .importance(Importance.HIGH)
                        .documentation(
                                "The topics whose records go to this pipeline, comma-separated, by the names that"
                                        + " they have after all transforms. A pipeline with neither this nor "
                                        + TOPICS_REGEX + " takes every topic that no other pipeline claims.")
                        .example("support-chat"),
                Property.optional(prefix + TOPICS_REGEX, ConfigDef.Type.STRING, null, "Topics by pattern")
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
                    "It is no regular expression: " + e.getDescription() + " near index " + e.getIndex(), e);
        }
    }
}
