package com.openlayer.kafka.connect.jq;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.StringJoiner;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Describes why a filter failed, without content. jackson-jq's messages quote values, so only parts that match an
 * allow-list of patterns are shown: types, the library's own words, and field names that the filter itself contains.
 */
final class FailureWords {
    private static final String TYPE = "(null|boolean|number|string|array|object)";
    private static final String VALUE = TYPE + " \\(.*\\)";

    /** The groups of these patterns are shown; a group {@code name} only if the filter contains that name. */
    private static final List<Pattern> KNOWN = List.of(
            pattern("(cannot index) " + TYPE + "( with) " + TYPE + "(?: \"(?<name>.*)\")?"),
            pattern("(cannot iterate over) " + TYPE + ".*"),
            pattern(VALUE + "( and) " + VALUE + "( cannot be (?:added|subtracted|multiplied|divided)"
                    + "(?: \\(remainder\\))?(?: because the divisor is zero)?)"),
            pattern(VALUE + "( cannot have their containment checked)"),
            pattern("(\\w+ is not applicable to )([A-Z]+)(; expected one of) \\[([A-Z, ]+)]"),
            pattern("(\\w+ is not applicable to )(?:input which contains )?([A-Z]+).*"),
            pattern(VALUE + "( cannot be (?:parsed as a number|negated|reversed)| has no (?:keys|length))"),
            pattern(VALUE + "( is not valid (?:base64 data|in a csv row)| is not a valid modifier string).*"),
            pattern("(cannot use) " + VALUE + "( as object key)"),
            pattern("(string cannot be parsed as json)"),
            pattern("(range bounds must be numeric)"),
            pattern("(split input and separator must be strings)"),
            pattern("(paths? must be specified as (?:an )?array).*"),
            pattern("(invalid path expression).*"));

    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

    private final Set<String> names;

    /** @param filter the filter whose names may be shown */
    FailureWords(String filter) {
        names = Set.copyOf(
                NAME.matcher(filter).results().map(result -> result.group()).toList());
    }

    String describe(@Nullable String message) {
        String text = message == null ? "" : message;
        for (Pattern pattern : KNOWN) {
            Matcher known = pattern.matcher(text);
            if (known.matches()) {
                return words(known);
            }
        }
        return "a function or an operator fails";
    }

    private String words(Matcher known) {
        StringJoiner words = new StringJoiner(" ");
        for (int i = 1; i <= known.groupCount(); i++) {
            String group = known.group(i);
            if (group == null) {
                continue;
            }
            boolean name = known.pattern().pattern().contains("?<name>") && group.equals(known.group("name"));
            if (!name) {
                words.add(group.strip().toLowerCase(Locale.ROOT));
            } else if (names.contains(group)) {
                words.add("'" + group + "'");
            }
        }
        return words.toString().replace(" ;", ";");
    }

    private static Pattern pattern(String text) {
        return Pattern.compile(text, Pattern.DOTALL | Pattern.CASE_INSENSITIVE);
    }
}
