package com.openlayer.kafka.connect.config;

import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The names of one pipeline's properties: {@code pipelines.ALIAS.task.type}, or {@code task.type} in the flat form. With
 * {@code pipelines}, a flat property is the default of each pipeline, which inherits it unless it sets its own.
 *
 * @param alias the pipeline's name in metrics and logs
 * @param prefix the prefix of its own properties; empty in the flat form
 * @param inherited the flat properties that it inherits
 */
record PipelineNames(String alias, String prefix, Set<String> inherited) {
    static final String PIPELINES = "pipelines";

    static final String PIPELINE_ID = "inference.pipeline.id";
    static final String OPERATION = "operation";
    static final String TASK_TYPE = "task.type";
    static final String TOPICS = "topics";
    static final String TOPICS_REGEX = "topics.regex";
    static final String FORMAT = "format";
    static final String ROWS = "rows";
    static final String COLUMNS = "columns";
    static final String LATENCY_UNIT = "latency.unit";
    static final String TIMESTAMP_UNIT = "timestamp.unit";
    static final String TIMESTAMP_FROM_RECORD = "timestamp.from.record";
    static final String INFERENCE_ID_FROM_RECORD = "inference.id.from.record";

    /** The alias of the one pipeline of the flat form. */
    static final String DEFAULT = "default";

    /** Properties that must differ between pipelines. */
    private static final Set<String> NEVER_INHERITED = Set.of(PIPELINE_ID, TOPICS, TOPICS_REGEX);

    /** The pipeline of a configuration without {@code pipelines}. */
    static PipelineNames flat() {
        return new PipelineNames(DEFAULT, "", Set.of());
    }

    /** A pipeline listed in {@code pipelines}, regardless of inherited properties. */
    static PipelineNames of(String alias) {
        return of(alias, Map.of());
    }

    /**
     * A pipeline that {@code pipelines} lists.
     *
     * @param given every property that is set
     */
    static PipelineNames of(String alias, Map<String, String> given) {
        String prefix = PIPELINES + "." + alias + ".";
        return new PipelineNames(
                alias,
                prefix,
                given.keySet().stream()
                        .filter(name -> isInherited(name) && !given.containsKey(prefix + name))
                        .collect(Collectors.toUnmodifiableSet()));
    }

    boolean isFlat() {
        return prefix.isEmpty();
    }

    /** The name of the pipeline's own property. */
    String own(String property) {
        return prefix + property;
    }

    /** The name without the prefix, of one of the pipeline's own properties. */
    String withoutPrefix(String own) {
        return own.substring(prefix.length());
    }

    /** The name under which the pipeline's value is set: its own, unless it inherits the flat property. */
    String source(String property) {
        return inherited.contains(property) ? property : own(property);
    }

    /** Whether the flat property is the default of every pipeline. */
    static boolean isInherited(String property) {
        return !NEVER_INHERITED.contains(property);
    }
}
