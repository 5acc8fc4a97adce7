package com.openlayer.kafka.connect.config;

import com.openlayer.kafka.connect.jq.InvalidFilterException;
import com.openlayer.kafka.connect.jq.JqFilter;
import java.util.regex.Pattern;

/** A jq filter as the value of a property. */
final class JqProperty {
    /** The text of the filter, once it compiles. */
    static final PropertySyntax<String> FILTER =
            new PropertySyntax<>("a jq filter", JqProperty::compiled, JqProperty::redact);

    /** A string, or one that is not closed. */
    private static final Pattern STRING = Pattern.compile("\"(?:[^\"\\\\]|\\\\.)*+(\"|$)", Pattern.DOTALL);

    /** More than a message shows. */
    private static final int MAX_REDACTED = 1_000;

    private JqProperty() {}

    private static String compiled(String filter) {
        try {
            return JqFilter.compile(filter).text();
        } catch (InvalidFilterException e) {
            throw new IllegalArgumentException(
                    e.getMessage() + ". Correct it there; the preview shows what a filter makes of a record", e);
        }
    }

    /** Hides the strings of a filter, because one may be the salt of a hash. */
    private static String redact(String filter) {
        String start = filter.length() <= MAX_REDACTED ? filter : filter.substring(0, MAX_REDACTED);
        return STRING.matcher(start).replaceAll("\"…\"");
    }
}
