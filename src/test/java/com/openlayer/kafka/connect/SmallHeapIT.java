package com.openlayer.kafka.connect;

import static org.assertj.core.api.Assertions.assertThat;

import com.openlayer.kafka.connect.config.TaskType;
import com.openlayer.kafka.connect.testing.Broker;
import com.openlayer.kafka.connect.testing.Cluster;
import com.openlayer.kafka.connect.testing.ConnectWorker;
import com.openlayer.kafka.connect.testing.Sink;
import com.openlayer.kafka.connect.testing.StubAnswer;
import com.openlayer.kafka.connect.testing.StubPipeline;
import com.openlayer.kafka.connect.testing.TestBed;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** A worker with a small heap survives an outage. Uses its own worker, because that may run out of memory. */
class SmallHeapIT {
    private static final int PIPELINES = 20;

    private static Cluster start(String name) {
        Broker broker = Broker.named(name + "-broker").launch();
        return Cluster.start(
                broker,
                ConnectWorker.named(name + "-worker", broker).heap("256m").jvmFlag("-XX:+ExitOnOutOfMemoryError"));
    }

    @Test
    @DisplayName("20 pipelines in one task, all down with a dead-letter topic configured")
    void manyPipelines() {
        try (Cluster cluster = start("many-pipelines");
                TestBed bed = new TestBed(cluster, "manyPipelines")) {
            Sink sink = Sink.on(bed, "p0", 1).withDeadLetters().with("delivery.timeout.ms", 600_000);
            List<String> topics = new ArrayList<>(List.of(sink.topic()));
            List<StubPipeline> pipelines = new ArrayList<>(List.of(sink.pipeline()));
            for (int i = 1; i < PIPELINES; i++) {
                topics.add(bed.topic("p" + i, 1));
                pipelines.add(bed.pipeline(TaskType.LLM_BASE));
                sink.withPipeline("p" + i, topics.get(i), pipelines.get(i));
            }
            bed.openlayer().faults().always(StubAnswer.status(503));
            Map<String, Object> row = Map.of("user_query", "q", "output", "x".repeat(2_000));
            for (String topic : topics) {
                bed.topics()
                        .produce(
                                topic,
                                IntStream.range(0, 3_000).mapToObj(i -> row).toList());
            }
            sink.connect();
            pipelines.forEach(pipeline -> pipeline.awaitRequests(1));

            bed.openlayer().faults().clear();
            bed.topics().awaitAllCommitted(sink.name(), Duration.ofMinutes(2), topics.toArray(new String[0]));
            sink.awaitRunning();
            assertThat(cluster.worker().alive()).isTrue();
        }
    }

    @Test
    @DisplayName("four tasks with rows of 20 KB and a dead-letter topic")
    void largeRows() {
        try (Cluster cluster = start("large-rows");
                TestBed bed = new TestBed(cluster, "largeRows")) {
            Sink sink = Sink.on(bed, "sink", 4)
                    .withDeadLetters()
                    .with("tasks.max", 4)
                    .with("delivery.timeout.ms", 600_000)
                    .with("consumer.override.max.poll.records", 100);
            bed.openlayer().faults().always(StubAnswer.status(503));
            Map<String, Object> row = Map.of("user_query", "q", "output", "x".repeat(20_000));
            sink.produce(IntStream.range(0, 8_000).mapToObj(i -> row).toList()).connect();
            Awaitility.await("all tasks are full")
                    .atMost(Duration.ofSeconds(90))
                    .until(() -> paused(cluster, sink) == 4);

            bed.openlayer().faults().clear();
            sink.awaitAllCommitted();
            bed.rest().awaitRunning(sink.name(), 4);
            assertThat(cluster.worker().alive()).isTrue();
        }
    }

    private static long paused(Cluster cluster, Sink sink) {
        return cluster.worker().mbeans("kafka.connect:type=plugins,connector=" + sink.name() + ",*").values().stream()
                .filter(bean -> Integer.valueOf(1).equals(bean.get("paused")))
                .count();
    }
}
