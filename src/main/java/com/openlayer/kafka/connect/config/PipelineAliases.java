package com.openlayer.kafka.connect.config;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.kafka.common.config.ConfigDef;

/** The pipelines of a configuration: those that {@code pipelines} lists, in its order, or the one of the flat form. */
final class PipelineAliases {
    private static final Pattern ALIAS = Pattern.compile("[A-Za-z0-9_-]+");
    private static final String PREFIX = PipelineProperties.PIPELINES + ".";

    private final Map<String, String> given;
    private final Set<String> usable = new LinkedHashSet<>();
    private final List<String> listedTwice = new ArrayList<>();
    private final Set<String> malformed = new LinkedHashSet<>();

    PipelineAliases(Map<String, String> given) {
        this.given = given;
        for (String entry : given.getOrDefault(PipelineProperties.PIPELINES, "").split(",", -1)) {
            String alias = entry.trim();
            if (alias.isEmpty()) {
                continue;
            }
            if (!ALIAS.matcher(alias).matches()) {
                malformed.add(alias);
            } else if (!usable.add(alias)) {
                listedTwice.add(alias);
            }
        }
    }

    private boolean areListed() {
        return given.containsKey(PipelineProperties.PIPELINES);
    }

    /** Whether there are properties behind aliases that nothing lists. */
    boolean areMissing() {
        return !areListed() && given.keySet().stream().anyMatch(name -> name.startsWith(PREFIX));
    }

    private boolean isFlat() {
        return !areListed() && !areMissing();
    }

    /** Those that can stand in the name of a property, each once. */
    Set<String> usable() {
        return usable;
    }

    /** Each pipeline whose properties can be named; none while it is open which there are. */
    List<PipelineNames> pipelines() {
        return isFlat()
                ? List.of(PipelineNames.flat())
                : usable.stream().map(PipelineNames::of).toList();
    }

    /** Whether the name of a property starts with an alias that is listed, but cannot be used. */
    boolean isOfMalformed(String property) {
        return malformed.stream()
                .anyMatch(alias -> property.startsWith(PipelineNames.of(alias).prefix()));
    }

    /** Adds the flat properties, {@code pipelines}, and the properties of each pipeline that it lists. */
    void define(ConfigDef definition) {
        PipelineNames flat = PipelineNames.flat();
        PipelineKind kindOfFlat = kind(flat);
        PipelineProperties.of(flat, name -> isFlat() && kindOfFlat.requires(name))
                .forEach(property -> property.define(definition, PipelineProperties.GROUP));
        PipelineProperties.aliases().define(definition, PipelineProperties.GROUP_OF_ALIASES);
        for (String alias : usable) {
            PipelineNames pipeline = PipelineNames.of(alias);
            PipelineKind kind = kind(pipeline);
            for (Property property : PipelineProperties.of(pipeline, kind::requires)) {
                String name = property.name().substring(pipeline.prefix().length());
                if (PipelineNames.isInherited(name)) {
                    Optional.ofNullable(given.get(name)).ifPresent(property::defaultsTo);
                }
                property.define(definition, PipelineProperties.group(pipeline));
            }
        }
    }

    private PipelineKind kind(PipelineNames pipeline) {
        return PipelineKind.of(
                given.get(pipeline.source(given, PipelineProperties.OPERATION)),
                given.get(pipeline.source(given, PipelineProperties.TASK_TYPE)));
    }

    void check(ParsedProperties parsed) {
        String pipelines = PipelineProperties.PIPELINES;
        if (areMissing()) {
            parsed.addError(
                    pipelines,
                    given.keySet().stream()
                                    .filter(name -> name.startsWith(PREFIX))
                                    .findFirst()
                                    .orElseThrow()
                            + " is set, but no pipelines are listed: list their aliases here, or set the properties of"
                            + " a single pipeline without this prefix");
        }
        if (!areListed() || !parsed.isValid(pipelines)) {
            return;
        }
        listedTwice.forEach(alias -> parsed.addError(
                pipelines, "'" + alias + "' is listed twice: remove one, or give the other pipeline its own alias"));
        malformed.forEach(alias -> parsed.addError(
                pipelines, "'" + alias + "' must consist of letters, digits, underscores and hyphens: rename it"));
        if (usable.isEmpty() && malformed.isEmpty()) {
            parsed.addError(pipelines, "It lists no pipeline: name at least one, or remove it");
        }
        flatPropertiesHaveAUse(parsed);
    }

    /** With {@code pipelines}, a flat property is a default, so at least one pipeline must have it. */
    private void flatPropertiesHaveAUse(ParsedProperties parsed) {
        List<PipelineReader> readers = pipelines().stream()
                .map(pipeline -> new PipelineReader(pipeline, parsed))
                .toList();
        for (Property property : PipelineProperties.of(PipelineNames.flat(), name -> false)) {
            String name = property.name();
            if (!given.containsKey(name) || readers.isEmpty() || !malformed.isEmpty()) {
                continue;
            }
            if (!PipelineNames.isInherited(name)) {
                parsed.refuse(
                        name,
                        "With " + PipelineProperties.PIPELINES + ", each pipeline has its own: move it to "
                                + pipelines().get(0).own(name));
            } else if (readers.stream().noneMatch(reader -> reader.kind().has(name))) {
                parsed.refuse(
                        name, "No pipeline has a use for it. " + readers.get(0).objection(name));
            }
        }
    }
}
