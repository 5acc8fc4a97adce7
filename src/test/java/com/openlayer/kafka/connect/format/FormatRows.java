package com.openlayer.kafka.connect.format;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.openlayer.kafka.connect.config.OpenlayerSinkConfig;
import com.openlayer.kafka.connect.config.PipelineConfig;
import com.openlayer.kafka.connect.row.RequestConfig;
import com.openlayer.kafka.connect.row.Row;
import com.openlayer.kafka.connect.row.RowMapper;
import com.openlayer.kafka.connect.testing.RequestContract;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.header.ConnectHeaders;
import org.apache.kafka.connect.sink.SinkRecord;

/** Maps the samples of a format to rows with the format's configuration. */
final class FormatRows {
    static final String TOPIC = "formats";

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    private final FormatSample sample;
    private final OpenlayerSinkConfig config;

    FormatRows(FormatPreset preset, FormatSample sample) {
        this.sample = sample;
        this.config = new OpenlayerSinkConfig(configuration(preset, sample));
    }

    /** With different properties than the example's, where the sample needs them; null removes one. */
    static Map<String, String> configuration(FormatPreset preset, FormatSample sample) {
        Map<String, String> config = configuration(preset);
        json(sample.record().orElse("{}")).path("properties").properties().forEach(property -> {
            if (property.getValue().isNull()) {
                config.remove(property.getKey());
            } else {
                config.put(property.getKey(), property.getValue().asText());
            }
        });
        return config;
    }

    /** A connector for the format, with all properties that a user must set. */
    static Map<String, String> configuration(FormatPreset preset) {
        Map<String, String> config = new LinkedHashMap<>();
        config.put("name", "formats");
        config.put("connector.class", "com.openlayer.kafka.connect.OpenlayerSinkConnector");
        config.put("topics", TOPIC);
        config.put("key.converter", "org.apache.kafka.connect.storage.StringConverter");
        config.put("value.converter", preset.converter());
        config.put("openlayer.api.key", "key-of-the-tests");
        config.put("inference.pipeline.id", "182bd5e5-6e1a-4fe4-a799-aa6d9a6ab26e");
        config.put("format", preset.name());
        config.putAll(preset.example());
        return config;
    }

    /** In the layout of the sample files. */
    static String pretty(List<JsonNode> rows) {
        DefaultPrettyPrinter printer = new DefaultPrettyPrinter(
                        Separators.createDefaultInstance().withObjectFieldValueSpacing(Separators.Spacing.AFTER))
                .withArrayIndenter(DefaultIndenter.SYSTEM_LINEFEED_INSTANCE);
        try {
            return JSON.writer(printer)
                            .writeValueAsString(JSON.createArrayNode().addAll(rows)) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(text, e);
        }
    }

    /** The rows as sent, in order. */
    List<JsonNode> rows() {
        return mapped().stream().map(row -> json(new String(row.json(), UTF_8))).toList();
    }

    /** The contract's violations by requests with these rows. */
    List<String> violations() {
        PipelineConfig pipeline = config.pipelines().get(0);
        List<String> violations = new ArrayList<>();
        for (Row row : mapped()) {
            String request = new String(new RequestConfig(pipeline).describing(row.columns()), UTF_8);
            String json = new String(row.json(), UTF_8);
            violations.addAll(RequestContract.of(pipeline.taskType().orElseThrow())
                    .violations(json("{\"rows\":[" + json + "],\"config\":" + request + "}")));
        }
        return violations;
    }

    private List<Row> mapped() {
        JsonNode record = json(sample.record().orElse("{}"));
        return new RowMapper(config.pipelines().get(0), config.rows()).map(record(record, sample.value()));
    }

    private static SinkRecord record(JsonNode record, byte[] value) {
        ConnectHeaders headers = new ConnectHeaders();
        record.path("headers")
                .properties()
                .forEach(header ->
                        headers.addString(header.getKey(), header.getValue().asText()));
        return new SinkRecord(
                TOPIC,
                0,
                Schema.OPTIONAL_STRING_SCHEMA,
                record.hasNonNull("key") ? record.path("key").asText() : null,
                Schema.BYTES_SCHEMA,
                value,
                0,
                record.hasNonNull("timestamp") ? (Long) record.path("timestamp").asLong() : null,
                TimestampType.CREATE_TIME,
                headers);
    }
}
