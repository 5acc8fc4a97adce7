package com.openlayer.kafka.connect.jq;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import net.thisptr.jackson.jq.Expression;
import net.thisptr.jackson.jq.Function;
import net.thisptr.jackson.jq.Output;
import net.thisptr.jackson.jq.PathOutput;
import net.thisptr.jackson.jq.Scope;
import net.thisptr.jackson.jq.Version;
import net.thisptr.jackson.jq.exception.IllegalJsonInputException;
import net.thisptr.jackson.jq.exception.JsonQueryException;
import net.thisptr.jackson.jq.exception.JsonQueryTypeException;
import net.thisptr.jackson.jq.internal.misc.JsonNodeUtils;
import net.thisptr.jackson.jq.path.Path;
import org.jspecify.annotations.Nullable;

/**
 * jq functions implemented in Java, which replace those of jackson-jq: some are written in jq there and several times
 * slower; others lose digits or quote values in their messages.
 */
final class NativeFunctions {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private NativeFunctions() {}

    /** By name and number of arguments. */
    static Map<String, Function> all() {
        Map<String, Function> functions = new TreeMap<>(calculated());
        functions.put("arrays/0", selecting(JsonNode::isArray));
        functions.put("objects/0", selecting(JsonNode::isObject));
        functions.put("iterables/0", selecting(JsonNode::isContainerNode));
        functions.put("booleans/0", selecting(JsonNode::isBoolean));
        functions.put("numbers/0", selecting(JsonNode::isNumber));
        functions.put("strings/0", selecting(JsonNode::isTextual));
        functions.put("nulls/0", selecting(JsonNode::isNull));
        functions.put("values/0", selecting(value -> !value.isNull()));
        functions.put("scalars/0", selecting(JsonNode::isValueNode));
        return functions;
    }

    private static Function selecting(Predicate<JsonNode> type) {
        return (scope, arguments, input, path, output, version) -> {
            if (type.test(input)) {
                output.emit(input, path);
            }
        };
    }

    private static Map<String, Function> calculated() {
        return Map.of(
                "select/1",
                        (scope, arguments, input, path, output, version) ->
                                select(scope, arguments.get(0), input, path, output),
                "map/1",
                        (scope, arguments, input, path, output, version) ->
                                output.emit(map(scope, arguments.get(0), input), null),
                "map_values/1",
                        (scope, arguments, input, path, output, version) ->
                                output.emit(mapValues(scope, arguments.get(0), input), null),
                "with_entries/1",
                        (scope, arguments, input, path, output, version) ->
                                withEntries(scope, arguments.get(0), input, output, version),
                "fromjson/0",
                        (scope, arguments, input, path, output, version) ->
                                output.emit(fromJson(text("fromjson", input)), null),
                "sha256/0",
                        (scope, arguments, input, path, output, version) ->
                                output.emit(sha256(text("sha256", input)), null));
    }

    private static void select(
            Scope scope, Expression condition, JsonNode input, @Nullable Path path, PathOutput output)
            throws JsonQueryException {
        condition.apply(scope, input, (Output) value -> {
            if (JsonNodeUtils.asBoolean(value)) {
                output.emit(input, path);
            }
        });
    }

    private static ArrayNode map(Scope scope, Expression change, JsonNode input) throws JsonQueryException {
        ArrayNode all = NODES.arrayNode();
        for (JsonNode element : container(input)) {
            change.apply(scope, element, (Output) all::add);
        }
        return all;
    }

    /**
     * The first value of each element. An element without a value is left out, as in jq 1.7; jackson-jq fails on it.
     */
    private static JsonNode mapValues(Scope scope, Expression change, JsonNode input) throws JsonQueryException {
        JsonNode[] first = new JsonNode[1];
        Output keepFirst = value -> first[0] = first[0] == null ? value : first[0];
        if (input.isObject()) {
            ObjectNode changed = NODES.objectNode();
            for (Map.Entry<String, JsonNode> field : input.properties()) {
                first[0] = null;
                change.apply(scope, field.getValue(), keepFirst);
                if (first[0] != null) {
                    changed.set(field.getKey(), first[0]);
                }
            }
            return changed;
        }
        ArrayNode changed = NODES.arrayNode();
        for (JsonNode element : container(input)) {
            first[0] = null;
            change.apply(scope, element, keepFirst);
            if (first[0] != null) {
                changed.add(first[0]);
            }
        }
        return changed;
    }

    private static void withEntries(Scope scope, Expression change, JsonNode input, PathOutput output, Version version)
            throws JsonQueryException {
        ArrayNode changed = NODES.arrayNode();
        PathOutput changeEach = (entries, none) -> {
            for (JsonNode entry : entries) {
                change.apply(scope, entry, (Output) changed::add);
            }
        };
        JqFunctions.scope().getFunction("to_entries", 0).apply(scope, List.of(), input, null, changeEach, version);
        JqFunctions.scope().getFunction("from_entries", 0).apply(scope, List.of(), changed, null, output, version);
    }

    private static JsonNode container(JsonNode input) throws JsonQueryException {
        if (!input.isContainerNode()) {
            throw new JsonQueryTypeException("Cannot iterate over " + JsonNodeUtils.typeOf(input));
        }
        return input;
    }

    private static String text(String function, JsonNode input) throws JsonQueryException {
        if (!input.isTextual()) {
            throw new IllegalJsonInputException(function + " is not applicable to " + input.getNodeType());
        }
        return input.textValue();
    }

    /** jackson-jq's own function converts numbers to doubles, and its message quotes the text. */
    private static JsonNode fromJson(String text) throws JsonQueryException {
        try {
            return JqJson.read(text);
        } catch (JsonProcessingException e) {
            throw new JsonQueryException("string cannot be parsed as json");
        }
    }

    /** The digest of a text's UTF-8, as lower-case hexadecimal digits. */
    private static TextNode sha256(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8));
            return TextNode.valueOf(HexFormat.of().formatHex(digest));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java runtime has SHA-256", e);
        }
    }
}
