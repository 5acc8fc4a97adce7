package com.openlayer.kafka.connect.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The contract for updates of rows: only {@code row} and {@code config}, and a config that
 * describes the row, closed to unknown keys. Source: the request types of Openlayer's SDKs.
 */
public final class UpdateContract {
    private static final Set<String> FIELDS = Set.of(
            "groundTruthColumnName",
            "humanFeedbackColumnName",
            "inferenceIdColumnName",
            "latencyColumnName",
            "timestampColumnName");

    private UpdateContract() {}

    /** The violations in a body; empty if Openlayer would accept it. */
    public static List<String> violations(String inferenceId, JsonNode body) {
        List<String> found = new ArrayList<>();
        JsonNode row = body.path("row");
        JsonNode config = body.path("config");
        if (body.size() != 2 || !row.isObject() || !config.isObject()) {
            return List.of("The body is not row and config");
        }
        if (inferenceId.isEmpty()) {
            found.add("query: no inferenceId");
        }
        config.properties().forEach(field -> {
            JsonNode column = field.getValue();
            if (!FIELDS.contains(field.getKey())) {
                found.add("config: " + field.getKey() + " is no field of an update");
            } else if (!column.isTextual()
                    || !RequestContract.COLUMN.matcher(column.asText()).matches()) {
                found.add("config: %s names a column %s, which the server rejects".formatted(field.getKey(), column));
            } else if (!row.has(column.asText())) {
                found.add("config: %s names column %s, which the row lacks".formatted(field.getKey(), column));
            }
        });
        JsonNode id = row.path(config.path("inferenceIdColumnName").asText());
        if (!id.isMissingNode() && !id.asText().equals(inferenceId)) {
            found.add("query: the inferenceId is another than that of the row");
        }
        found.addAll(new ServerRules(config)
                .violations(JsonNodeFactory.instance.arrayNode().add(row)));
        return found;
    }
}
