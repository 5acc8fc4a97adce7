package com.openlayer.kafka.connect.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Properties that are set and that nobody reads, most of them misspelt. */
final class UnknownProperties {
    /** What Connect itself reads of a sink connector's and its tasks' configuration, as of Kafka 4.3. */
    private static final Set<String> OF_CONNECT = Set.of(
            "name",
            "connector.class",
            "connector.plugin.version",
            "tasks.max",
            "tasks.max.enforce",
            "task.class",
            "topics",
            "topics.regex",
            "key.converter",
            "value.converter",
            "header.converter",
            "transforms",
            "predicates",
            "config.action.reload",
            "config.providers");

    private static final List<String> PREFIXES_OF_CONNECT = List.of(
            "key.converter.",
            "value.converter.",
            "header.converter.",
            "transforms.",
            "predicates.",
            "errors.",
            "consumer.override.",
            "producer.override.",
            "admin.override.",
            "config.providers.");

    private static final String OURS = "openlayer.";
    private static final String OF_PIPELINES = PipelineProperties.PIPELINES + ".";

    private final ParsedProperties parsed;
    private final PipelineAliases aliases;

    UnknownProperties(ParsedProperties parsed, PipelineAliases aliases) {
        this.parsed = parsed;
        this.aliases = aliases;
    }

    /** Refuses unknown properties under our own prefixes. */
    void check() {
        for (String name : List.copyOf(parsed.given().keySet())) {
            if (!parsed.isKnown(name) && isOurs(name) && !aliases.isOfMalformed(name)) {
                parsed.addUnknownError(name, null, advice(name));
            }
        }
    }

    /** Set properties under nobody's prefix that neither Connect nor this connector reads. */
    List<UnknownProperty> unprefixed() {
        List<UnknownProperty> unknown = new ArrayList<>();
        for (String name : parsed.given().keySet()) {
            boolean known = parsed.isKnown(name)
                    || isOurs(name)
                    || OF_CONNECT.contains(name)
                    || PREFIXES_OF_CONNECT.stream().anyMatch(name::startsWith);
            if (!known) {
                unknown.add(new UnknownProperty(name, meant(name)));
            }
        }
        return List.copyOf(unknown);
    }

    private Optional<String> meant(String name) {
        List<String> known = new ArrayList<>(parsed.definedNames());
        known.addAll(OF_CONNECT);
        return Spelling.closest(name, known);
    }

    private static boolean isOurs(String name) {
        return name.startsWith(OURS) || name.startsWith(OF_PIPELINES);
    }

    private static String alias(String name) {
        String rest = name.substring(OF_PIPELINES.length());
        int dot = rest.indexOf('.');
        return dot < 0 ? rest : rest.substring(0, dot);
    }

    private String advice(String name) {
        if (name.startsWith(OURS)) {
            return nearest(name, name.substring(OURS.length()), parsed.definedNames());
        }
        String alias = alias(name);
        if (!aliases.usable().contains(alias)) {
            String add = "'" + alias + "' is not listed in pipelines=" + aliases.usable() + ": add it there";
            return Spelling.nearest(name, pipelineNames(OF_PIPELINES))
                    .map(near -> add + ", or did you mean '" + near + "'?")
                    .orElse(add);
        }
        String prefix = PipelineProperties.prefix(alias);
        String rest = name.length() < prefix.length() ? "" : name.substring(prefix.length());
        return nearest(name, rest, pipelineNames(prefix));
    }

    private List<String> pipelineNames(String prefix) {
        return parsed.definedNames().stream()
                .filter(name -> name.startsWith(prefix))
                .toList();
    }

    /** @param bare the name without the prefix, which some property of the connector may have */
    private String nearest(String name, String bare, List<String> known) {
        if (parsed.definedNames().contains(bare)) {
            return "Nobody reads it. Did you mean '" + bare + "', without a prefix?";
        }
        return Spelling.nearest(name, known)
                .map(near -> "Nobody reads it. Did you mean '" + near + "'?")
                .orElse("Nobody reads it: remove it");
    }
}
