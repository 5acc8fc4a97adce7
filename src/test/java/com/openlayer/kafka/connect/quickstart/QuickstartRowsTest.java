package com.openlayer.kafka.connect.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.openlayer.kafka.connect.config.OpenlayerSinkConfig;
import com.openlayer.kafka.connect.config.PipelineConfig;
import com.openlayer.kafka.connect.row.InvalidRowException;
import com.openlayer.kafka.connect.row.RowMapper;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class QuickstartRowsTest {
    private static final String ID = "182bd5e5-6e1a-4fe4-a799-aa6d9a6ab26e";

    @Test
    @DisplayName(
            "exactly one record of the quickstart is errant, because its prediction is not a class of the pipeline")
    void oneErrantRecord() throws Exception {
        ConnectorFile file = ConnectorFile.of(Path.of("connector-config/several-pipelines.json"));
        Map<String, String> environment =
                new HashMap<>(Map.of("OPENLAYER_API_KEY", "key", "OPENLAYER_BASE_URL", "https://api.openlayer.com/v1"));
        List.of("CHAT", "CHURN", "PRICES", "TRIAGE")
                .forEach(pipeline -> environment.put("OPENLAYER_PIPELINE_" + pipeline, ID));
        OpenlayerSinkConfig config =
                new OpenlayerSinkConfig(file.resolved(environment).properties());
        int errant = 0;
        for (PipelineConfig pipeline : config.pipelines()) {
            String topic = pipeline.topicSelection().names().iterator().next();
            Optional<RowFile> rows = RowFile.errantFor(topic);
            for (String row : rows.map(RowFile::rows).orElse(List.of())) {
                errant++;
                SinkRecord sinkRecord = new SinkRecord(
                        topic,
                        0,
                        null,
                        null,
                        null,
                        new ObjectMapper().readValue(row, Map.class),
                        0,
                        1_795_340_000_123L,
                        TimestampType.CREATE_TIME);
                RowMapper mapper = new RowMapper(pipeline, config.rows());
                assertThatThrownBy(() -> mapper.map(sinkRecord))
                        .isInstanceOf(InvalidRowException.class)
                        .hasMessageContaining("prediction");
            }
        }
        assertThat(errant).isEqualTo(1);
    }
}
