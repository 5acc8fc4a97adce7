package com.openlayer.kafka.connect.config;

import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Width;

/**
 * The topics that a pipeline claims, by the names they have after transforms. A pipeline that claims none takes every
 * topic that no other pipeline claims.
 *
 * @param names claimed by name ({@code topics})
 * @param regex claimed by pattern ({@code topics.regex})
 */
public record TopicSelection(Set<String> names, Optional<Pattern> regex) {
    private static final PropertySyntax<Pattern> REGEX =
            new PropertySyntax<>("a Java regular expression", TopicSelection::compile);

    /** None in the flat form, where {@code topics} and {@code topics.regex} are Connect's own. */
    static List<Property> properties(PipelineNames pipeline) {
        if (pipeline.isFlat()) {
            return List.of();
        }
        return List.of(
                Property.optional(pipeline.own(PipelineNames.TOPICS), ConfigDef.Type.LIST, null, "Topics")
                        .importance(Importance.HIGH)
                        .documentation(
                                "The topics whose records go to this pipeline, comma-separated, by the names that"
                                        + " they have after all transforms. A pipeline with neither this nor "
                                        + PipelineNames.TOPICS_REGEX
                                        + " takes every topic that no other pipeline claims. Several pipelines may"
                                        + " claim one topic if each has " + PipelineNames.ROWS + " or "
                                        + PipelineNames.FORMAT + ".")
                        .example("support-chat"),
                Property.optional(
                                pipeline.own(PipelineNames.TOPICS_REGEX),
                                ConfigDef.Type.STRING,
                                null,
                                "Topics by pattern")
                        .importance(Importance.MEDIUM)
                        .width(Width.LONG)
                        .valid(REGEX)
                        .documentation("The topics whose records go to this pipeline, as a regular expression that"
                                + " matches the whole name a topic has after all transforms. A pipeline that"
                                + " claims a topic by its name comes first.")
                        .example("tenant-.*-chat"));
    }

    /** The topics that are set; a pattern with an error is left out. */
    static TopicSelection read(PipelineNames pipeline, ParsedProperties parsed) {
        if (pipeline.isFlat()) {
            return new TopicSelection(Set.of(), Optional.empty());
        }
        return new TopicSelection(
                Collections.unmodifiableSet(new LinkedHashSet<>(parsed.entries(pipeline.own(PipelineNames.TOPICS)))),
                parsed.value(pipeline.own(PipelineNames.TOPICS_REGEX), REGEX));
    }

    /** Whether it claims no topic. */
    boolean isEmpty() {
        return names.isEmpty() && regex.isEmpty();
    }

    /** Whether it claims the topic by pattern. */
    boolean matches(String topic) {
        return regex.isPresent() && regex.get().matcher(topic).matches();
    }

    private static Pattern compile(String text) {
        try {
            return Pattern.compile(text);
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException(
                    "Invalid regular expression: " + e.getDescription() + " near index " + e.getIndex(), e);
        }
    }
}
