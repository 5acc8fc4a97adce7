package com.openlayer.kafka.connect.quickstart;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/** The result table, with a line for each pipeline. */
final class ResultTable {
    private static final int FIRST_NUMBER = 3;

    private final List<String> header =
            new ArrayList<>(List.of("pipeline", "task type", "topic", "records", "errant", "acknowledged"));
    private final List<TableLine> lines = new ArrayList<>();

    /** @param ofOpenlayer whether it shows Openlayer's row counts instead of the stand-in's request counts */
    ResultTable(boolean ofOpenlayer) {
        header.addAll(ofOpenlayer ? List.of("totalRecordsCount", "dateLastSampleReceived") : List.of("requests"));
        header.add("committed / end offset");
    }

    /**
     * The result of one pipeline.
     *
     * @param topics the topics that it claims
     * @param errant records in the dead-letter topic
     * @param acknowledged rows; empty if unknown
     * @param requests counted by the stand-in; empty with Openlayer itself
     * @param change of Openlayer's row counts; empty with the stand-in
     * @param committed sum over all partitions, as is {@code end}
     */
    record TableLine(
            String pipeline,
            String taskType,
            List<String> topics,
            long records,
            long errant,
            OptionalLong acknowledged,
            OptionalLong requests,
            Optional<ValueChange> change,
            long committed,
            long end) {
        boolean complete() {
            return acknowledged.orElse(0) + errant >= records && committed == end;
        }

        private List<String> cells() {
            List<String> cells = new ArrayList<>(List.of(
                    pipeline,
                    taskType,
                    String.join(",", topics),
                    Long.toString(records),
                    Long.toString(errant),
                    text(acknowledged)));
            change.ifPresentOrElse(
                    figures -> {
                        cells.add(figures.before.total() + " → " + figures.after.total());
                        cells.add(figures.before.lastSample() + " → " + figures.after.lastSample());
                    },
                    () -> cells.add(text(requests)));
            cells.add("%d / %d".formatted(committed, end));
            return cells;
        }

        private static String text(OptionalLong number) {
            return number.isPresent() ? Long.toString(number.getAsLong()) : "–";
        }
    }

    /** Openlayer's row count of a pipeline before and after the run. */
    record ValueChange(PipelineFigures before, PipelineFigures after) {}

    void add(TableLine line) {
        lines.add(line);
    }

    /** Whether every record was acknowledged or dead-lettered, and every offset committed. */
    boolean complete() {
        return lines.stream().allMatch(TableLine::complete);
    }

    /** The number of acknowledged rows, if {@link #complete()}. */
    long rows() {
        return lines.stream().mapToLong(line -> line.records - line.errant).sum();
    }

    long errant() {
        return lines.stream().mapToLong(TableLine::errant).sum();
    }

    @Override
    public String toString() {
        List<List<String>> all = new ArrayList<>(List.of(header));
        lines.forEach(line -> all.add(line.cells()));
        StringBuilder text = new StringBuilder();
        for (int row = 0; row < all.size(); row++) {
            for (int column = 0; column < header.size(); column++) {
                int width = width(all, column);
                String format = column < FIRST_NUMBER ? "%-" + width + "s" : "%" + width + "s";
                text.append(column == 0 ? "" : "  ")
                        .append(String.format(Locale.ROOT, format, all.get(row).get(column)));
            }
            text.append('\n');
            if (row == 0) {
                for (int column = 0; column < header.size(); column++) {
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
