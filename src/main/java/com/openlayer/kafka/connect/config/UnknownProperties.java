package com.openlayer.kafka.connect.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Finds properties that neither Connect nor this connector reads. Most of them are misspelled. */
final class UnknownProperties {
    /** Shorter names are within two edits of too many others. */
    private static final int SHORTEST_MISSPELLING = 8;

    /** The most edits between a misspelling and the known name. */
    private static final int MOST_EDITS = 2;

    private static final String OURS = "openlayer.";
    private static final String OF_PIPELINES = PipelineNames.PIPELINES + ".";

    private final ParsedProperties parsed;
    private final PipelineAliases aliases;

    UnknownProperties(ParsedProperties parsed, PipelineAliases aliases) {
        this.parsed = parsed;
        this.aliases = aliases;
    }

    /** Adds an error for each unknown property with a prefix of the connector, and for each misspelled one without. */
    void check() {
        for (String name : List.copyOf(parsed.given().keySet())) {
            if (parsed.isKnown(name) || ConnectProperties.has(name)) {
                continue;
            }
            if (!isOurs(name)) {
                misspelled(name).ifPresent(near -> parsed.addUnknownError(name, null, "Did you mean '" + near + "'?"));
            } else if (!aliases.isOfMalformed(name) && !(name.startsWith(OF_PIPELINES) && aliases.areUnlisted())) {
                parsed.addUnknownError(name, null, advice(name));
            }
        }
    }

    /** Unknown properties without a prefix of the connector that are not similar enough to a known one for an error. */
    List<UnknownProperty> unprefixed() {
        return parsed.given().keySet().stream()
                .filter(name -> !parsed.isKnown(name) && !isOurs(name) && !ConnectProperties.has(name))
                .map(name -> new UnknownProperty(name, meant(name)))
                .toList();
    }

    private Optional<String> misspelled(String name) {
        if (name.length() < SHORTEST_MISSPELLING) {
            return Optional.empty();
        }
        List<String> known = new ArrayList<>(parsed.definedNames());
        known.addAll(ConnectProperties.ofErrors(name));
        return Spelling.nearest(name, known).filter(near -> Spelling.distance(name, near) <= MOST_EDITS);
    }

    private Optional<String> meant(String name) {
        List<String> known = new ArrayList<>(parsed.definedNames());
        known.addAll(ConnectProperties.names());
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
        String prefix = PipelineNames.of(alias).prefix();
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
            return "Did you mean '" + bare + "', without a prefix?";
        }
        return Spelling.nearest(name, known)
                .map(near -> "Did you mean '" + near + "'?")
                .orElse("Remove it");
    }
}
