package com.openlayer.kafka.connect.recipes;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.openlayer.kafka.connect.config.TaskType;
import com.openlayer.kafka.connect.format.FormatPreset;
import com.openlayer.kafka.connect.format.FormatSample;
import com.openlayer.kafka.connect.testing.ConnectorConfig;
import com.openlayer.kafka.connect.testing.SharedCluster;
import com.openlayer.kafka.connect.testing.StubPipeline;
import com.openlayer.kafka.connect.testing.TestBed;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Publishes the samples of each format on a real worker. The connectors have only the properties that a user must set,
 * so a task fails on the first errant record.
 */
@ExtendWith(SharedCluster.class)
class FormatsIT {
    /** The id that a row has in the sample files if the record contains none. */
    private static final String SAMPLE_ID = "formats-0-0";

    private static final long TIMESTAMP = 1795340999000L;
    private static final ObjectMapper JSON = new ObjectMapper();

    static List<FormatPreset> formats() {
        return FormatPreset.all();
    }

    @ParameterizedTest
    @MethodSource("formats")
    void theSamplesBecomeTheirRows(FormatPreset format, TestBed bed) {
        Map<JsonNode, List<FormatSample>> byProperties = new LinkedHashMap<>();
        format.samples()
                .forEach(sample -> byProperties
                        .computeIfAbsent(record(sample).path("properties"), properties -> new ArrayList<>())
                        .add(sample));
        List<Runnable> checks = new ArrayList<>();
        byProperties.values().forEach(samples -> checks.add(connect(format, samples, bed)));

        checks.forEach(Runnable::run);
        assertThat(bed.openlayer().strangers()).isEmpty();
    }

    /** Creates a connector for samples that need the same properties, and returns the check of its rows. */
    private static Runnable connect(FormatPreset format, List<FormatSample> samples, TestBed bed) {
        String topic = bed.topic(format + "-" + samples.get(0).name(), 1);
        ConnectorConfig config = bed.config(topic)
                .with("key.converter", "org.apache.kafka.connect.storage.StringConverter")
                .with("value.converter", format.converter())
                .with("format", format.name());
        format.example().forEach(config::with);
        record(samples.get(0)).path("properties").properties().forEach(property -> {
            if (property.getValue().isNull()) {
                config.without(property.getKey());
            } else {
                config.with(property.getKey(), property.getValue().asText());
            }
        });
        Map<String, String> all = new LinkedHashMap<>(format.properties());
        all.putAll(config.toMap());
        StubPipeline pipeline = bed.pipeline(TaskType.of(all.get("task.type")).orElseThrow());
        config.with("inference.pipeline.id", pipeline.id());
        List<JsonNode> expected = new ArrayList<>();
        for (int offset = 0; offset < samples.size(); offset++) {
            FormatSample sample = samples.get(offset);
            bed.topics().send(message(topic, sample));
            expected.addAll(
                    rows(sample, topic + "-0-" + offset, all.getOrDefault("timestamp.column.name", "kafka_timestamp")));
        }
        bed.topics().send(new ProducerRecord<>(topic, 0, "a tombstone", null));
        bed.topics().flush();
        String name = bed.name(topic);

        bed.connect(name, config);

        return () -> {
            bed.topics().awaitAllCommitted(name, Duration.ofSeconds(30), topic);
            assertThat(pipeline.rows()).as(topic).containsExactlyInAnyOrderElementsOf(expected);
            assertThat(pipeline.violations()).isEmpty();
            bed.rest().awaitRunning(name, 1);
        };
    }

    private static ProducerRecord<String, byte[]> message(String topic, FormatSample sample) {
        JsonNode record = record(sample);
        ProducerRecord<String, byte[]> message = new ProducerRecord<>(
                topic,
                0,
                record.path("timestamp").asLong(TIMESTAMP),
                record.hasNonNull("key") ? record.path("key").asText() : null,
                sample.value());
        record.path("headers")
                .properties()
                .forEach(header -> message.headers()
                        .add(header.getKey(), header.getValue().asText().getBytes(UTF_8)));
        return message;
    }

    /** The rows in the sample's file, with this record's coordinates and timestamp in place of the file's. */
    private static List<JsonNode> rows(FormatSample sample, String id, String timestampColumn) {
        boolean hasTime = record(sample).has("timestamp");
        List<JsonNode> rows = new ArrayList<>();
        for (JsonNode row : json(sample.rows())) {
            ObjectNode expected = row.deepCopy();
            expected.properties().forEach(column -> {
                if (column.getValue().asText().startsWith(SAMPLE_ID)) {
                    expected.put(
                            column.getKey(), id + column.getValue().asText().substring(SAMPLE_ID.length()));
                }
            });
            if (!hasTime && !row.has(timestampColumn)) {
                expected.set(timestampColumn, json(Long.toString(TIMESTAMP / 1000)));
            }
            rows.add(expected);
        }
        return rows;
    }

    private static JsonNode record(FormatSample sample) {
        return json(sample.record().orElse("{}"));
    }

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(text, e);
        }
    }
}
