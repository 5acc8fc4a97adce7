package com.openlayer.kafka.pairs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.List;
import net.thisptr.jackson.jq.BuiltinFunctionLoader;
import net.thisptr.jackson.jq.JsonQuery;
import net.thisptr.jackson.jq.Scope;
import net.thisptr.jackson.jq.Versions;
import net.thisptr.jackson.jq.exception.JsonQueryException;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;

/** A filter in jq's language that finds the key or the role of an event. Used by one thread. */
final class EventFilter {
    private static final Scope FUNCTIONS = functions();

    private final JsonQuery query;

    private EventFilter(JsonQuery query) {
        this.query = query;
    }

    /** A filter failed on an event. */
    static final class FailedException extends Exception {
        private static final long serialVersionUID = 1L;

        FailedException() {
            super("A filter failed", null, false, false);
        }
    }

    /**
     * Compiles a filter and runs it once on an empty event, because jackson-jq finds unknown functions and variables only when
     * it runs. A branch that this event does not reach stays unchecked.
     *
     * @throws IllegalArgumentException with a message of one line
     */
    static EventFilter compile(String text) {
        EventFilter filter;
        try {
            filter = new EventFilter(JsonQuery.compile(text, Versions.JQ_1_6));
        } catch (JsonQueryException e) {
            throw new IllegalArgumentException(firstLine(e), e);
        }
        try {
            Scope empty = variables(NullNode.instance, Body.MAPPER.createObjectNode(), "", 0, 0, 0);
            filter.query.apply(empty, NullNode.instance, output -> {});
        } catch (JsonQueryException e) {
            String message = firstLine(e);
            if (message.contains("does not exist") || message.endsWith("is not defined")) {
                throw new IllegalArgumentException(message, e);
            }
        }
        return filter;
    }

    private static String firstLine(Exception e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    }

    /**
     * The one output, or JSON null if there is none.
     *
     * @throws FailedException if the filter fails or puts out more than one value
     */
    JsonNode apply(JsonNode body, Scope variables) throws FailedException {
        List<JsonNode> outputs = new ArrayList<>(1);
        try {
            query.apply(Scope.newChildScope(variables), body, outputs::add);
        } catch (JsonQueryException | RuntimeException | StackOverflowError e) {
            throw new FailedException();
        }
        if (outputs.size() > 1) {
            throw new FailedException();
        }
        return outputs.isEmpty() ? NullNode.instance : outputs.get(0);
    }

    /** {@code $key}, {@code $headers}, {@code $topic}, {@code $partition}, {@code $offset} and {@code $timestamp} of an event. */
    static Scope variables(Record<byte[], byte[]> event, RecordMetadata source) {
        ObjectNode headers = Body.MAPPER.createObjectNode();
        Pair.texts(event.headers()).forEach(headers::put);
        JsonNode key = event.key() == null ? NullNode.instance : new TextNode(Text.of(event.key()));
        return variables(key, headers, source.topic(), source.partition(), source.offset(), event.timestamp());
    }

    private static Scope variables(
            JsonNode key, JsonNode headers, String topic, int partition, long offset, long timestamp) {
        Scope scope = Scope.newChildScope(FUNCTIONS);
        scope.setValue("key", key);
        scope.setValue("headers", headers);
        scope.setValue("topic", new TextNode(topic));
        scope.setValue("partition", new IntNode(partition));
        scope.setValue("offset", new LongNode(offset));
        scope.setValue("timestamp", new LongNode(timestamp));
        return scope;
    }

    /** jq's functions without its access to the environment and to files. */
    private static Scope functions() {
        Scope scope = Scope.newEmptyScope();
        BuiltinFunctionLoader.getInstance()
                .listFunctions(Versions.JQ_1_6, scope)
                .forEach((signature, function) -> {
                    if (!signature.startsWith("env") && !signature.startsWith("input")) {
                        scope.addFunction(signature, function);
                    }
                });
        return scope;
    }
}
