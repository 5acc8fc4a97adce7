package com.openlayer.kafka.connect.benchmark;

import com.openlayer.kafka.connect.benchmark.floor.FloorSinkConnector;
import com.openlayer.kafka.connect.testing.ConnectorConfig;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * One measured configuration of the connector and of its floor.
 *
 * @param rows records in the topics: enough for several seconds
 */
record BenchmarkCase(
        ValueFormat value, int tasks, int latencyMillis, int batch, boolean gzip, int topics, int pipelines, int rows) {
    /** The type of the values that the task receives. */
    enum ValueFormat {
        BYTES("org.apache.kafka.connect.converters.ByteArrayConverter", LlmRows.Shape.FLAT),
        STRING("org.apache.kafka.connect.storage.StringConverter", LlmRows.Shape.FLAT),
        MAP("org.apache.kafka.connect.json.JsonConverter", LlmRows.Shape.FLAT),
        STRUCT("org.apache.kafka.connect.json.JsonConverter", LlmRows.Shape.WITH_SCHEMA),
        POINTERS("org.apache.kafka.connect.converters.ByteArrayConverter", LlmRows.Shape.NESTED),
        FILTER("org.apache.kafka.connect.converters.ByteArrayConverter", LlmRows.Shape.NESTED);

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

    /** The measured sink. */
    enum Side {
        FLOOR,
        /** The floor that generates every row but posts one per batch: the cost of converter and JSON generator alone. */
        BARE,
        CONNECTOR
    }

    /** Makes the columns that POINTERS has, and looks for the user's message. */
    private static final String ROWS_FILTER = """
            .response.choices[0].message as $answer
            | select($answer.content != null)
            | {
                row_number,
                created_at: .created,
                user_query: ([.request.messages[] | select(.role == "user")] | last | .content),
                output: $answer.content,
                tokens: .response.usage.total_tokens,
                model: .request.model
              }""";

    private static final int WINDOW = 8;
    /** What the property allows. */
    private static final int MOST_IN_FLIGHT = 256;

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
                of(ValueFormat.POINTERS, FEWER),
                of(ValueFormat.FILTER, FEWER).latency(20));
    }

    private static BenchmarkCase of(ValueFormat value, int rows) {
        return new BenchmarkCase(value, 1, 0, BATCH, false, 1, 1, rows);
    }

    /** The base case, from which others of the same format differ in one setting. */
    static BenchmarkCase plain(ValueFormat value) {
        return all().stream().filter(c -> c.value == value).findFirst().orElseThrow();
    }

    /**
     * The cases to run.
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

    /** The format, and the differences from {@link #plain}. */
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

    /** Whether the cost of converter and JSON generator is measured too. */
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

    /** The number of rows that each received row represents. */
    int rowsPerArrival(Side side) {
        return side == Side.BARE ? batch : 1;
    }

    /** The minimum distance in bytes between the numbers of two rows. */
    int stride(Side side) {
        return value.shape == LlmRows.Shape.NESTED && side == Side.CONNECTOR ? 400 : 600;
    }

    Map<String, String> config(Side side, String baseUrl) {
        Map<String, String> config = new LinkedHashMap<>();
        config.put("tasks.max", Integer.toString(tasks));
        config.put("topics", String.join(",", topicNames()));
        config.put("value.converter", value.converter);
        if (!value.isText()) {
            config.put("value.converter.schemas.enable", Boolean.toString(value == ValueFormat.STRUCT));
        }
        // The same for both sinks: polls of whole requests.
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
        ConnectorConfig connector = ConnectorConfig.reading(topicNames().toArray(String[]::new))
                .to(URI.create(baseUrl + "/v1"), "benchmark")
                .with("connection.check", "off")
                .with("batch.max.rows", batch)
                .with("max.in.flight.requests", Math.min(MOST_IN_FLIGHT, WINDOW * pipelines))
                .with("compression.type", gzip ? "gzip" : "none");
        if (batch > BATCH) { // rows of 1 KB: the default of 1,000,000 bytes would limit the batch
            connector.with("batch.max.bytes", 2_000_000);
        }
        for (int i = 0; i < pipelines; i++) {
            addPipeline(connector, "p" + i, i);
        }
        config.putAll(connector.without("tasks.max").toMap());
    }

    private void addPipeline(ConnectorConfig connector, String alias, int index) {
        connector
                .llm(alias, new UUID(0, index + 1L))
                .with(alias, "input.variable.names", "user_query")
                .with(alias, "num.of.token.column.name", "tokens")
                .with(alias, "timestamp.column.name", "created_at");
        if (pipelines > 1) {
            connector.with(alias, "topics", topicNames().get(index));
        }
        if (value == ValueFormat.POINTERS) {
            connector.with(
                    alias,
                    "columns",
                    "row_number=value:/row_number,created_at=value:/created,"
                            + "user_query=value:/request/messages/1/content,"
                            + "output=value:/response/choices/0/message/content,"
                            + "tokens=value:/response/usage/total_tokens,model=value:/request/model");
        } else if (value == ValueFormat.FILTER) {
            connector.with(alias, "rows", ROWS_FILTER);
        } else {
            connector
                    .with(alias, "latency.column.name", "latency")
                    .with(alias, "cost.column.name", "cost")
                    .with(alias, "session.id.column.name", "session_id")
                    .with(alias, "user.id.column.name", "user_id");
        }
    }
}
