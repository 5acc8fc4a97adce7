package com.openlayer.kafka.connect.benchmark;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;

/** The latest results, read from the files of each kind of run: cases, soak, JMH. */
record Measurements(Optional<Cases> cases, Optional<SoakRun> soak, List<JmhScore> jmh) {
    /** @param command the command that measured them */
    record Cases(String machine, String command, List<Result> results) {}

    record SoakRun(String machine, String command, Soak.SoakResult outcome) {}

    /**
     * One JMH benchmark with one set of parameters.
     *
     * @param score in nanoseconds or microseconds per call, depending on the benchmark: the median of all iterations, because
     *     other processes may slow down single iterations
     * @param error half of the range
     * @param allocated bytes per call
     */
    record JmhScore(String benchmark, JsonNode params, double score, double error, double allocated) {
        String param(String name) {
            return params.path(name).asText();
        }
    }

    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
    private static final String CASES = "results.json";
    private static final String SOAK = "soak.json";
    static final String JMH = "jmh.json";

    static Measurements load(Path directory) throws IOException {
        return new Measurements(
                read(directory.resolve(CASES), new TypeReference<Cases>() {}),
                read(directory.resolve(SOAK), new TypeReference<SoakRun>() {}),
                jmh(directory.resolve(JMH)));
    }

    static void write(Path directory, Cases cases) throws IOException {
        JSON.writeValue(directory.resolve(CASES).toFile(), cases);
    }

    static void write(Path directory, SoakRun soak) throws IOException {
        JSON.writeValue(directory.resolve(SOAK).toFile(), soak);
    }

    private static <T> Optional<T> read(Path file, TypeReference<T> type) throws IOException {
        return Files.exists(file) ? Optional.of(JSON.readValue(file.toFile(), type)) : Optional.empty();
    }

    private static List<JmhScore> jmh(Path file) throws IOException {
        List<JmhScore> scores = new ArrayList<>();
        if (Files.exists(file)) {
            for (JsonNode each : JSON.readTree(file.toFile())) {
                String name = each.path("benchmark").asText();
                double[] iterations = iterations(each);
                scores.add(new JmhScore(
                        name.substring(name.lastIndexOf('.', name.lastIndexOf('.') - 1) + 1),
                        each.path("params"),
                        iterations[iterations.length / 2],
                        (iterations[iterations.length - 1] - iterations[0]) / 2,
                        each.path("secondaryMetrics")
                                .path("gc.alloc.rate.norm")
                                .path("score")
                                .asDouble()));
            }
        }
        return scores;
    }

    /** The scores of all iterations of all forks in ascending order. */
    private static double[] iterations(JsonNode benchmark) {
        return StreamSupport.stream(
                        benchmark.path("primaryMetric").path("rawData").spliterator(), false)
                .flatMap(fork -> StreamSupport.stream(fork.spliterator(), false))
                .mapToDouble(JsonNode::asDouble)
                .sorted()
                .toArray();
    }

    /** The result of a case, if it was measured. */
    Optional<Result> of(String caseName) {
        return cases.stream()
                .flatMap(measured -> measured.results().stream())
                .filter(result -> result.benchmarkCase().name().equals(caseName))
                .findFirst();
    }

    List<JmhScore> jmh(Class<?> benchmark) {
        return jmh.stream()
                .filter(score -> score.benchmark().startsWith(benchmark.getSimpleName() + "."))
                .toList();
    }
}
