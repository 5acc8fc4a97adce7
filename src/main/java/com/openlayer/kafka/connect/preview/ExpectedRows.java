package com.openlayer.kafka.connect.preview;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The expected results of a preview, one per line: a line printed by an earlier preview, or a bare row. A printed line
 * is compared by the fields that it has, except {@code hint}.
 */
final class ExpectedRows {
    private static final Set<String> RESULTS = Set.of("row", "skipped", "errant", "config");
    private static final Set<String> FIELDS =
            Set.of("record", "pipeline", "row", "skipped", "errant", "hint", "config");
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    private record ExpectedLine(int number, JsonNode json) {}

    private final Path file;
    private final List<ExpectedLine> records = new ArrayList<>();
    private final List<ExpectedLine> configs = new ArrayList<>();

    private ExpectedRows(Path file) {
        this.file = file;
    }

    /** @throws BadInputException if the file cannot be read or is empty, or a line is not a JSON object */
    static ExpectedRows read(Path file) {
        ExpectedRows expected = new ExpectedRows(file);
        List<String> lines = ConfigurationFile.text(file).lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            if (!lines.get(i).isBlank()) {
                expected.add(i + 1, lines.get(i));
            }
        }
        if (expected.records.isEmpty()) {
            throw new BadInputException("There are no rows in " + file);
        }
        return expected;
    }

    private void add(int number, String line) {
        JsonNode json;
        try {
            json = JSON.readTree(line);
        } catch (JsonProcessingException e) {
            throw new BadInputException(file + ", line " + number + " is not a JSON object", e);
        }
        if (!json.isObject()) {
            throw new BadInputException(
                    file + ", line " + number + " is not a JSON object, but " + RecordContents.kind(json));
        }
        (isPrinted(json) && json.has("config") ? configs : records).add(new ExpectedLine(number, json));
    }

    private static boolean isPrinted(JsonNode json) {
        Set<String> fields = new LinkedHashSet<>();
        json.fieldNames().forEachRemaining(fields::add);
        return FIELDS.containsAll(fields) && fields.stream().anyMatch(RESULTS::contains);
    }

    /**
     * A description of the first difference; empty if there is none.
     *
     * @param printed the printed line of each record
     * @param printedConfigs the printed line of each config; compared only if the file has lines with configs
     */
    Optional<String> firstDifference(List<String> printed, List<String> printedConfigs) {
        for (int i = 0; i < Math.min(records.size(), printed.size()); i++) {
            Optional<String> difference = difference(records.get(i), parse(printed.get(i)));
            if (difference.isPresent()) {
                return difference;
            }
        }
        if (records.size() != printed.size()) {
            boolean fewer = printed.size() < records.size();
            return Optional.of(file + " expects " + records.size() + " records, but the preview read "
                    + printed.size() + ". "
                    + (fewer
                            ? "The first line without a record is line "
                                    + records.get(printed.size()).number() + "."
                            : "The first record without a line: " + printed.get(records.size())));
        }
        for (int i = 0; i < configs.size(); i++) {
            if (i >= printedConfigs.size()) {
                return Optional.of(
                        file + ", line " + configs.get(i).number() + " expects a config that no request has");
            }
            Optional<String> difference = difference(configs.get(i), parse(printedConfigs.get(i)));
            if (difference.isPresent()) {
                return difference;
            }
        }
        return Optional.empty();
    }

    private Optional<String> difference(ExpectedLine line, JsonNode printed) {
        String place = file + ", line " + line.number();
        if (!isPrinted(line.json())) {
            JsonNode row = printed.path("row");
            return row.isMissingNode()
                    ? Optional.of(place + " expects a row, but: " + printed)
                    : difference(place, "", line.json(), row);
        }
        for (var field : line.json().properties()) {
            if (!field.getKey().equals("hint")) {
                Optional<String> difference = printed.has(field.getKey())
                        ? difference(place, "/" + field.getKey(), field.getValue(), printed.path(field.getKey()))
                        : Optional.of(place + " expects " + field.getKey() + ", but: " + printed);
                if (difference.isPresent()) {
                    return difference;
                }
            }
        }
        return Optional.empty();
    }

    private static Optional<String> difference(String place, String pointer, JsonNode expected, JsonNode found) {
        if (expected.isObject() && found.isObject()) {
            Set<String> names = new LinkedHashSet<>();
            expected.fieldNames().forEachRemaining(names::add);
            found.fieldNames().forEachRemaining(names::add);
            for (String name : names) {
                Optional<String> difference =
                        difference(place, pointer + "/" + name, expected.path(name), found.path(name));
                if (difference.isPresent()) {
                    return difference;
                }
            }
            return Optional.empty();
        }
        if (expected.isArray() && found.isArray() && expected.size() == found.size()) {
            for (int i = 0; i < expected.size(); i++) {
                Optional<String> difference = difference(place, pointer + "/" + i, expected.get(i), found.get(i));
                if (difference.isPresent()) {
                    return difference;
                }
            }
            return Optional.empty();
        }
        if (expected.toString().equals(found.toString()) && expected.isMissingNode() == found.isMissingNode()) {
            return Optional.empty();
        }
        return Optional.of(place + ": " + pointer + " is expected to be " + text(expected) + ", but is " + text(found));
    }

    private static String text(JsonNode node) {
        return node.isMissingNode() ? "absent" : node.toString();
    }

    private static JsonNode parse(String line) {
        try {
            return JSON.readTree(line);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the preview printed a line that is not JSON", e);
        }
    }
}
