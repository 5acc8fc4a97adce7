package com.openlayer.kafka.connect.row;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.openlayer.kafka.connect.config.ColumnDefinition;
import com.openlayer.kafka.connect.config.ColumnSource;
import com.openlayer.kafka.connect.config.ConfigField;
import com.openlayer.kafka.connect.config.FieldValues;
import com.openlayer.kafka.connect.config.LatencyUnit;
import com.openlayer.kafka.connect.config.PipelineConfig;
import com.openlayer.kafka.connect.config.RowMapping;
import com.openlayer.kafka.connect.config.RowSettings;
import com.openlayer.kafka.connect.config.TaskType;
import com.openlayer.kafka.connect.config.TimestampUnit;
import com.openlayer.kafka.connect.config.TopicSelection;
import com.openlayer.kafka.connect.format.FormatPreset;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.sink.SinkRecord;
import org.jspecify.annotations.Nullable;

/** A pipeline under test, and the rows that its mapper returns. */
final class PipelineFixture {
    static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.USE_BIG_INTEGER_FOR_INTS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(com.fasterxml.jackson.core.StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private final @Nullable TaskType taskType;
    private final Map<ConfigField, String> columnNames = new EnumMap<>(ConfigField.class);
    private final Map<ConfigField, List<String>> names = new EnumMap<>(ConfigField.class);
    private final Map<ConfigField, JsonNode> documents = new EnumMap<>(ConfigField.class);
    private final List<ColumnDefinition> columns = new ArrayList<>();
    private TimestampUnit unit = TimestampUnit.AUTO;
    private LatencyUnit latencyUnit = LatencyUnit.MS;
    private Optional<String> filter = Optional.empty();
    private Optional<FormatPreset> format = Optional.empty();
    private boolean timestampFromRecord;
    private boolean idFromRecord;
    private boolean validation = true;
    private OptionalInt textMaxLength = OptionalInt.empty();
    private RowSettings.LongText longText = RowSettings.LongText.FAIL;
    private RowSettings.NanValues nan = RowSettings.NanValues.NULL;
    private RowSettings.DecimalFormat decimals = RowSettings.DecimalFormat.NUMBER;
    private int maxRowBytes = 1_000_000;
    private @Nullable RowMapper mapper;

    private PipelineFixture(@Nullable TaskType taskType) {
        this.taskType = taskType;
    }

    static PipelineFixture of(TaskType taskType) {
        return new PipelineFixture(taskType);
    }

    /** A pipeline that updates rows. */
    static PipelineFixture updates() {
        return new PipelineFixture(null);
    }

    /** A pipeline with the fewest required fields, which is regression. */
    static PipelineFixture plain() {
        return of(TaskType.TABULAR_REGRESSION);
    }

    static PipelineFixture llm() {
        return of(TaskType.LLM_BASE).name(ConfigField.OUTPUT_COLUMN_NAME, "output");
    }

    static PipelineFixture classification() {
        return of(TaskType.TABULAR_CLASSIFICATION).names(ConfigField.CLASS_NAMES, "Retained", "Exited");
    }

    PipelineFixture name(ConfigField field, String column) {
        columnNames.put(field, column);
        return this;
    }

    PipelineFixture names(ConfigField field, String... list) {
        names.put(field, List.of(list));
        return this;
    }

    PipelineFixture document(ConfigField field, String json) {
        documents.put(field, parse(json));
        return this;
    }

    /** Adds columns in the syntax of the {@code columns} property. */
    PipelineFixture columns(String... definitions) {
        for (String definition : definitions) {
            columns.add(definition(definition));
        }
        return this;
    }

    private static ColumnDefinition definition(String text) {
        if (text.equals("*")) {
            return new ColumnDefinition.All();
        }
        if (text.startsWith("-")) {
            return new ColumnDefinition.Drop(text.substring(1));
        }
        String[] sides = text.split("=", 2);
        List<ColumnSource> sources =
                Stream.of(sides[1].split("\\|")).map(PipelineFixture::source).toList();
        return new ColumnDefinition.FromSource(
                sides[0], sources.size() == 1 ? sources.get(0) : new ColumnSource.FirstOf(sources));
    }

    private static ColumnSource source(String text) {
        String[] source = text.split(":", 2);
        String rest = source.length > 1 ? source[1] : "";
        return switch (source[0]) {
            case "value" -> new ColumnSource.Value(JsonPointer.compile(rest));
            case "key" -> new ColumnSource.Key(JsonPointer.compile(rest));
            case "header" -> new ColumnSource.Header(rest);
            default -> new ColumnSource.Coordinate(ColumnSource.Part.valueOf(rest.toUpperCase(Locale.ROOT)));
        };
    }

    PipelineFixture unit(TimestampUnit value) {
        unit = value;
        return this;
    }

    PipelineFixture latencyUnit(LatencyUnit value) {
        latencyUnit = value;
        return this;
    }

    /** Sets the property {@code rows}. */
    PipelineFixture filter(String jq) {
        filter = Optional.of(jq);
        return this;
    }

    /** Sets a format's decoder and filter, but not the properties of the format. */
    PipelineFixture format(String name) {
        format = FormatPreset.named(name);
        return filter(format.orElseThrow().filter());
    }

    PipelineFixture timestampFromRecord() {
        timestampFromRecord = true;
        return this;
    }

    PipelineFixture idFromRecord() {
        idFromRecord = true;
        return this;
    }

    PipelineFixture lenient() {
        validation = false;
        return this;
    }

    PipelineFixture text(int maxLength, RowSettings.LongText behavior) {
        textMaxLength = OptionalInt.of(maxLength);
        longText = behavior;
        return this;
    }

    PipelineFixture failOnNan() {
        nan = RowSettings.NanValues.FAIL;
        return this;
    }

    PipelineFixture decimalsAsText() {
        decimals = RowSettings.DecimalFormat.STRING;
        return this;
    }

    PipelineFixture maxRowBytes(int value) {
        maxRowBytes = value;
        return this;
    }

    PipelineConfig config() {
        return new PipelineConfig(
                "test",
                UUID.fromString("182bd5e5-6e1a-4fe4-a799-aa6d9a6ab26e"),
                Optional.ofNullable(taskType),
                new TopicSelection(Set.of("topic"), Optional.empty()),
                new FieldValues(columnNames, names, documents),
                new RowMapping(
                        columns.isEmpty() ? List.of(new ColumnDefinition.All()) : columns,
                        filter,
                        format,
                        unit,
                        latencyUnit,
                        timestampFromRecord,
                        idFromRecord));
    }

    RowMapper mapper() {
        if (mapper == null) {
            mapper = new RowMapper(config(), options(), maxRowBytes);
        }
        return mapper;
    }

    RowSettings options() {
        return new RowSettings(validation, textMaxLength, longText, nan, decimals);
    }

    ColumnTable columnTable() {
        PipelineConfig config = config();
        return new ColumnTable(config, new ColumnIndex(config), new RuleSelector(config, options()));
    }

    RowText rowText() {
        return new RowText(columnTable());
    }

    /** The JSON of all rows of a record. */
    List<String> wires(SinkRecord record) {
        return mapper().map(record).stream().map(PipelineFixture::text).toList();
    }

    List<String> wires(Object value) {
        return wires(record(null, value));
    }

    /** The only row of a record; null if there is none. */
    @Nullable
    Row map(SinkRecord record) {
        List<Row> rows = mapper().map(record);
        assertThat(rows).hasSizeLessThanOrEqualTo(1);
        return rows.isEmpty() ? null : rows.get(0);
    }

    Row map(Object value) {
        return map(record(null, value));
    }

    /** The JSON of the row of a value. */
    String wire(Object value) {
        return text(map(value));
    }

    String wire(SinkRecord record) {
        return text(map(record));
    }

    JsonNode configFor(Row... rows) {
        ColumnSet columnSet = rows[0].columns();
        for (Row row : rows) {
            columnSet = columnSet.union(row.columns());
        }
        return parse(new RequestConfig(config()).describing(columnSet));
    }

    static String text(Row row) {
        parse(row.json());
        return new String(row.json(), java.nio.charset.StandardCharsets.UTF_8);
    }

    static JsonNode parse(byte[] json) {
        try {
            return JSON.readTree(json);
        } catch (IOException e) {
            throw new AssertionError("no JSON", e);
        }
    }

    static JsonNode parse(String json) {
        try {
            return JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new AssertionError("no JSON: " + json, e);
        }
    }

    static SinkRecord record(@Nullable Schema schema, @Nullable Object value) {
        return record(schema, value, null, null);
    }

    /** Partition 3, offset 42 of {@code topic}, at 1795340000.123. */
    static SinkRecord record(
            @Nullable Schema schema, @Nullable Object value, @Nullable Schema keySchema, @Nullable Object key) {
        return new SinkRecord(
                "topic", 3, keySchema, key, schema, value, 42, 1_795_340_000_123L, TimestampType.CREATE_TIME);
    }
}
