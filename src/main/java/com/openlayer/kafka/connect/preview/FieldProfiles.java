package com.openlayer.kafka.connect.preview;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** The profiles of all fields of the sample records. */
final class FieldProfiles {
    private final List<JsonNode> values;
    private final Map<JsonPointer, FieldProfile> byPointer = new LinkedHashMap<>();

    /** @param values objects, the values of the records */
    FieldProfiles(List<JsonNode> values) {
        this.values = values;
        for (JsonNode value : values) {
            RecordContents.leaves(value)
                    .forEach((pointer, leaf) -> byPointer
                            .computeIfAbsent(pointer, FieldProfile::new)
                            .add(leaf));
        }
    }

    List<JsonNode> values() {
        return values;
    }

    List<FieldProfile> all() {
        return List.copyOf(byPointer.values());
    }

    boolean isInEvery(FieldProfile field) {
        return field.count() == values.size();
    }

    /**
     * The field whose path, or the end of its path, matches the first name that any field matches. If several do, the one
     * in most records, then the least nested one.
     *
     * @param names regular expressions, in order of preference
     */
    Optional<FieldProfile> named(List<String> names, Predicate<FieldProfile> content) {
        for (String name : names) {
            Pattern pattern = Pattern.compile("(.*/)?(" + name + ")");
            List<FieldProfile> found = new ArrayList<>(byPointer.values().stream()
                    .filter(field -> pattern.matcher(field.path()).matches())
                    .filter(content)
                    .toList());
            found.sort(Comparator.comparingInt((FieldProfile f) -> -f.count())
                    .thenComparingInt(f -> f.pointer().toString().split("/", -1).length));
            if (!found.isEmpty()) {
                return Optional.of(found.get(0));
            }
        }
        return Optional.empty();
    }

    Optional<FieldProfile> at(JsonPointer pointer) {
        return Optional.ofNullable(byPointer.get(pointer));
    }
}
