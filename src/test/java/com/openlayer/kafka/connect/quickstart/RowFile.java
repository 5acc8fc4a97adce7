package com.openlayer.kafka.connect.quickstart;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Rows to write to a topic, one JSON object per line.
 *
 * @param source name of the file, for messages
 */
public record RowFile(String source, List<String> rows) {
    private static final ObjectMapper JSON = new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    /** Reads a user's file. */
    static RowFile of(Path file) {
        try {
            return new RowFile(file.toString(), rows(file.toString(), Files.readString(file, UTF_8)));
        } catch (IOException e) {
            throw Failure.ofInput("The rows cannot be read as UTF-8 text: " + e);
        }
    }

    /** The shipped rows for the topic. */
    public static Optional<RowFile> shippedFor(String topic) {
        return shipped("quickstart/" + topic + ".jsonl");
    }

    /** The shipped records for the topic that break a rule of its task type. */
    public static Optional<RowFile> errantFor(String topic) {
        return shipped("quickstart/errant/" + topic + ".jsonl");
    }

    private static Optional<RowFile> shipped(String name) {
        try (InputStream in = RowFile.class.getClassLoader().getResourceAsStream(name)) {
            return in == null
                    ? Optional.empty()
                    : Optional.of(new RowFile(name, rows(name, new String(in.readAllBytes(), UTF_8))));
        } catch (IOException e) {
            throw Failure.ofInput(name + " cannot be read: " + e);
        }
    }

    /** These rows followed by those of another file. */
    RowFile and(RowFile other) {
        List<String> all = new ArrayList<>(rows);
        all.addAll(other.rows);
        return new RowFile(source + " and " + other.source, all);
    }

    private static List<String> rows(String source, String text) {
        List<String> rows = new ArrayList<>();
        int number = 0;
        for (String line : text.lines().toList()) {
            number++;
            if (line.isBlank()) {
                continue;
            }
            if (!isObject(line)) {
                throw Failure.ofInput(source + ", line " + number + ": not a JSON object");
            }
            rows.add(line);
        }
        if (rows.isEmpty()) {
            throw Failure.ofInput(source + " has no rows");
        }
        return rows;
    }

    private static boolean isObject(String line) {
        try {
            return JSON.readTree(line).isObject();
        } catch (JsonProcessingException e) {
            return false;
        }
    }
}
