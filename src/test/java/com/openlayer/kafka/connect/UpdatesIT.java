package com.openlayer.kafka.connect;

import static com.openlayer.kafka.connect.testing.StubAnswer.status;
import static org.assertj.core.api.Assertions.assertThat;

import com.openlayer.kafka.connect.config.TaskType;
import com.openlayer.kafka.connect.testing.ConnectorConfig;
import com.openlayer.kafka.connect.testing.DeadLetter;
import com.openlayer.kafka.connect.testing.ReceivedRequest;
import com.openlayer.kafka.connect.testing.SharedCluster;
import com.openlayer.kafka.connect.testing.StubAnswer;
import com.openlayer.kafka.connect.testing.StubPipeline;
import com.openlayer.kafka.connect.testing.StubUpdates;
import com.openlayer.kafka.connect.testing.TestBed;
import com.openlayer.kafka.connect.testing.Topics;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Predictions and their labels, from two topics of one connector on a real worker, with one fault per test. */
@ExtendWith(SharedCluster.class)
@Execution(ExecutionMode.CONCURRENT)
class UpdatesIT {
    private static final int ROWS = 20;

    /** A connector with a pipeline for predictions and one for their labels. */
    private static final class Labels {
        final TestBed bed;
        final String name;
        final String predictions;
        final String labels;
        final StubPipeline pipeline;
        final StubUpdates updates;
        final ConnectorConfig config;

        Labels(TestBed bed) {
            this.bed = bed;
            name = bed.name("updates");
            predictions = bed.topic("predictions", 1);
            labels = bed.topic("labels", 1);
            pipeline = bed.pipeline(TaskType.LLM_BASE);
            updates = pipeline.updates();
            config = bed.config(predictions, labels)
                    .llm("chat", pipeline.id())
                    .with("chat", "topics", predictions)
                    .with("chat", "inference.id.column.name", "id")
                    .updates("labels", pipeline.id())
                    .with("labels", "topics", labels)
                    .with("labels", "ground.truth.column.name", "truth")
                    .quickRetries()
                    .with("errors.tolerance", "all")
                    .deadLetters(bed.name("dead"));
        }

        Labels with(String property, Object value) {
            config.with(property, value);
            return this;
        }

        Labels connect() {
            bed.connect(name, config);
            return this;
        }

        void predict(int from, int to) {
            bed.topics()
                    .produce(
                            predictions,
                            IntStream.range(from, to)
                                    .mapToObj(i -> Map.of("id", "row " + i, "output", "yes"))
                                    .toList());
        }

        void label(int row, String truth) {
            bed.topics()
                    .send(new ProducerRecord<>(
                            labels, 0, null, Topics.bytes(Map.of("id", "row " + row, "truth", truth))));
            bed.topics().flush();
        }

        void label(int from, int to) {
            IntStream.range(from, to).forEach(i -> label(i, "truth " + i));
        }

        void awaitAllCommitted() {
            bed.topics().awaitAllCommitted(name, Duration.ofSeconds(60), predictions);
            bed.topics().awaitAllCommitted(name, Duration.ofSeconds(60), labels);
        }

        long committed() {
            return bed.topics().committed(name).getOrDefault(new TopicPartition(labels, 0), 0L);
        }

        List<DeadLetter> awaitDeadLetters(int count) {
            return Awaitility.await(count + " dead letters")
                    .atMost(Duration.ofSeconds(60))
                    .pollInterval(Duration.ofMillis(200))
                    .until(() -> bed.topics().deadLetters(bed.name("dead")), letters -> letters.size() == count);
        }

        void awaitTruths(int from, int to) {
            updates.await(to - from);
            for (int i = from; i < to; i++) {
                assertThat(updates.of("row " + i, "truth")).containsExactly("truth " + i);
            }
        }
    }

    @Test
    @DisplayName("labels update the rows of another topic of the same connector")
    void labelled(TestBed bed) {
        Labels labels = new Labels(bed).connect();
        labels.predict(0, ROWS);
        labels.label(0, ROWS);
        labels.awaitTruths(0, ROWS);
        labels.awaitAllCommitted();
        ReceivedRequest update = labels.updates.requests().get(0);
        assertThat(update.path()).isEqualTo("/v1/inference-pipelines/" + labels.pipeline.id() + "/rows");
        assertThat(update.text())
                .isEqualTo("{\"row\":" + update.body().path("row") + ",\"config\":{\"groundTruthColumnName\":\"truth\","
                        + "\"inferenceIdColumnName\":\"id\"}}");
        assertThat(labels.pipeline.violations()).isEmpty();
        assertThat(bed.openlayer().strangers()).isEmpty();
        assertThat(labels.updates.overlapped()).isFalse();
    }

    @Test
    @DisplayName("a label that arrives before its row waits for it, and blocks no other label")
    void early(TestBed bed) {
        Labels labels = new Labels(bed).connect();
        labels.updates.has("row 7");
        labels.label(0, 1);
        labels.label(7, 8);
        labels.updates.await(1);
        assertThat(labels.updates.of("row 7", "truth")).containsExactly("truth 7");
        assertThat(labels.committed()).isZero();
        labels.predict(0, 1);
        labels.updates.await(2);
        assertThat(labels.updates.of("row 0", "truth")).containsExactly("truth 0");
        labels.awaitAllCommitted();
    }

    @Test
    @DisplayName(
            "a label whose row never arrives is errant after update.not.found.timeout.ms; the others are delivered")
    void neverThere(TestBed bed) {
        Labels labels =
                new Labels(bed).with("update.not.found.timeout.ms", 1_000).connect();
        labels.predict(0, ROWS);
        labels.label(0, ROWS / 2);
        labels.label(99, 100);
        labels.label(ROWS / 2, ROWS);
        labels.awaitTruths(0, ROWS);
        DeadLetter letter = labels.awaitDeadLetters(1).get(0);
        assertThat(letter.text()).contains("truth 99");
        assertThat(letter.reason())
                .contains("HTTP 404", "update.not.found.timeout.ms=1000")
                .doesNotContain("row 99");
        labels.awaitAllCommitted();
        bed.rest().awaitRunning(labels.name, 1);
    }

    @Test
    @DisplayName("if no label finds its row, the task fails for its configuration, without dead letters")
    void noneThere(TestBed bed) {
        Labels labels = new Labels(bed).with("update.not.found.timeout.ms", 500).connect();
        labels.label(0, ROWS);
        assertThat(bed.rest().awaitTaskFailed(labels.name))
                .contains("HTTP 404", "inference.id.column.name", "inference.pipeline.id", "pipelines.labels");
        assertThat(bed.topics().deadLetters(bed.name("dead"))).isEmpty();
        assertThat(labels.committed()).isZero();
    }

    @Test
    @DisplayName("a 404 about the pipeline fails the task immediately")
    void pipelineGone(TestBed bed) {
        Labels labels = new Labels(bed).connect();
        bed.openlayer().faults().always(status(404).body("{\"code\":404,\"error\":\"Inference pipeline not found\"}"));
        labels.label(0, 1);
        assertThat(bed.rest().awaitTaskFailed(labels.name))
                .contains("HTTP 404", "pipelines.labels.inference.pipeline.id");
        assertThat(labels.updates.requests()).hasSize(1);
    }

    @Test
    @DisplayName("only the label that Openlayer rejects is errant, and a record without an id is not sent")
    void refused(TestBed bed) {
        Labels labels = new Labels(bed).connect();
        bed.openlayer()
                .faults()
                .when(request -> request.updates() && request.text().contains("nonsense"), status(400));
        labels.predict(0, ROWS);
        labels.label(0, ROWS);
        labels.awaitTruths(0, ROWS);
        labels.label(3, "nonsense");
        bed.topics().produce(labels.labels, List.of(Map.of("truth", "of what?")));
        List<DeadLetter> letters = labels.awaitDeadLetters(2);
        assertThat(letters)
                .extracting(DeadLetter::reason)
                .anyMatch(reason -> reason.contains("HTTP 400"))
                .anyMatch(reason -> reason.contains("column 'id' (inference.id.column.name) is missing"));
        assertThat(labels.updates.requests())
                .noneMatch(request -> request.inferenceId().isEmpty());
        labels.awaitAllCommitted();
    }

    @Test
    @DisplayName("failing requests, resets and lost answers neither lose nor reorder labels")
    void storm(TestBed bed) {
        Labels labels = new Labels(bed).with("max.in.flight.requests", 8).connect();
        labels.predict(0, ROWS);
        bed.openlayer()
                .faults()
                .randomly(
                        0.3,
                        7,
                        status(503),
                        status(500),
                        status(429).header("Retry-After-Ms", "20"),
                        StubAnswer.reset(),
                        StubAnswer.reset().afterAccepting());
        for (int i = 0; i < 300; i++) {
            bed.topics()
                    .send(new ProducerRecord<>(
                            labels.labels,
                            0,
                            null,
                            Topics.bytes(Map.of("id", "row " + (i * i) % ROWS, "truth", "t" + (1_000 + i)))));
        }
        bed.topics().flush();
        labels.awaitAllCommitted();
        for (int row = 0; row < ROWS; row++) {
            int wanted = row;
            List<String> truths = labels.updates.of("row " + row, "truth");
            assertThat(truths).isSorted();
            assertThat(truths.stream().distinct())
                    .containsExactlyElementsOf(IntStream.range(0, 300)
                            .filter(i -> (i * i) % ROWS == wanted)
                            .mapToObj(i -> "t" + (1_000 + i))
                            .toList());
        }
        assertThat(bed.topics().deadLetters(bed.name("dead"))).isEmpty();
    }

    @Test
    @DisplayName("a rejected key fails the task immediately")
    void denied(TestBed bed) {
        Labels labels = new Labels(bed).connect();
        bed.openlayer().faults().when(ReceivedRequest::updates, status(401));
        labels.label(0, 1);
        assertThat(bed.rest().awaitTaskFailed(labels.name)).contains("HTTP 401", "openlayer.api.key");
        assertThat(labels.committed()).isZero();
    }
}
