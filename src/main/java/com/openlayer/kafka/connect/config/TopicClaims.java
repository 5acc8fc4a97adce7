package com.openlayer.kafka.connect.config;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Which pipeline claims which topic: nothing may be claimed twice, and nothing that is subscribed left over. */
final class TopicClaims {
    /** Connect's own properties. */
    private static final String SUBSCRIBED = "topics";

    private static final String SUBSCRIBED_REGEX = "topics.regex";
    private static final String DEAD_LETTERS = "errors.deadletterqueue.topic.name";
    private static final String TRANSFORMS = "transforms";

    /** What Kafka takes as the name of a topic. */
    private static final Pattern TOPIC = Pattern.compile("(?!\\.{1,2}$)[a-zA-Z0-9._-]{1,249}");

    /** @param takesTheRest whether the pipeline has neither topics nor a pattern, valid or not */
    private record Claim(PipelineNames pipeline, TopicSelection topics, boolean takesTheRest) {
        String alias() {
            return pipeline.alias();
        }

        String topicsProperty() {
            return pipeline.own(PipelineNames.TOPICS);
        }

        String regexProperty() {
            return pipeline.own(PipelineNames.TOPICS_REGEX);
        }
    }

    private final ParsedProperties parsed;
    private final List<Claim> claims = new ArrayList<>();
    private final Map<String, Claim> byName = new LinkedHashMap<>();

    TopicClaims(Collection<PipelineNames> pipelines, ParsedProperties parsed) {
        this.parsed = parsed;
        for (PipelineNames pipeline : pipelines) {
            TopicSelection topics = TopicSelection.read(pipeline, parsed);
            boolean hasRegex = !pipeline.isFlat() && parsed.isGiven(pipeline.own(PipelineNames.TOPICS_REGEX));
            claims.add(new Claim(pipeline, topics, topics.names().isEmpty() && !hasRegex));
        }
    }

    void check() {
        claims.forEach(this::claimByName);
        List<Claim> rest = claims.stream().filter(Claim::takesTheRest).toList();
        rest.stream()
                .skip(1)
                .forEach(claim -> parsed.addError(
                        claim.topicsProperty(),
                        "Pipelines '" + rest.get(0).alias() + "' and '" + claim.alias()
                                + "' both have neither topics nor topics.regex, and only one pipeline can take what"
                                + " no other claims: name the topics of one of them"));
        // Topics are matched after transforms, and only a running task sees what a transform makes of a name.
        if (parsed.entries(TRANSFORMS).isEmpty()) {
            List<String> subscribed = parsed.entries(SUBSCRIBED);
            subscribed.forEach(this::matchesOneRegex);
            coversAll(subscribed, rest);
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
            Claim first = byName.putIfAbsent(topic, claim);
            if (first != null && !first.equals(claim)) {
                parsed.addError(
                        claim.topicsProperty(),
                        "Topic '" + topic + "' is in " + first.topicsProperty()
                                + " too, and its records can go to one pipeline only: remove it from one of them");
            }
        }
    }

    private void matchesOneRegex(String topic) {
        if (byName.containsKey(topic)) {
            return;
        }
        List<Claim> matching =
                claims.stream().filter(claim -> claim.topics().matches(topic)).toList();
        matching.stream()
                .skip(1)
                .forEach(claim -> parsed.addError(
                        claim.regexProperty(),
                        "Topic '" + topic + "' matches " + matching.get(0).regexProperty()
                                + " too, and its records can go to one pipeline only: make one pattern narrower, or"
                                + " name the topic in the topics of its pipeline"));
    }

    private void coversAll(List<String> subscribed, List<Claim> rest) {
        boolean undecided = claims.isEmpty()
                || !parsed.isValid(PipelineNames.PIPELINES)
                || claims.stream()
                        .anyMatch(c -> !parsed.isValid(c.topicsProperty()) || !parsed.isValid(c.regexProperty()));
        // An error of ours on Connect's property hides Connect's own, so those come first.
        boolean connectRefuses = !parsed.entries(SUBSCRIBED_REGEX).isEmpty()
                || parsed.entries(DEAD_LETTERS).stream().anyMatch(subscribed::contains);
        if (undecided || connectRefuses || !rest.isEmpty()) {
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
