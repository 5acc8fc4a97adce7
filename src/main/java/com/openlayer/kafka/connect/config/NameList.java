package com.openlayer.kafka.connect.config;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** Lists of names: comma-separated, or a JSON array of strings if a name contains a comma. */
final class NameList {
    /** The server's rule for the name of a column that the config refers to. */
    private static final Pattern COLUMN_NAME = Pattern.compile("^(?!openlayer)[a-zA-Z0-9_-]{1,60}$");

    private static final String COLUMN_NAME_RULE =
            "1 to 60 letters, digits, underscores and hyphens, not starting with 'openlayer'";

    static final PropertySyntax<String> COLUMN = new PropertySyntax<>(COLUMN_NAME_RULE, NameList::columnName);

    static final PropertySyntax<List<String>> COLUMNS =
            new PropertySyntax<>("comma-separated, or a JSON array of strings; each of " + COLUMN_NAME_RULE, text -> {
                List<String> names = distinct(entries(text));
                names.forEach(NameList::columnName);
                return names;
            });

    static final PropertySyntax<List<String>> CLASSES = new PropertySyntax<>(
            "comma-separated, or a JSON array of strings; at least one, each of them once", text -> {
                List<String> names = distinct(entries(text));
                if (names.isEmpty()) {
                    throw new IllegalArgumentException("It names no class: list them in the order of their integers");
                }
                return names;
            });

    private NameList() {}

    /**
     * The entries of a list, as they were written.
     *
     * @throws IllegalArgumentException if an entry is blank, or the text starts with {@code [} and is not a JSON array
     *     of strings
     */
    static List<String> entries(String text) {
        List<String> entries = new ArrayList<>();
        if (text.startsWith("[")) {
            JsonNode array = JsonProperty.parse(text);
            for (JsonNode entry : array) {
                if (!entry.isTextual()) {
                    throw new IllegalArgumentException("It must be a JSON array of strings; it contains " + entry
                            + ": put every name in double quotes");
                }
                entries.add(entry.textValue());
            }
        } else {
            for (String entry : text.split(",", -1)) {
                entries.add(entry.trim());
            }
        }
        if (entries.stream().anyMatch(String::isBlank)) {
            throw new IllegalArgumentException("An entry is blank: remove it or the adjacent comma");
        }
        return List.copyOf(entries);
    }

    private static List<String> distinct(List<String> names) {
        Set<String> seen = new HashSet<>();
        for (String name : names) {
            if (!seen.add(name)) {
                throw new IllegalArgumentException("'" + name + "' is listed twice: remove one of them");
            }
        }
        return names;
    }

    private static String columnName(String name) {
        if (!COLUMN_NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("Openlayer rejects '" + name + "' as the name of a column that the"
                    + " request's config refers to. It accepts " + COLUMN_NAME_RULE
                    + ": rename the column with 'columns', as in answer=value:/x");
        }
        return name;
    }
}
