package com.openlayer.kafka.connect.task;

import static com.openlayer.kafka.connect.task.TaskFixture.T0;
import static com.openlayer.kafka.connect.task.TaskFixture.T1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.openlayer.kafka.connect.testing.FakeOpenlayer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.connect.errors.ConnectException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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
    @DisplayName("a report that completes immediately is repeated after 50 ms, not earlier")
    void repeatedAfter50Milliseconds() {
        TaskDriver task = new TaskDriver(bench.deadLetterTopic("dlq"), reporter, T0);
        task.put(task.records(T0, "unmappable"));
        openlayer.clock().pass(Duration.ofMillis(49));
        task.put(List.of());
        assertThat(reporter.reports).hasSize(1);
        reporter.slow();
        openlayer.clock().pass(Duration.ofMillis(1));
        task.put(List.of());
        assertThat(reporter.reports).hasSize(2);
    }

    @Test
    @DisplayName("a report that has failed immediately is not repeated: the task fails with the producer's error")
    void failedAtOnce() {
        List<Throwable> reports = new ArrayList<>();
        TaskDriver task = new TaskDriver(
                bench.deadLetterTopic("dlq"),
                (record, error) -> {
                    reports.add(error);
                    return CompletableFuture.failedFuture(new IllegalStateException("no broker"));
                },
                T0);
        task.put(task.records(T0, "unmappable"));
        assertThatThrownBy(() -> task.put(List.of()))
                .hasMessageContaining("topic t, partition 0, offset 0")
                .hasRootCauseMessage("no broker");
        assertThat(reports).hasSize(1);
        assertThat(task.preCommit(T0, 1)).isZero();
    }

    @Test
    @DisplayName("a report that the reporter drops without a future does not block the offset")
    void noFuture() {
        TaskDriver task = new TaskDriver(bench.deadLetterTopic("dlq"), (record, error) -> null, T0);
        task.put(task.records(T0, "unmappable"));
        assertThat(task.preCommit(T0, 1)).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    @DisplayName("an interrupt while a report is awaited fails the task, and stays visible to the worker")
    void interrupted(boolean deadLetterTopic) {
        TaskFixture fixture = deadLetterTopic ? bench.deadLetterTopic("dlq") : bench;
        TaskDriver task = new TaskDriver(fixture, (record, error) -> new Interrupted(), T0);
        try {
            task.put(task.records(T0, "unmappable"));
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
        assertThatThrownBy(() -> task.put(List.of()))
                .isInstanceOf(ConnectException.class)
                .hasMessage("Interrupted");
        assertThat(task.preCommit(T0, 1)).isZero();
    }

    /** A report that is done, but awaiting it is interrupted, as by the latch in the producer's futures. */
    private static final class Interrupted extends CompletableFuture<Void> {
        Interrupted() {
            complete(null);
        }

        @Override
        public Void get() throws InterruptedException {
            throw new InterruptedException();
        }
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
                    shown.add(bench.gauge("unacknowledged-records"));
                    shown.add(bench.gauge("oldest-unacknowledged-age-ms"));
                    shown.add(bench.gauge("oldest-unacknowledged-record-lag-ms"));
                    return new CompletableFuture<>();
                },
                T0);
        task.put(task.records(T0, "good", "unmappable"));
        // The timestamp of the records is 0.
        assertThat(shown).containsExactly(2, 30_000L, 90_000L);
    }
}
