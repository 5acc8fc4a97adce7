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

/** Previews records as rows, and the requests that would send them. */
final class DryRun {
    private final PreviewedRecords records;

    /** A record in Kafka. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record DryRunRecord(String topic, Long timestamp, byte[] key, byte[] value, Map<String, String> headers) {}

    /** A row with its pipeline, and the request that would send it alone. */
    record DryRunRow(PipelineConfig pipeline, Row row) {
        String text() {
            return new String(row.json(), UTF_8);
        }

        /** The contract's violations by the request that would send this row alone. */
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

    /** @param plugins loads the converters */
    DryRun(Map<String, String> config, ClassLoader plugins) {
        records = new PreviewedRecords(config, plugins);
    }

    /** The only row of the record; empty if a transform drops the record. */
    Optional<DryRunRow> map(DryRunRecord message) {
        return rows(message).stream().findFirst();
    }

    /** The rows of all pipelines that take the record. */
    List<DryRunRow> rows(DryRunRecord message) {
        RecordHeaders headers = new RecordHeaders();
        message.headers().forEach((name, text) -> headers.add(name, text.getBytes(UTF_8)));
        return records.rows(
                message.topic(), message.timestamp(), message.key(), message.value(), headers, DryRunRow::new);
    }
}
