package com.openlayer.kafka.connect.benchmark;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

/** Writes results down: as JSON, as a table, as a chart. */
final class Report {
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
    private static final Path BASE = Path.of(System.getProperty("basedir", "")).toAbsolutePath();

    private static final String HEADER = """
            | case | floor rows/s | rows/s | ratio | floor µs/row | µs/row | ratio | floor RSS | RSS | requests | rows/request | in flight | lost | twice |
            |---|---|---|---|---|---|---|---|---|---|---|---|---|---|
            """;

    private Report() {}

    static Path directory() {
        try {
            return Files.createDirectories(BASE.resolve(Path.of("target", "benchmark")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** For the console, while others still run. */
    static String lines(Result result) {
        return String.format(
                Locale.ROOT,
                "%-28s rows/s %7.0f of %7.0f = %.2f   CPU %5.2f of %5.2f µs/row = %.2f   RSS %4.0f, floor %4.0f MB   "
                        + "%.0f rows/request, %d in flight, %d lost, %d twice, load before %.1f",
                result.benchmarkCase().name(),
                Result.median(result.connector(), Measurement::rowsPerSecond),
                Result.median(result.floor(), Measurement::rowsPerSecond),
                result.rowsRatio(),
                Result.median(result.connector(), Measurement::cpuMicrosPerRow),
                Result.median(result.floor(), Measurement::cpuMicrosPerRow),
                result.cpuRatio(),
                result.connectorPeakMegabytes(),
                result.floorPeakMegabytes(),
                Result.median(result.connector(), Measurement::rowsPerRequest),
                max(result, Measurement::maxInFlight),
                max(result, Measurement::lost),
                max(result, Measurement::duplicated),
                result.loadBefore());
    }

    /** In Markdown: medians, and ± half of what lies between least and greatest. */
    static String table(List<Result> results) {
        return HEADER
                + results.stream()
                        .map(result -> String.format(
                                Locale.ROOT,
                                "| %s | %s | %s | %.2f | %s | %s | %.2f | %.0f MB | %.0f MB | %.0f | %.0f | %d | %d | %d |",
                                result.benchmarkCase().name(),
                                rate(result.floor()),
                                rate(result.connector()),
                                result.rowsRatio(),
                                cpu(result.floor()),
                                cpu(result.connector()),
                                result.cpuRatio(),
                                result.floorPeakMegabytes(),
                                result.connectorPeakMegabytes(),
                                Result.median(result.connector(), Measurement::requests),
                                Result.median(result.connector(), Measurement::rowsPerRequest),
                                max(result, Measurement::maxInFlight),
                                max(result, Measurement::lost),
                                max(result, Measurement::duplicated)))
                        .collect(Collectors.joining("\n"))
                + "\n";
    }

    private static String rate(List<Measurement> runs) {
        return String.format(
                Locale.ROOT,
                "%,.0f ± %.0f %%",
                Result.median(runs, Measurement::rowsPerSecond),
                50 * Result.spread(runs, Measurement::rowsPerSecond));
    }

    private static String cpu(List<Measurement> runs) {
        return String.format(
                Locale.ROOT,
                "%.1f ± %.0f %%",
                Result.median(runs, Measurement::cpuMicrosPerRow),
                50 * Result.spread(runs, Measurement::cpuMicrosPerRow));
    }

    private static long max(Result result, ToLongFunction<Measurement> of) {
        return result.connector().stream().mapToLong(of).max().orElseThrow();
    }

    static void write(List<Result> results) {
        ObjectNode root = JSON.createObjectNode();
        root.put("machine", machine());
        ArrayNode cases = root.putArray("cases");
        for (Result result : results) {
            ObjectNode each = cases.addObject();
            each.set("case", JSON.valueToTree(result.benchmarkCase()));
            each.set("floor", JSON.valueToTree(result.floor()));
            each.set("connector", JSON.valueToTree(result.connector()));
            each.put("floorPeakMegabytes", result.floorPeakMegabytes());
            each.put("connectorPeakMegabytes", result.connectorPeakMegabytes());
            each.put("rowsRatio", result.rowsRatio());
            each.put("cpuRatio", result.cpuRatio());
            each.put("loadBefore", result.loadBefore());
        }
        try {
            JSON.writeValue(directory().resolve("results.json").toFile(), root);
            Files.writeString(directory().resolve("results.md"), machine() + "\n\n" + table(results));
            Files.writeString(directory().resolve("results.svg"), Chart.of(results));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Puts the chart where docs/performance.md shows it. */
    static void publish(List<Result> results) throws IOException {
        Files.writeString(BASE.resolve(Path.of("docs", "performance.svg")), Chart.of(results));
    }

    private static String machine() {
        Runtime runtime = Runtime.getRuntime();
        return runtime.availableProcessors() + " processors" + processor() + ", " + System.getProperty("os.name") + " "
                + System.getProperty("os.arch") + ", Java " + Runtime.version() + ", Kafka "
                + System.getProperty("kafka.version");
    }

    private static String processor() {
        Path file = Path.of("/proc/cpuinfo");
        if (!Files.exists(file)) {
            return "";
        }
        try {
            return Files.readAllLines(file).stream()
                    .filter(line -> line.startsWith("model name"))
                    .map(line -> " (" + line.substring(line.indexOf(':') + 1).strip() + ")")
                    .findFirst()
                    .orElse("");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
