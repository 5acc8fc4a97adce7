package com.openlayer.kafka.connect.row;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Date;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.data.Time;
import org.apache.kafka.connect.data.Timestamp;
import org.apache.kafka.connect.json.JsonConverter;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Checks the tables in {@code docs/rows.md}. With {@code -Ddocs.update=true} it writes them. */
class RowsPageTest {
    private static final Path PAGE = Path.of("docs/rows.md");

    @Test
    void typesTableMatchesTheMapper() throws IOException {
        assertTable("types", types());
    }

    @Test
    void convertersTableMatchesTheMapper() throws IOException {
        assertTable("converters", converters());
    }

    private static void assertTable(String name, String table) throws IOException {
        String begin = "<!-- " + name + ": written by RowsPageTest, do not edit -->\n";
        String page = Files.readString(PAGE);
        int from = page.indexOf(begin) + begin.length();
        int to = page.indexOf("<!-- end of " + name + " -->");
        if (Boolean.getBoolean("docs.update")) {
            Files.writeString(PAGE, page.substring(0, from) + table + page.substring(to));
        } else {
            assertThat(page.substring(from, to))
                    .as("docs/rows.md is stale: mvn test -Dtest=RowsPageTest -Ddocs.update=true")
                    .isEqualTo(table);
        }
    }

    private static String converters() {
        StringBuilder table = new StringBuilder("| JSON in the record | StringConverter, ByteArrayConverter |"
                + " JsonConverter, `schemas.enable=false` |\n|---|---|---|\n");
        try (JsonConverter converter = new JsonConverter()) {
            converter.configure(Map.of("schemas.enable", false), false);
            for (String json : List.of(
                    "1.50",
                    "2.43e-05",
                    "0.1234567890123456789",
                    "9223372036854775807",
                    "12345678901234567890",
                    "\"\\u00e9\\/\"",
                    "[1, {\"a\": null}]")) {
                String record = "{\"v\":" + json + "}";
                Object map = converter
                        .toConnectData("topic", record.getBytes(StandardCharsets.UTF_8))
                        .value();
                String copied = PipelineFixture.plain().wire(record);
                assertThat(PipelineFixture.plain().wire(record.getBytes(StandardCharsets.UTF_8)))
                        .isEqualTo(copied);
                table.append("| `" + json + "` | `" + field(copied) + "` | `"
                        + field(PipelineFixture.plain().wire(map)) + "` |\n");
            }
        }
        return table.toString();
    }

    private static String field(String row) {
        return row.substring("{\"v\":".length(), row.length() - 1);
    }

    private static String types() {
        PipelineFixture plain = PipelineFixture.plain();
        PipelineFixture decimals = PipelineFixture.plain().decimalsAsText();
        PipelineFixture strict = PipelineFixture.plain().failOnNan();
        Schema point = SchemaBuilder.struct()
                .field("x", Schema.INT32_SCHEMA)
                .field("note", Schema.OPTIONAL_STRING_SCHEMA)
                .build();
        StringBuilder table = new StringBuilder("| Connect type | a value | on the wire |\n|---|---|---|\n");
        add(table, plain, "INT8", "-7", Schema.INT8_SCHEMA, (byte) -7);
        add(table, plain, "INT16", "300", Schema.INT16_SCHEMA, (short) 300);
        add(table, plain, "INT32", "70000", Schema.INT32_SCHEMA, 70_000);
        add(table, plain, "INT64", "2⁶³ − 1", Schema.INT64_SCHEMA, Long.MAX_VALUE);
        add(table, plain, "FLOAT32", "0.1", Schema.FLOAT32_SCHEMA, 0.1f);
        add(table, plain, "FLOAT64", "2.0", Schema.FLOAT64_SCHEMA, 2.0);
        add(table, plain, "FLOAT64", "2.43e-05", Schema.FLOAT64_SCHEMA, 2.43e-05);
        add(table, plain, "FLOAT64, `behavior.on.nan.values=null`", "NaN, ±∞", Schema.FLOAT64_SCHEMA, Double.NaN);
        add(table, strict, "FLOAT64, `behavior.on.nan.values=fail`", "NaN, ±∞", Schema.FLOAT64_SCHEMA, Double.NaN);
        add(table, plain, "BOOLEAN", "true", Schema.BOOLEAN_SCHEMA, true);
        add(table, plain, "STRING", "say \"é\"", Schema.STRING_SCHEMA, "say \"é\"");
        add(table, plain, "BYTES", "0x0102ff", Schema.BYTES_SCHEMA, new byte[] {1, 2, -1});
        add(table, plain, "any optional type", "null", Schema.OPTIONAL_INT32_SCHEMA, null);
        BigDecimal price = new BigDecimal("1234567.8900");
        add(table, plain, "Decimal, `decimal.format=number`", "1234567.8900", Decimal.schema(4), price);
        add(table, decimals, "Decimal, `decimal.format=string`", "1234567.8900", Decimal.schema(4), price);
        add(table, plain, "Date", "day 20780", Date.SCHEMA, Date.toLogical(Date.SCHEMA, 20_780));
        add(table, plain, "Time", "09:33:20.5", Time.SCHEMA, Time.toLogical(Time.SCHEMA, 34_400_500));
        Object time = Timestamp.toLogical(Timestamp.SCHEMA, 1_795_340_000_123L);
        add(table, plain, "Timestamp", "1795340000123 ms", Timestamp.SCHEMA, time);
        Schema list = SchemaBuilder.array(Schema.INT32_SCHEMA).build();
        add(table, plain, "ARRAY of INT32", "1, 2", list, List.of(1, 2));
        Schema names =
                SchemaBuilder.map(Schema.STRING_SCHEMA, Schema.BOOLEAN_SCHEMA).build();
        add(table, plain, "MAP of STRING to BOOLEAN", "a → true", names, Map.of("a", true));
        Schema numbers =
                SchemaBuilder.map(Schema.INT64_SCHEMA, Schema.STRING_SCHEMA).build();
        add(table, plain, "MAP of INT64 to STRING", "7 → b", numbers, Map.of(7L, "b"));
        add(table, plain, "STRUCT", "x = 1, note not set", point, new Struct(point).put("x", 1));
        return table.toString();
    }

    private static void add(
            StringBuilder table,
            PipelineFixture pipeline,
            String type,
            String shown,
            Schema schema,
            @Nullable Object value) {
        Schema row = SchemaBuilder.struct().field("v", schema).build();
        String wire;
        try {
            wire = "`" + field(pipeline.wire(PipelineFixture.record(row, new Struct(row).put("v", value)))) + "`";
        } catch (InvalidRowException e) {
            wire = "an errant record";
        }
        table.append("| " + type + " | " + shown + " | " + wire + " |\n");
    }
}
