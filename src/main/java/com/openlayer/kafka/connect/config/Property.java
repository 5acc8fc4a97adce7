package com.openlayer.kafka.connect.config;

import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Range;
import org.apache.kafka.common.config.ConfigDef.Recommender;
import org.apache.kafka.common.config.ConfigDef.Validator;
import org.apache.kafka.common.config.ConfigDef.Width;
import org.apache.kafka.common.config.ConfigException;
import org.jspecify.annotations.Nullable;

/** The definition of one property: the arguments of a {@link ConfigDef} key, plus an example. */
final class Property {
    private final String name;
    private final ConfigDef.Type type;
    private @Nullable Object defaultValue;
    private final String title;
    private Importance importance = Importance.LOW;
    private Width width;
    private @Nullable Validator validator;
    private List<Object> recommended = List.of();
    private @Nullable Predicate<Map<String, Object>> visible;
    private String documentation = "";
    private String example = "";

    private Property(String name, ConfigDef.Type type, @Nullable Object defaultValue, String title) {
        this.name = name;
        this.type = type;
        this.defaultValue = defaultValue;
        this.title = title;
        this.width = switch (type) {
            case BOOLEAN, SHORT, INT, LONG, DOUBLE -> Width.SHORT;
            case STRING, PASSWORD, CLASS -> Width.MEDIUM;
            case LIST -> Width.LONG;
        };
        if (type == ConfigDef.Type.BOOLEAN) {
            recommended = List.of(true, false);
        }
    }

    /** A property that must be set. */
    static Property required(String name, ConfigDef.Type type, String title) {
        return new Property(name, type, ConfigDef.NO_DEFAULT_VALUE, title);
    }

    /** An optional property. With a null default it has no value if it is not set. */
    static Property optional(String name, ConfigDef.Type type, @Nullable Object defaultValue, String title) {
        return new Property(name, type, defaultValue, title);
    }

    /** A duration in milliseconds, at least 1. */
    static Property millis(String name, long defaultValue, String title) {
        return millis(name, defaultValue, title, 1);
    }

    /** A duration in milliseconds, at least {@code least}. */
    static Property millis(String name, long defaultValue, String title, long least) {
        return optional(name, ConfigDef.Type.LONG, defaultValue, title).valid(Range.between(least, Integer.MAX_VALUE));
    }

    Property importance(Importance importance) {
        this.importance = importance;
        return this;
    }

    Property width(Width width) {
        this.width = width;
        return this;
    }

    Property valid(Validator validator) {
        this.validator = validator;
        return this;
    }

    /** Like {@link #valid}, for a property without a default, because a {@link Range} alone rejects a missing value. */
    Property validIfSet(Range range) {
        return valid(ConfigDef.LambdaValidator.with(
                (property, value) -> {
                    if (value != null) {
                        range.ensureValid(property, value);
                    }
                },
                range::toString));
    }

    /** Allows only the values of a closed set, which Connect's REST API then also recommends. */
    Property oneOf(Choice<?> choice) {
        this.validator = choice;
        this.recommended = List.copyOf(choice.texts());
        return this;
    }

    /** Sets the values that Connect's REST API recommends. */
    Property recommend(List<String> values) {
        this.recommended = List.copyOf(values);
        return this;
    }

    /** Shown by a form only if the parsed values of all properties, by name, pass the test. */
    Property visibleIf(Predicate<Map<String, Object>> test) {
        this.visible = test;
        return this;
    }

    /** Sets the default, if the text is valid. The property is then no longer required. */
    Property defaultsTo(String text) {
        try {
            Object value = ConfigDef.parseType(name, text, type);
            if (validator != null) {
                validator.ensureValid(name, value);
            }
            defaultValue = value;
        } catch (ConfigException e) {
            // Reported on the property that the text comes from.
            defaultValue = isRequired() ? null : defaultValue;
        }
        return this;
    }

    Property documentation(String documentation) {
        this.documentation = documentation;
        return this;
    }

    Property example(String example) {
        this.example = example;
        return this;
    }

    String name() {
        return name;
    }

    boolean isRequired() {
        return defaultValue == ConfigDef.NO_DEFAULT_VALUE;
    }

    String example() {
        return example;
    }

    /** Adds it to {@code definition} as the last one of {@code group}, unless the definition has it already. */
    void define(ConfigDef definition, String group) {
        long before = definition.configKeys().values().stream()
                .filter(key -> group.equals(key.group))
                .count();
        define(definition, group, (int) before + 1);
    }

    /** Adds it to {@code definition} at a position in {@code group}, unless the definition has it already. */
    void define(ConfigDef definition, String group, int order) {
        if (definition.configKeys().containsKey(name)) {
            return;
        }
        definition.define(
                name,
                type,
                defaultValue,
                validator,
                importance,
                documentation,
                group,
                order,
                width,
                title,
                List.of(),
                recommended.isEmpty() && visible == null ? null : new FormField(recommended, visible));
    }

    /** Recommends values and visibility of a property to a form in a user interface. */
    private record FormField(List<Object> values, @Nullable Predicate<Map<String, Object>> visible)
            implements Recommender {
        @Override
        public List<Object> validValues(String name, Map<String, Object> parsedConfig) {
            return values;
        }

        @Override
        public boolean visible(String name, Map<String, Object> parsedConfig) {
            return visible == null || visible.test(parsedConfig);
        }
    }
}
