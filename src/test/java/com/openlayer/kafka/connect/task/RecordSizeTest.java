package com.openlayer.kafka.connect.task;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.json.JsonConverter;
import org.apache.kafka.connect.sink.SinkRecord;
import org.apache.kafka.connect.storage.Converter;
import org.apache.kafka.connect.storage.StringConverter;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Measures the heap of the JVM, so no other test may run at the same time. */
@Isolated
class RecordSizeTest {
    private static final long MEASURED_BYTES = 24L << 20;

    /** The objects that the runtime keeps: the record and the raw record that it was made from. */
    private record HeldRecord(SinkRecord record, ConsumerRecord<byte[], byte[]> raw) {}

    static Stream<Arguments> values() {
        Converter text = new StringConverter();
        text.configure(Map.of(), false);
        Converter json = new JsonConverter();
        json.configure(Map.of("schemas.enable", "false"), false);
        Converter struct = new JsonConverter();
        struct.configure(Map.of("schemas.enable", "true"), false);
        String ascii = "all is well ";
        return Stream.of(
                Arguments.of("short text", text, (IntFunction<String>) i -> row(i, "hi")),
                Arguments.of("long text", text, (IntFunction<String>) i -> row(i, ascii.repeat(400))),
                Arguments.of("text of three bytes a character", text, (IntFunction<String>)
                        i -> row(i, "\u6f22".repeat(4_000))),
                Arguments.of("bytes", null, (IntFunction<String>) i -> row(i, ascii.repeat(400))),
                Arguments.of("a small map", json, (IntFunction<String>) i -> row(i, ascii)),
                Arguments.of("a large map", json, (IntFunction<String>) i -> row(i, ascii.repeat(400))),
                Arguments.of("a list of numbers", json, (IntFunction<String>) i -> "{\"id\":" + i + ",\"embedding\":"
                        + IntStream.range(0, 500)
                                .mapToObj(n -> "0." + (n + i))
                                .collect(Collectors.joining(",", "[", "]"))
                        + "}"),
                Arguments.of("a struct", struct, (IntFunction<String>) i ->
                        "{\"schema\":{\"type\":\"struct\",\"fields\":[{\"field\":\"output\",\"type\":\"string\"}]},"
                                + "\"payload\":{\"output\":\"" + ascii.repeat(100) + i + "\"}}"));
    }

    private static String row(int i, String output) {
        return "{\"user_query\":\"question " + i + "\",\"output\":\"" + output + "\",\"tokens\":" + (1_000 + i) + "}";
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("values")
    @DisplayName("the estimate is within a factor of two of a record's heap")
    void withinAFactorOfTwo(String kind, @Nullable Converter converter, IntFunction<String> value) {
        RecordSize size = new RecordSize();
        long each = size.of(keep(converter, value, 0).record());
        int count = (int) Math.max(20, MEASURED_BYTES / each);
        List<HeldRecord> kept = new ArrayList<>(count);
        long before = usedHeap();
        for (int i = 0; i < count; i++) {
            kept.add(keep(converter, value, i));
        }
        long measured = usedHeap() - before;
        long estimated = kept.stream().mapToLong(k -> size.of(k.record())).sum();
        assertThat((double) estimated / measured)
                .as("%s: estimated %d, measured %d bytes a record", kind, estimated / count, measured / count)
                .isBetween(0.5, 2.0);
    }

    @Test
    @DisplayName("a value nested a million levels deep is counted without a stack overflow")
    void deep() {
        List<Object> value = List.of("x");
        for (int i = 0; i < 1_000_000; i++) {
            value = List.of(value);
        }
        assertThat(new RecordSize().of(record(value, 0))).isGreaterThan(1_000_000);
    }

    static Stream<Arguments> parts() {
        String text = "x".repeat(1_000);
        Schema schema = SchemaBuilder.struct()
                .field("a", Schema.STRING_SCHEMA)
                .field("b", Schema.STRING_SCHEMA)
                .build();
        List<Integer> numbers = Collections.nCopies(1_000, 1);
        return Stream.of(
                // Characters take one to two bytes as text, and at least one as raw bytes.
                Arguments.of("text", text, 2_000, 4_000),
                Arguments.of("bytes", new byte[1_000], 1_000, 2_000),
                Arguments.of("a buffer", ByteBuffer.wrap(new byte[1_000]), 1_000, 2_000),
                Arguments.of("a list's elements", List.of(text, text), 4_000, 8_000),
                Arguments.of("a list's references", numbers, 8_000, 48_000),
                Arguments.of("a map's keys", Map.of(text, 1), 2_000, 4_000),
                Arguments.of("a map's values", Map.of("k", text), 2_000, 4_000),
                Arguments.of(
                        "a map's entries",
                        IntStream.range(0, 1_000).boxed().collect(Collectors.toMap(i -> i, i -> i)),
                        80_000,
                        160_000),
                Arguments.of("a struct", new Struct(schema).put("a", text).put("b", text), 4_000, 8_000),
                Arguments.of("a struct's fields", new Struct(wide(1_000)), 8_000, 16_000));
    }

    private static Schema wide(int fields) {
        SchemaBuilder schema = SchemaBuilder.struct();
        IntStream.range(0, fields).forEach(i -> schema.field("f" + i, Schema.OPTIONAL_STRING_SCHEMA));
        return schema.build();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("parts")
    @DisplayName("a part counts the same as value, as key and as value of a header")
    void parts(String kind, Object part, long least, long most) {
        RecordSize size = new RecordSize();
        long empty = size.of(new SinkRecord("t", 0, null, null, null, null, 0));
        long added = size.of(new SinkRecord("t", 0, null, null, null, part, 0)) - empty;
        assertThat(added).isBetween(least, most);
        assertThat(size.of(new SinkRecord("t", 0, null, part, null, null, 0)) - empty)
                .isEqualTo(added);
        assertThat(size.of(new SinkRecord("t", 0, null, part, null, part, 0)) - empty)
                .isEqualTo(2 * added);
        SinkRecord withHeader = new SinkRecord("t", 0, null, null, null, null, 0);
        withHeader.headers().add("h", part, null);
        assertThat(size.of(withHeader) - empty - added).isBetween(50L, 250L);
    }

    @Test
    @DisplayName("the name of a header counts")
    void headerNames() {
        SinkRecord record = new SinkRecord("t", 0, null, null, null, null, 0);
        long empty = new RecordSize().of(record);
        record.headers().add("h".repeat(1_000), null, null);
        assertThat(new RecordSize().of(record) - empty).isGreaterThan(1_000);
    }

    private static HeldRecord keep(@Nullable Converter converter, IntFunction<String> value, int offset) {
        byte[] raw = value.apply(offset).getBytes(UTF_8);
        // ByteArrayConverter passes the raw bytes on.
        Object converted =
                converter == null ? raw : converter.toConnectData("t", raw).value();
        ConsumerRecord<byte[], byte[]> message = new ConsumerRecord<>("t", 0, offset, null, raw);
        return new HeldRecord(record(converted, offset), message);
    }

    private static SinkRecord record(Object value, long offset) {
        return new SinkRecord("t", 0, null, null, null, value, offset, offset, TimestampType.CREATE_TIME);
    }

    private static long usedHeap() {
        long used = Long.MAX_VALUE;
        for (int i = 0; i < 3; i++) {
            System.gc();
            used = Math.min(
                    used,
                    ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
        }
        return used;
    }
}
