package com.openlayer.kafka.connect.quickstart;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.openlayer.kafka.connect.testing.ReceivedRequest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Relates records to the rows that arrive: the id of a record's row is the same on both sides. */
final class RowIds {
    private static final String ID_COLUMN = "inference.id.column.name";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Destination destination;
    private final ConnectorFile connector;

    RowIds(Destination destination) {
        this.destination = destination;
        this.connector = destination.connector();
    }

    /** Why the rows cannot be related to records; empty if they can. */
    Optional<String> obstacle() {
        if (destination.standIn().isEmpty()) {
            return Optional.of("Openlayer does not tell which rows it has");
        }
        if (!connector.properties().getOrDefault("transforms", "").isBlank()) {
            return Optional.of("transforms change the records");
        }
        if (connector.toleratesErrors() && !connector.deadLettersHaveCoordinates()) {
            return Optional.of("errant records are skipped, or have no coordinates in the dead-letter topic");
        }
        return connector.pipelines().stream()
                .map(this::obstacle)
                .flatMap(Optional::stream)
                .findFirst();
    }

    private Optional<String> obstacle(String alias) {
        if (!connector.of(alias, "rows").isEmpty()
                || !connector.of(alias, "format").isEmpty()) {
            return Optional.of("a filter of pipeline " + alias + " decides how many rows a record becomes");
        }
        if (!connector.of(alias, "columns").isEmpty()
                && !connector.of(alias, ID_COLUMN).isEmpty()) {
            return Optional.of("the property columns of pipeline " + alias + " can rename the column of the ids");
        }
        if (connector.of(alias, "inference.id.from.record").equals("false")) {
            return Optional.of("rows of pipeline " + alias + " have no ids");
        }
        return Optional.empty();
    }

    /** The id of the row that a record becomes; empty if it cannot become one. */
    Optional<String> of(ConsumerRecord<byte[], byte[]> message) {
        Optional<JsonNode> value = json(message.value()).filter(JsonNode::isObject);
        String alias = connector.pipelineOf(message.topic()).orElse("");
        String column = connector.of(alias, ID_COLUMN);
        String coordinates = message.topic() + "-" + message.partition() + "-" + message.offset();
        return value.map(object -> column.isEmpty() ? coordinates : text(object, column, coordinates))
                .map(id -> key(alias, id));
    }

    /** The ids of the rows in a request. */
    List<String> of(ReceivedRequest request) {
        String alias = destination.alias(request);
        if (request.updates()) {
            return List.of(key(alias, request.inferenceId()));
        }
        String column = request.config().path("inferenceIdColumnName").asText();
        List<String> ids = new ArrayList<>();
        request.rows().forEach(row -> ids.add(key(alias, row.path(column).asText())));
        return ids;
    }

    private static String key(String alias, String id) {
        return alias + " " + id;
    }

    private static String text(JsonNode object, String column, String otherwise) {
        return object.hasNonNull(column) ? object.path(column).asText() : otherwise;
    }

    private static Optional<JsonNode> json(byte[] value) {
        try {
            return value == null ? Optional.empty() : Optional.of(JSON.readTree(value));
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
