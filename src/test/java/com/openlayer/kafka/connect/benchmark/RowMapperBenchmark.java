package com.openlayer.kafka.connect.benchmark;

import com.openlayer.kafka.connect.config.OpenlayerSinkConfig;
import com.openlayer.kafka.connect.row.Row;
import com.openlayer.kafka.connect.row.RowMapper;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.json.JsonConverter;
import org.apache.kafka.connect.sink.SinkRecord;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Time and allocation per row of mapping records to rows, by value format. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class RowMapperBenchmark {
    private static final int RECORDS = 512;

    @Param({"BYTES", "STRING", "MAP", "STRUCT", "POINTERS", "FILTER"})
    String value;

    private final SinkRecord[] records = new SinkRecord[RECORDS];
    private RowMapper mapper;
    private int next;

    /** Creates the records. */
    @Setup
    public void prepare() {
        BenchmarkCase.ValueFormat kind = BenchmarkCase.ValueFormat.valueOf(value);
        mapper = mapper(kind);
        fill(kind);
    }

    private static RowMapper mapper(BenchmarkCase.ValueFormat kind) {
        OpenlayerSinkConfig config = new OpenlayerSinkConfig(
                BenchmarkCase.plain(kind).config(BenchmarkCase.Side.CONNECTOR, "http://127.0.0.1:1"));
        return new RowMapper(config.pipelines().get(0), config.rows());
    }

    private void fill(BenchmarkCase.ValueFormat kind) {
        LlmRows rows = new LlmRows(kind.shape);
        try (JsonConverter converter = new JsonConverter()) {
            converter.configure(Map.of("schemas.enable", kind == BenchmarkCase.ValueFormat.STRUCT), false);
            for (int i = 0; i < RECORDS; i++) {
                byte[] bytes = rows.value(i);
                SchemaAndValue data = switch (kind) {
                    case BYTES, POINTERS, FILTER -> new SchemaAndValue(Schema.BYTES_SCHEMA, bytes);
                    case STRING -> new SchemaAndValue(Schema.STRING_SCHEMA, new String(bytes, StandardCharsets.UTF_8));
                    case MAP, STRUCT -> converter.toConnectData("t", bytes);
                };
                records[i] = new SinkRecord(
                        "support-chat",
                        i % 6,
                        null,
                        null,
                        data.schema(),
                        data.value(),
                        1_000_000 + i,
                        1_795_340_000_123L,
                        TimestampType.CREATE_TIME);
            }
        }
    }

    /** The average length of an encoded row in bytes. */
    static double rowBytes(BenchmarkCase.ValueFormat kind) {
        RowMapperBenchmark benchmark = new RowMapperBenchmark();
        benchmark.fill(kind);
        RowMapper mapper = mapper(kind);
        return Arrays.stream(benchmark.records)
                .mapToInt(record -> mapper.map(record).get(0).json().length)
                .average()
                .orElseThrow();
    }

    @Benchmark
    public Row map() {
        return mapper.map(records[next++ & (RECORDS - 1)]).get(0);
    }
}
