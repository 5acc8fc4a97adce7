package com.openlayer.kafka.connect.config;

import java.util.Map;
import java.util.Set;

/**
 * One pipeline, and the names of its properties: behind {@code pipelines.ALIAS.}, or without a prefix in the flat form.
 *
 * @param alias its name in metrics and logs
 * @param prefix what its own properties start with; empty in the flat form
 */
record PipelineNames(String alias, String prefix) {
    /** The alias of the one pipeline of the flat form. */
    static final String DEFAULT = "default";

    /** What must differ from pipeline to pipeline, so that a flat property is no default of it. */
    private static final Set<String> NEVER_INHERITED =
            Set.of(PipelineProperties.PIPELINE_ID, PipelineProperties.TOPICS, PipelineProperties.TOPICS_REGEX);

    /** The pipeline of a configuration without {@code pipelines}. */
    static PipelineNames flat() {
        return new PipelineNames(DEFAULT, "");
    }

    /** A pipeline that {@code pipelines} lists. */
    static PipelineNames of(String alias) {
        return new PipelineNames(alias, PipelineProperties.PIPELINES + "." + alias + ".");
    }

    boolean isFlat() {
        return prefix.isEmpty();
    }

    /** The name of the pipeline's own property. */
    String own(String property) {
        return prefix + property;
    }

    /** The name under which the pipeline's value is set: its own, unless only the flat property is set. */
    String source(Map<String, String> given, String property) {
        return inherits(given, property) ? property : own(property);
    }

    /** Whether the flat property decides. */
    boolean inherits(Map<String, String> given, String property) {
        return !isFlat() && isInherited(property) && !given.containsKey(own(property)) && given.containsKey(property);
    }

    /** Whether the flat property is the default of every pipeline. */
    static boolean isInherited(String property) {
        return !NEVER_INHERITED.contains(property);
    }
}
