package com.openlayer.kafka.connect.recipes;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.json.JsonConverter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Connect's transforms before the connector, for data with and without schemas. */
class TransformsTest {
    private static final String PACKAGE = "org.apache.kafka.connect.transforms.";

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void flattenMakesColumnsOfNestedFields(boolean schemas) {
        assertThat(row(
                        schemas,
                        Map.of("type", PACKAGE + "Flatten$Value", "delimiter", "_"),
                        Map.of("target.column.name", "inner_score")))
                .contains(Recipe.parse(
                        "{\"id\":7,\"at\":1795340000123,\"inner_score\":2.0,\"inner_name\":\"x\"" + AUTOMATIC));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void replaceFieldRenamesAndDrops(boolean schemas) {
        assertThat(row(
                        schemas,
                        Map.of("type", PACKAGE + "ReplaceField$Value", "renames", "id:ref", "exclude", "at,inner"),
                        Map.of("inference.id.column.name", "ref")))
                .contains(Recipe.parse("{\"ref\":\"7\",\"kafka_timestamp\":1795340001}"));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void insertFieldAddsConstantsAndCoordinates(boolean schemas) {
        assertThat(row(
                        schemas,
                        Map.of(
                                "type", PACKAGE + "InsertField$Value",
                                "static.field", "env",
                                "static.value", "prod",
                                "timestamp.field", "seen",
                                "offset.field", "position"),
                        Map.of("timestamp.column.name", "seen", "columns", "*,-inner")))
                .contains(Recipe.parse("{\"id\":7,\"at\":1795340000123,\"env\":\"prod\",\"seen\":1795340001,"
                        + "\"position\":0,\"kafka_id\":\"events-0-0\"}"));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void timestampConverterAndTheTimestampColumnAgree(boolean schemas) {
        for (String target : new String[] {"Timestamp", "string", "unix"}) {
            Map<String, String> converter = new HashMap<>(
                    Map.of("type", PACKAGE + "TimestampConverter$Value", "field", "at", "target.type", target));
            if (target.equals("string")) {
                converter.put("format", "yyyy-MM-dd'T'HH:mm:ss.SSSXXX");
            }
            assertThat(row(schemas, converter, Map.of("timestamp.column.name", "at", "columns", "*,-inner")))
                    .as(target)
                    .contains(Recipe.parse("{\"id\":7,\"at\":1795340000.123,\"kafka_id\":\"events-0-0\"}"));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void timestampConverterMakesTextOfOtherColumns(boolean schemas) {
        assertThat(row(
                        schemas,
                        Map.of("type", PACKAGE + "TimestampConverter$Value", "field", "at", "target.type", "Timestamp"),
                        Map.of("columns", "*,-inner")))
                .contains(Recipe.parse("{\"id\":7,\"at\":\"2026-11-22T09:33:20.123Z\"" + AUTOMATIC));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void regexRouterChoosesThePipelineAndLeavesTheId(boolean schemas) {
        assertThat(row(
                        schemas,
                        Map.of("type", PACKAGE + "RegexRouter", "regex", "ev(.*)", "replacement", "routed"),
                        Map.of("topics", "routed", "columns", "topic=record:topic")))
                .contains(Recipe.parse("{\"topic\":\"events\"" + AUTOMATIC));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void filterLeavesNoRow(boolean schemas) {
        assertThat(row(schemas, Map.of("type", PACKAGE + "Filter"), Map.of())).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void hoistFieldIsReachedByPointers(boolean schemas) {
        assertThat(row(
                        schemas,
                        Map.of("type", PACKAGE + "HoistField$Value", "field", "event"),
                        Map.of("columns", "score=value:/event/inner/score,id=value:/event/id")))
                .contains(Recipe.parse("{\"score\":2.0,\"id\":7" + AUTOMATIC));
    }

    /** Transforms of fields do not accept text; HoistField makes an object of it. */
    @ParameterizedTest
    @ValueSource(strings = {"yes", "{\"a\":1}"})
    void hoistFieldMakesAnObjectOfPlainText(String text) {
        Map<String, String> config =
                config(Map.of("type", PACKAGE + "HoistField$Value", "field", "text"), Map.of("columns", "*"));
        config.put("value.converter", "org.apache.kafka.connect.storage.StringConverter");
        assertThat(new DryRun(config).map(message(text.getBytes(UTF_8))).map(DryRun.DryRunRow::text))
                .hasValueSatisfying(row ->
                        assertThat(Recipe.parse(row).path("text").textValue()).isEqualTo(text));
    }

    private static final String AUTOMATIC = ",\"kafka_timestamp\":1795340001,\"kafka_id\":\"events-0-0\"}";

    /** Compared as a tree, because a JSON object without schema becomes an unordered map. */
    private static Optional<JsonNode> row(
            boolean schemas, Map<String, String> transform, Map<String, String> pipeline) {
        Map<String, String> config = config(transform, pipeline);
        config.put("value.converter", JsonConverter.class.getName());
        config.put("value.converter.schemas.enable", Boolean.toString(schemas));
        Optional<DryRun.DryRunRow> mapped = new DryRun(config).map(message(value(schemas)));
        mapped.ifPresent(m -> assertThat(m.violations()).isEmpty());
        return mapped.map(m -> Recipe.parse(m.text()));
    }

    private static Map<String, String> config(Map<String, String> transform, Map<String, String> pipeline) {
        Map<String, String> config = new HashMap<>();
        config.put("name", "transforms");
        config.put("topics", "events");
        config.put("key.converter", "org.apache.kafka.connect.storage.StringConverter");
        config.put("transforms", "t");
        transform.forEach((name, value) -> config.put("transforms.t." + name, value));
        config.put("openlayer.api.key", "key-of-the-tests");
        config.put("pipelines", "p");
        config.put("pipelines.p.inference.pipeline.id", "182bd5e5-6e1a-4fe4-a799-aa6d9a6ab26e");
        config.put("pipelines.p.task.type", "tabular-regression");
        pipeline.forEach((name, value) -> config.put("pipelines.p." + name, value));
        return config;
    }

    private static DryRun.DryRunRecord message(byte[] value) {
        return new DryRun.DryRunRecord("events", 1_795_340_001_000L, null, value, Map.of());
    }

    private static byte[] value(boolean schemas) {
        Schema inner = SchemaBuilder.struct()
                .field("score", Schema.FLOAT64_SCHEMA)
                .field("name", Schema.STRING_SCHEMA)
                .build();
        Schema schema = SchemaBuilder.struct()
                .field("id", Schema.INT64_SCHEMA)
                .field("at", Schema.INT64_SCHEMA)
                .field("inner", inner)
                .build();
        Struct value = new Struct(schema)
                .put("id", 7L)
                .put("at", 1_795_340_000_123L)
                .put("inner", new Struct(inner).put("score", 2.0).put("name", "x"));
        try (JsonConverter converter = new JsonConverter()) {
            converter.configure(Map.of("schemas.enable", schemas), false);
            return converter.fromConnectData("events", schema, value);
        }
    }
}
