package com.openlayer.kafka.connect.config;

import java.time.Duration;
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

/** The parsed values of the properties, and the errors found so far. */
final class ParsedProperties {
    /** A variable that a config provider should have resolved. */
    private static final Pattern UNRESOLVED = Pattern.compile("\\$\\{[^{}:]+:[^{}]*}");

    private final ConfigDef definition;
    private final Map<String, String> given;
    private final Map<String, ConfigValue> values = new LinkedHashMap<>();

    /** In Kafka, the empty string disables host name verification. */
    private static final String MAY_BE_BLANK = "openlayer." + SslConfigs.SSL_ENDPOINT_IDENTIFICATION_ALGORITHM_CONFIG;

    /**
     * Parses the properties of {@code definition}.
     *
     * @param given every property that is set, as {@link #given(Map)} returns them
     */
    ParsedProperties(ConfigDef definition, Map<String, String> given) {
        this.definition = definition;
        this.given = given;
        Map<String, String> known = new LinkedHashMap<>();
        definition.configKeys().keySet().stream()
                .filter(given::containsKey)
                .forEach(name -> known.put(name, given.get(name)));
        Map<String, ConfigValue> parsed = definition.validateAll(known);
        // validateAll does not keep the order of the definition.
        definition.configKeys().forEach((name, key) -> values.put(name, withOneError(key, parsed.get(name))));
    }

    /** The properties that are set, by name. One that is null or blank counts as not set. */
    static Map<String, String> given(Map<String, @Nullable String> properties) {
        Map<String, String> given = new TreeMap<>();
        properties.forEach((name, value) -> {
            if (value != null && (!value.trim().isEmpty() || name.equals(MAY_BE_BLANK))) {
                given.put(name, value);
            }
        });
        return given;
    }

    /** The parsed value, with no more than one error, which says what to do. */
    private ConfigValue withOneError(ConfigDef.ConfigKey key, @Nullable ConfigValue value) {
        if (value == null) {
            return new ConfigValue(key.name);
        }
        String text = given.get(key.name);
        if (text == null && !key.hasDefault()) {
            value.errorMessages().clear();
            value.addErrorMessage("Missing required configuration \"" + key.name + "\": " + key.documentation);
        } else if (text != null && UNRESOLVED.matcher(text.trim()).matches()) {
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

    /** Every property that is set, of the connector or not, by name. */
    Map<String, String> given() {
        return given;
    }

    boolean isGiven(String property) {
        return given.containsKey(property);
    }

    /** Whether the definition has the property, or it has an error. */
    boolean isKnown(String property) {
        return values.containsKey(property);
    }

    List<String> definedNames() {
        return List.copyOf(definition.configKeys().keySet());
    }

    /** Whether no property has an error. */
    boolean isValid() {
        return values.values().stream().allMatch(v -> v.errorMessages().isEmpty());
    }

    /** Whether the property has no error. */
    boolean isValid(String property) {
        ConfigValue value = values.get(property);
        return value == null || value.errorMessages().isEmpty();
    }

    /** The value or its default; empty if there is neither, or if the property has an error. */
    <T> Optional<T> value(String property, Class<T> type) {
        ConfigValue value = values.get(property);
        return value == null || !isValid(property)
                ? Optional.empty()
                : Optional.ofNullable(value.value()).map(type::cast);
    }

    <T> Optional<T> value(String property, PropertySyntax<T> syntax) {
        return value(property, String.class).map(syntax::parse);
    }

    <E extends Enum<E>> Optional<E> value(String property, Choice<E> choice) {
        return value(property, String.class).flatMap(choice::parse);
    }

    /** The value or the default of a property that has one of the two and no error. */
    <T> T get(String property, Class<T> type) {
        return value(property, type).orElseThrow();
    }

    /** As {@link #get(String, Class)}. */
    <E extends Enum<E>> E get(String property, Choice<E> choice) {
        return value(property, choice).orElseThrow();
    }

    /** As {@link #get(String, Class)}, of a number of milliseconds. */
    Duration millis(String property) {
        return Duration.ofMillis(get(property, Long.class));
    }

    /** The non-blank entries of a comma-separated property, of the connector or of Connect. */
    List<String> entries(String property) {
        List<String> entries = new ArrayList<>();
        for (String entry : given.getOrDefault(property, "").split(",", -1)) {
            if (!entry.isBlank()) {
                entries.add(entry.trim());
            }
        }
        return entries;
    }

    /** Adds an error to the others of a property: its value is wrong, or it is missing. */
    void addError(String property, String reason) {
        ConfigValue value = values.computeIfAbsent(property, ConfigValue::new);
        String message = isGiven(property) || value.value() != null
                ? invalid(property, value.value(), reason)
                : "Missing configuration \"" + property + "\": " + reason;
        // Several pipelines may report the same error on a flat property.
        if (!value.errorMessages().contains(message)) {
            value.addErrorMessage(message);
        }
        value.visible(true);
    }

    /** Makes this the only error of a property that must not be set: whether its value is valid no longer matters. */
    void replaceErrors(String property, String reason) {
        ConfigValue value = values.computeIfAbsent(property, ConfigValue::new);
        value.errorMessages().clear();
        value.addErrorMessage(invalid(property, given.get(property), reason));
        value.visible(true);
    }

    /**
     * Adds an error to a property that the definition does not have.
     *
     * @param value the value to show; null hides it, because a misspelled property may contain a secret
     */
    void addUnknownError(String property, @Nullable Object value, String reason) {
        values.computeIfAbsent(property, name -> new ConfigValue(name, value, new ArrayList<>(), new ArrayList<>()))
                .addErrorMessage(
                        value == null
                                ? "Unknown configuration \"" + property + "\": " + reason
                                : invalid(property, value, reason));
    }

    /** The message that Kafka's ConfigException would have. */
    private String invalid(String property, @Nullable Object value, String reason) {
        return "Invalid value " + shown(property, value) + " for configuration " + property + ": " + reason;
    }

    private String shown(String property, @Nullable Object value) {
        if (value == null || value instanceof Password) {
            return Password.HIDDEN;
        }
        ConfigDef.ConfigKey key = definition.configKeys().get(property);
        return key != null && key.validator instanceof PropertySyntax<?> syntax
                ? syntax.shown(value)
                : PropertySyntax.cut(value.toString());
    }

    List<ConfigValue> values() {
        return List.copyOf(values.values());
    }
}
