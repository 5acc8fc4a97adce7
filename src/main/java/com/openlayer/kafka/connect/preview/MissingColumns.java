package com.openlayer.kafka.connect.preview;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.openlayer.kafka.connect.config.ColumnDefinition;
import com.openlayer.kafka.connect.config.ColumnSource;
import com.openlayer.kafka.connect.config.ConfigField;
import com.openlayer.kafka.connect.config.PipelineConfig;
import com.openlayer.kafka.connect.config.Spelling;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Columns that a pipeline's configuration names and a record does not have, and what the record has instead. */
final class MissingColumns {
    private static final int POINTERS = 20;

    /** Where each named column is looked for, in this order, and which properties name it. */
    private record Wanted(Set<JsonPointer> pointers, Set<String> properties) {
        boolean isMissingIn(JsonNode value) {
            return pointers.stream().allMatch(pointer -> value.at(pointer).isMissingNode());
        }

        JsonPointer first() {
            return pointers.iterator().next();
        }
    }

    private final Map<String, Wanted> wanted = new LinkedHashMap<>();

    MissingColumns(PipelineConfig pipeline) {
        Set<String> elsewhere = new HashSet<>();
        for (ColumnDefinition definition : pipeline.columns()) {
            if (definition instanceof ColumnDefinition.FromSource column
                    && !(column.source() instanceof ColumnSource.Value)) {
                elsewhere.add(column.name());
            }
        }
        for (ColumnDefinition definition : pipeline.columns()) {
            if (definition instanceof ColumnDefinition.FromSource column
                    && column.source() instanceof ColumnSource.Value value
                    && !elsewhere.contains(column.name())) {
                want(column.name(), value.pointer(), "columns");
            }
        }
        Set<String> sourced = Set.copyOf(wanted.keySet());
        pipeline.columnNames().forEach((field, name) -> want(name, field, elsewhere, sourced));
        pipeline.names().forEach((field, names) -> {
            if (field.kind() == ConfigField.Kind.COLUMNS) {
                names.forEach(name -> want(name, field, elsewhere, sourced));
            }
        });
    }

    private void want(String name, ConfigField field, Set<String> elsewhere, Set<String> sourced) {
        Wanted known = wanted.get(name);
        if (known != null && sourced.contains(name)) {
            known.properties().add(field.property());
        } else if (!elsewhere.contains(name)) {
            want(name, JsonPointer.empty().appendProperty(name), field.property());
        }
    }

    private void want(String name, JsonPointer pointer, String property) {
        Wanted own = wanted.computeIfAbsent(name, n -> new Wanted(new LinkedHashSet<>(), new LinkedHashSet<>()));
        own.pointers().add(pointer);
        own.properties().add(property);
    }

    /**
     * What the value has instead of the columns that it lacks, as far as they explain why it is errant or are misspelt.
     *
     * @param reason why the record is errant
     */
    Optional<String> hint(@Nullable Object value, String reason) {
        Optional<JsonNode> tree = RecordContents.tree(value);
        if (tree.isEmpty() || !tree.get().isObject()) {
            return Optional.empty();
        }
        List<JsonPointer> offered =
                List.copyOf(RecordContents.leaves(tree.get()).keySet());
        List<String> missing = new ArrayList<>();
        wanted.forEach((name, column) -> {
            if (column.isMissingIn(tree.get())) {
                Optional<JsonPointer> near = nearest(name, column.first(), offered);
                if (near.isPresent() || reason.contains("'" + name + "'")) {
                    missing.add(column.first() + near.map(p -> ", but " + p).orElse(""));
                }
            }
        });
        if (missing.isEmpty()) {
            return Optional.empty();
        }
        String all = offered.stream().limit(POINTERS).map(JsonPointer::toString).collect(Collectors.joining(", "));
        String more = offered.size() > POINTERS ? " and " + (offered.size() - POINTERS) + " more" : "";
        return Optional.of("the value has no " + String.join("; no ", missing) + ". It has "
                + (all.isEmpty() ? "no fields" : all + more));
    }

    /** Which properties name the columns that the value lacks, with the nearest pointer that it has. */
    Map<String, String> absent(@Nullable Object value) {
        Map<String, String> absent = new LinkedHashMap<>();
        RecordContents.tree(value).filter(JsonNode::isObject).ifPresent(tree -> {
            List<JsonPointer> offered = List.copyOf(RecordContents.leaves(tree).keySet());
            wanted.forEach((name, column) -> {
                if (column.isMissingIn(tree)) {
                    absent.put(
                            name,
                            "'" + name + "' (" + String.join(", ", column.properties()) + ")"
                                    + nearest(name, column.first(), offered)
                                            .map(near -> ": the nearest field is " + near)
                                            .orElse(""));
                }
            });
        });
        return absent;
    }

    /** The pointer that ends in the same name, else in one that is only misspelt. */
    private static Optional<JsonPointer> nearest(String name, JsonPointer pointer, List<JsonPointer> offered) {
        Map<String, JsonPointer> byName = new LinkedHashMap<>();
        for (JsonPointer p : offered) {
            for (JsonPointer step = p; step != null && !step.matches(); step = step.tail()) {
                String last = plain(step.getMatchingProperty());
                if (step.tail() != null && step.tail().matches()) {
                    byName.putIfAbsent(last, p);
                }
            }
        }
        String wantedName = plain(pointer.last() == null ? name : pointer.last().getMatchingProperty());
        for (String each : List.of(wantedName, plain(name))) {
            Optional<String> near =
                    byName.containsKey(each) ? Optional.of(each) : Spelling.closest(each, byName.keySet());
            if (near.isPresent()) {
                return near.map(byName::get);
            }
        }
        return Optional.empty();
    }

    private static String plain(String name) {
        return name.replaceAll("[_.\\- ]", "").toLowerCase(Locale.ROOT);
    }
}
