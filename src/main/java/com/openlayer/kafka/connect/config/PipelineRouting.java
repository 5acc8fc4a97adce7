package com.openlayer.kafka.connect.config;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Routes topics to pipelines, by the topic's name after transforms: to the pipelines that claim it by name, otherwise
 * to those whose pattern matches, otherwise to those that claim nothing. Pipelines share a topic only if each has a
 * filter; otherwise the first one in {@code pipelines} gets it. Safe for concurrent use.
 */
public final class PipelineRouting {
    private final List<PipelineConfig> byRegex;
    private final List<PipelineConfig> rest;
    private final Map<String, List<PipelineConfig>> byName = new HashMap<>();

    public PipelineRouting(List<PipelineConfig> pipelines) {
        Map<String, List<PipelineConfig>> named = new HashMap<>();
        pipelines.forEach(pipeline -> pipeline.topicSelection()
                .names()
                .forEach(topic ->
                        named.computeIfAbsent(topic, t -> new ArrayList<>()).add(pipeline)));
        named.forEach((topic, claiming) -> byName.put(topic, sharing(claiming)));
        byRegex = pipelines.stream()
                .filter(p -> p.topicSelection().regex().isPresent())
                .toList();
        rest = sharing(
                pipelines.stream().filter(p -> p.topicSelection().isEmpty()).toList());
    }

    /** In the order of {@code pipelines}; empty if no pipeline takes the topic. */
    public List<PipelineConfig> pipelinesOf(String topic) {
        List<PipelineConfig> named = byName.get(topic);
        if (named != null) {
            return named;
        }
        List<PipelineConfig> matching =
                byRegex.stream().filter(p -> p.topicSelection().matches(topic)).toList();
        return matching.isEmpty() ? rest : sharing(matching);
    }

    /**
     * Validation rejects pipelines that share a topic without filters, but cannot check topic names after transforms.
     */
    private static List<PipelineConfig> sharing(List<PipelineConfig> claiming) {
        boolean allFilter =
                claiming.stream().allMatch(pipeline -> pipeline.mapping().rows().isPresent());
        return allFilter ? List.copyOf(claiming) : List.of(claiming.get(0));
    }
}
