package com.openlayer.kafka.connect.recipes;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.openlayer.kafka.connect.config.OpenlayerSinkConfig;
import com.openlayer.kafka.connect.config.Operation;
import com.openlayer.kafka.connect.config.PipelineConfig;
import com.openlayer.kafka.connect.config.PipelineRouting;
import com.openlayer.kafka.connect.row.RequestConfig;
import com.openlayer.kafka.connect.row.Row;
import com.openlayer.kafka.connect.row.RowMapper;
import com.openlayer.kafka.connect.testing.RequestContract;
import com.openlayer.kafka.connect.testing.UpdateContract;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.Configurable;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.header.ConnectHeaders;
import org.apache.kafka.connect.sink.SinkRecord;
import org.apache.kafka.connect.storage.Converter;
import org.apache.kafka.connect.storage.HeaderConverter;
import org.apache.kafka.connect.storage.SimpleHeaderConverter;
import org.apache.kafka.connect.transforms.Transformation;
import org.apache.kafka.connect.transforms.predicates.Predicate;

/**
 * What a worker and a task do with a record, without either: convert, transform, route and map, with the real classes
 * that the configuration names.
 */
final class DryRun {
    private final ClassLoader plugins;
    private final Map<String, String> config;
    private final OpenlayerSinkConfig sink;
    private final PipelineRouting routing;
    private final Map<PipelineConfig, RowMapper> mappers = new HashMap<>();
    private final Converter keys;
    private final Converter values;
    private final HeaderConverter headers;
    private final List<Step> steps = new ArrayList<>();
    private final Map<String, Long> offsets = new HashMap<>();

    private record Step(Transformation<SinkRecord> transformation, Predicate<SinkRecord> predicate, boolean negate) {
        SinkRecord apply(SinkRecord record) {
            return predicate == null || predicate.test(record) != negate ? transformation.apply(record) : record;
        }
    }

    /** A record as it is in Kafka. */
    @SuppressWarnings("ArrayRecordComponent") // nobody compares it
    record Message(String topic, Long timestamp, byte[] key, byte[] value, Map<String, String> headers) {}

    /** A row, where it goes, and the request that would carry it alone. */
    record Mapped(PipelineConfig pipeline, Row row) {
        String text() {
            return new String(row.json(), UTF_8);
        }

        /** What the contract has against the request that carries this row alone. */
        List<String> violations() {
            if (pipeline.operation() == Operation.UPDATE) {
                String body = "{\"row\":" + text() + ",\"config\":"
                        + new String(new RequestConfig(pipeline).describing(row.columns()), UTF_8) + "}";
                return UpdateContract.violations(row.inferenceId(), Recipe.parse(body));
            }
            String body = "{\"rows\":[" + text() + "],\"config\":"
                    + new String(new RequestConfig(pipeline).describing(row.columns()), UTF_8) + "}";
            return RequestContract.of(pipeline.taskType().orElseThrow()).violations(Recipe.parse(body));
        }
    }

    DryRun(Map<String, String> config) {
        this(config, DryRun.class.getClassLoader());
    }

    /** @param plugins where converters are loaded from */
    DryRun(Map<String, String> config, ClassLoader plugins) {
        this.config = config;
        this.plugins = plugins;
        sink = new OpenlayerSinkConfig(config);
        routing = new PipelineRouting(sink.pipelines());
        sink.pipelines().forEach(p -> mappers.put(p, new RowMapper(p, sink.rowOptions())));
        keys = create("key.converter", Converter.class);
        keys.configure(below("key.converter."), true);
        values = create("value.converter", Converter.class);
        values.configure(below("value.converter."), false);
        headers = config.containsKey("header.converter")
                ? create("header.converter", HeaderConverter.class)
                : new SimpleHeaderConverter();
        Map<String, Object> forHeaders = below("header.converter.");
        forHeaders.put("converter.type", "header");
        headers.configure(forHeaders);
        for (String name : list("transforms")) {
            steps.add(step("transforms." + name));
        }
    }

    /** Empty where a transform drops the record. */
    Optional<Mapped> map(Message message) {
        SchemaAndValue key = keys.toConnectData(message.topic(), message.key());
        SchemaAndValue value = values.toConnectData(message.topic(), message.value());
        ConnectHeaders connectHeaders = new ConnectHeaders();
        message.headers()
                .forEach((name, text) ->
                        connectHeaders.add(name, headers.toConnectHeader(message.topic(), name, text.getBytes(UTF_8))));
        SinkRecord record = new SinkRecord(
                message.topic(),
                0,
                key.schema(),
                key.value(),
                value.schema(),
                value.value(),
                offsets.merge(message.topic(), 1L, Long::sum) - 1,
                message.timestamp(),
                TimestampType.CREATE_TIME,
                connectHeaders);
        for (Step step : steps) {
            record = step.apply(record);
            if (record == null) {
                return Optional.empty();
            }
        }
        PipelineConfig pipeline = routing.pipelineOf(record.topic()).orElseThrow();
        return Optional.of(new Mapped(pipeline, mappers.get(pipeline).map(record)));
    }

    @SuppressWarnings("unchecked")
    private Step step(String prefix) {
        Transformation<SinkRecord> transformation = create(prefix + ".type", Transformation.class);
        transformation.configure(below(prefix + "."));
        String predicate = config.get(prefix + ".predicate");
        boolean negate = Boolean.parseBoolean(config.get(prefix + ".negate"));
        return new Step(transformation, predicate == null ? null : predicate("predicates." + predicate), negate);
    }

    @SuppressWarnings("unchecked")
    private Predicate<SinkRecord> predicate(String prefix) {
        Predicate<SinkRecord> predicate = create(prefix + ".type", Predicate.class);
        ((Configurable) predicate).configure(below(prefix + "."));
        return predicate;
    }

    private <T> T create(String property, Class<T> type) {
        try {
            return type.cast(Class.forName(config.get(property), true, plugins)
                    .getDeclaredConstructor()
                    .newInstance());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(property + "=" + config.get(property), e);
        }
    }

    private Map<String, Object> below(String prefix) {
        Map<String, Object> properties = new HashMap<>();
        config.forEach((name, value) -> {
            if (name.startsWith(prefix)) {
                properties.put(name.substring(prefix.length()), value);
            }
        });
        return properties;
    }

    private List<String> list(String property) {
        String value = config.getOrDefault(property, "");
        return value.isEmpty() ? List.of() : List.of(value.split(",", -1));
    }
}
