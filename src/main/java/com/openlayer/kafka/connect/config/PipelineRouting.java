package com.openlayer.kafka.connect.config;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The pipelines that take the records of a topic, by the name that the topic has after transforms: those that claim it by
 * name, else those whose pattern matches, else those that claim nothing. Pipelines share a topic only if each has a
 * filter; otherwise the first in {@code pipelines} takes it. Safe for concurrent use.
 */
public final class PipelineRouting {
    /** Bounds the memory: a transform may make topic names from the values of any field. */
    static final int MAX_REMEMBERED = 10_000;

    /** The longest name that Kafka accepts. Longer ones, which a transform may make, are not remembered. */
    static final int MAX_NAME_LENGTH = 249;

    private final List<PipelineConfig> byRegex;
    private final List<PipelineConfig> rest;
    private final Map<String, List<PipelineConfig>> byName = new HashMap<>();
    private final Map<String, List<PipelineConfig>> remembered = new ConcurrentHashMap<>();

    public PipelineRouting(List<PipelineConfig> pipelines) {
        Map<String, List<PipelineConfig>> named = new HashMap<>();
        pipelines.forEach(pipeline -> pipeline.topics()
                .forEach(topic ->
                        named.computeIfAbsent(topic, t -> new ArrayList<>()).add(pipeline)));
        named.forEach((topic, claiming) -> byName.put(topic, sharing(claiming)));
        byRegex = pipelines.stream().filter(p -> p.topicsRegex().isPresent()).toList();
        rest = sharing(
                pipelines.stream().filter(p -> p.topicSelection().isEmpty()).toList());
    }

    /** How many characters of topic names it remembers. */
    long rememberedCharacters() {
        return remembered.keySet().stream().mapToLong(String::length).sum();
    }

    /** In the order of {@code pipelines}; empty if no pipeline takes the topic. */
    public List<PipelineConfig> pipelinesOf(String topic) {
        List<PipelineConfig> named = byName.get(topic);
        if (named != null) {
            return named;
        }
        List<PipelineConfig> known = remembered.get(topic);
        if (known != null) {
            return known;
        }
        List<PipelineConfig> matching =
                byRegex.stream().filter(p -> p.topicSelection().matches(topic)).toList();
        List<PipelineConfig> found = matching.isEmpty() ? rest : sharing(matching);
        if (remembered.size() < MAX_REMEMBERED && topic.length() <= MAX_NAME_LENGTH) {
            remembered.put(topic, found);
        }
        return found;
    }

    /** Validation rejects pipelines that share a topic without filters, but does not see the names after transforms. */
    private static List<PipelineConfig> sharing(List<PipelineConfig> claiming) {
        boolean allFilter =
                claiming.stream().allMatch(pipeline -> pipeline.rows().isPresent());
        return allFilter ? List.copyOf(claiming) : List.of(claiming.get(0));
    }
}
