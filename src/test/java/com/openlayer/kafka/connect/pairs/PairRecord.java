package com.openlayer.kafka.connect.pairs;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.openlayer.kafka.connect.config.OpenlayerSinkConfig;
import com.openlayer.kafka.connect.quickstart.ConnectorFile;
import com.openlayer.kafka.connect.row.RowMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.sink.SinkRecord;

/** A record with text and text headers, as StringConverter returns them, and the rows that a connector makes of it. */
record PairRecord(String value, Map<String, String> headers) {
    static final ObjectMapper JSON = new ObjectMapper();
    private static final long TIMESTAMP = 1_795_687_200_158L;
    private static final Map<String, String> ENVIRONMENT = Map.of(
            "OPENLAYER_API_KEY", "key",
            "OPENLAYER_BASE_URL", "https://api.openlayer.com/v1",
            "OPENLAYER_PIPELINE_IRIS", "182bd5e5-6e1a-4fe4-a799-aa6d9a6ab26e");

    /**
     * A pair as the joiner writes it, with the id of its events.
     *
     * @param response JSON, or the text of server-sent events
     * @param millis between the two events
     */
    static PairRecord of(JsonNode request, JsonNode response, String id, long millis) {
        ObjectNode pair = JSON.createObjectNode();
        pair.set("request", request);
        pair.set("response", response);
        for (String half : List.of("request", "response")) {
            pair.withObjectProperty("headers").withObjectProperty(half).put("ce_id", id);
        }
        pair.withObjectProperty("timestamps").put("request", TIMESTAMP - millis).put("response", TIMESTAMP);
        return new PairRecord(pair.toString(), Map.of());
    }

    static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(text, e);
        }
    }

    /** The rows by the only pipeline of a connector. */
    List<JsonNode> rows(ConnectorFile connector) {
        OpenlayerSinkConfig config =
                new OpenlayerSinkConfig(connector.resolved(ENVIRONMENT).properties());
        SinkRecord record = new SinkRecord(
                "topic",
                0,
                Schema.STRING_SCHEMA,
                null,
                Schema.STRING_SCHEMA,
                value,
                0,
                TIMESTAMP,
                TimestampType.CREATE_TIME);
        headers.forEach((name, text) -> record.headers().addString(name, text));
        List<JsonNode> rows = new ArrayList<>();
        new RowMapper(config.pipelines().get(0), config.rows()).map(record).forEach(row -> {
            try {
                rows.add(JSON.readTree(row.json()));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        return rows;
    }
}
