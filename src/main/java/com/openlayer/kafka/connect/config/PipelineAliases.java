package com.openlayer.kafka.connect.config;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.kafka.common.config.ConfigDef;
import org.jspecify.annotations.Nullable;

/** The aliases that {@code pipelines} lists, in its order. */
final class PipelineAliases {
    private static final Pattern ALIAS = Pattern.compile("[A-Za-z0-9_-]+");

    private final Set<String> usable = new LinkedHashSet<>();
    private final List<String> listedTwice = new ArrayList<>();
    private final Set<String> malformed = new LinkedHashSet<>();

    PipelineAliases(Map<String, @Nullable String> properties) {
        String listed = properties.get(PipelineProperties.PIPELINES);
        for (String entry : (listed == null ? "" : listed).split(",", -1)) {
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

    /** Those that can stand in the name of a property, each once. */
    Set<String> usable() {
        return usable;
    }

    /** Whether the name of a property starts with an alias that is listed, but cannot be used. */
    boolean isOfMalformed(String property) {
        return malformed.stream().anyMatch(alias -> property.startsWith(PipelineProperties.prefix(alias)));
    }

    /** Adds what may be set for each pipeline, as far as its operation and task type are known. */
    void define(ConfigDef definition, Map<String, @Nullable String> properties) {
        for (String alias : usable) {
            String prefix = PipelineProperties.prefix(alias);
            String operation = properties.get(prefix + PipelineProperties.OPERATION);
            String taskType = properties.get(prefix + PipelineProperties.TASK_TYPE);
            List<Property> offered = Choice.text(Operation.UPDATE).equals(operation == null ? "" : operation.trim())
                    ? PipelineProperties.ofUpdates(prefix)
                    : PipelineProperties.of(prefix, TaskType.of(taskType == null ? "" : taskType.trim()));
            offered.forEach(property -> property.define(definition, PipelineProperties.group(alias)));
        }
    }

    void check(ParsedProperties parsed) {
        String pipelines = PipelineProperties.PIPELINES;
        if (!parsed.isValid(pipelines)) {
            return;
        }
        listedTwice.forEach(alias -> parsed.addError(
                pipelines, "'" + alias + "' is listed twice: remove one, or give the other pipeline its own alias"));
        malformed.forEach(alias -> parsed.addError(
                pipelines, "'" + alias + "' must consist of letters, digits, underscores and hyphens: rename it"));
        if (usable.isEmpty() && malformed.isEmpty()) {
            parsed.addError(pipelines, "It lists no pipeline: name at least one");
        }
    }
}
