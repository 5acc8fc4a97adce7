package com.openlayer.kafka.connect.row;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.openlayer.kafka.connect.config.ConfigField;
import java.util.BitSet;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.junit.jupiter.api.Test;

/** Tests that caches are bounded in bytes, whatever the records are. */
class CacheBoundsTest {
    /** The names of one row, which are kept until the next row starts. */
    private static final long ONE_ROW = 2_000_000;

    private final ColumnTable columns = PipelineFixture.plain().columnTable();

    @Test
    void columnsWithLongNames() {
        String padding = "x".repeat(200_000);
        for (int i = 0; i < 300; i++) {
            columns.startRow();
            columns.named(i + padding, false);
            assertThat(columns.bytes()).isBetween(1L, ColumnTable.MAX_BYTES + ONE_ROW);
        }
    }

    @Test
    void columnsWithShortNames() {
        for (int i = 0; i < 200_000; i++) {
            columns.startRow();
            columns.named("c" + i, false);
        }
        assertThat(columns.bytes()).isBetween(1L, ColumnTable.MAX_BYTES + ONE_ROW);
    }

    @Test
    void columnsOfSchemas() {
        String padding = "x".repeat(200_000);
        for (int i = 0; i < 300; i++) {
            columns.startRow();
            Schema inner = SchemaBuilder.struct()
                    .field(i + padding, Schema.INT32_SCHEMA)
                    .build();
            columns.of(SchemaBuilder.struct().field("a", inner).build());
            assertThat(columns.bytes()).isBetween(1L, 2 * ColumnTable.MAX_BYTES + ONE_ROW);
        }
    }

    @Test
    void schemasOfEveryShape() {
        String text = "x".repeat(100_000);
        SchemaCache<String> cache = new SchemaCache<>(1_000_000);
        for (int i = 0; i < 100; i++) {
            String own = i + text;
            for (Schema schema : new Schema[] {
                SchemaBuilder.int32().name(own).build(),
                SchemaBuilder.int32().doc(own).build(),
                SchemaBuilder.int32().parameter("a", own).build(),
                SchemaBuilder.string().defaultValue(own).build(),
                SchemaBuilder.bytes().defaultValue(own.getBytes(UTF_8)).build(),
                SchemaBuilder.array(SchemaBuilder.int32().name(own).build()).build(),
                SchemaBuilder.map(SchemaBuilder.string().name(own).build(), Schema.INT32_SCHEMA)
                        .build(),
                SchemaBuilder.map(
                                Schema.STRING_SCHEMA,
                                SchemaBuilder.string().name(own).build())
                        .build()
            }) {
                long before = cache.bytes();
                assertThat(cache.get(schema, s -> own)).isEqualTo(own);
                assertThat(cache.bytes()).isBetween(100_000L, 1_000_000L).isNotEqualTo(before);
                assertThat(cache.get(schema, s -> "computed again")).isEqualTo(own);
            }
        }
    }

    @Test
    void keepsAnOversizedSchemaUntilTheNext() {
        SchemaCache<String> cache = new SchemaCache<>(1_000);
        Schema large = SchemaBuilder.int32().doc("x".repeat(10_000)).build();
        assertThat(cache.get(large, s -> "once")).isEqualTo("once");
        assertThat(cache.get(large, s -> "twice")).isEqualTo("once");
        cache.get(Schema.INT32_SCHEMA, s -> "small");
        assertThat(cache.bytes()).isLessThan(1_000);
    }

    @Test
    void mapsRowsWithLongNames() {
        PipelineFixture mapped = PipelineFixture.plain();
        String padding = "x".repeat(200_000);
        for (int i = 0; i < 60; i++) {
            String name = i % 30 + padding;
            assertThat(mapped.map("{\"" + name + "\":1}").json())
                    .asString(UTF_8)
                    .isEqualTo("{\"" + name + "\":1}");
            Schema inner =
                    SchemaBuilder.struct().field(name, Schema.INT32_SCHEMA).build();
            Schema schema = SchemaBuilder.struct().field("a", inner).build();
            Struct value = new Struct(schema).put("a", new Struct(inner).put(name, 1));
            assertThat(mapped.map(PipelineFixture.record(schema, value)).json())
                    .asString(UTF_8)
                    .isEqualTo("{\"a\":{\"" + name + "\":1}}");
        }
    }

    @Test
    void configsWithLongPrompts() {
        String[] names = IntStream.range(0, 12).mapToObj(i -> "v" + i).toArray(String[]::new);
        String prompt = "[{\"role\":\"system\",\"content\":\"" + "x".repeat(500_000) + "\"}]";
        RequestConfig config = new RequestConfig(PipelineFixture.llm()
                .names(ConfigField.INPUT_VARIABLE_NAMES, names)
                .document(ConfigField.PROMPT, prompt)
                .config());
        for (int i = 0; i < 4_000; i++) {
            ColumnSet set = columnSet(i);
            if (i % 100 == 0) {
                assertThat(config.describing(set)).isSameAs(config.describing(set));
                assertThat(config.cachedBytes()).isBetween(500_000L, (long) RequestConfig.MAX_CACHED_BYTES);
            }
        }
    }

    @Test
    void cachesOneOversizedConfig() {
        RequestConfig config = new RequestConfig(PipelineFixture.llm()
                .names(ConfigField.INPUT_VARIABLE_NAMES, "a", "b", "c")
                .document(
                        ConfigField.METADATA,
                        PipelineFixture.JSON
                                .valueToTree(Map.of("m", "x".repeat(5_000_000)))
                                .toString())
                .config());
        for (int i = 0; i < 8; i++) {
            config.describing(columnSet(i));
            assertThat(config.cachedBytes()).isBetween(5_000_000L, (long) config.maxBytes());
        }
    }

    private static ColumnSet columnSet(long bits) {
        return new ColumnSet(BitSet.valueOf(new long[] {bits}));
    }
}
