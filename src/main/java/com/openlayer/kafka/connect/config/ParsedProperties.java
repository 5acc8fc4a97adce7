package com.openlayer.kafka.connect.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigValue;
import org.apache.kafka.common.config.SslConfigs;
import org.apache.kafka.common.config.types.Password;
import org.jspecify.annotations.Nullable;

/** What is known of the properties so far: their values, and what is wrong with them. */
final class ParsedProperties {
    /** The whole value is a variable, so nothing else can be said about it. */
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{[^{}:]+:[^{}]*}");

    private final ConfigDef definition;
    private final Map<String, String> given;
    private final Map<String, ConfigValue> values = new LinkedHashMap<>();

    /** Parses what {@code given} holds of the properties of {@code definition}. */
    ParsedProperties(ConfigDef definition, Map<String, String> given) {
        this.definition = definition;
        this.given = given;
        Map<String, String> known = new LinkedHashMap<>();
        definition.configKeys().keySet().stream()
                .filter(given::containsKey)
                .forEach(name -> known.put(name, given.get(name)));
        Map<String, ConfigValue> parsed = definition.validateAll(known);
        // In the order of the definition, which validateAll does not keep.
        definition.configKeys().forEach((name, key) -> values.put(name, refined(key, parsed.get(name))));
    }

    /** The properties that are set, by name. One that is null or blank counts as not set. */
    static Map<String, String> given(Map<String, @Nullable String> properties) {
        Map<String, String> given = new TreeMap<>();
        properties.forEach((name, value) -> {
            if (value != null && (!value.trim().isEmpty() || meansSomethingBlank(name))) {
                given.put(name, value);
            }
        });
        return given;
    }

    /** With Kafka, no algorithm means that host names are not verified. */
    private static boolean meansSomethingBlank(String name) {
        return name.equals(TlsProperties.PREFIX + SslConfigs.SSL_ENDPOINT_IDENTIFICATION_ALGORITHM_CONFIG);
    }

    private ConfigValue refined(ConfigDef.ConfigKey key, @Nullable ConfigValue value) {
        if (value == null) {
            return new ConfigValue(key.name);
        }
        String text = given.get(key.name);
        if (text == null && !key.hasDefault()) {
            value.errorMessages().clear();
            value.addErrorMessage("Missing required configuration \"" + key.name + "\": " + key.documentation);
        } else if (text != null && VARIABLE.matcher(text.trim()).matches()) {
            value.errorMessages().clear();
            value.addErrorMessage("Invalid value " + text.trim() + " for configuration " + key.name
                    + ": No config provider resolved it. Add the provider to config.providers of the worker, or write"
                    + " the value itself");
        } else if (value.errorMessages().size() > 1) {
            // If Kafka cannot parse a value, it also reports that the value must not be null.
            value.errorMessages().subList(1, value.errorMessages().size()).clear();
        }
        return value;
    }

    /** Every property that is set, ours or not, by name. */
    Map<String, String> given() {
        return given;
    }

    boolean isGiven(String property) {
        return given.containsKey(property);
    }

    /** Whether the definition has it, or something was found out about it. */
    boolean isKnown(String property) {
        return values.containsKey(property);
    }

    List<String> definedNames() {
        return List.copyOf(definition.configKeys().keySet());
    }

    /** Whether nothing at all is wrong. */
    boolean isValid() {
        return values.values().stream().allMatch(v -> v.errorMessages().isEmpty());
    }

    /** Whether nothing is wrong with one property. */
    boolean isValid(String property) {
        ConfigValue value = values.get(property);
        return value == null || value.errorMessages().isEmpty();
    }

    /** The value or its default; empty if there is neither, or if something is wrong with it. */
    <T> Optional<T> value(String property, Class<T> type) {
        ConfigValue value = values.get(property);
        return value == null || !isValid(property)
                ? Optional.empty()
                : Optional.ofNullable(value.value()).map(type::cast);
    }

    <T> Optional<T> value(String property, Format<T> format) {
        return value(property, String.class).map(format::parse);
    }

    <E extends Enum<E>> Optional<E> value(String property, Choice<E> choice) {
        return value(property, String.class).flatMap(choice::parse);
    }

    /** The entries of a comma-separated property, ours or Connect's, without blank ones. */
    List<String> entries(String property) {
        List<String> entries = new ArrayList<>();
        for (String entry : given.getOrDefault(property, "").split(",", -1)) {
            if (!entry.isBlank()) {
                entries.add(entry.trim());
            }
        }
        return entries;
    }

    /** Something is wrong with a property of the definition, or with the lack of it. */
    void addError(String property, String reason) {
        ConfigValue value = values.computeIfAbsent(property, ConfigValue::new);
        String message = isGiven(property)
                ? invalid(property, value.value(), reason)
                : "Missing configuration \"" + property + "\": " + reason;
        // A flat property has one error, however many pipelines it is wrong for in the same way.
        if (!value.errorMessages().contains(message)) {
            value.addErrorMessage(message);
        }
        value.visible(true);
    }

    /** A property that is set should not be. This takes the place of what is wrong with its value. */
    void refuse(String property, String reason) {
        ConfigValue value = values.computeIfAbsent(property, ConfigValue::new);
        value.errorMessages().clear();
        value.addErrorMessage(invalid(property, given.get(property), reason));
        value.visible(true);
    }

    /**
     * Something is wrong with a property that the definition lacks.
     *
     * @param value what to show of it: null where it might be a secret under a misspelt name
     */
    void addUnknownError(String property, @Nullable Object value, String reason) {
        values.computeIfAbsent(property, name -> new ConfigValue(name, value, new ArrayList<>(), new ArrayList<>()))
                .addErrorMessage(
                        value == null
                                ? "Unknown configuration \"" + property + "\": " + reason
                                : invalid(property, value, reason));
    }

    /** In the words of Kafka's own ConfigException. */
    private static String invalid(String property, @Nullable Object value, String reason) {
        Object shown = value == null || value instanceof Password ? Password.HIDDEN : Format.shown(property, value);
        return "Invalid value " + shown + " for configuration " + property + ": " + reason;
    }

    List<ConfigValue> values() {
        return List.copyOf(values.values());
    }
}
