package com.openlayer.kafka.connect.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.common.config.ConfigDef;

/**
 * Warnings about properties. Connect's response to {@code validate} has no field for warnings, so each is appended to
 * the property's documentation in the ConfigDef from which Connect creates the response.
 */
final class ConfigWarnings {
    private final ConfigDef definition;
    private final Map<String, List<String>> texts = new LinkedHashMap<>();

    ConfigWarnings(ConfigDef definition) {
        this.definition = definition;
    }

    /** Adds a warning to those of the property, unless it is a duplicate. */
    void add(String property, String text) {
        List<String> ofProperty = texts.computeIfAbsent(property, p -> new ArrayList<>());
        if (ofProperty.contains(text)) {
            return;
        }
        ofProperty.add(text);
        if (definition.configKeys().containsKey(property)) {
            append(property, " WARNING: " + text);
        }
    }

    /** By property, each in the order in which they were added. */
    Map<String, List<String>> texts() {
        return texts.entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, entry -> List.copyOf(entry.getValue()), (a, b) -> a, LinkedHashMap::new));
    }

    /** Defines all keys again, because a ConfigKey is immutable and its constructor differs between versions of Kafka. */
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
