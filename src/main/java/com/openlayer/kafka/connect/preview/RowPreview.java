package com.openlayer.kafka.connect.preview;

import com.openlayer.kafka.connect.config.OpenlayerSinkConfig;
import com.openlayer.kafka.connect.config.PipelineConfig;
import com.openlayer.kafka.connect.config.PipelineRouting;
import com.openlayer.kafka.connect.row.ErrantReason;
import com.openlayer.kafka.connect.row.Row;
import com.openlayer.kafka.connect.row.RowMapper;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.kafka.connect.sink.SinkRecord;

/** Processes a record as a task does, up to where the row would be sent. */
final class RowPreview {
    private final RecordConversion conversion;
    private final OpenlayerSinkConfig config;
    private final PipelineRouting routing;
    private final Map<String, RowMapper> mappers = new LinkedHashMap<>();
    private final Map<String, MissingColumns> missing = new LinkedHashMap<>();
    /** By pipeline, the columns that no record had so far, each with its description for the user. */
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

    PreviewResult preview(KafkaRecord record) {
        Optional<SinkRecord> converted;
        try {
            converted = conversion.convert(record);
        } catch (RecordConversion.FailedException e) {
            return new PreviewResult.Errant(String.valueOf(e.getMessage()), Optional.empty());
        }
        return converted.map(this::map).orElseGet(() -> new PreviewResult.Skipped("a transform drops the record"));
    }

    private PreviewResult map(SinkRecord record) {
        if (record.value() == null) {
            return switch (config.delivery().nullValues()) {
                case IGNORE -> new PreviewResult.Skipped(ErrantReason.NULL_VALUE);
                case DEAD_LETTER -> new PreviewResult.Errant(ErrantReason.NULL_VALUE, Optional.empty());
                case FAIL -> new PreviewResult.Errant(ErrantReason.NULL_VALUE_FAILS, Optional.empty());
            };
        }
        Optional<PipelineConfig> pipeline = routing.pipelineOf(record.topic());
        if (pipeline.isEmpty()) {
            return new PreviewResult.Errant(ErrantReason.noPipeline(record), Optional.of(claimed()));
        }
        String alias = pipeline.get().alias();
        RowMapper mapper = mappers.get(alias);
        MissingColumns columns = missing.get(alias);
        if (mapper == null || columns == null) {
            throw new IllegalStateException("no mapper for " + alias);
        }
        Map<String, String> absent = columns.absent(record.value());
        neverSeen
                .computeIfAbsent(alias, a -> new LinkedHashMap<>(absent))
                .keySet()
                .retainAll(absent.keySet());
        try {
            List<Row> rows = mapper.map(record);
            return rows.isEmpty()
                    ? new PreviewResult.Skipped("the update changes nothing")
                    : new PreviewResult.Mapped(pipeline.get(), rows.get(0));
        } catch (OutOfMemoryError | LinkageError e) {
            throw e; // not caused by the record
        } catch (RuntimeException | Error e) {
            return new PreviewResult.Errant(ErrantReason.of(e), columns.hint(record.value(), ErrantReason.of(e)));
        }
    }

    /** By pipeline, the columns that its configuration names and no record has. */
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
        return pipeline.topicsRegex()
                        .map(regex -> "topics matching " + regex)
                        .orElse(String.join(", ", pipeline.topics()))
                + " (" + pipeline.alias() + ")";
    }
}
