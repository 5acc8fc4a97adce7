package com.openlayer.kafka.connect.task;

import static com.openlayer.kafka.connect.task.TaskFixture.T0;
import static com.openlayer.kafka.connect.task.TaskFixture.T1;
import static org.assertj.core.api.Assertions.assertThat;

import com.openlayer.kafka.connect.testing.FakeOpenlayer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Tests dead-letter reports that the worker's producer writes late or never. */
class SinkTaskDeadLettersTest {
    private final TaskFixture bench = new TaskFixture();
    private final FakeOpenlayer openlayer = bench.openlayer;

    private final FakeReporter reporter = FakeReporter.tolerant();

    private FakeWorker start() {
        return bench.reporter(reporter).deadLetterTopic("dlq").start(T0, T1);
    }

    @Test
    @DisplayName(
            "a report that completes immediately twice was not written: the task fails and the offset does not advance")
    void neverWritten() {
        FakeWorker worker = start();
        openlayer.accepts();
        worker.produce(T0, "good", "unmappable", "good");
        for (int i = 0; i < 20 && !worker.isEnded(); i++) {
            worker.iterate();
        }
        assertThat(reporter.offsets()).containsExactly(1L, 1L);
        assertThat(worker.failure())
                .hasValueSatisfying(f -> assertThat(f.getCause())
                        .hasMessageContaining("topic t, partition 0, offset 1")
                        .hasMessageContaining("'dlq'")
                        .hasMessageContaining("producer.override.max.request.size")
                        .hasMessageContaining("max.message.bytes"));
        assertThat(worker.committed(T0)).isEqualTo(1);
    }

    @Test
    @DisplayName("a report that completes immediately, but later when it is repeated, causes no failure")
    void writtenWhileTheThreadWasSuspended() {
        FakeWorker worker = start();
        openlayer.accepts();
        worker.produce(T0, "unmappable", "good");
        worker.iterate();
        reporter.slow();
        worker.iterate(2);
        assertThat(reporter.offsets()).containsExactly(0L, 0L);
        assertThat(worker.committed(T0)).isZero();

        reporter.reports.get(1).written().complete(null);
        worker.iterateUntilCommitted();
        assertThat(reporter.reports).hasSize(2);
    }

    @Test
    @DisplayName("a report that throws when it is repeated is not repeated again")
    void breaksDownWhenRepeated() {
        List<Throwable> reports = new ArrayList<>();
        TaskDriver task = new TaskDriver(
                bench.deadLetterTopic("dlq"),
                (record, error) -> {
                    reports.add(error);
                    if (reports.size() > 1) {
                        throw new IllegalStateException("the producer is closed");
                    }
                    return CompletableFuture.completedFuture(null);
                },
                T0);
        task.put(task.records(T0, "unmappable"));
        openlayer.clock().pass(Duration.ofSeconds(1));
        for (int i = 0; i < 3; i++) {
            assertThat(task.preCommit(T0, 1)).isZero();
        }
        assertThat(reports).hasSize(2);
    }

    @Test
    @DisplayName("a report about a revoked partition is not repeated")
    void gone() {
        FakeWorker worker = start();
        openlayer.accepts();
        worker.produce(T0, "unmappable");
        worker.iterate();
        worker.lose(T0);
        worker.produce(T1, 5);
        worker.iterateUntilCommitted();
        assertThat(reporter.offsets()).containsExactly(0L);
    }

    @Test
    @DisplayName("the gauges are updated while put is blocked in Connect's producer")
    void gaugesWhileBlocked() {
        List<Number> shown = new ArrayList<>();
        TaskDriver task = new TaskDriver(
                bench.deadLetterTopic("dlq"),
                (record, error) -> {
                    openlayer.clock().pass(Duration.ofSeconds(30));
                    shown.add(gauge("unacknowledged-records"));
                    shown.add(gauge("oldest-unacknowledged-age-ms"));
                    shown.add(gauge("oldest-unacknowledged-record-lag-ms"));
                    return new CompletableFuture<>();
                },
                T0);
        task.put(task.records(T0, "good", "unmappable"));
        assertThat(shown).containsExactly(2, 30_000L, 90_000L);
    }

    private Number gauge(String name) {
        // The records' timestamp is 0.
        return bench.metrics().metrics(openlayer.clock(), () -> 90_000).stream()
                .filter(metric -> metric.name().equals(name))
                .findFirst()
                .orElseThrow()
                .value()
                .get();
    }
}
