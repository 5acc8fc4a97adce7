package com.openlayer.kafka.connect.preview;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.connect.data.Struct;
import org.jspecify.annotations.Nullable;

/** The value of a record as a JSON tree, whichever converter produced it. */
final class RecordContents {
    /** Items of a list after these are assumed to have the same fields. */
    private static final int MAX_LIST_ITEMS = 10;

    private static final int MAX_DEPTH = 20;

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private RecordContents() {}

    /** The value as a tree; empty if it is text or bytes without JSON. */
    static Optional<JsonNode> tree(@Nullable Object value) {
        try {
            if (value instanceof String text) {
                return Optional.of(JSON.readTree(text));
            }
            if (value instanceof byte[] bytes) {
                return Optional.of(JSON.readTree(new String(bytes, UTF_8)));
            }
            if (value instanceof ByteBuffer buffer) {
                return Optional.of(
                        JSON.readTree(UTF_8.decode(buffer.duplicate()).toString()));
            }
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
        return Optional.of(node(value, 0));
    }

    private static JsonNode node(@Nullable Object value, int depth) {
        if (value == null || depth > MAX_DEPTH) {
            return NODES.nullNode();
        }
        if (value instanceof Struct struct) {
            ObjectNode object = NODES.objectNode();
            struct.schema().fields().forEach(field -> object.set(field.name(), node(struct.get(field), depth + 1)));
            return object;
        }
        if (value instanceof Map<?, ?> map) {
            ObjectNode object = NODES.objectNode();
            map.forEach((key, item) -> object.set(String.valueOf(key), node(item, depth + 1)));
            return object;
        }
        if (value instanceof List<?> list) {
            ArrayNode array = NODES.arrayNode();
            list.forEach(item -> array.add(node(item, depth + 1)));
            return array;
        }
        if (value instanceof Boolean bool) {
            return NODES.booleanNode(bool);
        }
        if (value instanceof Date date) {
            return NODES.textNode(date.toInstant().toString());
        }
        if (value instanceof Number number) {
            try {
                return NODES.numberNode(new BigDecimal(number.toString()));
            } catch (NumberFormatException e) {
                return NODES.numberNode(number.doubleValue()); // not finite
            }
        }
        return NODES.textNode(
                value instanceof byte[] || value instanceof ByteBuffer ? "(bytes)" : String.valueOf(value));
    }

    /** The leaves of an object by pointer: scalars, empty objects, and lists whose first item is a scalar. */
    static Map<JsonPointer, JsonNode> leaves(JsonNode value) {
        Map<JsonPointer, JsonNode> leaves = new LinkedHashMap<>();
        if (value.isObject()) {
            add(JsonPointer.empty(), value, 0, leaves);
        }
        return leaves;
    }

    private static void add(JsonPointer pointer, JsonNode node, int depth, Map<JsonPointer, JsonNode> leaves) {
        if (depth > MAX_DEPTH) {
            return;
        }
        if (node.isObject() && !node.isEmpty()) {
            node.properties()
                    .forEach(field -> add(pointer.appendProperty(field.getKey()), field.getValue(), depth + 1, leaves));
        } else if (node.isArray() && !node.isEmpty() && node.get(0).isContainerNode()) {
            for (int i = 0; i < Math.min(node.size(), MAX_LIST_ITEMS); i++) {
                add(pointer.appendIndex(i), node.get(i), depth + 1, leaves);
            }
        } else {
            leaves.put(pointer, node);
        }
    }

    /** The type of a JSON value, for messages. */
    static String kind(JsonNode node) {
        return switch (node.getNodeType()) {
            case ARRAY -> "an array";
            case OBJECT -> "an object";
            case STRING -> "a string";
            case NUMBER -> "a number";
            case BOOLEAN -> "a boolean";
            case NULL -> "null";
            default -> "not JSON";
        };
    }
}
