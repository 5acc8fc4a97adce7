package com.openlayer.kafka.connect.preview;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.openlayer.kafka.connect.config.ConfigField;
import com.openlayer.kafka.connect.format.FormatPreset;
import com.openlayer.kafka.connect.format.UndecodableValueException;
import com.openlayer.kafka.connect.jq.FilterFailedException;
import com.openlayer.kafka.connect.jq.InvalidFilterException;
import com.openlayer.kafka.connect.jq.JqFilter;
import com.openlayer.kafka.connect.jq.JqVariables;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Finds the format of records: the one that knows the most of them. */
final class FormatGuess {
    /** A row of a model has one of them. */
    private static final List<ConfigField> RESULTS = List.of(
            ConfigField.OUTPUT_COLUMN_NAME,
            ConfigField.PREDICTIONS_COLUMN_NAME,
            ConfigField.PREDICTION_SCORES_COLUMN_NAME);

    private final FormatPreset preset;
    private final JqFilter filter;
    private final List<String> columns;
    private final JqVariables variables = new JqVariables(List.of(), List.of());

    private FormatGuess(FormatPreset preset) {
        this.preset = preset;
        this.filter = compile(preset.recognition().orElse(preset.filter()));
        this.columns = RESULTS.stream()
                .map(field -> preset.properties().get(field.property()))
                .filter(Objects::nonNull)
                .toList();
        this.variables.record(NullNode::getInstance, JsonNodeFactory.instance::objectNode, "topic", 0, 0, null);
    }

    private static JqFilter compile(String text) {
        try {
            return JqFilter.compile(text);
        } catch (InvalidFilterException e) {
            throw new IllegalStateException("The filters of formats compile", e);
        }
    }

    /** The format of most of the values; empty if no format is, or if two fit equally well. */
    static Optional<FormatPreset> of(List<byte[]> values) {
        FormatPreset best = null;
        int most = values.size() / 2;
        for (FormatPreset preset : FormatPreset.all()) {
            int known = new FormatGuess(preset).count(values);
            if (known > most) {
                most = known;
                best = preset;
            } else if (known == most) {
                best = null;
            }
        }
        return Optional.ofNullable(best);
    }

    private int count(List<byte[]> values) {
        return (int) values.stream().filter(this::knows).count();
    }

    private boolean knows(byte[] value) {
        List<JsonNode> outputs = new ArrayList<>();
        try {
            for (JsonNode input : preset.decoder().decode(value, 0, value.length)) {
                filter.apply(input, variables, outputs::add);
            }
        } catch (UndecodableValueException | FilterFailedException e) {
            return false;
        }
        return !outputs.isEmpty() && outputs.stream().allMatch(this::isExpected);
    }

    private boolean isExpected(JsonNode output) {
        return preset.recognition().isPresent()
                ? output.isBoolean() && output.booleanValue()
                : columns.stream().anyMatch(output::hasNonNull);
    }
}
