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
        String name,
        Value value,
        int tasks,
        int latencyMillis,
        int batch,
        boolean gzip,
        int topics,
        int pipelines,
        int rows) {
    /** What the task is handed over. */
    enum Value {
        BYTES("org.apache.kafka.connect.converters.ByteArrayConverter", LlmRows.Shape.FLAT),
        STRING("org.apache.kafka.connect.storage.StringConverter", LlmRows.Shape.FLAT),
        MAP("org.apache.kafka.connect.json.JsonConverter", LlmRows.Shape.FLAT),
        STRUCT("org.apache.kafka.connect.json.JsonConverter", LlmRows.Shape.WITH_SCHEMA),
        POINTERS("org.apache.kafka.connect.converters.ByteArrayConverter", LlmRows.Shape.NESTED);

        final String converter;
        final LlmRows.Shape shape;

        Value(String converter, LlmRows.Shape shape) {
            this.converter = converter;
            this.shape = shape;
        }
    }

    private static final int WINDOW = 8;

    static List<BenchmarkCase> all() {
        List<BenchmarkCase> cases = new ArrayList<>();
        for (Value value : Value.values()) {
            String name = name(value);
            int rows = value == Value.MAP || value == Value.STRUCT ? 200_000 : 800_000;
            cases.add(new BenchmarkCase(name, value, 1, 0, 500, false, 1, 1, rows));
        }
        for (Value value : List.of(Value.BYTES, Value.STRING)) {
            cases.add(new BenchmarkCase(name(value) + "-20ms", value, 1, 20, 500, false, 1, 1, 800_000));
            cases.add(new BenchmarkCase(name(value) + "-100ms", value, 1, 100, 500, false, 1, 1, 200_000));
        }
        cases.add(new BenchmarkCase("struct-20ms", Value.STRUCT, 1, 20, 500, false, 1, 1, 200_000));
        cases.add(new BenchmarkCase("bytes-2tasks", Value.BYTES, 2, 0, 500, false, 1, 1, 800_000));
        cases.add(new BenchmarkCase("string-2tasks-20ms", Value.STRING, 2, 20, 500, false, 1, 1, 800_000));
        cases.add(new BenchmarkCase("bytes-batch100", Value.BYTES, 1, 0, 100, false, 1, 1, 800_000));
        cases.add(new BenchmarkCase("bytes-batch250", Value.BYTES, 1, 0, 250, false, 1, 1, 800_000));
        cases.add(new BenchmarkCase("string-batch100-20ms", Value.STRING, 1, 20, 100, false, 1, 1, 200_000));
        cases.add(new BenchmarkCase("bytes-gzip", Value.BYTES, 1, 0, 500, true, 1, 1, 200_000));
        cases.add(new BenchmarkCase("bytes-50topics-1pipeline", Value.BYTES, 1, 0, 500, false, 50, 1, 800_000));
        cases.add(new BenchmarkCase("bytes-50topics-50pipelines", Value.BYTES, 1, 0, 500, false, 50, 50, 800_000));
        return cases;
    }

    /**
     * Which to run.
     *
     * @param wanted {@code quick}, {@code all}, or names with commas between them
     */
    static List<BenchmarkCase> chosen(String wanted) {
        List<BenchmarkCase> all = all();
        if (wanted.equals("all")) {
            return all;
        }
        List<String> names = wanted.equals("quick")
                ? List.of("bytes", "string", "map", "struct", "string-20ms", "string-100ms")
                : List.of(wanted.split(",", -1));
        List<BenchmarkCase> chosen =
                all.stream().filter(c -> names.contains(c.name())).toList();
        if (chosen.size() != names.size()) {
            throw new IllegalArgumentException("benchmark.cases: quick, all, or some of "
                    + all.stream().map(BenchmarkCase::name).collect(Collectors.joining(",")));
        }
        return chosen;
    }

    private static String name(Value value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    BenchmarkCase withRows(int count) {
        return new BenchmarkCase(name, value, tasks, latencyMillis, batch, gzip, topics, pipelines, count);
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

    /** Bytes from one row's number to the next at least, as they arrive. */
    int stride(boolean floor) {
        return value == Value.POINTERS && !floor ? 400 : 600;
    }

    Map<String, String> config(boolean floor, String baseUrl) {
        Map<String, String> config = new LinkedHashMap<>();
        config.put("tasks.max", Integer.toString(tasks));
        config.put("topics", String.join(",", topicNames()));
        config.put("value.converter", value.converter);
        if (value == Value.MAP || value == Value.STRUCT) {
            config.put("value.converter.schemas.enable", Boolean.toString(value == Value.STRUCT));
        }
        // The same for both: polls that hold whole requests.
        config.put("consumer.override.max.poll.records", "2000");
        if (floor) {
            config.put("connector.class", FloorSinkConnector.class.getName());
            config.put("floor.url", baseUrl + "/v1/inference-pipelines/floor/data-stream");
            config.put("floor.rows", Integer.toString(batch));
            config.put("floor.in.flight", Integer.toString(WINDOW));
        } else {
            connector(config, baseUrl);
        }
        return config;
    }

    private void connector(Map<String, String> config, String baseUrl) {
        config.put("connector.class", "com.openlayer.kafka.connect.OpenlayerSinkConnector");
        config.put("openlayer.base.url", baseUrl + "/v1");
        config.put("openlayer.api.key", "benchmark");
        config.put("connection.check", "off");
        config.put("batch.max.rows", Integer.toString(batch));
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
            if (value == Value.POINTERS) {
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
