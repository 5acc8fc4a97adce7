package com.openlayer.kafka.connect.benchmark;

import com.openlayer.kafka.connect.benchmark.floor.FloorSinkConnector;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What is measured, of the connector and of its floor.
 *
 * @param rows records in the topics: enough for several seconds
 */
record BenchmarkCase(
        ValueFormat value, int tasks, int latencyMillis, int batch, boolean gzip, int topics, int pipelines, int rows) {
    /** What the task is handed over. */
    enum ValueFormat {
        BYTES("org.apache.kafka.connect.converters.ByteArrayConverter", LlmRows.Shape.FLAT),
        STRING("org.apache.kafka.connect.storage.StringConverter", LlmRows.Shape.FLAT),
        MAP("org.apache.kafka.connect.json.JsonConverter", LlmRows.Shape.FLAT),
        STRUCT("org.apache.kafka.connect.json.JsonConverter", LlmRows.Shape.WITH_SCHEMA),
        POINTERS("org.apache.kafka.connect.converters.ByteArrayConverter", LlmRows.Shape.NESTED);

        final String converter;
        final LlmRows.Shape shape;

        ValueFormat(String converter, LlmRows.Shape shape) {
            this.converter = converter;
            this.shape = shape;
        }

        boolean isText() {
            return this != MAP && this != STRUCT;
        }
    }

    /** Which sink does it. */
    enum Side {
        FLOOR,
        /** The floor, which makes every row and posts one of each batch: what converter and JSON generator cost alone. */
        BARE,
        CONNECTOR
    }

    private static final int WINDOW = 8;
    private static final int BATCH = 500;
    private static final int MANY = 1_000_000;
    private static final int FEWER = 500_000;
    private static final int FEW = 200_000;

    static List<BenchmarkCase> all() {
        BenchmarkCase bytes = of(ValueFormat.BYTES, MANY);
        BenchmarkCase string = of(ValueFormat.STRING, MANY);
        BenchmarkCase map = of(ValueFormat.MAP, FEWER);
        BenchmarkCase struct = of(ValueFormat.STRUCT, FEW);
        BenchmarkCase manyTopics = bytes.topics(50, 1);
        return List.of(
                bytes,
                bytes.latency(20),
                bytes.latency(100).rows(FEW),
                bytes.tasks(2),
                bytes.batch(100),
                bytes.batch(1000),
                bytes.gzipped().rows(FEW),
                manyTopics,
                manyTopics.topics(50, 50),
                string,
                string.latency(20),
                string.latency(100).rows(FEW),
                string.tasks(2).latency(20),
                string.latency(20).batch(100).rows(FEW),
                map,
                map.latency(20),
                struct,
                struct.latency(20),
                of(ValueFormat.POINTERS, FEWER));
    }

    private static BenchmarkCase of(ValueFormat value, int rows) {
        return new BenchmarkCase(value, 1, 0, BATCH, false, 1, 1, rows);
    }

    /** The case that others of the same value differ from in one thing. */
    static BenchmarkCase plain(ValueFormat value) {
        return all().stream().filter(c -> c.value == value).findFirst().orElseThrow();
    }

    /**
     * Which to run.
     *
     * @param wanted {@code quick}, {@code all}, {@code none}, or names with commas between them
     */
    static List<BenchmarkCase> chosen(String wanted) {
        List<BenchmarkCase> all = all();
        List<String> names = switch (wanted) {
            case "all" -> all.stream().map(BenchmarkCase::name).toList();
            case "none" -> List.of();
            case "quick" -> List.of("bytes", "string", "string-20ms", "string-100ms", "map", "struct");
            default -> List.of(wanted.split(",", -1));
        };
        List<BenchmarkCase> chosen =
                all.stream().filter(c -> names.contains(c.name())).toList();
        if (chosen.size() != names.size()) {
            throw new IllegalArgumentException("benchmark.cases: quick, all, none, or some of "
                    + all.stream().map(BenchmarkCase::name).collect(Collectors.joining(",")));
        }
        return chosen;
    }

    /** The value, and what is not as in {@link #plain}. */
    String name() {
        List<String> parts = new ArrayList<>(List.of(value.name().toLowerCase(Locale.ROOT)));
        if (tasks > 1) {
            parts.add(tasks + "tasks");
        }
        if (batch != BATCH) {
            parts.add("batch" + batch);
        }
        if (gzip) {
            parts.add("gzip");
        }
        if (topics > 1) {
            parts.add(topics + "topics-" + pipelines + (pipelines == 1 ? "pipeline" : "pipelines"));
        }
        if (latencyMillis > 0) {
            parts.add(latencyMillis + "ms");
        }
        return String.join("-", parts);
    }

    private BenchmarkCase latency(int millis) {
        return new BenchmarkCase(value, tasks, millis, batch, gzip, topics, pipelines, rows);
    }

    private BenchmarkCase tasks(int count) {
        return new BenchmarkCase(value, count, latencyMillis, batch, gzip, topics, pipelines, rows);
    }

    private BenchmarkCase batch(int size) {
        return new BenchmarkCase(value, tasks, latencyMillis, size, gzip, topics, pipelines, rows);
    }

    private BenchmarkCase gzipped() {
        return new BenchmarkCase(value, tasks, latencyMillis, batch, true, topics, pipelines, rows);
    }

    private BenchmarkCase topics(int count, int pipelineCount) {
        return new BenchmarkCase(value, tasks, latencyMillis, batch, gzip, count, pipelineCount, rows);
    }

    BenchmarkCase rows(int count) {
        return new BenchmarkCase(value, tasks, latencyMillis, batch, gzip, topics, pipelines, count);
    }

    /** Whether what converter and JSON generator cost alone is measured, too. */
    boolean hasBare() {
        return !value.isText() && name().equals(plain(value).name());
    }

    List<String> topicNames() {
        String prefix = value.shape.name().toLowerCase(Locale.ROOT).replace('_', '-') + "-" + rows;
        return topics == 1
                ? List.of(prefix)
                : IntStream.range(0, topics).mapToObj(i -> prefix + "-" + i).toList();
    }

    int partitionsPerTopic() {
        return topics == 1 ? 6 : 1;
    }

    /** Rows that each row which arrives stands for. */
    int rowsPerArrival(Side side) {
        return side == Side.BARE ? batch : 1;
    }

    /** Bytes from one row's number to the next at least, as they arrive. */
    int stride(Side side) {
        return value == ValueFormat.POINTERS && side == Side.CONNECTOR ? 400 : 600;
    }

    Map<String, String> config(Side side, String baseUrl) {
        Map<String, String> config = new LinkedHashMap<>();
        config.put("tasks.max", Integer.toString(tasks));
        config.put("topics", String.join(",", topicNames()));
        config.put("value.converter", value.converter);
        if (!value.isText()) {
            config.put("value.converter.schemas.enable", Boolean.toString(value == ValueFormat.STRUCT));
        }
        // The same for both: polls that hold whole requests.
        config.put("consumer.override.max.poll.records", "2000");
        if (side == Side.CONNECTOR) {
            connector(config, baseUrl);
        } else {
            config.put("connector.class", FloorSinkConnector.class.getName());
            config.put("floor.url", baseUrl + "/v1/inference-pipelines/floor/data-stream");
            config.put("floor.rows", Integer.toString(batch));
            config.put("floor.in.flight", Integer.toString(WINDOW));
            config.put("floor.bare", Boolean.toString(side == Side.BARE));
        }
        return config;
    }

    private void connector(Map<String, String> config, String baseUrl) {
        config.put("connector.class", "com.openlayer.kafka.connect.OpenlayerSinkConnector");
        config.put("openlayer.base.url", baseUrl + "/v1");
        config.put("openlayer.api.key", "benchmark");
        config.put("connection.check", "off");
        config.put("batch.max.rows", Integer.toString(batch));
        if (batch > BATCH) { // of 1 KB each, they would be cut by the default of 1,000,000 bytes
            config.put("batch.max.bytes", "2000000");
        }
        config.put("max.in.flight.requests", Integer.toString(WINDOW));
        config.put("compression.type", gzip ? "gzip" : "none");
        List<String> aliases =
                IntStream.range(0, pipelines).mapToObj(i -> "p" + i).toList();
        config.put("pipelines", String.join(",", aliases));
        for (int i = 0; i < pipelines; i++) {
            String prefix = "pipelines." + aliases.get(i) + ".";
            if (pipelines > 1) {
                config.put(prefix + "topics", topicNames().get(i));
            }
            config.put(prefix + "inference.pipeline.id", new UUID(0, i + 1L).toString());
            config.put(prefix + "task.type", "llm-base");
            config.put(prefix + "input.variable.names", "user_query");
            config.put(prefix + "output.column.name", "output");
            config.put(prefix + "num.of.token.column.name", "tokens");
            config.put(prefix + "timestamp.column.name", "created_at");
            if (value == ValueFormat.POINTERS) {
                config.put(
                        prefix + "columns",
                        "row_number=value:/row_number,created_at=value:/created,"
                                + "user_query=value:/request/messages/1/content,"
                                + "output=value:/response/choices/0/message/content,"
                                + "tokens=value:/response/usage/total_tokens,model=value:/request/model");
            } else {
                config.put(prefix + "latency.column.name", "latency");
                config.put(prefix + "cost.column.name", "cost");
                config.put(prefix + "session.id.column.name", "session_id");
                config.put(prefix + "user.id.column.name", "user_id");
            }
        }
    }
}
