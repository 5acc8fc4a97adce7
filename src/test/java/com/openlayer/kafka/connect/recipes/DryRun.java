package com.openlayer.kafka.connect.recipes;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.openlayer.kafka.connect.config.Operation;
import com.openlayer.kafka.connect.config.PipelineConfig;
import com.openlayer.kafka.connect.preview.PreviewedRecords;
import com.openlayer.kafka.connect.row.RequestConfig;
import com.openlayer.kafka.connect.row.Row;
import com.openlayer.kafka.connect.testing.RequestContract;
import com.openlayer.kafka.connect.testing.UpdateContract;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.header.internals.RecordHeaders;

/** Rows of records as the preview makes them, and the requests that would carry them. */
final class DryRun {
    private final PreviewedRecords records;

    /** A record as it is in Kafka. */
    @SuppressWarnings("ArrayRecordComponent") // nobody compares it
    record DryRunRecord(String topic, Long timestamp, byte[] key, byte[] value, Map<String, String> headers) {}

    /** A row, where it goes, and the request that would carry it alone. */
    record DryRunRow(PipelineConfig pipeline, Row row) {
        String text() {
            return new String(row.json(), UTF_8);
        }

        /** What the contract has against the request that carries this row alone. */
        List<String> violations() {
            if (pipeline.operation() == Operation.UPDATE) {
                String body = "{\"row\":" + text() + ",\"config\":"
                        + new String(new RequestConfig(pipeline).describing(row.columns()), UTF_8) + "}";
                return UpdateContract.violations(row.inferenceId(), Recipe.parse(body));
            }
            String body = "{\"rows\":[" + text() + "],\"config\":"
                    + new String(new RequestConfig(pipeline).describing(row.columns()), UTF_8) + "}";
            return RequestContract.of(pipeline.taskType().orElseThrow()).violations(Recipe.parse(body));
        }
    }

    DryRun(Map<String, String> config) {
        this(config, DryRun.class.getClassLoader());
    }

    /** @param plugins where converters are loaded from */
    DryRun(Map<String, String> config, ClassLoader plugins) {
        records = new PreviewedRecords(config, plugins);
    }

    /** Empty where a transform drops the record. */
    Optional<DryRunRow> map(DryRunRecord message) {
        RecordHeaders headers = new RecordHeaders();
        message.headers().forEach((name, text) -> headers.add(name, text.getBytes(UTF_8)));
        return records.map(
                message.topic(), message.timestamp(), message.key(), message.value(), headers, DryRunRow::new);
    }
}
