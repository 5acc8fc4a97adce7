package com.openlayer.kafka.connect.format;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.openlayer.kafka.connect.jq.JqJson;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Decodes the bytes of a record's value into the JSON inputs of a filter. */
public enum Decoder {
    /** JSON text: one value, or several separated by whitespace (NDJSON). Each value is one input. */
    JSON("json") {
        @Override
        public List<JsonNode> decode(byte[] value, int from, int to) {
            return json(value, from, to);
        }
    },

    /** Traces of OpenTelemetry in protobuf or as JSON text. Both become the JSON of OTLP/JSON. */
    OTLP_PROTOBUF("otlp-protobuf") {
        @Override
        public List<JsonNode> decode(byte[] value, int from, int to) {
            return OtlpTraces.isJson(value, from, to)
                    ? json(value, from, to)
                    : List.of(OtlpTraces.read(value, from, to));
        }
    };

    private final String value;

    Decoder(String value) {
        this.value = value;
    }

    /** The name in {@code format.properties}. */
    public String value() {
        return value;
    }

    /** The decoder with this name. */
    public static Optional<Decoder> named(String name) {
        return Arrays.stream(values()).filter(d -> d.value.equals(name)).findFirst();
    }

    /**
     * The inputs in a value, at least one.
     *
     * @throws UndecodableValueException if the value is not in this format
     */
    public abstract List<JsonNode> decode(byte[] value, int from, int to);

    static List<JsonNode> json(byte[] value, int from, int to) {
        try (MappingIterator<JsonNode> values = JqJson.read(value, from, to - from)) {
            if (!values.hasNextValue()) {
                throw new UndecodableValueException("value is empty");
            }
            JsonNode first = values.nextValue();
            if (!values.hasNextValue()) {
                return List.of(first);
            }
            List<JsonNode> all = new ArrayList<>(List.of(first));
            do {
                all.add(values.nextValue());
            } while (values.hasNextValue());
            return all;
        } catch (JsonProcessingException e) {
            throw new UndecodableValueException("value is not valid JSON"
                    + (e.getLocation() == null
                            ? ""
                            : " (at byte " + e.getLocation().getByteOffset() + ")"));
        } catch (IOException e) {
            throw new UndecodableValueException("value is not valid JSON");
        }
    }
}
