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
    private static final PipelineNames ALIAS = PipelineNames.of("ALIAS");
    private static final String FIELDS = "Fields of the task types";
    private static final String UNLESS_FORMAT = ", unless the format sets it";
    private static final Pattern RANGE = Pattern.compile("\\[(\\d+),\\.\\.\\.,?(\\d*)]");

    private final StringBuilder page = new StringBuilder();
    private final ConfigDef definition = ConfigValidation.definition();
    private final Map<String, String> examples = new HashMap<>();

    private ConfigurationReference() {
        PipelineProperties.of(ALIAS, name -> false).stream()
                .filter(property -> !PipelineNames.isInherited(
                                property.name().substring(ALIAS.prefix().length()))
                        && !property.name().equals(ALIAS.own(PipelineNames.PIPELINE_ID)))
                .forEach(property -> property.define(definition, PipelineProperties.GROUP_OF_ALIASES));
        RequestHeaders.property("NAME").define(definition, ConnectionSettings.GROUP);
        properties().forEach(property -> examples.put(property.name(), property.example()));
    }

    /** Every property, those of a pipeline both flat and with an alias. */
    static List<Property> properties() {
        return Stream.of(
                        ConnectionSettings.properties(),
                        ProxySettings.properties(),
                        TlsProperties.properties(),
                        PipelineProperties.of(PipelineNames.flat(), name -> false),
                        List.of(PipelineProperties.aliases()),
                        List.of(RequestHeaders.property("NAME")),
                        PipelineProperties.of(ALIAS, name -> false),
                        RowSettings.properties(),
                        BatchingSettings.properties(),
                        DeliverySettings.properties())
                .flatMap(List::stream)
                .toList();
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
                + " milliseconds. A blank value counts as not set.");
        line("");
        line("A configuration with one pipeline sets the properties of the pipeline as they are listed here. With"
                + " several pipelines, `" + PipelineNames.PIPELINES + "` lists their aliases, and"
                + " `pipelines.ALIAS.x` sets the property `x` of one pipeline. It takes precedence over `x`, which is the default of"
                + " all pipelines. `" + PipelineNames.PIPELINE_ID + "` has no such default.");
        line("");
        line("`" + PipelineNames.FORMAT + "` gives defaults to the other properties of its pipeline. A property that is"
                + " set, for the pipeline or for all, takes precedence over them. Several pipelines may claim one topic"
                + " if each of them has a filter, from `" + PipelineNames.ROWS
                + "` or from its format: each record then"
                + " goes to every pipeline whose filter makes rows of it.");
        line("");
        line("A property that starts with `openlayer.` or `pipelines.` and is not listed here is an error. So is any"
                + " other name of eight characters or more within two edits of one that is listed here, and a name that"
                + " starts with `errors.` and is within two edits of one of Connect's. Other names that neither Connect"
                + " nor the connector knows are logged as a warning when the connector starts.");
        line("");
        line("Set `key.converter` in every connector. Without it the worker's converter reads the keys, and a stock"
                + " worker has `JsonConverter` with schemas, which fails the task on a text key such as `user-42`."
                + " `org.apache.kafka.connect.storage.StringConverter` reads every key. Connect's response"
                + " to `validate` has the same warning at `key.converter` if it is not set.");
        line("");
        line("`consumer.override.enable.auto.commit=true` and `producer.override.acks` other than `all` are errors,"
                + " because records could be lost with them.");
        line("");
        line("[`connector-config.schema.json`](connector-config.schema.json) is a JSON Schema of these properties, for"
                + " editors and CI. It takes the flat map of `PUT /connectors/NAME/config`.");
        line("");
        List<String> groups = definition.groups();
        groups.forEach(group -> line("- [" + group + "](#" + anchor(group) + ")"
                + (group.equals(PipelineProperties.GROUP)
                        ? ", [Fields of the task types](#" + anchor(FIELDS) + ")"
                        : "")));
        for (String group : groups) {
            group(group, key -> group.equals(key.group) && field(key).isEmpty());
            if (group.equals(PipelineProperties.GROUP)) {
                fields();
            }
        }
        return page.toString();
    }

    private static String anchor(String title) {
        return title.toLowerCase(Locale.ROOT).replace(' ', '-');
    }

    private void fields() {
        line("");
        line("## " + FIELDS);
        line("");
        line("Each field of the `config` of a request has its property. A pipeline has the fields of its `task.type`,"
                + " or those of updates. Any other field is an error on its property.");
        fieldTable();
        properties(key -> field(key).isPresent());
    }

    private void group(String title, Predicate<ConfigDef.ConfigKey> members) {
        line("");
        line("## " + title);
        if (title.equals("TLS")) {
            line("");
            line("Kafka's own client properties with the prefix `openlayer.`. Without any of them the JVM's trust"
                    + " store and defaults apply.");
        }
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
        if (key.name.equals(PipelineNames.TASK_TYPE)) {
            return "none, required unless `" + PipelineNames.OPERATION + "=update`" + UNLESS_FORMAT;
        }
        if (key.name.equals(PipelineNames.PIPELINE_ID)) {
            return "none, required; with `" + PipelineNames.PIPELINES + "` for each pipeline";
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
        if (key.name.equals(ConfigField.INFERENCE_ID_COLUMN_NAME.property())) {
            requiring.add("updates");
        }
        return requiring.isEmpty() ? "none" : "none, required for " + String.join(", ", requiring) + UNLESS_FORMAT;
    }

    private static String validValues(ConfigDef.ConfigKey key) {
        if (key.validator instanceof Choice<?> choice) {
            return choice.texts().stream().map(text -> "`" + text + "`").collect(Collectors.joining(", "));
        }
        if (key.validator instanceof PropertySyntax<?> syntax) {
            return plain(syntax.validValues());
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
                .filter(field -> key.name.equals(field.property()))
                .findFirst();
    }

    private void fieldTable() {
        line("");
        line("| property |"
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

    /** The text as Markdown, escaped so that every character is shown. */
    private static String plain(String text) {
        return text.replace("<", "&lt;").replace("*", "\\*");
    }

    private void line(String text) {
        page.append(text).append('\n');
    }
}
