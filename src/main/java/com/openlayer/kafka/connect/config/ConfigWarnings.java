package com.openlayer.kafka.connect.config;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.ConfigDef;

/**
 * What a user should know about a property, but is no error. Connect's answer to {@code validate} has no place for it,
 * so it is appended to the documentation of the property in the ConfigDef from which that answer is made.
 */
final class ConfigWarnings {
    private final ConfigDef definition;
    private final Map<String, String> texts = new LinkedHashMap<>();

    ConfigWarnings(ConfigDef definition) {
        this.definition = definition;
    }

    /** The first warning of a property stands. */
    void add(String property, String text) {
        if (texts.putIfAbsent(property, text) == null && definition.configKeys().containsKey(property)) {
            append(property, " WARNING: " + text);
        }
    }

    /** By property. */
    Map<String, String> texts() {
        return Collections.unmodifiableMap(texts);
    }

    /** A ConfigKey cannot be changed, and its constructor differs between versions of Kafka: all are defined again. */
    private void append(String property, String text) {
        List<ConfigDef.ConfigKey> keys = new ArrayList<>(definition.configKeys().values());
        definition.configKeys().clear();
        for (ConfigDef.ConfigKey key : keys) {
            if (key.name.equals(property)) {
                definition.define(
                        key.name,
                        key.type,
                        key.defaultValue,
                        key.validator,
                        key.importance,
                        key.documentation + text,
                        key.group,
                        key.orderInGroup,
                        key.width,
                        key.displayName,
                        key.dependents,
                        key.recommender);
            } else {
                definition.define(key);
            }
        }
    }
}
