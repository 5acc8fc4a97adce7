package com.openlayer.kafka.connect.task;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** The routes of each topic, looked up once. Owned by the task thread. */
public final class Router {
    /** A transform may make topics from the values of any field, so their number is bounded, */
    static final int MAX_TOPICS = 10_000;
    /** and so is the length of each: Kafka itself has no topic with a longer name. */
    static final int MAX_NAME_LENGTH = 249;

    private final Function<String, List<Route>> routes;
    private final Map<String, List<Route>> known = new HashMap<>();
    private String lastTopic = "";
    private List<Route> lastRoutes;

    /** @param routes by the topic after transforms; none where no pipeline takes it */
    public Router(Function<String, List<Route>> routes) {
        this.routes = routes;
        this.lastRoutes = routes.apply(lastTopic);
    }

    List<Route> of(String topic) {
        // Records come topic by topic.
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

    /** How many characters of topic names it remembers. */
    long rememberedCharacters() {
        return known.keySet().stream().mapToLong(String::length).sum();
    }
}
