package com.openlayer.kafka.connect.chaos;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The counts and measurements of a scenario.
 *
 * @param dropped records that a transform dropped, or that the filter makes no row of
 * @param answersLost rows that were accepted without an answer, so that each is sent again
 * @param atRisk rows that were delivered but not committed when a worker or broker was killed, or Openlayer disappeared. For
 *     a killed worker: those in flight, those acknowledged in the last 1.5 s, and those after an unacknowledged one
 * @param overtaken the maximum of rows delivered before one that a rebalance did not wait for
 * @param faults injected failures, by kind
 * @param commitMillis the longest commit, from the call of {@code preCommit} to the broker's answer
 * @param neighborPercent throughput of a healthy pipeline during the outage of another, in percent; -1 without an outage
 * @param hungMillis the longest wait of a row after a request with a hanging row; -1 if none hung
 * @param heapBytes live heap of the worker at the end
 */
record ScenarioResult(
        String scenario,
        long produced,
        long dropped,
        long delivered,
        long deadLettered,
        long lost,
        long duplicates,
        long answersLost,
        long atRisk,
        long overtaken,
        long requests,
        Map<String, Long> faults,
        int kills,
        int rebalances,
        long putMillis,
        long commitMillis,
        long neighborPercent,
        long hungMillis,
        long heapBytes,
        long seconds) {
    private static final Queue<ScenarioResult> ALL = new ConcurrentLinkedQueue<>();
    private static final List<String> HEADER = List.of(
            "scenario",
            "produced",
            "dropped",
            "delivered",
            "dead-lettered",
            "lost",
            "duplicates",
            "answer lost",
            "at risk",
            "overtaken",
            "requests",
            "kills",
            "rebalances",
            "put ms",
            "commit ms",
            "neighbor %",
            "hung ms",
            "heap MB",
            "s",
            "faults");

    /** The number of duplicates that the events explain. */
    long explained() {
        return answersLost + atRisk + overtaken;
    }

    ScenarioResult record() {
        ALL.add(this);
        System.out.println(table(List.of(this)));
        return this;
    }

    /** Prints the table of all results, and writes it to {@code target/chaos.txt}. */
    static void publish(String title) {
        List<ScenarioResult> all = new ArrayList<>(ALL);
        all.add(total(all));
        String text = title + System.lineSeparator() + table(all);
        System.out.println(text);
        try {
            Files.writeString(Path.of(System.getProperty("basedir", ""), "target", "chaos.txt"), text, UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ScenarioResult total(List<ScenarioResult> all) {
        Map<String, Long> faults = all.stream()
                .flatMap(f -> f.faults.entrySet().stream())
                .collect(Collectors.groupingBy(Map.Entry::getKey, Collectors.summingLong(Map.Entry::getValue)));
        return new ScenarioResult(
                "all, or worst",
                sum(all, ScenarioResult::produced),
                sum(all, ScenarioResult::dropped),
                sum(all, ScenarioResult::delivered),
                sum(all, ScenarioResult::deadLettered),
                sum(all, ScenarioResult::lost),
                sum(all, ScenarioResult::duplicates),
                sum(all, ScenarioResult::answersLost),
                sum(all, ScenarioResult::atRisk),
                sum(all, ScenarioResult::overtaken),
                sum(all, ScenarioResult::requests),
                faults,
                (int) sum(all, ScenarioResult::kills),
                (int) sum(all, ScenarioResult::rebalances),
                max(all, ScenarioResult::putMillis),
                max(all, ScenarioResult::commitMillis),
                all.stream()
                        .mapToLong(ScenarioResult::neighborPercent)
                        .filter(percent -> percent >= 0)
                        .min()
                        .orElse(-1),
                all.stream().mapToLong(ScenarioResult::hungMillis).max().orElse(-1),
                max(all, ScenarioResult::heapBytes),
                sum(all, ScenarioResult::seconds));
    }

    private static long sum(List<ScenarioResult> all, ToLongFunction<ScenarioResult> figure) {
        return all.stream().mapToLong(figure).sum();
    }

    private static long max(List<ScenarioResult> all, ToLongFunction<ScenarioResult> figure) {
        return all.stream().mapToLong(figure).max().orElse(0);
    }

    private List<String> cells() {
        List<String> cells = new ArrayList<>(List.of(scenario));
        for (long figure : new long[] {
            produced,
            dropped,
            delivered,
            deadLettered,
            lost,
            duplicates,
            answersLost,
            atRisk,
            overtaken,
            requests,
            kills,
            rebalances,
            putMillis,
            commitMillis,
            neighborPercent,
            hungMillis,
            heapBytes >> 20,
            seconds
        }) {
            cells.add(figure < 0 ? "-" : Long.toString(figure));
        }
        cells.add(faults.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(fault -> fault.getKey() + " " + fault.getValue())
                .collect(Collectors.joining(", ")));
        return cells;
    }

    private static String table(List<ScenarioResult> all) {
        List<List<String>> lines = new ArrayList<>(List.of(HEADER));
        all.forEach(figures -> lines.add(figures.cells()));
        int[] widths = IntStream.range(0, HEADER.size())
                .map(i -> lines.stream()
                        .mapToInt(line -> line.get(i).length())
                        .max()
                        .orElse(0))
                .toArray();
        return lines.stream()
                .map(line -> IntStream.range(0, line.size())
                        .mapToObj(i -> pad(line.get(i), widths[i], i == 0 || i == line.size() - 1))
                        .collect(Collectors.joining(" | ", "| ", " |")))
                .collect(Collectors.joining(System.lineSeparator(), "", System.lineSeparator()));
    }

    private static String pad(String text, int width, boolean left) {
        return String.format("%" + (left ? "-" : "") + width + "s", text);
    }
}
