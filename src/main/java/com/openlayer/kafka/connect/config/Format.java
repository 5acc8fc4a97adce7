package com.openlayer.kafka.connect.config;

import java.util.function.Function;
import org.apache.kafka.common.config.ConfigDef.Validator;
import org.apache.kafka.common.config.ConfigException;
import org.jspecify.annotations.Nullable;

/**
 * How the text of a property is read, so that what validation accepts is what a running task understands.
 *
 * @param validValues what is accepted, for the reference
 * @param parser throws {@link IllegalArgumentException} with the reason and the remedy for any other text
 */
record Format<T>(String validValues, Function<String, T> parser) implements Validator {
    private static final int SHOWN = 200;

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
            throw new ConfigException(name, shown(name, value), e.getMessage());
        }
    }

    /** The value as a message may show it: no more than a line of it, and no credentials of a URL. */
    static String shown(String property, Object value) {
        String text = value.toString();
        if (property.equals(ConnectionProperties.BASE_URL) || property.equals(ConnectionProperties.PROXY_HOST)) {
            text = BaseUrl.shown(text);
        }
        return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "…";
    }

    @Override
    public String toString() {
        return validValues;
    }
}
