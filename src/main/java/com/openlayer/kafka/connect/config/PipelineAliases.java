package com.openlayer.kafka.connect.config;

import com.openlayer.kafka.connect.format.FormatPreset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.apache.kafka.common.config.ConfigDef;
import org.jspecify.annotations.Nullable;

/**
 * The pipelines of a configuration: those listed in {@code pipelines}, in that order, or the single one of the flat
 * form.
 */
final class PipelineAliases {
    private static final Pattern ALIAS = Pattern.compile("[A-Za-z0-9_-]+");
    private static final String PREFIX = PipelineNames.PIPELINES + ".";

    private final Map<String, String> given;
    private final Set<String> usable = new LinkedHashSet<>();
    private final List<String> listedTwice = new ArrayList<>();
    private final Set<String> malformed = new LinkedHashSet<>();

    PipelineAliases(Map<String, String> given) {
        this.given = given;
        for (String entry : given.getOrDefault(PipelineNames.PIPELINES, "").split(",", -1)) {
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

    private boolean isListed() {
        return given.containsKey(PipelineNames.PIPELINES);
    }

    /** Whether properties of pipelines are set, although {@code pipelines} is not. */
    boolean areUnlisted() {
        return !isListed() && given.keySet().stream().anyMatch(name -> name.startsWith(PREFIX));
    }

    private boolean isFlat() {
        return !isListed() && !areUnlisted();
    }

    /** The aliases that are well-formed, each once. */
    Set<String> usable() {
        return usable;
    }

    /** Each pipeline with a well-formed alias; none if properties of pipelines are set, but {@code pipelines} is not. */
    List<PipelineNames> pipelines() {
        return isFlat()
                ? List.of(PipelineNames.flat())
                : usable.stream().map(alias -> PipelineNames.of(alias, given)).toList();
    }

    /** Whether the property belongs to an alias that is listed, but malformed. */
    boolean isOfMalformed(String property) {
        return malformed.stream()
                .anyMatch(alias -> property.startsWith(PipelineNames.of(alias).prefix()));
    }

    /** Adds the flat properties, {@code pipelines}, and the properties of each pipeline that it lists. */
    void define(ConfigDef definition) {
        if (isFlat()) {
            define(definition, PipelineNames.flat());
        } else {
            PipelineProperties.of(PipelineNames.flat(), name -> false)
                    .forEach(property -> property.define(definition, PipelineProperties.GROUP));
        }
        PipelineProperties.aliases().define(definition, PipelineProperties.GROUP_OF_ALIASES);
        usable.forEach(alias -> define(definition, PipelineNames.of(alias, given)));
    }

    private void define(ConfigDef definition, PipelineNames pipeline) {
        Map<String, String> defaults = defaults(pipeline);
        UnaryOperator<@Nullable String> value = name -> given.getOrDefault(pipeline.own(name), defaults.get(name));
        PipelineKind kind = PipelineKind.of(value.apply(PipelineNames.OPERATION), value.apply(PipelineNames.TASK_TYPE));
        for (Property property : PipelineProperties.of(pipeline, kind::requires)) {
            Optional.ofNullable(defaults.get(pipeline.withoutPrefix(property.name())))
                    .ifPresent(property::defaultsTo);
            property.define(definition, PipelineProperties.group(pipeline));
        }
    }

    /** The defaults of the pipeline's own properties: the flat properties, or else those of its format. */
    private Map<String, String> defaults(PipelineNames pipeline) {
        String format = given.getOrDefault(pipeline.source(PipelineNames.FORMAT), "");
        Map<String, String> defaults = new HashMap<>(
                FormatPreset.named(format.trim()).map(FormatPreset::properties).orElse(Map.of()));
        if (!pipeline.isFlat()) {
            given.forEach((name, value) -> {
                if (PipelineNames.isInherited(name)) {
                    defaults.put(name, value);
                }
            });
        }
        return defaults;
    }

    void check(ParsedProperties parsed) {
        String pipelines = PipelineNames.PIPELINES;
        if (areUnlisted()) {
            parsed.addError(
                    pipelines,
                    given.keySet().stream()
                                    .filter(name -> name.startsWith(PREFIX))
                                    .findFirst()
                                    .orElseThrow()
                            + " is set, but no pipelines are listed: list their aliases here, or set the properties of"
                            + " a single pipeline without this prefix");
        }
        if (!isListed() || !parsed.isValid(pipelines)) {
            return;
        }
        listedTwice.forEach(alias -> parsed.addError(
                pipelines, "'" + alias + "' is listed twice: remove one, or give the other pipeline its own alias"));
        malformed.forEach(alias -> parsed.addError(
                pipelines, "'" + alias + "' must consist of letters, digits, underscores and hyphens: rename it"));
        if (usable.isEmpty() && malformed.isEmpty()) {
            parsed.addError(pipelines, "It lists no pipeline: name at least one, or remove it");
        }
        checkFlatProperties(parsed);
    }

    /** With {@code pipelines}, a flat property is a default, so it must apply to at least one pipeline. */
    private void checkFlatProperties(ParsedProperties parsed) {
        List<PipelineValues> values = pipelines().stream()
                .map(pipeline -> new PipelineValues(pipeline, parsed))
                .toList();
        for (Property property : PipelineProperties.of(PipelineNames.flat(), name -> false)) {
            String name = property.name();
            if (!given.containsKey(name) || values.isEmpty() || !malformed.isEmpty()) {
                continue;
            }
            if (!PipelineNames.isInherited(name)) {
                parsed.replaceErrors(
                        name,
                        "With " + PipelineNames.PIPELINES + ", each pipeline has its own: move it to "
                                + pipelines().get(0).own(name));
            } else if (values.stream().noneMatch(pipeline -> pipeline.kind().has(name))) {
                parsed.replaceErrors(
                        name,
                        "It applies to no pipeline. "
                                + values.get(0).kind().whyNot(values.get(0).names(), name));
            }
        }
    }
}
