package com.openlayer.kafka.connect.preview;

import com.openlayer.kafka.connect.config.OpenlayerSinkConfig;
import com.openlayer.kafka.connect.config.PipelineConfig;
import com.openlayer.kafka.connect.row.ColumnSet;
import com.openlayer.kafka.connect.row.RequestConfig;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Runs one preview: prints the result of each record, then the configs of the requests and a summary. */
final class PreviewRun {
    private static final class PipelineRows {
        private final PipelineConfig pipeline;
        private final RequestConfig requests;
        private final Map<ColumnSet, ColumnSet> columns = new LinkedHashMap<>();
        private int rows;

        private PipelineRows(PipelineConfig pipeline) {
            this.pipeline = pipeline;
            this.requests = new RequestConfig(pipeline);
        }
    }

    private final RowPreview preview;
    private final PreviewPrinter printer;
    private final Map<String, PipelineRows> pipelines = new LinkedHashMap<>();
    private final List<String> lines = new ArrayList<>();
    private int records;
    private int skipped;
    private int errant;
    private boolean timestamps;

    PreviewRun(RowPreview preview, PreviewPrinter printer, OpenlayerSinkConfig config) {
        this.preview = preview;
        this.printer = printer;
        config.pipelines().forEach(pipeline -> pipelines.put(pipeline.alias(), new PipelineRows(pipeline)));
    }

    void add(KafkaRecord record) {
        records++;
        timestamps |= record.timestamp() != null;
        for (PreviewResult result : preview.preview(record)) {
            count(result);
            lines.add(PreviewPrinter.line(record, result));
            printer.print(record, result);
        }
    }

    private void count(PreviewResult result) {
        if (result instanceof PreviewResult.Mapped mapped) {
            PipelineRows own = pipelines.get(mapped.pipeline().alias());
            if (own != null) {
                own.rows++;
                // Rows with equal batch keys may share a request, and so a config.
                own.columns.merge(
                        own.requests.batchKey(mapped.row().columns()),
                        mapped.row().columns(),
                        ColumnSet::union);
            }
        } else if (result instanceof PreviewResult.Skipped) {
            skipped++;
        } else {
            errant++;
        }
    }

    /**
     * Prints the configs and the summary.
     *
     * @param messages receives the summary; the results go to the printer
     * @return whether no record is errant and all rows match the expected ones
     */
    boolean finish(Optional<ExpectedRows> expected, PrintWriter messages) {
        List<String> configs = new ArrayList<>();
        for (PipelineRows own : pipelines.values()) {
            for (ColumnSet columns : own.columns.values()) {
                byte[] config = own.requests.describing(columns);
                printer.printConfig(own.pipeline.alias(), config);
                configs.add(PreviewPrinter.configLine(own.pipeline.alias(), config));
            }
        }
        messages.println(summary());
        preview.neverSeen()
                .forEach((pipeline, columns) -> messages.println("No record has these columns of " + pipeline + ": "
                        + PreviewPrinter.printable(String.join("; ", columns))));
        boolean addsTimestamps = pipelines.values().stream()
                .anyMatch(own -> own.rows > 0 && own.pipeline.mapping().timestampFromRecord());
        if (addsTimestamps && !timestamps) {
            messages.println("These records have no timestamp. In Kafka every record has one, and a row without its own"
                    + " gets it. Envelopes can contain it.");
        }
        Optional<String> difference = expected.flatMap(rows -> rows.firstDifference(lines, configs));
        difference.ifPresent(text -> messages.println(PreviewPrinter.printable(text)));
        if (expected.isPresent() && difference.isEmpty()) {
            messages.println("All rows match the expected ones.");
        }
        return errant == 0 && difference.isEmpty();
    }

    private String summary() {
        int rows = pipelines.values().stream().mapToInt(own -> own.rows).sum();
        String each = pipelines.values().stream()
                .map(own -> own.pipeline.alias() + " " + own.rows)
                .collect(Collectors.joining(", "));
        return count(records, "record") + ": " + count(rows, "row") + " (" + each + "), " + skipped + " skipped, "
                + errant + " errant";
    }

    private static String count(int n, String noun) {
        return n + " " + noun + (n == 1 ? "" : "s");
    }
}
