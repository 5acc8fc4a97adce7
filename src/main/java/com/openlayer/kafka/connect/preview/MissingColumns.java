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

/** Finds columns that a pipeline's configuration names and a record lacks, and suggests the field that was meant. */
final class MissingColumns {
    private static final int MAX_POINTERS = 20;

    /**
     * A column that the configuration requires.
     *
     * @param pointers the places where the connector looks for it, in order
     * @param properties the properties that name it
     */
    private record ExpectedColumn(Set<JsonPointer> pointers, Set<String> properties) {
        boolean isMissingIn(JsonNode value) {
            return pointers.stream().allMatch(pointer -> value.at(pointer).isMissingNode());
        }

        JsonPointer first() {
            return pointers.iterator().next();
        }
    }

    private final Map<String, ExpectedColumn> expected = new LinkedHashMap<>();

    MissingColumns(PipelineConfig pipeline) {
        Set<String> elsewhere = new HashSet<>();
        for (ColumnDefinition definition : pipeline.mapping().columns()) {
            if (definition instanceof ColumnDefinition.FromSource column
                    && !(column.source() instanceof ColumnSource.Value)) {
                elsewhere.add(column.name());
            }
        }
        for (ColumnDefinition definition : pipeline.mapping().columns()) {
            if (definition instanceof ColumnDefinition.FromSource column
                    && column.source() instanceof ColumnSource.Value value
                    && !elsewhere.contains(column.name())) {
                expect(column.name(), value.pointer(), "columns");
            }
        }
        Set<String> sourced = Set.copyOf(expected.keySet());
        pipeline.fieldValues().columnNames().forEach((field, name) -> expect(name, field, elsewhere, sourced));
        pipeline.fieldValues().names().forEach((field, names) -> {
            if (field.valueType() == ConfigField.ValueType.COLUMNS) {
                names.forEach(name -> expect(name, field, elsewhere, sourced));
            }
        });
    }

    private void expect(String name, ConfigField field, Set<String> elsewhere, Set<String> sourced) {
        ExpectedColumn known = expected.get(name);
        if (known != null && sourced.contains(name)) {
            known.properties().add(field.property());
        } else if (!elsewhere.contains(name)) {
            expect(name, JsonPointer.empty().appendProperty(name), field.property());
        }
    }

    private void expect(String name, JsonPointer pointer, String property) {
        ExpectedColumn column =
                expected.computeIfAbsent(name, n -> new ExpectedColumn(new LinkedHashSet<>(), new LinkedHashSet<>()));
        column.pointers().add(pointer);
        column.properties().add(property);
    }

    /**
     * Names the columns that the value lacks and the fields that it has. Only columns that the reason names, or that have a
     * similar field, are mentioned.
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
        expected.forEach((name, column) -> {
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
        String all =
                offered.stream().limit(MAX_POINTERS).map(JsonPointer::toString).collect(Collectors.joining(", "));
        String more = offered.size() > MAX_POINTERS ? " and " + (offered.size() - MAX_POINTERS) + " more" : "";
        return Optional.of("the value has no " + String.join("; no ", missing) + ". It has "
                + (all.isEmpty() ? "no fields" : all + more));
    }

    /** The columns that the value lacks, each with the properties that name it and the most similar field. */
    Map<String, String> absent(@Nullable Object value) {
        Map<String, String> absent = new LinkedHashMap<>();
        RecordContents.tree(value).filter(JsonNode::isObject).ifPresent(tree -> {
            List<JsonPointer> offered = List.copyOf(RecordContents.leaves(tree).keySet());
            expected.forEach((name, column) -> {
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

    /** The pointer that ends in the same name, or else in a similar one. */
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
        String lastStep = plain(pointer.last() == null ? name : pointer.last().getMatchingProperty());
        for (String each : List.of(lastStep, plain(name))) {
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
