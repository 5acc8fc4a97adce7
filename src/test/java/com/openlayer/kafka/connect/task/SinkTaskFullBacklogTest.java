package com.openlayer.kafka.connect.task;

import static com.openlayer.kafka.connect.task.TaskFixture.O0;
import static com.openlayer.kafka.connect.task.TaskFixture.T0;
import static com.openlayer.kafka.connect.task.TaskFixture.T1;
import static com.openlayer.kafka.connect.testing.FakeOpenlayer.ACCEPTED;
import static com.openlayer.kafka.connect.testing.FakeOpenlayer.DENIED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.openlayer.kafka.connect.testing.FakeOpenlayer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.connect.errors.ConnectException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Tests how long put waits for room when it fills a backlog, before it pauses partitions. */
class SinkTaskFullBacklogTest {
    private final TaskFixture bench = new TaskFixture().highWater(10, 1 << 20);
    private final FakeOpenlayer openlayer = bench.openlayer;

    @Test
    @DisplayName("if answers come soon, put waits only for them, and no partition is paused")
    void roomSoon() {
        FakeWorker worker = bench.start(T0, T1);
        openlayer.answers(Duration.ofMillis(100), call -> ACCEPTED);
        worker.produce(T0, 10);
        worker.iterate();
        assertThat(worker.longestPut).isBetween(Duration.ofMillis(100), Duration.ofMillis(110));
        assertThat(worker.pausedByTask()).isEmpty();
    }

    @Test
    @DisplayName("put waits 400 ms for room if nothing else could be read, and then pauses the partitions")
    void nothingElseToRead() {
        FakeWorker worker = bench.start(T0, T1);
        worker.produce(T0, 10);
        worker.iterate();
        assertThat(worker.longestPut).isEqualTo(Duration.ofMillis(400));
        assertThat(worker.pausedByTask()).containsExactlyInAnyOrder(T0, T1);
    }

    @Test
    @DisplayName("put waits only 20 ms for room if rows of another pipeline could be read")
    void othersToRead() {
        FakeWorker worker = bench.start(T0, O0);
        worker.produce(T0, 10);
        worker.iterate();
        assertThat(worker.longestPut).isEqualTo(Duration.ofMillis(20));
        assertThat(worker.pausedByTask()).containsExactly(T0);
    }

    @Test
    @DisplayName("partitions that are paused already are nothing else to read")
    void othersPaused() {
        FakeWorker worker = bench.start(T0, O0);
        worker.produce(T0, 10);
        worker.iterate();
        worker.produce(O0, 10);
        worker.iterate();
        assertThat(worker.longestPut).isEqualTo(Duration.ofMillis(400));
        assertThat(worker.pausedByTask()).containsExactlyInAnyOrder(T0, O0);
    }

    @Test
    @DisplayName("a failure ends the wait for room")
    void failureEndsTheWait() {
        FakeWorker worker = bench.start(T0);
        openlayer.answers(Duration.ofMillis(50), call -> DENIED);
        worker.produce(T0, 10);
        worker.iterate();
        assertThat(worker.longestPut).isBetween(Duration.ofMillis(50), Duration.ofMillis(60));
        worker.iterate();
        assertThat(worker.failure()).isPresent();
    }

    @Test
    @DisplayName("an interrupt ends the wait for room, fails the task, and stays visible to the worker")
    void interrupted() {
        TaskDriver task = new TaskDriver(bench, T0);
        long start = openlayer.clock().getAsLong();
        Thread.currentThread().interrupt();
        try {
            task.put(task.records(T0, 0, 10));
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
        assertThat(openlayer.clock().getAsLong()).isEqualTo(start);
        assertThatThrownBy(() -> task.put(List.of()))
                .isInstanceOf(ConnectException.class)
                .hasMessageStartingWith("Interrupted");
    }

    @Test
    @DisplayName("the gauges are updated while put waits for room")
    void gaugesWhileWaiting() {
        TaskDriver task = new TaskDriver(bench, T0);
        List<Number> shown = new ArrayList<>();
        openlayer
                .clock()
                .schedule(Duration.ofMillis(200).toNanos(), () -> shown.add(bench.gauge("unacknowledged-records")));
        task.put(task.records(T0, 0, 10));
        assertThat(shown).containsExactly(10);
    }
}
