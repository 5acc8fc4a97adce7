package com.openlayer.kafka.connect.testing;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The server's rules for values in the columns that a config names. One bad row rejects the whole request. */
final class ServerRules {
    private static final List<String> TEXT_FIELDS = List.of(
            "outputColumnName",
            "contextColumnName",
            "questionColumnName",
            "groundTruthColumnName",
            "textColumnName",
            "userIdColumnName",
            "sessionIdColumnName",
            "inferenceIdColumnName");

    private final JsonNode config;
    private final int classes;

    ServerRules(JsonNode config) {
        this.config = config;
        classes = config.path("classNames").size();
    }

    List<String> violations(JsonNode rows) {
        List<String> found = new ArrayList<>();
        for (int i = 0; i < rows.size(); i++) {
            JsonNode row = rows.get(i);
            String where = "rows[" + i + "]: ";
            cell(row, "timestampColumnName")
                    .filter(v -> !isSeconds(v))
                    .ifPresent(v -> found.add(where + "timestamp is not in UNIX seconds: " + v));
            cell(row, "latencyColumnName")
                    .filter(v -> !v.isNumber() && !v.isNull())
                    .ifPresent(v -> found.add(where + "latency is not a number: " + v));
            classIndex(row, "labelColumnName").ifPresent(v -> found.add(where + v));
            classIndex(row, "predictionsColumnName").ifPresent(v -> found.add(where + v));
            scores(row).ifPresent(v -> found.add(where + v));
        }
        found.addAll(ids(rows));
        if (!config.has("classNames")) {
            regression(rows, "targetColumnName").ifPresent(found::add);
            regression(rows, "predictionsColumnName").ifPresent(found::add);
        }
        return found;
    }

    /** Rules for text columns of new rows. The ground truth of an update may be the label of a tabular model. */
    List<String> textViolations(JsonNode rows) {
        List<String> found = new ArrayList<>();
        for (JsonNode row : rows) {
            for (String field : TEXT_FIELDS) {
                cell(row, field)
                        .filter(v -> !v.isTextual() && !v.isNull())
                        .ifPresent(v -> found.add("rows: " + field + " holds no text: " + v));
            }
        }
        return found;
    }

    /** The value of the column that a field names, if both exist. */
    private Optional<JsonNode> cell(JsonNode row, String field) {
        return config.has(field)
                ? Optional.ofNullable(row.get(config.path(field).asText()))
                : Optional.empty();
    }

    private static boolean isSeconds(JsonNode value) {
        return value.isNumber() && value.doubleValue() > 1e8 && value.doubleValue() < 1e11;
    }

    /** A class that is missing in one row is treated like null. */
    private Optional<String> classIndex(JsonNode row, String field) {
        if (classes == 0 || !config.has(field)) {
            return Optional.empty();
        }
        JsonNode value = row.path(config.path(field).asText());
        boolean index = value.isIntegralNumber()
                && value.canConvertToInt()
                && value.intValue() >= 0
                && value.intValue() < classes;
        return index ? Optional.empty() : Optional.of(field + " holds no index of a class: " + value);
    }

    private Optional<String> scores(JsonNode row) {
        if (!config.has("predictionScoresColumnName")) {
            return Optional.empty();
        }
        JsonNode value = row.path(config.path("predictionScoresColumnName").asText());
        if (!value.isArray() || value.size() != classes) {
            return Optional.of("prediction scores are no list of one per class: " + value);
        }
        double sum = 0;
        for (JsonNode score : value) {
            if (!score.isNumber()) {
                return Optional.of("prediction scores are no numbers: " + value);
            }
            sum += score.doubleValue();
        }
        return sum < 0.9 || sum > 1.1 ? Optional.of("prediction scores sum to " + sum) : Optional.empty();
    }

    private List<String> ids(JsonNode rows) {
        List<String> found = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (JsonNode row : rows) {
            cell(row, "inferenceIdColumnName").ifPresent(id -> {
                if (!seen.add(id.asText())) {
                    found.add("rows: inference id " + id + " appears twice");
                }
            });
        }
        return found;
    }

    /** A column of only integers would be interpreted as classes. */
    private Optional<String> regression(JsonNode rows, String field) {
        int numbers = 0;
        int integers = 0;
        for (JsonNode row : rows) {
            JsonNode value = cell(row, field).orElse(null);
            if (value == null || value.isNull()) {
                continue;
            }
            if (!value.isNumber()) {
                return Optional.of("rows: " + field + " holds no number: " + value);
            }
            numbers++;
            integers += value.isIntegralNumber() ? 1 : 0;
        }
        return numbers > 0 && numbers == integers
                ? Optional.of("rows: " + field + " holds only integers")
                : Optional.empty();
    }
}
