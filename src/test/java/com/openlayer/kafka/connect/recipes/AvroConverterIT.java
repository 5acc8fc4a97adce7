package com.openlayer.kafka.connect.recipes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Avro records through a converter with a schema registry. */
class AvroConverterIT {
    private static final JsonNode EVERYTHING = Recipe.parse("""
            {"type": "record", "name": "Everything", "namespace": "test", "fields": [
              {"name": "flag", "type": "boolean"},
              {"name": "small", "type": "int"},
              {"name": "large", "type": "long"},
              {"name": "single", "type": "float"},
              {"name": "twice", "type": "double"},
              {"name": "text", "type": "string"},
              {"name": "raw", "type": "bytes"},
              {"name": "hash", "type": {"type": "fixed", "name": "Hash", "size": 3}},
              {"name": "color", "type": {"type": "enum", "name": "Color", "symbols": ["RED", "BLUE"]}},
              {"name": "price", "type": {"type": "bytes", "logicalType": "decimal", "precision": 9, "scale": 4}},
              {"name": "day", "type": {"type": "int", "logicalType": "date"}},
              {"name": "clock", "type": {"type": "int", "logicalType": "time-millis"}},
              {"name": "at", "type": {"type": "long", "logicalType": "timestamp-millis"}},
              {"name": "micros", "type": {"type": "long", "logicalType": "timestamp-micros"}},
              {"name": "uuid", "type": {"type": "string", "logicalType": "uuid"}},
              {"name": "list", "type": {"type": "array", "items": ["null", "int"]}},
              {"name": "map", "type": {"type": "map", "values": "double"}},
              {"name": "scores", "type": {"type": "array", "items": "double"}},
              {"name": "absent", "type": ["null", "string"], "default": null},
              {"name": "present", "type": ["null", "string"], "default": null},
              {"name": "choice", "type": ["null", "long", "string"], "default": null},
              {"name": "inner", "type": {"type": "record", "name": "Inner", "fields": [
                {"name": "score", "type": "double"}]}}
            ]}""");

    private static AvroConverter avro;
    private static URLClassLoader plugins;

    @BeforeAll
    static void load() {
        avro = new AvroConverter();
        plugins = new URLClassLoader(
                AvroConverter.jars().stream().map(AvroConverterIT::url).toArray(URL[]::new),
                AvroConverterIT.class.getClassLoader());
        // Workers do this around every call of a plugin.
        Thread.currentThread().setContextClassLoader(plugins);
    }

    @AfterAll
    static void close() throws IOException {
        Thread.currentThread().setContextClassLoader(AvroConverterIT.class.getClassLoader());
        avro.close();
        plugins.close();
    }

    @Test
    void everyTypeOfAvroGoesOnTheWire() {
        JsonNode value = Recipe.parse("""
                {"flag": true, "small": -7, "large": 9223372036854775807, "single": 0.1, "twice": 2.43e-05,
                 "text": "say \\"é\\" 😀", "raw": "\\u0001\\u0002\\u00ff", "hash": "abc", "color": "BLUE",
                 "price": "\\u0001\\u0000", "day": 20780, "clock": 34400500, "at": 1795340000123,
                 "micros": 1795340000123456, "uuid": "0b4c9e9e-6a9f-4c3e-8a52-2f1f6cbb3d10", "list": [1, null, 3],
                 "map": {"a": 1.0}, "scores": [0.08, 0.92], "present": "here", "choice": "text", "inner": {"score": 1e-7}}""");
        DryRun run = new DryRun(config("*"), plugins);

        assertThat(map(run, avro.register(EVERYTHING), EVERYTHING, value).text())
                .isEqualTo("{\"flag\":true,\"small\":-7,\"large\":9223372036854775807,\"single\":0.1,"
                        + "\"twice\":2.43E-5,\"text\":\"say \\\"é\\\" 😀\",\"raw\":\"AQL/\",\"hash\":\"YWJj\","
                        + "\"color\":\"BLUE\",\"price\":0.0256,\"day\":\"2026-11-23\",\"clock\":\"09:33:20.5\","
                        + "\"at\":1795340000.123,\"micros\":1795340000123456,"
                        + "\"uuid\":\"0b4c9e9e-6a9f-4c3e-8a52-2f1f6cbb3d10\",\"list\":[1,null,3],\"map\":{\"a\":1.0},"
                        + "\"scores\":[0.08,0.92],"
                        + "\"absent\":null,\"present\":\"here\",\"choice\":{\"long\":null,\"string\":\"text\"},"
                        + "\"inner\":{\"score\":1.0E-7},\"kafka_id\":\"avro-0-0\"}");
    }

    @Test
    void pointersReachIntoStructs() {
        JsonNode schema = Recipe.parse("""
                {"type": "record", "name": "Log", "fields": [
                  {"name": "response", "type": {"type": "record", "name": "Response", "fields": [
                    {"name": "choices", "type": {"type": "array", "items":
                      {"type": "record", "name": "Choice", "fields": [{"name": "content", "type": "string"}]}}}]}},
                  {"name": "micros", "type": {"type": "long", "logicalType": "timestamp-micros"}}]}""");
        JsonNode value =
                Recipe.parse("{\"response\": {\"choices\": [{\"content\": \"hi\"}]}, \"micros\": 1795340000123456}");
        DryRun run = new DryRun(config("text=value:/response/choices/0/content,at=value:/micros"), plugins);

        assertThat(map(run, avro.register(schema), schema, value).text())
                .isEqualTo("{\"text\":\"hi\",\"at\":1795340000.123456,\"kafka_id\":\"avro-0-0\"}");
    }

    @Test
    void schemasMayChangeFromRecordToRecord() {
        JsonNode first = schema("{\"name\": \"a\", \"type\": \"int\"}");
        JsonNode second =
                schema("{\"name\": \"b\", \"type\": \"string\"}, {\"name\": \"a\", \"type\": [\"null\", \"double\"]}");
        long firstId = avro.register(first);
        long secondId = avro.register(second);
        DryRun run = new DryRun(config("*"), plugins);

        for (int i = 0; i < 6; i += 2) {
            assertThat(map(run, firstId, first, Recipe.parse("{\"a\": 1}")).text())
                    .isEqualTo("{\"a\":1,\"kafka_id\":\"avro-0-" + i + "\"}");
            assertThat(map(run, secondId, second, Recipe.parse("{\"a\": 1.5, \"b\": \"x\"}"))
                            .text())
                    .isEqualTo("{\"b\":\"x\",\"a\":1.5,\"kafka_id\":\"avro-0-" + (i + 1) + "\"}");
        }
    }

    private static JsonNode schema(String fields) {
        return Recipe.parse("{\"type\": \"record\", \"name\": \"Changing\", \"fields\": [" + fields + "]}");
    }

    private static DryRun.DryRunRow map(DryRun run, long id, JsonNode schema, JsonNode value) {
        byte[] bytes = AvroWriter.message(id, schema, value);
        DryRun.DryRunRow mapped = run.map(new DryRun.DryRunRecord("avro", null, null, bytes, Map.of()))
                .orElseThrow();
        assertThat(mapped.violations()).isEmpty();
        return mapped;
    }

    private static Map<String, String> config(String columns) {
        Map<String, String> config = new HashMap<>();
        config.put("name", "avro");
        config.put("topics", "avro");
        config.put("key.converter", "org.apache.kafka.connect.storage.StringConverter");
        config.put("value.converter", "io.apicurio.registry.utils.converter.AvroConverter");
        config.put("value.converter.apicurio.registry.url", avro.registryUrl());
        config.put("openlayer.api.key", "key-of-the-tests");
        config.put("pipelines", "p");
        config.put("pipelines.p.inference.pipeline.id", "182bd5e5-6e1a-4fe4-a799-aa6d9a6ab26e");
        config.put("pipelines.p.task.type", "tabular-regression");
        config.put("pipelines.p.columns", columns);
        config.put("pipelines.p.timestamp.column.name", "at");
        return config;
    }

    private static URL url(Path jar) {
        try {
            return jar.toUri().toURL();
        } catch (MalformedURLException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
