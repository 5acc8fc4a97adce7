package com.openlayer.kafka.connect.row;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.openlayer.kafka.connect.config.ConfigField;
import com.openlayer.kafka.connect.config.TimestampUnit;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Date;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.data.Time;
import org.apache.kafka.connect.data.Timestamp;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class TimestampsTest {
    @ParameterizedTest
    @CsvSource({
        "AUTO, 1795340000, 1795340000",
        "AUTO, 1795340000.5, 1795340000.5",
        "AUTO, 99999999999, 99999999999",
        "AUTO, 100000000000, 100000000",
        "AUTO, 1795340000123, 1795340000.123",
        "AUTO, 1795340000120, 1795340000.12",
        "AUTO, 99999999999999, 99999999999.999",
        "AUTO, 100000000000000, 100000000",
        "AUTO, 1795340000123456, 1795340000.123456",
        "AUTO, 100000000000000000, 100000000",
        "AUTO, 1795340000123456789, 1795340000.123456789",
        "AUTO, 1.795340000123E9, 1795340000.123",
        "AUTO, 1.795340000123E12, 1795340000.123",
        "AUTO, -5, -5",
        "AUTO, 0, 0",
        "AUTO, 0.0, 0",
        "S, 1795340000123, 1795340000123",
        "MS, 5, 0.005",
        "MS, -5, -0.005",
        "US, 1795340000123456, 1795340000.123456",
        "NS, 1, 0.000000001",
        "MS, 1795340000123.456, 1795340000.123456",
    })
    void readsNumbersAndNumbersAsText(TimestampUnit unit, String number, String seconds) {
        assertThat(seconds(unit, number)).isEqualTo(seconds);
        assertThat(seconds(unit, '"' + number + '"')).isEqualTo(seconds);
    }

    @ParameterizedTest
    @CsvSource({
        "2026-11-22T09:33:20Z, 1795340000",
        "2026-11-22T09:33:20.123456789Z, 1795340000.123456789",
        "2026-11-22t09:33:20.50z, 1795340000.5",
        "2026-11-22T10:33:20+01:00, 1795340000",
        "2026-11-22T10:33:20+0100, 1795340000",
        "2026-11-22T10:33:20+01, 1795340000",
        "2026-11-22T09:33:20, 1795340000",
        "2026-11-22 09:33:20, 1795340000",
        "2026-11-22T09:33, 1795339980",
        "2026-11-22, 1795305600",
        "1969-12-31T23:59:59.5Z, -0.5",
        "'2026-11-22 09:33:20,123', 1795340000.123",
        "'2026-11-22T10:33:20,123+01:00', 1795340000.123",
        "2026-11-22Z, 1795305600",
        "2026-11-22+01:00, 1795302000",
        "20261122T093320Z, 1795340000",
        "20261122t093320z, 1795340000",
        "20261122T093320, 1795340000",
        "20261122T103320+0100, 1795340000",
        "20261122T103320+01, 1795340000",
        "20261122T093320.123456789Z, 1795340000.123456789",
        "'20261122T093320,5Z', 1795340000.5",
        "20261122T0933Z, 1795339980",
        "20261122Z, 1795305600",
    })
    void readsIso8601(String text, String seconds) {
        assertThat(seconds(TimestampUnit.AUTO, '"' + text + '"')).isEqualTo(seconds);
        assertThat(seconds(TimestampUnit.ISO8601, '"' + text + '"')).isEqualTo(seconds);
        assertThat(seconds(TimestampUnit.MS, '"' + text + '"')).isEqualTo("no time");
    }

    @Test
    void readsEightDigitsAsADateOnlyWithIso8601() {
        assertThat(seconds(TimestampUnit.ISO8601, "\"20261122\"")).isEqualTo("1795305600");
        assertThat(seconds(TimestampUnit.AUTO, "\"20261122\"")).isEqualTo("20261122");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "AUTO|true",
                "AUTO|[1]",
                "AUTO|{}",
                "AUTO|\"\"",
                "AUTO|\"-\"",
                "AUTO|\"now\"",
                "AUTO|\"2026-13-01\"",
                "AUTO|\"2026,11,22\"",
                "AUTO|\"20261322T093320Z\"",
                "AUTO|\"2026-11-22T093320Z\"",
                "AUTO|\"20261122 093320\"",
                "AUTO|1e999999999",
                "AUTO|1e-999999999",
                "ISO8601|1795340000",
                "ISO8601|\"1795340000\"",
                "S|\"2026-11-22\"",
                "AUTO|\"\u0661\u0662\""
            })
    void rejectsOtherValues(TimestampUnit unit, String json) {
        assertThat(seconds(unit, json)).isEqualTo("no time");
    }

    private static String seconds(TimestampUnit unit, String json) {
        JsonWriter out = new JsonWriter(1000);
        out.raw("{\"ts\":".getBytes(StandardCharsets.UTF_8));
        WrittenValue value = new WrittenValue(out);
        value.begin();
        out.raw(json.getBytes(StandardCharsets.UTF_8));
        boolean time = new Timestamps(unit).toSeconds(value);
        String written = new String(out.toByteArray(), StandardCharsets.UTF_8).substring(6);
        if (!time) {
            assertThat(written).isEqualTo(json);
        }
        return time ? written : "no time";
    }

    @ParameterizedTest
    @EnumSource(TimestampUnit.class)
    void readsLogicalTypes(TimestampUnit unit) {
        Object date = Timestamp.toLogical(Timestamp.SCHEMA, 1_795_340_000_123L);
        Object day = Date.toLogical(Date.SCHEMA, 1_795_305_600 / 86_400);
        assertThat(wire(unit, Timestamp.SCHEMA, date)).isEqualTo("{\"ts\":1795340000.123}");
        assertThat(wire(unit, Date.SCHEMA, day)).isEqualTo("{\"ts\":1795305600}");
        assertThat(pipeline(unit).wire(Map.of("ts", date))).isEqualTo("{\"ts\":1795340000.123}");
        assertThat(pipeline(unit).columns("ts=record:timestamp").wire("{}")).isEqualTo("{\"ts\":1795340000.123}");
    }

    @ParameterizedTest
    @CsvSource({
        "Date, INT32, 20779, 1795305600",
        "Date, INT32, -1, -86400",
        "Timestamp, INT64, 1795340000123, 1795340000.123",
        "MicroTimestamp, INT64, 1795340000123456, 1795340000.123456",
        "NanoTimestamp, INT64, 1795340000123456789, 1795340000.123456789",
        "NanoTimestamp, INT64, -9223372036854775808, -9223372036.854775808",
        "Timestamp, INT64, 5, 0.005",
        "Year, INT32, 2026, 1767225600",
        "ZonedTimestamp, STRING, 2026-11-22T10:33:20.5+01:00, 1795340000.5",
        "IsoTimestamp, STRING, 2026-11-22T09:33:20Z, 1795340000",
        "IsoDate, STRING, 2026-11-22Z, 1795305600",
    })
    void readsDebeziumTypes(String type, Schema.Type stored, String value, String seconds) {
        for (TimestampUnit unit : List.of(TimestampUnit.AUTO, TimestampUnit.ISO8601)) {
            assertThat(wire(unit, debezium(type, stored), parsed(stored, value)))
                    .isEqualTo("{\"ts\":" + seconds + "}");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "Time, INT32, 34400500",
        "MicroTime, INT64, 34400500000",
        "NanoTime, INT64, 34400500000000",
        "MicroDuration, INT64, 34400500000",
        "NanoDuration, INT64, 34400500000000",
        "ZonedTime, STRING, 09:33:20+01:00",
        "IsoTime, STRING, 09:33:20Z",
    })
    void rejectsDebeziumTimesOfDay(String type, Schema.Type stored, String value) {
        Schema schema = debezium(type, stored);
        assertThatThrownBy(() -> wire(TimestampUnit.AUTO, schema, parsed(stored, value)))
                .isInstanceOf(InvalidRowException.class)
                .hasMessageStartingWith(
                        "column 'ts' (timestamp.column.name) must be a time (timestamp.unit), but is a ");
        Schema struct = SchemaBuilder.struct().field("ts", schema).build();
        String quote = stored == Schema.Type.STRING ? "\"" : "";
        assertThat(pipeline(TimestampUnit.AUTO)
                        .lenient()
                        .wire(PipelineFixture.record(struct, new Struct(struct).put("ts", parsed(stored, value)))))
                .isEqualTo("{\"ts\":" + quote + value + quote + "}");
    }

    @Test
    void keepsDebeziumTypesOfOtherColumns() {
        Schema schema = SchemaBuilder.struct()
                .field("day", debezium("Date", Schema.Type.INT32))
                .build();
        assertThat(pipeline(TimestampUnit.AUTO)
                        .wire(PipelineFixture.record(schema, new Struct(schema).put("day", 20_779))))
                .isEqualTo("{\"day\":20779}");
    }

    @Test
    void readsLogicalTypesOfKeysAndHeaders() {
        Schema day = debezium("Date", Schema.Type.INT32);
        assertThat(pipeline(TimestampUnit.AUTO).columns("ts=key").wire(PipelineFixture.record(null, "{}", day, 20_779)))
                .isEqualTo("{\"ts\":1795305600}");
        SinkRecord record = PipelineFixture.record(null, "{}");
        record.headers().add("day", 20_779, day);
        assertThat(pipeline(TimestampUnit.AUTO).columns("ts=header:day").wire(record))
                .isEqualTo("{\"ts\":1795305600}");
    }

    private static Schema debezium(String type, Schema.Type stored) {
        return SchemaBuilder.type(stored)
                .name("io.debezium.time." + type)
                .optional()
                .build();
    }

    private static Object parsed(Schema.Type stored, String value) {
        return switch (stored) {
            case INT32 -> Integer.valueOf(value);
            case INT64 -> Long.valueOf(value);
            default -> value;
        };
    }

    @Test
    void rejectsTimesOfDay() {
        Object time = Time.toLogical(Time.SCHEMA, 1000);
        assertThatThrownBy(() -> wire(TimestampUnit.AUTO, Time.SCHEMA, time))
                .isInstanceOf(InvalidRowException.class)
                .hasMessageEndingWith("must be a time (timestamp.unit), but is a time of day or a duration");
    }

    private static String wire(TimestampUnit unit, Schema schema, Object time) {
        Schema struct = SchemaBuilder.struct().field("ts", schema).build();
        return pipeline(unit).wire(PipelineFixture.record(struct, new Struct(struct).put("ts", time)));
    }

    private static PipelineFixture pipeline(TimestampUnit unit) {
        return PipelineFixture.plain()
                .name(ConfigField.TIMESTAMP_COLUMN_NAME, "ts")
                .unit(unit);
    }
}
