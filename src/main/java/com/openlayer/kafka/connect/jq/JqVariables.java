package com.openlayer.kafka.connect.jq;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import net.thisptr.jackson.jq.Scope;
import org.jspecify.annotations.Nullable;

/**
 * The variables that a filter can read besides its input: {@code $key}, {@code $headers}, {@code $topic}, {@code
 * $partition}, {@code $offset}, {@code $timestamp}, {@code $featureNames} and {@code $classNames}. One instance serves
 * all records of a thread: {@link #record} replaces the values of the previous record.
 */
public final class JqVariables {
    static final Set<String> NAMES =
            Set.of("key", "headers", "topic", "partition", "offset", "timestamp", "featureNames", "classNames");

    private final Scope scope;
    private Supplier<JsonNode> keySource = NullNode::getInstance;
    private Supplier<JsonNode> headersSource = JsonNodeFactory.instance::objectNode;
    private @Nullable JsonNode key;
    private @Nullable JsonNode headers;
    private String topic = "";
    private int partition;
    private long offset;
    private @Nullable Long timestamp;

    /**
     * @param featureNames the pipeline's feature names, empty if it has none
     * @param classNames the pipeline's class names, empty if it has none
     */
    public JqVariables(List<String> featureNames, List<String> classNames) {
        scope = Scope.newChildScope(JqFunctions.scope());
        scope.setValue("key", this::key);
        scope.setValue("headers", this::headers);
        scope.setValue("topic", () -> TextNode.valueOf(topic));
        scope.setValue("partition", () -> IntNode.valueOf(partition));
        scope.setValue("offset", () -> LongNode.valueOf(offset));
        scope.setValue("timestamp", this::timestamp);
        scope.setValue("featureNames", array(featureNames));
        scope.setValue("classNames", array(classNames));
    }

    /**
     * Sets the values of the next record.
     *
     * @param key supplies {@code $key}; called only if the filter reads it
     * @param headers supplies {@code $headers}, an object of names and last values; called only if the filter reads it
     * @param timestamp in milliseconds, null if the record has none
     */
    public void record(
            Supplier<JsonNode> key,
            Supplier<JsonNode> headers,
            String topic,
            int partition,
            long offset,
            @Nullable Long timestamp) {
        this.keySource = key;
        this.headersSource = headers;
        this.key = null;
        this.headers = null;
        this.topic = topic;
        this.partition = partition;
        this.offset = offset;
        this.timestamp = timestamp;
    }

    Scope scope() {
        return scope;
    }

    private JsonNode key() {
        JsonNode made = key == null ? keySource.get() : key;
        key = made;
        return made;
    }

    private JsonNode headers() {
        JsonNode made = headers == null ? headersSource.get() : headers;
        headers = made;
        return made;
    }

    private JsonNode timestamp() {
        return timestamp == null ? NullNode.getInstance() : LongNode.valueOf(timestamp);
    }

    private static ArrayNode array(List<String> texts) {
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        texts.forEach(array::add);
        return array;
    }
}
