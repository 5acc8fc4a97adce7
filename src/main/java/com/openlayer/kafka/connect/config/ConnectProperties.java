package com.openlayer.kafka.connect.config;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.kafka.common.config.ConfigDef;

/** The properties of a sink connector and its tasks that Connect itself reads, as of Kafka 4.4. */
final class ConnectProperties {
    static final String KEY_CONVERTER = "key.converter";

    private static final String ERRORS = "errors.";

    private static final Set<String> NAMES = Set.of(
            "name",
            "connector.class",
            "connector.plugin.version",
            "tasks.max",
            "tasks.max.enforce",
            "task.class",
            "topics",
            "topics.regex",
            KEY_CONVERTER,
            "value.converter",
            "header.converter",
            "transforms",
            "predicates",
            "config.action.reload",
            "config.providers");

    /** All properties that start with {@code errors.}. */
    private static final Set<String> OF_ERRORS = Set.of(
            "errors.retry.timeout",
            "errors.retry.delay.max.ms",
            "errors.tolerance",
            "errors.log.enable",
            "errors.log.include.messages",
            "errors.deadletterqueue.topic.name",
            "errors.deadletterqueue.topic.replication.factor",
            "errors.deadletterqueue.context.headers.enable");

    /** Prefixes of the properties of converters, transforms and clients. */
    private static final List<String> PREFIXES = List.of(
            "key.converter.",
            "value.converter.",
            "header.converter.",
            "transforms.",
            "predicates.",
            "consumer.override.",
            "producer.override.",
            "admin.override.",
            "config.providers.");

    private static final String AUTO_COMMIT = "consumer.override.enable.auto.commit";
    private static final String ACKS = "producer.override.acks";

    /** Two spellings of the same setting. */
    private static final Set<String> ALL_REPLICAS = Set.of("all", "-1");

    /** The group and the position of the property in Connect's own definition. */
    private static final String GROUP = "Common";

    private static final int ORDER_OF_KEY_CONVERTER = 6;

    private ConnectProperties() {}

    static boolean has(String name) {
        return NAMES.contains(name)
                || OF_ERRORS.contains(name)
                || PREFIXES.stream().anyMatch(name::startsWith);
    }

    /** Every property whose name is fixed. */
    static List<String> names() {
        return Stream.concat(NAMES.stream(), OF_ERRORS.stream()).toList();
    }

    /** The properties that {@code name} may be a misspelling of, if it starts with {@code errors.}. */
    static Set<String> ofErrors(String name) {
        return name.startsWith(ERRORS) ? OF_ERRORS : Set.of();
    }

    /** Rejects overrides of clients that could lose records. Values are trimmed, as Kafka does. */
    static void check(ParsedProperties parsed) {
        Map<String, String> given = parsed.given();
        String autoCommit = given.getOrDefault(AUTO_COMMIT, "false").trim();
        if (autoCommit.toLowerCase(Locale.ROOT).equals("true")) {
            parsed.replaceErrors(
                    AUTO_COMMIT,
                    "Records would be lost: the consumer would commit offsets of records that Openlayer has not accepted:"
                            + " remove it");
        }
        String acks = given.getOrDefault(ACKS, "all").trim();
        if (!ALL_REPLICAS.contains(acks)) {
            parsed.replaceErrors(
                    ACKS,
                    "A dead-lettered record could be lost after its offset is committed: remove it, or set it to all");
        }
    }

    /**
     * Warns if no converter of keys is set. This is not an error, because a connector cannot see whether the worker's
     * converter is suitable. Connect shows this definition of the property in place of its own.
     */
    static void warn(ParsedProperties parsed, ConfigDef definition, ConfigWarnings warnings) {
        if (parsed.isGiven(KEY_CONVERTER)) {
            return;
        }
        Property.optional(KEY_CONVERTER, ConfigDef.Type.CLASS, null, "Key converter class")
                .width(ConfigDef.Width.SHORT)
                .documentation("The converter that reads the keys of records. The worker's if not set.")
                .define(definition, GROUP, ORDER_OF_KEY_CONVERTER);
        warnings.add(
                KEY_CONVERTER,
                "It is not set. A stock worker reads keys with JsonConverter and schemas, which fails the task on a text"
                        + " key such as user-42. Set it to org.apache.kafka.connect.storage.StringConverter, which"
                        + " reads every key.");
    }
}
