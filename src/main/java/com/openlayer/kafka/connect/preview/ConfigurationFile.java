package com.openlayer.kafka.connect.preview;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;

/** Reads the configurations of connectors, workers and Kafka clients. */
final class ConfigurationFile {
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .build();

    private ConfigurationFile() {}

    /**
     * The configuration of a connector: the JSON map that {@code PUT …/config} takes, the {@code {name, config}} that
     * {@code POST /connectors} takes, or a {@code .properties} file.
     */
    static Map<String, String> connector(Path file) {
        if (file.toString().endsWith(".properties")) {
            return properties(file);
        }
        JsonNode document;
        try {
            document = JSON.readTree(text(file));
        } catch (JsonProcessingException e) {
            throw new BadInputException(
                    file + " is not a JSON object: " + e.getOriginalMessage().split("\n", 2)[0] + " (line "
                            + e.getLocation().getLineNr() + ", column "
                            + e.getLocation().getColumnNr() + ")",
                    e);
        }
        if (!document.isObject()) {
            throw new BadInputException(file + " is not a JSON object: it contains "
                    + (document.isMissingNode() ? "nothing" : RecordContents.kind(document)));
        }
        Map<String, String> properties = new LinkedHashMap<>();
        JsonNode nested = document.get("config");
        if (nested != null && nested.isObject()) {
            add(file, "name", document.path("name"), properties);
            nested.properties().forEach(p -> add(file, p.getKey(), p.getValue(), properties));
        } else {
            document.properties().forEach(p -> add(file, p.getKey(), p.getValue(), properties));
        }
        return properties;
    }

    private static void add(Path file, String name, JsonNode value, Map<String, String> properties) {
        if (value.isContainerNode()) {
            throw new BadInputException(file + ": the value of " + name + " is "
                    + RecordContents.kind(value)
                    + ". Properties are strings: put the JSON into a string");
        }
        if (!value.isNull() && !value.isMissingNode()) {
            properties.put(name, value.asText());
        }
    }

    /** A {@code .properties} file, the format of workers and Kafka clients. */
    static Map<String, String> properties(Path file) {
        Properties read = new Properties();
        try {
            read.load(new StringReader(text(file)));
        } catch (IOException | IllegalArgumentException e) {
            throw new BadInputException(file + " is not a .properties file: " + e.getMessage(), e);
        }
        Map<String, String> properties = new LinkedHashMap<>();
        // Connect trims values when it parses them.
        read.stringPropertyNames()
                .forEach(name -> properties.put(name, read.getProperty(name).strip()));
        return properties;
    }

    /** The text of a UTF-8 file, without its byte order mark. */
    static String text(Path file) {
        try {
            String text = Files.readString(file, StandardCharsets.UTF_8);
            return text.startsWith("\ufeff") ? text.substring(1) : text;
        } catch (IOException e) {
            throw unreadable(file.toString(), e);
        }
    }

    static BadInputException unreadable(String file, IOException e) {
        String why = e instanceof NoSuchFileException
                ? "no such file"
                : e instanceof AccessDeniedException
                        ? "access denied"
                        : e instanceof MalformedInputException ? "it is not UTF-8" : String.valueOf(e.getMessage());
        return new BadInputException("Cannot read " + file + ": " + why, e);
    }
}
