package com.openlayer.kafka.connect.preview;

import com.openlayer.kafka.connect.config.OpenlayerSinkConfig;
import com.openlayer.kafka.connect.config.PipelineConfig;
import com.openlayer.kafka.connect.config.PipelineRouting;
import com.openlayer.kafka.connect.row.ErrantReason;
import com.openlayer.kafka.connect.row.RowMapper;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.kafka.connect.sink.SinkRecord;

/** Maps a record to rows as a task does, but does not send them. */
final class RowPreview {
    private final RecordConversion conversion;
    private final OpenlayerSinkConfig config;
    private final PipelineRouting routing;
    private final Map<String, RowMapper> mappers = new LinkedHashMap<>();
    private final Map<String, MissingColumns> missing = new LinkedHashMap<>();
    /** The columns that no record had so far, by pipeline, each with its description for the user. */
    private final Map<String, Map<String, String>> neverSeen = new LinkedHashMap<>();

    RowPreview(RecordConversion conversion, OpenlayerSinkConfig config) {
        this.conversion = conversion;
        this.config = config;
        this.routing = new PipelineRouting(config.pipelines());
        config.pipelines().forEach(p -> {
            mappers.put(p.alias(), new RowMapper(p, config.rows()));
            missing.put(p.alias(), new MissingColumns(p));
        });
    }

    /** The rows of a record, or one result without a row. */
    List<PreviewResult> preview(KafkaRecord record) {
        Optional<SinkRecord> converted;
        try {
            converted = conversion.convert(record);
        } catch (RecordConversion.FailedException e) {
            return List.of(new PreviewResult.Errant(String.valueOf(e.getMessage()), Optional.empty()));
        }
        return converted
                .map(this::map)
                .orElseGet(() -> List.of(new PreviewResult.Skipped("a transform drops the record")));
    }

    private List<PreviewResult> map(SinkRecord record) {
        if (record.value() == null) {
            return List.of(withoutValue());
        }
        List<PipelineConfig> taking = routing.pipelinesOf(record.topic());
        if (taking.isEmpty()) {
            return List.of(new PreviewResult.Errant(ErrantReason.noPipeline(record), Optional.of(claimed())));
        }
        List<PreviewResult> rows = new ArrayList<>();
        for (PipelineConfig pipeline : taking) {
            Optional<PreviewResult.Errant> errant = map(record, pipeline, rows);
            if (errant.isPresent()) {
                return List.of(errant.get()); // a task does not send the record's other rows either
            }
        }
        if (rows.isEmpty()) {
            boolean filters = taking.get(0).mapping().rows().isPresent();
            rows.add(new PreviewResult.Skipped(filters ? "the filter outputs no row" : "the update changes nothing"));
        }
        return rows;
    }

    private PreviewResult withoutValue() {
        return switch (config.delivery().nullValues()) {
            case IGNORE -> new PreviewResult.Skipped(ErrantReason.NULL_VALUE);
            case DEAD_LETTER -> new PreviewResult.Errant(ErrantReason.NULL_VALUE, Optional.empty());
            case FAIL -> new PreviewResult.Errant(ErrantReason.NULL_VALUE_FAILS, Optional.empty());
        };
    }

    /** Adds the rows for a pipeline, unless the record is errant. */
    private Optional<PreviewResult.Errant> map(SinkRecord record, PipelineConfig pipeline, List<PreviewResult> rows) {
        RowMapper mapper = mappers.get(pipeline.alias());
        if (mapper == null) {
            throw new IllegalStateException("no mapper for " + pipeline.alias());
        }
        // Only without a filter, because a filter may compute columns that the value lacks.
        Optional<MissingColumns> columns = Optional.ofNullable(missing.get(pipeline.alias()))
                .filter(c -> pipeline.mapping().rows().isEmpty());
        columns.ifPresent(c -> notice(pipeline.alias(), c.absent(record.value())));
        try {
            mapper.map(record).forEach(row -> rows.add(new PreviewResult.Mapped(pipeline, row)));
            return Optional.empty();
        } catch (OutOfMemoryError | LinkageError e) {
            throw e; // not caused by the record
        } catch (RuntimeException | Error e) {
            String reason = ErrantReason.of(e);
            return Optional.of(new PreviewResult.Errant(reason, columns.flatMap(c -> c.hint(record.value(), reason))));
        }
    }

    private void notice(String alias, Map<String, String> absent) {
        neverSeen
                .computeIfAbsent(alias, a -> new LinkedHashMap<>(absent))
                .keySet()
                .retainAll(absent.keySet());
    }

    /** The columns that the configuration names but no record has, by pipeline. */
    Map<String, List<String>> neverSeen() {
        Map<String, List<String>> all = new LinkedHashMap<>();
        neverSeen.forEach((alias, columns) -> {
            if (!columns.isEmpty()) {
                all.put(alias, List.copyOf(columns.values()));
            }
        });
        return all;
    }

    private String claimed() {
        return "the pipelines claim "
                + config.pipelines().stream().map(RowPreview::claim).collect(Collectors.joining(", "));
    }

    private static String claim(PipelineConfig pipeline) {
        return pipeline.topicSelection()
                        .regex()
                        .map(regex -> "topics matching " + regex)
                        .orElse(String.join(", ", pipeline.topicSelection().names()))
                + " (" + pipeline.alias() + ")";
    }
}
