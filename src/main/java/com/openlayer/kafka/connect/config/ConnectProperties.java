package com.openlayer.kafka.connect.config;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.kafka.common.config.ConfigDef;

/** What Connect itself reads of a sink connector's and its tasks' configuration, as of Kafka 4.4. */
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

    /** All that start with {@code errors.}. */
    private static final Set<String> OF_ERRORS = Set.of(
            "errors.retry.timeout",
            "errors.retry.delay.max.ms",
            "errors.tolerance",
            "errors.log.enable",
            "errors.log.include.messages",
            "errors.deadletterqueue.topic.name",
            "errors.deadletterqueue.topic.replication.factor",
            "errors.deadletterqueue.context.headers.enable");

    /** What others name: the properties of converters, transforms, clients. */
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

    /** Both mean the same to a producer. */
    private static final Set<String> ALL_REPLICAS = Set.of("all", "-1");

    /** Where Connect shows the converters. */
    private static final String GROUP = "Common";

    private static final int ORDER_OF_KEY_CONVERTER = 6;

    private ConnectProperties() {}

    static boolean has(String name) {
        return NAMES.contains(name)
                || OF_ERRORS.contains(name)
                || PREFIXES.stream().anyMatch(name::startsWith);
    }

    /** Every name that is fixed. */
    static List<String> names() {
        return Stream.concat(NAMES.stream(), OF_ERRORS.stream()).toList();
    }

    /** Those that {@code name} could be a misspelling of, if it is one of an error handler's. */
    static Set<String> ofErrors(String name) {
        return name.startsWith(ERRORS) ? OF_ERRORS : Set.of();
    }

    /** Refuses overrides of clients with which records could be lost. Values are read as Kafka reads them, trimmed. */
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
                    "A dead letter could be lost after its record's offset is committed: remove it, or set it to all");
        }
    }

    /**
     * Warns of a configuration without a converter of keys. It is no error, because the worker's converter may be right,
     * which a connector cannot see. Connect shows our definition of the property in place of its own.
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
