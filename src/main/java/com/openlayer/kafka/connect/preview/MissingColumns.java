package com.openlayer.kafka.connect.preview;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.openlayer.kafka.connect.config.ColumnDefinition;
import com.openlayer.kafka.connect.config.ColumnSource;
import com.openlayer.kafka.connect.config.ConfigField;
import com.openlayer.kafka.connect.config.PipelineConfig;
import com.openlayer.kafka.connect.config.Spelling;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Columns that a pipeline's configuration names and a record does not have, and what the record has instead. */
final class MissingColumns {
    private static final int POINTERS = 20;

    /** Where each named column is looked for, and which properties name it. */
    private record Wanted(JsonPointer pointer, List<String> properties) {}

    private final Map<String, Wanted> wanted = new LinkedHashMap<>();

    MissingColumns(PipelineConfig pipeline) {
        for (ColumnDefinition definition : pipeline.columns()) {
            if (definition instanceof ColumnDefinition.FromSource column
                    && column.source() instanceof ColumnSource.Value value) {
                want(column.name(), value.pointer(), "columns");
            }
        }
        List<String> elsewhere = pipeline.columns().stream()
                .filter(d -> d instanceof ColumnDefinition.FromSource c && !(c.source() instanceof ColumnSource.Value))
                .map(d -> ((ColumnDefinition.FromSource) d).name())
                .toList();
        pipeline.columnNames().forEach((field, name) -> want(name, field, elsewhere));
        pipeline.names().forEach((field, names) -> {
            if (field.kind() == ConfigField.Kind.COLUMNS) {
                names.forEach(name -> want(name, field, elsewhere));
            }
        });
    }

    private void want(String name, ConfigField field, List<String> elsewhere) {
        if (!elsewhere.contains(name)) {
            want(name, JsonPointer.empty().appendProperty(name), field.property());
        }
    }

    private void want(String name, JsonPointer pointer, String property) {
        wanted.computeIfAbsent(name, n -> new Wanted(pointer, new ArrayList<>()))
                .properties()
                .add(property);
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
            if (tree.get().at(column.pointer()).isMissingNode()) {
                Optional<JsonPointer> near = nearest(name, column.pointer(), offered);
                if (near.isPresent() || reason.contains("'" + name + "'")) {
                    missing.add(column.pointer() + near.map(p -> ", but " + p).orElse(""));
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
                if (tree.at(column.pointer()).isMissingNode()) {
                    absent.put(
                            name,
                            "'" + name + "' (" + String.join(", ", column.properties()) + ")"
                                    + nearest(name, column.pointer(), offered)
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
