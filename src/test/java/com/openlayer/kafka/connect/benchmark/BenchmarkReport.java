package com.openlayer.kafka.connect.benchmark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

/** Writes results as JSON, tables and a chart. */
final class BenchmarkReport {
    private static final Path BASE = Path.of(System.getProperty("basedir", "")).toAbsolutePath();

    private static final String HEADER = """
            | case | floor rows/s | rows/s | ratio | floor µs/row | µs/row | ratio | converter + generator µs/row | ratio | floor RSS | RSS | requests | rows/request | in flight | lost | duplicates |
            |---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|
            """;

    static final String TARGETS = """
            | target | figure | bound | |
            |---|---|---|---|
            """;
    private static final String MAPPER = """
            | row mapper, value | bytes of the row | bytes allocated | times the row | ns per row |
            |---|---|---|---|---|
            """;
    private static final String PUBLISHER = """
            | publisher, rows waiting | pipelines | µs per request of 500 rows |
            |---|---|---|
            """;
    private static final String SOAK = """
            | half | live heap | RSS | CPU µs/row |
            |---|---|---|---|
            """;
    private static final String WINDOW = "window.md";
    private static final String WINDOW_CHART = "window.svg";
    private static final String FIGURES_FROM = "<!-- figures -->";
    private static final String FIGURES_TO = "<!-- end of figures -->";
    /** The defaults in the POM. */
    private static final Map<String, String> DEFAULTS =
            Map.of("soak", "0", "cases", "quick", "repeats", "3", "rows", "10000000", "jfr", "false");

    private BenchmarkReport() {}

    static Path directory() {
        try {
            return Files.createDirectories(BASE.resolve(Path.of("target", "benchmark")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A line for the console, while other cases run. */
    static String line(Result result) {
        return String.format(
                Locale.ROOT,
                "%-28s rows/s %7.0f of %7.0f = %.2f   CPU %5.2f of %5.2f µs/row = %.2f   RSS %4.0f, floor %4.0f MB   "
                        + "%.0f rows/request, %d in flight, %d lost, %d duplicates",
                result.benchmarkCase().name(),
                Result.median(result.connector(), Measurement::rowsPerSecond),
                Result.median(result.floor(), Measurement::rowsPerSecond),
                result.rowsRatio(),
                Result.median(result.connector(), Measurement::cpuMicrosPerRow),
                Result.median(result.floor(), Measurement::cpuMicrosPerRow),
                result.cpuRatio(),
                Result.peak(result.connector()),
                Result.peak(result.floor()),
                Result.median(result.connector(), Measurement::rowsPerRequest),
                max(result, Measurement::maxInFlight),
                max(result, Measurement::lost),
                max(result, Measurement::duplicated));
    }

    /** A table in Markdown: medians, ± half of the range. */
    static String table(List<Result> results) {
        return HEADER
                + results.stream()
                        .map(result -> String.format(
                                Locale.ROOT,
                                "| %s | %s | %s | %.2f | %s | %s | %.2f | %s | %.0f MB | %.0f MB | %.0f | %.0f | %d | %d | %d |",
                                result.benchmarkCase().name(),
                                rate(result.floor()),
                                rate(result.connector()),
                                result.rowsRatio(),
                                cpu(result.floor()),
                                cpu(result.connector()),
                                result.cpuRatio(),
                                result.bare().isEmpty()
                                        ? "– | –"
                                        : cpu(result.bare())
                                                + String.format(Locale.ROOT, " | %.2f", result.cpuToBareRatio()),
                                Result.peak(result.floor()),
                                Result.peak(result.connector()),
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

    static void write(List<Result> results) throws IOException {
        Measurements.write(directory(), new Measurements.Cases(machine(), command(), results));
    }

    static void write(Soak.SoakResult soak) throws IOException {
        Measurements.write(directory(), new Measurements.SoakRun(machine(), command(), soak));
    }

    /** Writes the results of {@link WindowBenchmark}, which are not recorded as JSON: nothing else uses them. */
    static void writeWindow(String table, String chart) throws IOException {
        Files.writeString(directory().resolve(WINDOW), preface(command(), machine()) + "\n\n" + table + "\n");
        Files.writeString(directory().resolve(WINDOW_CHART), chart);
    }

    /** The latest results in Markdown, with a link to the chart. */
    static String whole() throws IOException {
        Measurements figures = Measurements.load(directory());
        StringBuilder text = new StringBuilder();
        figures.cases()
                .ifPresent(cases -> text.append(preface(cases.command(), cases.machine()))
                        .append(load(cases.results()))
                        .append("\n\n")
                        .append(table(cases.results()))
                        .append('\n'));
        if (!figures.jmh().isEmpty()) {
            text.append("`mvn -Pbenchmark -Dbenchmark.jmh=true`:\n\n")
                    .append(jmh(figures))
                    .append('\n');
        }
        figures.soak()
                .ifPresent(soak -> text.append(preface(soak.command(), soak.machine()))
                        .append("\n\n")
                        .append(table(soak.outcome()))
                        .append('\n'));
        Path window = directory().resolve(WINDOW);
        if (Files.exists(window)) {
            text.append(Files.readString(window));
        }
        List<Target> targets = Target.of(figures);
        if (!targets.isEmpty()) {
            text.append(TARGETS);
            targets.forEach(target -> text.append(target.row()).append('\n'));
        }
        Files.writeString(directory().resolve("results.md"), text);
        if (figures.cases().isPresent()) {
            Files.writeString(
                    directory().resolve("results.svg"),
                    Chart.of(figures.cases().get().results()));
        }
        return text.toString();
    }

    private static String preface(String command, String machine) {
        return "`" + command + "` on " + machine + ".";
    }

    private static String load(List<Result> results) {
        double[] loads = results.stream()
                .flatMap(result -> result.floor().stream())
                .mapToDouble(Measurement::loadBefore)
                .sorted()
                .toArray();
        return String.format(
                Locale.ROOT,
                " Load average before each run: %.1f to %.1f, the benchmark's own included.",
                loads[0],
                loads[loads.length - 1]);
    }

    private static String jmh(Measurements figures) {
        StringBuilder text = new StringBuilder(MAPPER);
        for (Measurements.JmhScore score : figures.jmh(RowMapperBenchmark.class)) {
            BenchmarkCase.ValueFormat value = BenchmarkCase.ValueFormat.valueOf(score.param("value"));
            double bytes = RowMapperBenchmark.rowBytes(value);
            text.append(String.format(
                    Locale.ROOT,
                    "| %s | %,.0f | %,.0f | %.2f | %,.0f ± %,.0f |%n",
                    value.name().toLowerCase(Locale.ROOT),
                    bytes,
                    score.allocated(),
                    score.allocated() / bytes,
                    score.score(),
                    score.error()));
        }
        text.append('\n').append(PUBLISHER);
        for (Measurements.JmhScore score : figures.jmh(PublisherBenchmark.class)) {
            text.append(String.format(
                    Locale.ROOT,
                    "| %s | %s | %.0f ± %.0f |%n",
                    score.param("backlog"),
                    score.param("pipelines"),
                    score.score(),
                    score.error()));
        }
        return text.toString();
    }

    private static String table(Soak.SoakResult soak) {
        StringBuilder text = new StringBuilder(String.format(
                Locale.ROOT,
                "%d minutes, %,d rows, %d lost, %d duplicates; at most %,d rows pending; live heap at most %.0f MB.%n%n",
                soak.minutes(),
                soak.rows(),
                soak.lost(),
                soak.duplicated(),
                soak.samples().stream()
                        .mapToLong(Soak.MemorySample::waiting)
                        .max()
                        .orElseThrow(),
                soak.mostLive()));
        text.append(SOAK);
        for (Soak.Phase half : List.of(Soak.Phase.FIRST_HALF, Soak.Phase.SECOND_HALF)) {
            text.append(String.format(
                    Locale.ROOT,
                    "| %s | %.1f MB | %.0f MB | %.1f |%n",
                    half == Soak.Phase.FIRST_HALF ? "before the outage" : "after the outage",
                    soak.live(half),
                    soak.resident(half),
                    soak.cpu(half)));
        }
        return text.toString();
    }

    /** Writes results and chart to docs/performance.md. */
    static void publish() throws IOException {
        Path docs = BASE.resolve("docs");
        Path page = docs.resolve("performance.md");
        String text = Files.readString(page);
        int from = text.indexOf(FIGURES_FROM);
        int to = text.indexOf(FIGURES_TO);
        if (from < 0 || to < from) {
            throw new IllegalStateException(page + " has no place for figures");
        }
        Files.writeString(page, text.substring(0, from + FIGURES_FROM.length()) + "\n" + whole() + text.substring(to));
        copy("results.svg", docs.resolve("performance.svg"));
        copy(WINDOW_CHART, docs.resolve("performance-window.svg"));
    }

    private static void copy(String chart, Path to) throws IOException {
        Path from = directory().resolve(chart);
        if (Files.exists(from)) {
            Files.copy(from, to, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    /** The command that reproduces the results. */
    private static String command() {
        StringBuilder command = new StringBuilder("mvn -Pbenchmark");
        for (String name : List.of("soak", "cases", "repeats", "rows", "jfr")) {
            String value = System.getProperty("benchmark." + name, "");
            if (!value.isEmpty() && !value.equals(DEFAULTS.get(name))) {
                command.append(" -Dbenchmark.").append(name).append('=').append(value);
            }
        }
        return command.toString();
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
