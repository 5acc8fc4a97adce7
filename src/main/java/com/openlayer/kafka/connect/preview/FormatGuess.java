package com.openlayer.kafka.connect.preview;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.openlayer.kafka.connect.format.FormatPreset;
import com.openlayer.kafka.connect.format.UndecodableValueException;
import com.openlayer.kafka.connect.jq.FilterFailedException;
import com.openlayer.kafka.connect.jq.InvalidFilterException;
import com.openlayer.kafka.connect.jq.JqFilter;
import com.openlayer.kafka.connect.jq.JqVariables;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.header.Header;

/** Recognizes the format preset of sample records. */
final class FormatGuess {
    private final FormatPreset preset;
    private final JqFilter recognition;
    private final JqVariables variables = new JqVariables(List.of(), List.of());

    private FormatGuess(FormatPreset preset) {
        this.preset = preset;
        try {
            this.recognition = JqFilter.compile(preset.recognition());
        } catch (InvalidFilterException e) {
            throw new IllegalStateException("The filters of formats compile", e);
        }
    }

    /**
     * The format of more than half of the records that have a value. If there are several, the one of the most records
     * is chosen, and among equals the one that is not general.
     *
     * @return empty if there is none, or if two fit equally well
     */
    static Optional<FormatPreset> of(List<KafkaRecord> records) {
        FormatPreset best = null;
        boolean tied = false;
        long most = records.stream().filter(record -> record.value() != null).count() / 2 + 1;
        for (FormatPreset preset : FormatPreset.all()) {
            long known = new FormatGuess(preset).count(records);
            if (known > most || (known == most && (best == null || (best.isGeneral() && !preset.isGeneral())))) {
                most = known;
                best = preset;
                tied = false;
            } else if (best != null && known == most && best.isGeneral() == preset.isGeneral()) {
                tied = true;
            }
        }
        return tied ? Optional.empty() : Optional.ofNullable(best);
    }

    private long count(List<KafkaRecord> records) {
        return records.stream().filter(this::knows).count();
    }

    private boolean knows(KafkaRecord record) {
        byte[] value = record.value();
        if (value == null) {
            return false;
        }
        variables.record(
                NullNode::getInstance,
                () -> headers(record),
                record.topic(),
                record.partition(),
                record.offset(),
                record.timestamp());
        List<JsonNode> outputs = new ArrayList<>();
        try {
            for (JsonNode object : objects(preset.decoder().decode(value, 0, value.length))) {
                recognition.apply(object, variables, outputs::add);
            }
        } catch (UndecodableValueException | FilterFailedException e) {
            return false;
        }
        return !outputs.isEmpty() && outputs.stream().allMatch(JsonNode::booleanValue);
    }

    private static List<JsonNode> objects(List<JsonNode> inputs) {
        List<JsonNode> objects = new ArrayList<>();
        for (JsonNode input : inputs) {
            (input.isArray() ? input : List.of(input)).forEach(item -> {
                if (item.isObject()) {
                    objects.add(item);
                }
            });
        }
        return objects;
    }

    private static ObjectNode headers(KafkaRecord record) {
        ObjectNode headers = JsonNodeFactory.instance.objectNode();
        for (Header header : record.headers()) {
            headers.put(header.key(), header.value() == null ? null : new String(header.value(), UTF_8));
        }
        return headers;
    }
}
