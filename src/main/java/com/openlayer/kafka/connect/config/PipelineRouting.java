package com.openlayer.kafka.connect.config;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Which pipeline takes the records of a topic, by the name that the topic has after transforms: the one that claims it
 * by name, else the first in {@code pipelines} whose pattern matches, else the one that claims nothing. Safe for
 * concurrent use.
 */
public final class PipelineRouting {
    /** A transform may make topics from the values of any field, so their number is bounded, */
    static final int REMEMBERED = 10_000;
    /** and so is the length of each: Kafka itself has no topic with a longer name. */
    static final int MAX_NAME_LENGTH = 249;

    private final List<PipelineConfig> byRegex;
    private final Optional<PipelineConfig> rest;
    private final Map<String, Optional<PipelineConfig>> byName = new HashMap<>();
    private final Map<String, Optional<PipelineConfig>> remembered = new ConcurrentHashMap<>();

    public PipelineRouting(List<PipelineConfig> pipelines) {
        pipelines.forEach(p -> p.topics().forEach(topic -> byName.putIfAbsent(topic, Optional.of(p))));
        byRegex = pipelines.stream().filter(p -> p.topicsRegex().isPresent()).toList();
        rest = pipelines.stream().filter(p -> p.topicSelection().isEmpty()).findFirst();
    }

    /** How many characters of topic names it remembers. */
    long rememberedCharacters() {
        return remembered.keySet().stream().mapToLong(String::length).sum();
    }

    /** Empty if no pipeline takes the topic. */
    public Optional<PipelineConfig> pipelineOf(String topic) {
        Optional<PipelineConfig> named = byName.get(topic);
        if (named != null) {
            return named;
        }
        Optional<PipelineConfig> known = remembered.get(topic);
        if (known != null) {
            return known;
        }
        Optional<PipelineConfig> found = byRegex.stream()
                .filter(p -> p.topicSelection().matches(topic))
                .findFirst()
                .or(() -> rest);
        if (remembered.size() < REMEMBERED && topic.length() <= MAX_NAME_LENGTH) {
            remembered.put(topic, found);
        }
        return found;
    }
}
