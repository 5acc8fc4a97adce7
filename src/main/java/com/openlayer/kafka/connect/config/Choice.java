package com.openlayer.kafka.connect.config;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.kafka.common.config.ConfigDef.Validator;
import org.apache.kafka.common.config.ConfigException;
import org.jspecify.annotations.Nullable;

/** A closed set of values: the constants of an enum, written in lower case with hyphens, as in {@code dead-letter}. */
record Choice<E extends Enum<E>>(Class<E> constants) implements Validator {

    static String text(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    Optional<E> parse(String text) {
        return Arrays.stream(constants.getEnumConstants())
                .filter(constant -> text(constant).equals(text))
                .findFirst();
    }

    List<String> texts() {
        return Arrays.stream(constants.getEnumConstants()).map(Choice::text).toList();
    }

    @Override
    public void ensureValid(String name, @Nullable Object value) {
        if (value != null && parse(value.toString()).isEmpty()) {
            String nearest = Spelling.nearest(value.toString(), texts()).orElse("");
            throw new ConfigException(
                    name, value, "It must be one of " + this + ". The nearest of them is '" + nearest + "'");
        }
    }

    @Override
    public String toString() {
        return String.join(", ", texts());
    }
}
