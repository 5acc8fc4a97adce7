package com.openlayer.kafka.connect.preview;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.openlayer.kafka.connect.config.ConfigField;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The column names for the guesses, and the value of the property {@code columns}, which copies nested fields and fields
 * with invalid names to top-level columns.
 */
final class SuggestedColumns {
    private static final Pattern VALID_NAME = Pattern.compile("(?!openlayer)[A-Za-z0-9_-]{1,60}");
    private static final Pattern IN_LIST = Pattern.compile("(.*?)/\\d+(/.*)?");
    private static final int MAX_COLUMNS = 60;

    private static final Map<ConfigField, String> DEFAULT_NAMES = Map.of(
            ConfigField.INPUT_VARIABLE_NAMES, "user_query",
            ConfigField.OUTPUT_COLUMN_NAME, "output",
            ConfigField.NUM_OF_TOKEN_COLUMN_NAME, "tokens",
            ConfigField.COST_COLUMN_NAME, "cost",
            ConfigField.LATENCY_COLUMN_NAME, "latency",
            ConfigField.TIMESTAMP_COLUMN_NAME, "timestamp",
            ConfigField.INFERENCE_ID_COLUMN_NAME, "id",
            ConfigField.USER_ID_COLUMN_NAME, "user_id",
            ConfigField.SESSION_ID_COLUMN_NAME, "session_id",
            ConfigField.GROUND_TRUTH_COLUMN_NAME, "ground_truth");

    private final Map<JsonPointer, String> names = new LinkedHashMap<>();
    private final List<String> sourced = new ArrayList<>();
    /** Top-level fields whose nested fields become columns. */
    private final Set<String> flattened = new LinkedHashSet<>();

    private final Set<String> taken = new LinkedHashSet<>();

    SuggestedColumns(List<ColumnGuess> guesses, FieldProfiles fields) {
        for (ColumnGuess guess : guesses) {
            if (needsSource(guess.profile())) {
                flattened.add(topOf(guess.profile().pointer()));
            }
        }
        fields.all().stream()
                .map(field -> topOf(field.pointer()))
                .filter(top -> !flattened.contains(top))
                .forEach(taken::add);
        for (ColumnGuess guess : guesses) {
            FieldProfile field = guess.profile();
            if (!names.containsKey(field.pointer())) {
                String name = DEFAULT_NAMES.getOrDefault(guess.field(), field.name());
                names.put(field.pointer(), needsSource(field) ? source(field.pointer(), name) : field.name());
            }
        }
        flattenRest(fields);
    }

    private static boolean needsSource(FieldProfile field) {
        return !field.isTopLevel() || !VALID_NAME.matcher(field.name()).matches();
    }

    private static String topOf(JsonPointer pointer) {
        return pointer.getMatchingProperty();
    }

    /** Makes columns of the other fields of flattened fields. A list becomes one column. */
    private void flattenRest(FieldProfiles fields) {
        Collection<JsonPointer> known = List.copyOf(names.keySet());
        Set<JsonPointer> done = new LinkedHashSet<>();
        for (FieldProfile field : fields.all()) {
            var inList = IN_LIST.matcher(field.pointer().toString());
            JsonPointer pointer = inList.matches() ? JsonPointer.compile(inList.group(1)) : field.pointer();
            boolean isKnown = known.contains(pointer) || isTaken(pointer, known);
            if (flattened.contains(topOf(field.pointer()))
                    && !isKnown
                    && done.add(pointer)
                    && sourced.size() < MAX_COLUMNS) {
                source(pointer, pointer.last().getMatchingProperty());
            }
        }
    }

    /** Whether the output column comes from this list: as a column the list would duplicate the output. */
    private boolean isTaken(JsonPointer list, Collection<JsonPointer> known) {
        return known.stream()
                .anyMatch(p -> "output".equals(names.get(p)) && p.toString().startsWith(list + "/"));
    }

    private String source(JsonPointer pointer, String preferredName) {
        String name = preferredName.replaceAll("[^A-Za-z0-9_-]", "_");
        name = name.substring(0, Math.min(50, name.length()));
        name = VALID_NAME.matcher(name).matches() ? name : "field_" + name;
        String unique = name;
        for (int i = 2; !taken.add(unique); i++) {
            unique = name + "_" + i;
        }
        sourced.add(unique + "=value:" + pointer);
        return unique;
    }

    String name(FieldProfile field) {
        String name = names.get(field.pointer());
        if (name == null) {
            throw new IllegalArgumentException("no guess names " + field.pointer());
        }
        return name;
    }

    /** The value of {@code columns}; empty if no field needs a source. */
    Optional<String> property() {
        if (sourced.isEmpty()) {
            return Optional.empty();
        }
        List<String> entries = new ArrayList<>();
        entries.add("*");
        flattened.forEach(top -> {
            if (sourced.stream().noneMatch(entry -> entry.startsWith(top + "="))) {
                entries.add("-" + top);
            }
        });
        entries.addAll(sourced);
        return Optional.of(list(entries));
    }

    /** The value of a list property: comma-separated, or a JSON array if an entry contains a comma or outer whitespace. */
    static String list(List<String> entries) {
        boolean plain = entries.stream().allMatch(e -> e.indexOf(',') < 0 && e.equals(e.strip()) && !e.startsWith("["));
        if (plain) {
            return String.join(",", entries);
        }
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        entries.forEach(array::add);
        return array.toString();
    }
}
