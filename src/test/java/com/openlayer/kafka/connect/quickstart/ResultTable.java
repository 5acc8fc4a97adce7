package com.openlayer.kafka.connect.quickstart;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;

/** What became of the rows, a line for each pipeline. */
final class ResultTable {
    private static final List<String> HEADER =
            List.of("pipeline", "task type", "topic", "records", "requests", "acknowledged", "committed / end offset");
    private static final int FIRST_NUMBER = 3;

    private final List<Line> lines = new ArrayList<>();

    /**
     * Of one pipeline.
     *
     * @param topics whose records it takes
     * @param committed over all partitions, as is the end
     */
    record Line(
            String pipeline,
            String taskType,
            List<String> topics,
            long records,
            OptionalLong requests,
            OptionalLong acknowledged,
            long committed,
            long end) {
        boolean complete() {
            return acknowledged.orElse(0) >= records && committed == end;
        }

        private List<String> cells() {
            return List.of(
                    pipeline,
                    taskType,
                    String.join(",", topics),
                    Long.toString(records),
                    text(requests),
                    text(acknowledged),
                    "%d / %d".formatted(committed, end));
        }

        private static String text(OptionalLong number) {
            return number.isPresent() ? Long.toString(number.getAsLong()) : "–";
        }
    }

    void add(Line line) {
        lines.add(line);
    }

    /** Whether every row was acknowledged and every offset committed. */
    boolean complete() {
        return lines.stream().allMatch(Line::complete);
    }

    @Override
    public String toString() {
        List<List<String>> all = new ArrayList<>(List.of(HEADER));
        lines.forEach(line -> all.add(line.cells()));
        StringBuilder text = new StringBuilder();
        for (int row = 0; row < all.size(); row++) {
            for (int column = 0; column < HEADER.size(); column++) {
                int width = width(all, column);
                String format = column < FIRST_NUMBER ? "%-" + width + "s" : "%" + width + "s";
                text.append(column == 0 ? "" : "  ")
                        .append(String.format(Locale.ROOT, format, all.get(row).get(column)));
            }
            text.append('\n');
            if (row == 0) {
                for (int column = 0; column < HEADER.size(); column++) {
                    text.append(column == 0 ? "" : "  ").append("-".repeat(width(all, column)));
                }
                text.append('\n');
            }
        }
        return text.toString();
    }

    private static int width(List<List<String>> all, int column) {
        return all.stream().mapToInt(row -> row.get(column).length()).max().orElse(0);
    }
}
