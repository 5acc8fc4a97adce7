package com.openlayer.kafka.connect.preview;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.openlayer.kafka.connect.config.Spelling;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/**
 * Records in a file or on standard input. Each line is a record's value, as in Kafka, or an envelope: a JSON object with
 * {@code value}, {@code key} and headers. In an envelope, a string stands for its text and any other value for its JSON.
 */
final class RecordFile {
    static final Path STANDARD_INPUT = Path.of("-");

    private static final Set<String> ENVELOPE =
            new TreeSet<>(Set.of("key", "headers", "timestamp", "topic", "partition", "offset", "value"));
    /** Keeps the digits of fractions. */
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    private final String name;
    private final List<String> lines;
    private final Map<String, Long> nextOffsets = new HashMap<>();

    private RecordFile(String name, String text) {
        this.name = name;
        this.lines = text.lines().toList();
    }

    /** @throws BadInputException if the file cannot be read or is not UTF-8 */
    static RecordFile read(Path file, InputStream standardInput) {
        String name = file.equals(STANDARD_INPUT) ? "standard input" : file.toString();
        try {
            byte[] bytes = file.equals(STANDARD_INPUT) ? standardInput.readAllBytes() : Files.readAllBytes(file);
            String text = UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
            return new RecordFile(name, text.startsWith("\ufeff") ? text.substring(1) : text);
        } catch (CharacterCodingException e) {
            throw new BadInputException("Cannot read " + name + ": it is not UTF-8", e);
        } catch (IOException e) {
            throw ConfigurationFile.unreadable(name, e);
        }
    }

    /** The lines as values of records of the topic, without key, headers and timestamp. */
    List<KafkaRecord> values(String topic) {
        List<KafkaRecord> records = new ArrayList<>();
        for (String line : lines) {
            if (!line.isBlank()) {
                records.add(new KafkaRecord(
                        topic, 0, nextOffset(topic, 0), null, null, line.getBytes(UTF_8), new RecordHeaders()));
            }
        }
        rejectSingleDocument(records);
        return requireSome(records);
    }

    /** Rejects a single JSON document over several lines, because each of its lines would be an errant record. */
    private void rejectSingleDocument(List<KafkaRecord> records) {
        if (records.size() < 2
                || json(lines.stream()
                                .filter(line -> !line.isBlank())
                                .findFirst()
                                .orElseThrow())
                        .isPresent()) {
            return;
        }
        json(String.join("\n", lines)).ifPresent(document -> {
            throw new BadInputException(name + " is one JSON " + (document.isArray() ? "array" : "value")
                    + " over several lines. Write one record per line, for example with `jq -c "
                    + (document.isArray() ? "'.[]'" : ".") + "`");
        });
    }

    private static Optional<JsonNode> json(String text) {
        try {
            return Optional.of(JSON.readTree(text)).filter(node -> !node.isMissingNode());
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }

    /**
     * The lines as envelopes.
     *
     * @param topic the topic of envelopes without one
     */
    List<KafkaRecord> envelopes(Optional<String> topic) {
        List<KafkaRecord> records = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            if (!lines.get(i).isBlank()) {
                records.add(envelope(lines.get(i), name + ", line " + (i + 1), topic));
            }
        }
        return requireSome(records);
    }

    private KafkaRecord envelope(String line, String place, Optional<String> defaultTopic) {
        JsonNode envelope = json(line)
                .filter(JsonNode::isObject)
                .orElseThrow(() -> new BadInputException(
                        place + ": --envelope expects a JSON object with " + String.join(", ", ENVELOPE)));
        envelope.fieldNames().forEachRemaining(field -> {
            if (!ENVELOPE.contains(field)) {
                throw new BadInputException(place + ": unknown field '" + field + "'. An envelope has "
                        + String.join(", ", ENVELOPE)
                        + Spelling.closest(field, ENVELOPE)
                                .map(near -> ". Did you mean '" + near + "'?")
                                .orElse(""));
            }
        });
        String topic = Optional.ofNullable(envelope.get("topic"))
                .filter(JsonNode::isTextual)
                .map(JsonNode::textValue)
                .or(() -> defaultTopic)
                .orElseThrow(() ->
                        new BadInputException(place + ": the envelope has no topic: add \"topic\", or give --topic"));
        int partition = (int) number(envelope, "partition", place, 0);
        long offset =
                envelope.hasNonNull("offset") ? number(envelope, "offset", place, 0) : nextOffset(topic, partition);
        nextOffsets.put(topic + "-" + partition, offset + 1);
        return new KafkaRecord(
                topic,
                partition,
                offset,
                envelope.hasNonNull("timestamp") ? (Long) number(envelope, "timestamp", place, 0) : null,
                bytes(envelope.get("key")),
                bytes(envelope.get("value")),
                headers(envelope.path("headers"), place));
    }

    private static long number(JsonNode envelope, String field, String place, long otherwise) {
        JsonNode value = envelope.path(field);
        if (value.isMissingNode() || value.isNull()) {
            return otherwise;
        }
        if (!value.isIntegralNumber() || !value.canConvertToLong() || value.longValue() < 0) {
            throw new BadInputException(place + ": " + field + " must be a whole number"
                    + (field.equals("timestamp") ? ", the milliseconds since 1970" : ""));
        }
        return value.longValue();
    }

    private static Headers headers(JsonNode headers, String place) {
        RecordHeaders all = new RecordHeaders();
        if (!headers.isMissingNode() && !headers.isNull() && !headers.isObject()) {
            throw new BadInputException(place + ": headers must be an object of names and values");
        }
        headers.properties().forEach(header -> all.add(header.getKey(), bytes(header.getValue())));
        return all;
    }

    private static byte @Nullable [] bytes(@Nullable JsonNode value) {
        if (value == null || value.isNull()) {
            return null;
        }
        return (value.isTextual() ? value.textValue() : value.toString()).getBytes(UTF_8);
    }

    private long nextOffset(String topic, int partition) {
        return nextOffsets.merge(topic + "-" + partition, 1L, Long::sum) - 1;
    }

    private List<KafkaRecord> requireSome(List<KafkaRecord> records) {
        if (records.isEmpty()) {
            throw new BadInputException("There are no records in " + name);
        }
        return records;
    }
}
