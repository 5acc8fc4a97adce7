package com.openlayer.kafka.connect.task;

import static com.openlayer.kafka.connect.task.TaskFixture.T0;
import static com.openlayer.kafka.connect.task.TaskFixture.T1;
import static com.openlayer.kafka.connect.testing.FakeOpenlayer.ACCEPTED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.openlayer.kafka.connect.publisher.PublisherSettings;
import com.openlayer.kafka.connect.testing.FakeOpenlayer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.connect.errors.ConnectException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Tests bugs and exhausted memory: the task fails without advancing its offsets. */
class SinkTaskFailureTest {
    private final TaskFixture bench = new TaskFixture();
    private final FakeOpenlayer openlayer = bench.openlayer;

    @Test
    @DisplayName("a stack overflow while mapping makes the record errant")
    void stackOverflow() {
        FakeReporter reporter = FakeReporter.tolerant();
        FakeWorker worker = bench.reporter(reporter).start(T0);
        openlayer.accepts();
        worker.produce(T0, "good", "overflow", "good");
        worker.iterateUntilCommitted();
        assertThat(reporter.reports)
                .singleElement()
                .satisfies(report -> assertThat(report.error())
                        .hasMessageStartingWith(
                                "topic t, partition 0, offset 1: mapping failed: java.lang.StackOverflowError at "));
    }

    @Test
    @DisplayName("an OutOfMemoryError while mapping fails the task")
    void outOfMemory() {
        TaskDriver task = new TaskDriver(bench, FakeReporter.tolerant(), T0);
        assertThatThrownBy(() -> task.put(task.records(T0, "exhaust"))).isInstanceOf(OutOfMemoryError.class);
    }

    @Test
    @DisplayName("a client that throws fails the task, and offsets do not advance")
    void streamThatThrows() {
        FakeWorker worker = bench.start(T0);
        openlayer.serves(call -> {
            throw new IllegalStateException("a mistake of ours");
        });
        worker.produce(T0, 5);
        worker.iterate(2);
        assertThat(worker.failure())
                .hasValueSatisfying(f -> assertThat(f.getCause())
                        .hasMessageContaining("internal error in the publisher: java.lang.IllegalStateException"));
        assertThat(worker.committed(T0)).isZero();
    }

    @Test
    @DisplayName("an error on the thread of an answer fails the task")
    void answerThatBreaks() {
        FakeWorker worker = bench.start(T0);
        worker.produce(T0, 15);
        worker.iterate();
        openlayer.serves(call -> {
            throw new NoClassDefFoundError("okio");
        });
        openlayer.answer(0, ACCEPTED);
        worker.iterate();
        assertThat(worker.failure())
                .hasValueSatisfying(f -> assertThat(f.getCause())
                        .hasMessageContaining("internal error in the publisher: java.lang.NoClassDefFoundError"));
        assertThat(worker.committed(T0)).isEqualTo(10);
    }

    @Test
    @DisplayName("an exception while preCommit applies answers does not leave preCommit, and is thrown by the next put")
    void preCommitThatBreaks() {
        CompletableFuture<Void> written = new CompletableFuture<>();
        TaskDriver task = new TaskDriver(bench, (record, error) -> written, T0);
        task.put(task.records(T0, "unmappable"));
        written.cancel(false);
        assertThat(task.preCommit(T0, 1)).isZero();
        assertThatThrownBy(() -> task.put(List.of()))
                .isInstanceOf(ConnectException.class)
                .hasMessage("Could not apply what has been answered")
                .hasCauseInstanceOf(CancellationException.class);
    }

    @Test
    @DisplayName("an exception while close drains does not leave close, and is thrown by the next put")
    void closeThatBreaks() {
        CompletableFuture<Void> written = new CompletableFuture<>();
        TaskDriver task = new TaskDriver(bench, (record, error) -> written, T0, T1);
        task.put(task.records(T0, "unmappable"));
        assertThat(task.preCommit(T0, 1)).isZero();
        openlayer.clock().schedule(100_000_000, () -> written.cancel(false));
        task.close(T0);
        assertThatThrownBy(() -> task.put(List.of()))
                .isInstanceOf(ConnectException.class)
                .hasMessage("Could not drain the rows in flight")
                .hasCauseInstanceOf(CancellationException.class);
    }

    @Test
    @DisplayName("ordering=partition commits and drains like ordering=none")
    void ordered() {
        FakeWorker worker = bench.settings(PublisherSettings.defaults()
                        .maxRows(10)
                        .ordered(true)
                        .deliveryTimeoutNanos(300_000_000_000L)
                        .notFoundTimeoutNanos(60_000_000_000L)
                        .tolerant(true))
                .start(T0, T1);
        openlayer.answers(Duration.ofMillis(20), call -> ACCEPTED);
        worker.produce(T0, 100);
        worker.produce(T1, 100);
        worker.iterate();
        worker.stop();
        assertThat(worker.committed(T0)).isEqualTo(100);
        assertThat(worker.committed(T1)).isEqualTo(100);
        assertThat(openlayer.rows()).hasSize(200).doesNotHaveDuplicates();
    }

    @Test
    @DisplayName("a paused connector completes its rows in flight, and can be resumed")
    void pausedByUser() {
        FakeWorker worker = bench.highWater(10, 1 << 20).start(T0);
        worker.maxPollRecords = 10;
        worker.produce(T0, 40);
        worker.iterate(2);
        worker.pauseByUser();
        worker.iterate();
        openlayer.accepts();
        openlayer.answer(0, ACCEPTED);
        worker.iterate(10);
        worker.commit();
        assertThat(worker.committed(T0)).isEqualTo(10);
        worker.resumeByUser();
        worker.iterateUntilCommitted();
    }
}
