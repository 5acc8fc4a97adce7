package com.openlayer.kafka.connect.config;

import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.apache.kafka.common.config.ConfigDef.Validator;
import org.apache.kafka.common.config.ConfigException;
import org.jspecify.annotations.Nullable;

/**
 * The valid texts of a property, and their parser, which validation and a running task share.
 *
 * @param validValues describes the valid values, for the reference documentation
 * @param parser throws {@link IllegalArgumentException} with the reason and the remedy for any other text
 * @param redaction removes secrets from a text that is shown in a message
 */
record PropertySyntax<T>(String validValues, Function<String, T> parser, UnaryOperator<String> redaction)
        implements Validator {
    private static final int MAX_SHOWN = 200;

    /** For texts without secrets. */
    PropertySyntax(String validValues, Function<String, T> parser) {
        this(validValues, parser, UnaryOperator.identity());
    }

    T parse(String text) {
        return parser.apply(text);
    }

    @Override
    public void ensureValid(String name, @Nullable Object value) {
        if (value == null) {
            return;
        }
        try {
            parse(value.toString());
        } catch (IllegalArgumentException e) {
            throw new ConfigException(name, shown(value), e.getMessage());
        }
    }

    /** The value as a message may show it: without secrets, cut to the length of a line. */
    String shown(Object value) {
        return cut(redaction.apply(value.toString()));
    }

    /** The text, cut to the length of a line. */
    static String cut(String text) {
        return text.length() <= MAX_SHOWN ? text : text.substring(0, MAX_SHOWN) + "…";
    }

    @Override
    public String toString() {
        return validValues;
    }
}
