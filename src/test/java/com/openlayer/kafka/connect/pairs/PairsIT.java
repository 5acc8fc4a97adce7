package com.openlayer.kafka.connect.pairs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.openlayer.kafka.connect.config.TaskType;
import com.openlayer.kafka.connect.testing.Broker;
import com.openlayer.kafka.connect.testing.ConnectWorker;
import com.openlayer.kafka.connect.testing.ConnectorConfig;
import com.openlayer.kafka.connect.testing.Joiner;
import com.openlayer.kafka.connect.testing.SharedCluster;
import com.openlayer.kafka.connect.testing.StubPipeline;
import com.openlayer.kafka.connect.testing.TestBed;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Events of model servers become rows, through the joiner of examples/pair-events and the connector. */
@ExtendWith(SharedCluster.class)
class PairsIT {
    private static final int PARTITIONS = 2;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @BeforeAll
    static void requireJoiner() {
        if (!Joiner.isBuilt()) {
            System.out.println(
                    "[WARNING] The joiner of examples/pair-events is not built: its tests with the connector are"
                            + " SKIPPED. To build it: " + Joiner.BUILD);
        }
        assumeTrue(Joiner.isBuilt(), "the joiner is not built");
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName(
            "if joiner and worker are killed while events flow, each row arrives with the features and scores of one inference")
    void kills(ModelServer server, TestBed bed) {
        String name = bed.name(server.name().toLowerCase(Locale.ROOT));
        String pairs = bed.topic(server.preset + "-pairs", PARTITIONS);
        String unpaired = bed.topic(server.preset + "-unpaired", PARTITIONS);
        String events = bed.name(server.preset + "-events");
        server.topics(events).forEach(topic -> bed.topics().create(topic, PARTITIONS));
        StubPipeline pipeline = bed.pipeline(TaskType.TABULAR_CLASSIFICATION);
        Broker broker = bed.cluster().broker();
        Map<String, String> joinerProperties = Map.of(
                "input.topics",
                String.join(",", server.topics(events)),
                "output.topic",
                pairs,
                "unpaired.topic",
                unpaired,
                "preset",
                server.preset,
                "window",
                "8s",
                "grace",
                "4s");
        try (ConnectWorker worker =
                        ConnectWorker.named(name + "-worker", broker).launch();
                Joiner joiner = Joiner.start(name + "-joiner", broker, joinerProperties)) {
            worker.awaitReady();
            worker.rest().put(name, config(bed, server, pipeline, pairs).toMap());
            List<Inference> inferences;
            try (ModelTraffic traffic = new ModelTraffic(bed.topics(), server, events)) {
                awaitMore(pipeline, joiner);
                joiner.kill();
                joiner.launch();
                awaitMore(pipeline, joiner);
                worker.kill();
                worker.launch();
                worker.awaitReady();
                awaitMore(pipeline, joiner);
                worker.rest().restart(name);
                awaitMore(pipeline, joiner);
                inferences = traffic.finish();
            }
            assertRows(pipeline, inferences);
            assertUnpaired(bed, unpaired, inferences);
            Awaitility.await("all pairs committed")
                    .atMost(PATIENCE)
                    .untilAsserted(
                            () -> assertThat(bed.topics().committed(name)).isEqualTo(ends(bed, pairs)));
        }
    }

    private static ConnectorConfig config(TestBed bed, ModelServer server, StubPipeline pipeline, String pairs) {
        return bed.config(pairs)
                .with("value.converter", "org.apache.kafka.connect.storage.StringConverter")
                .with("consumer.override.isolation.level", "read_committed")
                .with("batch.max.rows", 20)
                .quickRetries()
                .pipeline("churn", pipeline.id(), TaskType.TABULAR_CLASSIFICATION)
                .with("churn", "format", server.format)
                .with("churn", "feature.names", "age,balance")
                .with("churn", "class.names", "stays,leaves");
    }

    /** Waits until rows flow. */
    private static void awaitMore(StubPipeline pipeline, Joiner joiner) {
        long before = pipeline.ids().distinct();
        Awaitility.await("more rows").atMost(PATIENCE).until(() -> {
            joiner.requireAlive();
            return pipeline.ids().distinct() > before + 200;
        });
    }

    private static void assertRows(StubPipeline pipeline, List<Inference> inferences) {
        Map<String, Inference> expected = new HashMap<>();
        inferences.stream()
                .filter(inference -> !inference.fails())
                .forEach(inference -> inference.rows().forEach(id -> expected.put(id, inference)));
        Awaitility.await("all rows").atMost(PATIENCE).until(() -> pipeline.ids().distinct() >= expected.size());
        assertThat(new TreeSet<>(pipeline.column("id"))).isEqualTo(new TreeSet<>(expected.keySet()));
        assertThat(pipeline.rows()).allMatch(row -> expected.get(id(row)).matches(row));
        assertThat(pipeline.violations()).isEmpty();
    }

    private static String id(JsonNode row) {
        return row.path("id").asText();
    }

    /** Failed inferences have no response. Their requests stop waiting when the topic has been idle. */
    private static void assertUnpaired(TestBed bed, String topic, List<Inference> inferences) {
        List<String> failed =
                inferences.stream().filter(Inference::fails).map(Inference::id).toList();
        Awaitility.await("failed inferences")
                .atMost(PATIENCE)
                .pollInterval(Duration.ofSeconds(1))
                .untilAsserted(() -> assertThat(bed.topics().read(topic))
                        .extracting(event -> header(event, "pair.key"))
                        .containsExactlyInAnyOrderElementsOf(failed));
        assertThat(bed.topics().read(topic))
                .extracting(event -> header(event, "pair.reason"))
                .containsOnly("no-response");
    }

    private static String header(ConsumerRecord<byte[], byte[]> event, String name) {
        return new String(event.headers().lastHeader(name).value(), UTF_8);
    }

    /** The offset after the last pair of each partition. The topic's end offset is after the transaction markers. */
    private static Map<TopicPartition, Long> ends(TestBed bed, String topic) {
        return bed.topics().read(topic).stream()
                .collect(Collectors.toMap(
                        pair -> new TopicPartition(pair.topic(), pair.partition()),
                        pair -> pair.offset() + 1,
                        Math::max));
    }
}
