package com.openlayer.kafka.connect.config;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Validates the topics that the pipelines claim: pipelines may share a topic only if each has a filter, and each
 * subscribed topic needs a pipeline.
 */
final class TopicClaims {
    /** Connect's own properties. */
    private static final String SUBSCRIBED = "topics";

    private static final String SUBSCRIBED_REGEX = "topics.regex";
    private static final String DEAD_LETTERS = "errors.deadletterqueue.topic.name";
    private static final String TRANSFORMS = "transforms";

    /** The names that Kafka accepts for a topic. */
    private static final Pattern TOPIC = Pattern.compile("(?!\\.{1,2}$)[a-zA-Z0-9._-]{1,249}");

    /**
     * @param takesTheRest whether the pipeline has neither topics nor a pattern, valid or not
     * @param hasFilter whether the pipeline's filter decides which records become rows
     */
    private record Claim(PipelineNames pipeline, TopicSelection topics, boolean takesTheRest, boolean hasFilter) {
        String alias() {
            return pipeline.alias();
        }

        String topicsProperty() {
            return pipeline.own(PipelineNames.TOPICS);
        }

        String regexProperty() {
            return pipeline.own(PipelineNames.TOPICS_REGEX);
        }

        boolean mayShareWith(Claim other) {
            return hasFilter && other.hasFilter;
        }

        /** What to set so that it may share topics with another pipeline. */
        String remedyFor(Claim other) {
            return "set " + PipelineNames.ROWS + " or " + PipelineNames.FORMAT + " of "
                    + Stream.of(this, other)
                            .filter(claim -> !claim.hasFilter)
                            .map(claim -> "pipeline '" + claim.alias() + "'")
                            .collect(Collectors.joining(" and "))
                    + ", because only pipelines with filters can share topics";
        }
    }

    private final ParsedProperties parsed;
    private final List<Claim> claims = new ArrayList<>();
    private final Map<String, List<Claim>> byName = new LinkedHashMap<>();

    TopicClaims(Collection<PipelineNames> pipelines, ParsedProperties parsed) {
        this.parsed = parsed;
        for (PipelineNames pipeline : pipelines) {
            TopicSelection topics = TopicSelection.read(pipeline, parsed);
            boolean hasRegex = !pipeline.isFlat() && parsed.isGiven(pipeline.own(PipelineNames.TOPICS_REGEX));
            claims.add(new Claim(
                    pipeline,
                    topics,
                    topics.names().isEmpty() && !hasRegex,
                    new PipelineValues(pipeline, parsed).hasFilter()));
        }
    }

    void check() {
        claims.forEach(this::claimByName);
        byName.forEach(this::checkNames);
        List<Claim> rest = claims.stream().filter(Claim::takesTheRest).toList();
        conflicts(
                rest,
                (first, claim) -> parsed.addError(
                        claim.topicsProperty(),
                        "Pipelines '" + first.alias() + "' and '" + claim.alias()
                                + "' both have neither topics nor topics.regex: name the topics of one of them, or "
                                + first.remedyFor(claim)));
        // Topics are matched by their names after transforms, which only a running task knows.
        if (parsed.entries(TRANSFORMS).isEmpty()) {
            List<String> subscribed = parsed.entries(SUBSCRIBED);
            subscribed.forEach(this::checkPatterns);
            checkCoverage(subscribed, rest);
        }
    }

    private void claimByName(Claim claim) {
        for (String topic : claim.topics().names()) {
            if (!TOPIC.matcher(topic).matches()) {
                parsed.addError(
                        claim.topicsProperty(),
                        "'" + topic + "' cannot be the name of a topic: for a pattern, use " + claim.regexProperty());
                continue;
            }
            byName.computeIfAbsent(topic, t -> new ArrayList<>()).add(claim);
        }
    }

    private void checkNames(String topic, List<Claim> claiming) {
        conflicts(
                claiming,
                (first, claim) -> parsed.addError(
                        claim.topicsProperty(),
                        "Topic '" + topic + "' is in " + first.topicsProperty()
                                + " too: remove it from one of them, or " + first.remedyFor(claim)));
    }

    private void checkPatterns(String topic) {
        if (byName.containsKey(topic)) {
            return;
        }
        List<Claim> matching =
                claims.stream().filter(claim -> claim.topics().matches(topic)).toList();
        conflicts(
                matching,
                (first, claim) -> parsed.addError(
                        claim.regexProperty(),
                        "Topic '" + topic + "' matches " + first.regexProperty()
                                + " too: make one pattern narrower, name the topic in the topics of its pipeline, or "
                                + first.remedyFor(claim)));
    }

    /** Reports each claim that conflicts with an earlier one, together with the first such claim. */
    private static void conflicts(List<Claim> claiming, BiConsumer<Claim, Claim> report) {
        for (int i = 1; i < claiming.size(); i++) {
            Claim claim = claiming.get(i);
            claiming.subList(0, i).stream()
                    .filter(earlier -> !earlier.mayShareWith(claim))
                    .findFirst()
                    .ifPresent(earlier -> report.accept(earlier, claim));
        }
    }

    private void checkCoverage(List<String> subscribed, List<Claim> rest) {
        boolean undecided = claims.isEmpty()
                || !parsed.isValid(PipelineNames.PIPELINES)
                || claims.stream()
                        .anyMatch(c -> !parsed.isValid(c.topicsProperty()) || !parsed.isValid(c.regexProperty()));
        // An error of this connector on 'topics' would hide Connect's own.
        boolean rejectedByConnect = !parsed.entries(SUBSCRIBED_REGEX).isEmpty()
                || parsed.entries(DEAD_LETTERS).stream().anyMatch(subscribed::contains);
        if (undecided || rejectedByConnect || !rest.isEmpty()) {
            return;
        }
        List<String> left = subscribed.stream()
                .filter(topic -> !byName.containsKey(topic)
                        && claims.stream().noneMatch(claim -> claim.topics().matches(topic)))
                .distinct()
                .toList();
        if (!left.isEmpty()) {
            parsed.addUnknownError(
                    SUBSCRIBED,
                    subscribed,
                    "No pipeline takes " + left + ", and a record without a pipeline is errant: add it to the topics of"
                            + " a pipeline, or remove it here. Claimed by name are " + byName.keySet());
        }
    }
}
