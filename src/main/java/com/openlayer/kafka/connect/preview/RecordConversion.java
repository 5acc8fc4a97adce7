package com.openlayer.kafka.connect.preview;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.header.ConnectHeaders;
import org.apache.kafka.connect.sink.SinkRecord;
import org.apache.kafka.connect.storage.Converter;
import org.apache.kafka.connect.storage.HeaderConverter;
import org.apache.kafka.connect.storage.SimpleHeaderConverter;
import org.apache.kafka.connect.transforms.Transformation;
import org.apache.kafka.connect.transforms.predicates.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Converts records as a worker does before it passes them to the connector: first the converters, then the transforms with
 * their predicates. Converters that the connector's configuration does not name are the worker's.
 */
final class RecordConversion implements AutoCloseable {
    /** A converter or transform threw: Connect treats the record as errant. */
    static final class FailedException extends Exception {
        private static final long serialVersionUID = 1L;

        FailedException(String property, Object plugin, Throwable cause) {
            super(
                    property + " (" + plugin.getClass().getName() + ") failed: " + BadInputException.describe(cause),
                    cause);
        }
    }

    private record Step(
            String property,
            Transformation<SinkRecord> transformation,
            @Nullable Predicate<SinkRecord> predicate,
            boolean negate) {}

    private final Map<String, String> configuration;
    private final Worker worker;
    private final Converter keys;
    private final Converter values;
    private final HeaderConverter headers;
    private final List<Step> steps = new ArrayList<>();

    /** @param configuration the connector's, with resolved variables */
    RecordConversion(Map<String, String> configuration, Worker worker) {
        this.configuration = configuration;
        this.worker = worker;
        this.keys = converter("key.converter", "key");
        this.values = converter("value.converter", "value");
        this.headers = headerConverter();
        for (String alias : configuration.getOrDefault("transforms", "").split(",", -1)) {
            if (!alias.isBlank()) {
                steps.add(step("transforms." + alias.strip()));
            }
        }
    }

    private Converter converter(String property, String kind) {
        Map<String, String> source = configuration.containsKey(property) ? configuration : worker.properties();
        String className = source.get(property);
        if (className == null) {
            throw new BadInputException(property + " is not set, and the worker's default is unknown. Set it (for text,"
                    + " JSON or not, use org.apache.kafka.connect.storage.StringConverter), or give the worker's file"
                    + " with --worker");
        }
        Map<String, Object> settings = Worker.below(property + ".", source);
        settings.put("converter.type", kind);
        return worker.plugins()
                .create(
                        property,
                        className,
                        Converter.class,
                        converter -> converter.configure(settings, kind.equals("key")));
    }

    private HeaderConverter headerConverter() {
        String property = "header.converter";
        Map<String, String> source = configuration.containsKey(property) ? configuration : worker.properties();
        Map<String, Object> settings = Worker.below(property + ".", source);
        settings.put("converter.type", "header");
        return worker.plugins()
                .create(
                        property,
                        source.getOrDefault(property, SimpleHeaderConverter.class.getName()),
                        HeaderConverter.class,
                        converter -> converter.configure(settings));
    }

    @SuppressWarnings("unchecked")
    private Step step(String prefix) {
        Map<String, Object> settings = Worker.below(prefix + ".", configuration);
        Object predicate = settings.remove("predicate");
        Object negate = settings.remove("negate");
        Transformation<SinkRecord> transformation = worker.plugins()
                .create(
                        prefix + ".type",
                        required(prefix + ".type", "transforms names it"),
                        Transformation.class,
                        t -> t.configure(settings));
        return new Step(
                prefix,
                transformation,
                predicate == null ? null : predicate("predicates." + predicate),
                negate != null && Boolean.parseBoolean(negate.toString()));
    }

    @SuppressWarnings("unchecked")
    private Predicate<SinkRecord> predicate(String prefix) {
        Map<String, Object> settings = Worker.below(prefix + ".", configuration);
        return worker.plugins()
                .create(
                        prefix + ".type",
                        required(prefix + ".type", "a transform names this predicate"),
                        Predicate.class,
                        p -> p.configure(settings));
    }

    private String required(String property, String why) {
        String value = configuration.get(property);
        if (value == null) {
            throw new BadInputException(property + " is missing, but " + why);
        }
        return value;
    }

    /**
     * The record that the connector's task would receive; empty if a transform drops it.
     *
     * @throws FailedException if a converter or transform cannot read it
     */
    Optional<SinkRecord> convert(KafkaRecord record) throws FailedException {
        SchemaAndValue key = attempt(
                "key.converter", keys, () -> keys.toConnectData(record.topic(), record.headers(), record.key()));
        SchemaAndValue value = attempt(
                "value.converter",
                values,
                () -> values.toConnectData(record.topic(), record.headers(), record.value()));
        SinkRecord converted = new SinkRecord(
                record.topic(),
                record.partition(),
                key.schema(),
                key.value(),
                value.schema(),
                value.value(),
                record.offset(),
                record.timestamp(),
                record.timestamp() == null ? TimestampType.NO_TIMESTAMP_TYPE : TimestampType.CREATE_TIME,
                attempt("header.converter", headers, () -> headers(record)));
        return transform(converted);
    }

    private ConnectHeaders headers(KafkaRecord record) {
        ConnectHeaders converted = new ConnectHeaders();
        for (Header header : record.headers()) {
            converted.add(header.key(), headers.toConnectHeader(record.topic(), header.key(), header.value()));
        }
        return converted;
    }

    private Optional<SinkRecord> transform(SinkRecord converted) throws FailedException {
        SinkRecord record = converted;
        for (Step step : steps) {
            SinkRecord before = record;
            Predicate<SinkRecord> predicate = step.predicate();
            boolean applies = predicate == null
                    || attempt(step.property() + ".predicate", predicate, () -> predicate.test(before))
                            != step.negate();
            if (applies) {
                Optional<SinkRecord> after = attempt(
                        step.property(),
                        step.transformation(),
                        () -> Optional.ofNullable(step.transformation().apply(before)));
                if (after.isEmpty()) {
                    return after;
                }
                record = after.get();
            }
        }
        return Optional.of(record);
    }

    private static <T> T attempt(String property, Object plugin, Supplier<T> call) throws FailedException {
        try {
            return call.get();
        } catch (RuntimeException | StackOverflowError e) {
            throw new FailedException(property, plugin, e);
        }
    }

    @Override
    public void close() {
        steps.forEach(step -> {
            step.transformation().close();
            if (step.predicate() != null) {
                step.predicate().close();
            }
        });
    }
}
