package com.openlayer.kafka.connect.quickstart;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.openlayer.kafka.connect.testing.Topics;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Writes further records: the quickstart's rows again, each with an id that no row has yet. */
final class FreshRows {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Topics topics;
    private final ConnectorFile connector;
    private final Map<String, List<String>> rows = new LinkedHashMap<>();
    private final Map<String, Integer> partitions = new HashMap<>();
    private final List<String> published = new ArrayList<>();
    private long written;

    FreshRows(Topics topics, ConnectorFile connector, Map<String, RowFile> rows) {
        this.topics = topics;
        this.connector = connector;
        rows.forEach((topic, file) -> {
            if (connector.pipelineOf(topic).filter(connector::updates).isEmpty()) {
                List<String> values = new ArrayList<>(file.rows());
                values.removeAll(errant(topic));
                this.rows.put(topic, values);
                published.add(topic);
            }
        });
    }

    private static List<String> errant(String topic) {
        return RowFile.errantFor(topic).map(RowFile::rows).orElse(List.of());
    }

    /** Writes rows to all topics of rows in turn. */
    synchronized void write(int count) {
        for (int i = 0; i < count; i++) {
            send(published.get((int) (written % published.size())));
        }
        topics.flush();
    }

    /** Writes rows to one topic. */
    synchronized void writeToFirst(int count) {
        for (int i = 0; i < count; i++) {
            send(published.get(0));
        }
        topics.flush();
    }

    /** Writes a record that cannot become a row. */
    synchronized void writeErrant() {
        for (String topic : published) {
            for (String value : errant(topic)) {
                topics.produce(new ProducerRecord<>(topic, 0, null, Topics.bytes(value)));
                return;
            }
        }
        topics.produce(new ProducerRecord<>(published.get(0), 0, null, Topics.bytes("This is not JSON.")));
    }

    private void send(String topic) {
        List<String> values = rows.get(topic);
        long number = written++;
        String value = values.get((int) (number / published.size() % values.size()));
        String column = connector
                .pipelineOf(topic)
                .map(alias -> connector.of(alias, "inference.id.column.name"))
                .orElse("");
        topics.send(new ProducerRecord<>(
                topic,
                (int) (number / published.size() % partitions.computeIfAbsent(topic, topics::partitions)),
                null,
                Topics.bytes(column.isEmpty() ? value : renamed(value, column, number))));
    }

    private static Object renamed(String value, String column, long number) {
        try {
            ObjectNode row = (ObjectNode) JSON.readTree(value);
            return row.has(column) ? row.put(column, row.path(column).asText() + "-again-" + number) : row;
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("The rows were read as JSON objects", e);
        }
    }
}
