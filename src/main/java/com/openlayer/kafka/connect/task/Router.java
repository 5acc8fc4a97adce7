package com.openlayer.kafka.connect.task;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Caches the routes of each topic. Owned by the task thread. */
public final class Router {
    /** The cache is bounded, because a transform may create topic names from any field. */
    static final int MAX_TOPICS = 10_000;
    /** Longer names are not cached; Kafka itself allows none. */
    static final int MAX_NAME_LENGTH = 249;

    private final Function<String, List<Route>> routes;
    private final Map<String, List<Route>> known = new HashMap<>();
    private String lastTopic = "";
    private List<Route> lastRoutes;

    /** @param routes finds the routes of a topic (after transforms); none if no pipeline takes it */
    public Router(Function<String, List<Route>> routes) {
        this.routes = routes;
        this.lastRoutes = routes.apply(lastTopic);
    }

    List<Route> of(String topic) {
        // Consecutive records usually have the same topic.
        if (!topic.equals(lastTopic)) {
            lastRoutes = find(topic);
            lastTopic = topic;
        }
        return lastRoutes;
    }

    private List<Route> find(String topic) {
        List<Route> found = known.get(topic);
        if (found == null) {
            found = routes.apply(topic);
            if (known.size() < MAX_TOPICS && topic.length() <= MAX_NAME_LENGTH) {
                known.put(topic, found);
            }
        }
        return found;
    }

    /** The total length of all cached topic names. */
    long rememberedCharacters() {
        return known.keySet().stream().mapToLong(String::length).sum();
    }
}
