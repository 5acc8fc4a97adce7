package com.openlayer.kafka.connect.preview;

import com.openlayer.kafka.connect.config.OpenlayerSinkConfig;
import com.openlayer.kafka.connect.config.PipelineConfig;
import com.openlayer.kafka.connect.row.InvalidRowException;
import com.openlayer.kafka.connect.row.Row;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import org.apache.kafka.common.header.Headers;

/** Previews records for the tests of other packages. */
public final class PreviewedRecords {
    private final RowPreview preview;
    private final Map<String, Long> offsets = new HashMap<>();

    /** @param classPath loads the converters and transforms */
    public PreviewedRecords(Map<String, String> config, ClassLoader classPath) {
        preview = new RowPreview(
                new RecordConversion(config, new Worker(Map.of(), classPath)), new OpenlayerSinkConfig(config));
    }

    /**
     * The row of the next record of a topic; empty if the record is skipped.
     *
     * @throws InvalidRowException if it is errant
     */
    public <T> Optional<T> map(
            String topic,
            Long timestamp,
            byte[] key,
            byte[] value,
            Headers headers,
            BiFunction<PipelineConfig, Row, T> mapped) {
        return rows(topic, timestamp, key, value, headers, mapped).stream().findFirst();
    }

    /**
     * The rows of the next record of a topic.
     *
     * @throws InvalidRowException if it is errant
     */
    public <T> List<T> rows(
            String topic,
            Long timestamp,
            byte[] key,
            byte[] value,
            Headers headers,
            BiFunction<PipelineConfig, Row, T> mapped) {
        long offset = offsets.merge(topic, 1L, Long::sum) - 1;
        List<T> rows = new ArrayList<>();
        for (PreviewResult result :
                preview.preview(new KafkaRecord(topic, 0, offset, timestamp, key, value, headers))) {
            if (result instanceof PreviewResult.Errant errant) {
                throw new InvalidRowException(errant.reason());
            }
            if (result instanceof PreviewResult.Mapped row) {
                rows.add(mapped.apply(row.pipeline(), row.row()));
            }
        }
        return rows;
    }
}
