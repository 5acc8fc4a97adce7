package com.openlayer.kafka.pairs;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;

/**
 * The body of an event.
 *
 * @param tree for filters
 * @param json null if the event's value is JSON text already
 */
record Body(JsonNode tree, byte[] json) {
    static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    /** How values are written. */
    enum Format {
        /** JSON text, or the text of server-sent events, which becomes a JSON string. */
        JSON("json"),
        /** Open Inference Protocol as protobuf or JSON, as the producer chose. */
        INFERENCE("inference");

        private final String word;

        Format(String word) {
            this.word = word;
        }

        String word() {
            return word;
        }
    }

    /** The body of a value in JSON, null if it is not JSON. */
    static Body json(byte[] value) {
        try {
            JsonNode tree = value == null ? MissingNode.getInstance() : MAPPER.readTree(value);
            return tree.isMissingNode() ? null : new Body(tree, null);
        } catch (IOException e) {
            return null;
        }
    }

    /**
     * Reads what is not JSON.
     *
     * @return null if the value is in none of the format's other encodings
     */
    static Body decode(byte[] value, Format format, Role role) {
        if (value == null) {
            return null;
        }
        if (format == Format.INFERENCE) {
            try {
                return written(InferenceMessage.read(value, role));
            } catch (IOException e) {
                return null;
            }
        }
        String text = Text.of(value);
        return isEventStream(text) ? written(new TextNode(text)) : null;
    }

    private static Body written(JsonNode tree) {
        try {
            return new Body(tree, MAPPER.writeValueAsBytes(tree));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree can be written", e);
        }
    }

    /** Lines of server-sent events start with the name of a field or, for comments, with a colon. */
    private static boolean isEventStream(String text) {
        String start = text.stripLeading();
        return start.startsWith("data:")
                || start.startsWith("event:")
                || start.startsWith("id:")
                || start.startsWith("retry:")
                || start.startsWith(": ");
    }
}
