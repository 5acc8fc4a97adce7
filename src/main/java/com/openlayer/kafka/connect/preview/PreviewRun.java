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

/** One preview: prints each record's result, then the configs of the requests, and keeps count. */
final class PreviewRun {
    private static final class OfPipeline {
        private final PipelineConfig pipeline;
        private final RequestConfig requests;
        private final Map<ColumnSet, ColumnSet> columns = new LinkedHashMap<>();
        private int rows;

        private OfPipeline(PipelineConfig pipeline) {
            this.pipeline = pipeline;
            this.requests = new RequestConfig(pipeline);
        }
    }

    private final RowPreview preview;
    private final PreviewPrinter printer;
    private final Map<String, OfPipeline> pipelines = new LinkedHashMap<>();
    private final List<String> lines = new ArrayList<>();
    private int skipped;
    private int errant;
    private boolean timestamps;

    PreviewRun(RowPreview preview, PreviewPrinter printer, OpenlayerSinkConfig config) {
        this.preview = preview;
        this.printer = printer;
        config.pipelines().forEach(pipeline -> pipelines.put(pipeline.alias(), new OfPipeline(pipeline)));
    }

    void add(KafkaRecord record) {
        PreviewResult result = preview.preview(record);
        timestamps |= record.timestamp() != null;
        if (result instanceof PreviewResult.Mapped mapped) {
            OfPipeline own = pipelines.get(mapped.pipeline().alias());
            if (own != null) {
                own.rows++;
                // Rows that may share a request have one config between them.
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
        lines.add(PreviewPrinter.line(record, result));
        printer.print(record, result);
    }

    /**
     * Prints what concerns all records. True if no record is errant and all is as expected.
     *
     * @param messages where the summary goes, which is no result
     */
    boolean finish(Optional<ExpectedRows> expected, PrintWriter messages) {
        List<String> configs = new ArrayList<>();
        for (OfPipeline own : pipelines.values()) {
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
        boolean addsTimestamps =
                pipelines.values().stream().anyMatch(own -> own.rows > 0 && own.pipeline.timestampFromRecord());
        if (addsTimestamps && !timestamps) {
            messages.println("These records have no timestamp. In Kafka each has one, which its row gets where it has"
                    + " none of its own; an envelope can give it.");
        }
        Optional<String> difference = expected.flatMap(rows -> rows.firstDifference(lines, configs));
        difference.ifPresent(text -> messages.println(PreviewPrinter.printable(text)));
        if (expected.isPresent() && difference.isEmpty()) {
            messages.println("All rows are as expected.");
        }
        return errant == 0 && difference.isEmpty();
    }

    private String summary() {
        int rows = pipelines.values().stream().mapToInt(own -> own.rows).sum();
        String each = pipelines.values().stream()
                .map(own -> own.pipeline.alias() + " " + own.rows)
                .collect(Collectors.joining(", "));
        return count(lines.size(), "record") + ": " + count(rows, "row") + " (" + each + "), " + skipped + " skipped, "
                + errant + " errant";
    }

    private static String count(int n, String noun) {
        return n + " " + noun + (n == 1 ? "" : "s");
    }
}
