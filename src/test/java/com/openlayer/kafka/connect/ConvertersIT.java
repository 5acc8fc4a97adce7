package com.openlayer.kafka.connect;

import static org.assertj.core.api.Assertions.assertThat;

import com.openlayer.kafka.connect.config.TaskType;
import com.openlayer.kafka.connect.testing.ConnectRest;
import com.openlayer.kafka.connect.testing.OpenlayerStub;
import com.openlayer.kafka.connect.testing.SharedCluster;
import com.openlayer.kafka.connect.testing.StubPipeline;
import com.openlayer.kafka.connect.testing.TestBed;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Kafka's own converters, and validation, in a real worker. */
@ExtendWith(SharedCluster.class)
class ConvertersIT {
    private static final String ROW = "{\"output\":\"say \\\"é\\\"\",\"n\":7,\"x\":2.5,\"ok\":true,\"none\":null}";
    private static final String WITH_SCHEMA = """
            {"schema": {"type": "struct", "optional": false, "fields": [
              {"field": "output", "type": "string"}, {"field": "n", "type": "int64"},
              {"field": "x", "type": "double"}, {"field": "ok", "type": "boolean"},
              {"field": "none", "type": "string", "optional": true}]},
             "payload": %s}""".formatted(ROW);
    private static final Map<String, Map<String, String>> CONVERTERS = Map.of(
            "bytes", Map.of("value.converter", "org.apache.kafka.connect.converters.ByteArrayConverter"),
            "string", Map.of("value.converter", "org.apache.kafka.connect.storage.StringConverter"),
            "map", json(false),
            "struct", json(true));

    private static Map<String, String> json(boolean schemas) {
        return Map.of(
                "value.converter",
                "org.apache.kafka.connect.json.JsonConverter",
                "value.converter.schemas.enable",
                Boolean.toString(schemas));
    }

    @Test
    @DisplayName("the same JSON becomes the same row with each of Kafka's converters")
    void sameRow(TestBed bed) {
        Map<String, StubPipeline> pipelines = new HashMap<>();
        CONVERTERS.forEach((kind, converter) -> {
            StubPipeline pipeline = bed.pipeline(TaskType.LLM_BASE);
            pipelines.put(kind, pipeline);
            String topic = bed.topic(kind, 1);
            bed.topics().produce(topic, List.of(kind.equals("struct") ? WITH_SCHEMA : ROW));
            Map<String, String> config = config(bed, topic, pipeline);
            config.putAll(converter);
            bed.connect(bed.name(kind), config);
        });

        pipelines.forEach((kind, pipeline) -> {
            pipeline.awaitRows(1, Duration.ofSeconds(60));
            assertThat(pipeline.rows()).as(kind).singleElement().satisfies(row -> {
                assertThat(row.path("output").asText()).isEqualTo("say \"é\"");
                assertThat(row.path("n").asText()).isEqualTo("7");
                assertThat(row.path("x").asText()).isEqualTo("2.5");
                assertThat(row.path("ok").isBoolean()).isTrue();
                assertThat(row.path("none").isNull()).isTrue();
                assertThat(row.path("kafka_timestamp").isNumber()).isTrue();
                assertThat(row.path("kafka_id").asText()).isEqualTo(bed.name(kind) + "-0-0");
                assertThat(row.size()).isEqualTo(7);
            });
            assertThat(pipeline.violations()).as(kind).isEmpty();
        });
    }

    @Test
    @DisplayName("validation attaches Openlayer's errors to the property to fix, and has no errors during an outage")
    void validation(TestBed bed) {
        StubPipeline pipeline = bed.pipeline(TaskType.TEXT_CLASSIFICATION);
        Map<String, String> config = config(bed, bed.name("topic"), pipeline);
        config.put("name", bed.name("connector"));
        assertThat(errors(bed, config)).containsOnlyKeys("pipelines.p.task.type");

        config.put("openlayer.api.key", "another-key-than-" + OpenlayerStub.API_KEY);
        assertThat(errors(bed, config)).containsOnlyKeys("openlayer.api.key");

        bed.openlayer().goOffline();
        assertThat(errors(bed, config)).isEmpty();
    }

    private static Map<String, List<String>> errors(TestBed bed, Map<String, String> config) {
        return ConnectRest.errors(bed.rest().validate("OpenlayerSinkConnector", config));
    }

    private static Map<String, String> config(TestBed bed, String topic, StubPipeline pipeline) {
        return bed.config(topic).llm("p", pipeline.id()).toMap();
    }
}
