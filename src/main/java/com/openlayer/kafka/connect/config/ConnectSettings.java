package com.openlayer.kafka.connect.config;

import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.config.ConfigDef;

/**
 * The properties of Kafka Connect that the task depends on, parsed as Connect parses them: by Kafka's parser, which
 * trims values.
 */
public final class ConnectSettings {
    static final String NAME = "name";
    static final String TOLERANCE = "errors.tolerance";
    static final String DEAD_LETTER_TOPIC = "errors.deadletterqueue.topic.name";

    private static final ConfigDef DEFINITION = new ConfigDef()
            .define(NAME, ConfigDef.Type.STRING, "sink", ConfigDef.Importance.HIGH, "")
            .define(TOLERANCE, ConfigDef.Type.STRING, "none", ConfigDef.Importance.MEDIUM, "")
            .define(DEAD_LETTER_TOPIC, ConfigDef.Type.STRING, "", ConfigDef.Importance.MEDIUM, "");

    private final Map<String, Object> values;

    /** @param properties of a connector that Connect has accepted */
    public ConnectSettings(Map<String, String> properties) {
        values = DEFINITION.parse(properties);
    }

    /** The connector's name. */
    public String name() {
        return text(NAME);
    }

    /** Whether errant records are tolerated ({@code errors.tolerance=all}). */
    public boolean toleratesErrors() {
        return text(TOLERANCE).equalsIgnoreCase("all");
    }

    /** The dead-letter topic; empty if none is configured. */
    public Optional<String> deadLetterTopic() {
        return Optional.of(text(DEAD_LETTER_TOPIC)).filter(topic -> !topic.isEmpty());
    }

    private String text(String property) {
        return String.valueOf(values.get(property));
    }
}
