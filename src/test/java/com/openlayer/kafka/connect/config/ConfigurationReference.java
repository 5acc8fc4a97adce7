package com.openlayer.kafka.connect.config;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.common.config.ConfigDef;

/** Writes {@code docs/configuration.md} from the ConfigDef. */
final class ConfigurationReference {
    private static final String PREFIX = "pipelines.<alias>.";
    private static final Pattern RANGE = Pattern.compile("\\[(\\d+),\\.\\.\\.,?(\\d*)]");

    private final StringBuilder page = new StringBuilder();
    private final ConfigDef definition = ConfigValidation.definition();
    private final Map<String, String> examples = new HashMap<>();

    private ConfigurationReference() {
        List<Property> ofPipelines = PipelineProperties.of(PREFIX, Optional.empty());
        ofPipelines.forEach(property -> property.define(definition, PREFIX));
        Property header = ConnectionProperties.header("<Name>");
        header.define(definition, ConnectionProperties.GROUP);
        examples.put(header.name(), header.example());
        Stream.of(
                        ConnectionProperties.properties(),
                        TlsProperties.properties(),
                        PipelineProperties.properties(),
                        ofPipelines,
                        RowProperties.properties(),
                        BatchingProperties.properties(),
                        DeliveryProperties.properties())
                .flatMap(List::stream)
                .forEach(property -> examples.put(property.name(), property.example()));
    }

    static String markdown() {
        return new ConfigurationReference().write();
    }

    private String write() {
        line("# Configuration");
        line("");
        line("<!-- Generated from the ConfigDef. To change it, change the properties' documentation and run");
        line("     mvn test -Dtest=ConfigurationReferenceTest -Ddocs.update=true -->");
        line("");
        line("These are the properties of the connector. Those of Kafka Connect itself (`name`, `topics`, `tasks.max`,"
                + " converters, transforms, `errors.*` and so on) are in Kafka's own documentation. Durations are in"
                + " milliseconds. A blank value counts as not set. A property that starts with `openlayer.` or"
                + " `pipelines.` and is not listed here is an error.");
        line("");
        line("- [Connection](#connection), [TLS](#tls)");
        line("- [Pipelines](#pipelines), [Each pipeline](#each-pipeline), [Fields of the task types]"
                + "(#fields-of-the-task-types)");
        line("- [Rows](#rows)");
        line("- [Batching](#batching)");
        line("- [Retries and errors](#retries-and-errors)");
        group("Connection", key -> key.group.equals(ConnectionProperties.GROUP) && !isTls(key));
        line("");
        line("## TLS");
        line("");
        line("Kafka's own client properties behind the prefix `openlayer.`. Without any of them the JVM's trust store"
                + " and defaults hold.");
        properties(this::isTls);
        group("Pipelines", key -> key.group.equals(PipelineProperties.GROUP));
        group("Each pipeline", key -> key.group.equals(PREFIX) && field(key).isEmpty());
        line("");
        line("## Fields of the task types");
        line("");
        line("Each field of the `config` of a request has its property. A pipeline has the fields of its `task.type`,"
                + " or those of updates; the property of any other field is an error.");
        fieldTable();
        properties(key -> field(key).isPresent());
        group(RowProperties.GROUP, key -> key.group.equals(RowProperties.GROUP));
        group(BatchingProperties.GROUP, key -> key.group.equals(BatchingProperties.GROUP));
        group(DeliveryProperties.GROUP, key -> key.group.equals(DeliveryProperties.GROUP));
        return page.toString();
    }

    private boolean isTls(ConfigDef.ConfigKey key) {
        return key.name.startsWith(TlsProperties.PREFIX + "ssl.");
    }

    private void group(String title, Predicate<ConfigDef.ConfigKey> members) {
        line("");
        line("## " + title);
        properties(members);
    }

    private void properties(Predicate<ConfigDef.ConfigKey> members) {
        definition.configKeys().values().stream().filter(members).forEach(this::property);
    }

    private void property(ConfigDef.ConfigKey key) {
        line("");
        line("### `" + key.name + "`");
        line("");
        line(plain(key.documentation));
        line("");
        line("- Type: " + key.type.name().toLowerCase(Locale.ROOT));
        line("- Default: " + defaultValue(key));
        line("- Valid values: " + validValues(key));
        line("- Importance: " + key.importance.name().toLowerCase(Locale.ROOT));
        line("- Example: `" + Optional.ofNullable(examples.get(key.name)).orElseThrow() + "`");
    }

    private String defaultValue(ConfigDef.ConfigKey key) {
        if (key.name.equals(PREFIX + PipelineProperties.TASK_TYPE)) {
            return "none, required unless `" + PipelineProperties.OPERATION + "=update`";
        }
        if (!key.hasDefault()) {
            return "none, required";
        }
        String value = ConfigDef.convertToString(key.defaultValue, key.type);
        if (value != null && !value.isEmpty()) {
            return "`" + value + "`";
        }
        Set<String> requiring = field(key).stream()
                .flatMap(field -> Arrays.stream(TaskType.values())
                        .filter(type -> type.required().contains(field)))
                .map(TaskType::value)
                .collect(Collectors.toCollection(TreeSet::new));
        if (key.name.equals(PREFIX + ConfigField.INFERENCE_ID_COLUMN_NAME.property())) {
            requiring.add("updates");
        }
        return requiring.isEmpty() ? "none" : "none, required for " + String.join(", ", requiring);
    }

    private static String validValues(ConfigDef.ConfigKey key) {
        if (key.validator instanceof Choice<?> choice) {
            return choice.texts().stream().map(text -> "`" + text + "`").collect(Collectors.joining(", "));
        }
        if (key.validator instanceof Format<?> format) {
            return plain(format.validValues());
        }
        Matcher range = RANGE.matcher(String.valueOf(key.validator));
        if (range.matches()) {
            return range.group(2).isEmpty() ? "at least " + range.group(1) : range.group(1) + " to " + range.group(2);
        }
        return switch (key.type) {
            case BOOLEAN -> "`true`, `false`";
            case LIST -> "comma-separated";
            default -> "any text";
        };
    }

    private static Optional<ConfigField> field(ConfigDef.ConfigKey key) {
        return Arrays.stream(ConfigField.values())
                .filter(field -> key.name.equals(PREFIX + field.property()))
                .findFirst();
    }

    private void fieldTable() {
        line("");
        line("| property below `" + PREFIX + "` |"
                + Arrays.stream(TaskType.values())
                        .map(type -> " `" + type.value() + "` |")
                        .collect(Collectors.joining())
                + " updates |");
        line("|---|" + "---|".repeat(TaskType.values().length + 1));
        for (ConfigField field : ConfigField.values()) {
            line("| `" + field.property() + "` |"
                    + Arrays.stream(TaskType.values())
                            .map(type -> " " + mark(type, field) + " |")
                            .collect(Collectors.joining())
                    + " " + ofUpdates(field) + " |");
        }
    }

    private static String mark(TaskType type, ConfigField field) {
        if (!type.fields().contains(field)) {
            return "–";
        }
        return type.required().contains(field) ? "required" : "optional";
    }

    private static String ofUpdates(ConfigField field) {
        if (!Operation.UPDATE_FIELDS.contains(field)) {
            return "–";
        }
        return field == ConfigField.INFERENCE_ID_COLUMN_NAME ? "required" : "optional";
    }

    /** The text as Markdown that shows every character of it. */
    private static String plain(String text) {
        return text.replace("<", "&lt;").replace("*", "\\*");
    }

    private void line(String text) {
        page.append(text).append('\n');
    }
}
