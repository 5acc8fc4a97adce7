package com.openlayer.kafka.connect.task;

import static com.openlayer.kafka.connect.task.TaskFixture.T0;
import static com.openlayer.kafka.connect.task.TaskFixture.T1;
import static com.openlayer.kafka.connect.testing.FakeOpenlayer.ACCEPTED;
import static com.openlayer.kafka.connect.testing.FakeOpenlayer.UNAVAILABLE;
import static org.assertj.core.api.Assertions.assertThat;

import com.openlayer.kafka.connect.testing.FakeOpenlayer;
import java.time.Duration;
import java.util.HashSet;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Tests the timing of the task: poll timeouts, pauses and lingering. */
class SinkTaskPollingTest {
    private final TaskFixture bench = new TaskFixture();
    private final FakeOpenlayer openlayer = bench.openlayer;

    @Test
    @DisplayName("every put sets context.timeout while rows are unacknowledged")
    void timeoutLastsForOnePoll() {
        FakeWorker worker = bench.start(T0);
        worker.produce(T0, 3);
        worker.iterate(40);
        assertThat(worker.pollTimeouts).allMatch(t -> t <= 500);

        openlayer.answer(0, ACCEPTED);
        worker.iterate(3);
        assertThat(worker.pollTimeouts.get(42)).as("nothing is unfinished").isGreaterThan(10_000);
    }

    @Test
    @DisplayName("a failure that put finds is thrown by the next put, after a poll of 1 ms")
    void failsSoon() {
        FakeWorker worker = bench.intolerant().start(T0);
        worker.produce(T0, "unmappable");
        worker.iterate(2);
        assertThat(worker.failure()).isPresent();
        assertThat(worker.pollTimeouts).last().isEqualTo(1L);
    }

    @Test
    @DisplayName("a paused task resumes soon after an answer, although the answer cannot interrupt its poll")
    void resumesWithoutWaitingForACommit() {
        FakeWorker worker = bench.highWater(20, 1 << 20).start(T0);
        worker.maxPollRecords = 20;
        worker.produce(T0, 60);
        worker.iterate(5);
        assertThat(worker.isPaused(T0)).isTrue();

        openlayer.accepts();
        long start = openlayer.clock().getAsLong();
        openlayer.answer(0, ACCEPTED);
        for (int i = 0; i < 10 && worker.isPaused(T0); i++) {
            worker.iterate();
        }
        assertThat(worker.isPaused(T0)).isFalse();
        assertThat(Duration.ofNanos(openlayer.clock().getAsLong() - start)).isLessThan(Duration.ofSeconds(1));
    }

    @Test
    @DisplayName("lingering rows of an idle topic are sent on time")
    void lingersOnAnIdleTopic() {
        FakeWorker worker = bench.linger(700).start(T0);
        worker.produce(T0, 3);
        worker.iterate(3);
        assertThat(openlayer.rows()).isEmpty();
        worker.iterate(3);
        assertThat(openlayer.rows()).hasSize(3);
    }

    @Test
    @DisplayName("a clean stop sends lingering rows")
    void endOfLingering() {
        FakeWorker worker = bench.linger(600_000).start(T0);
        worker.produce(T0, 3);
        openlayer.accepts();
        worker.iterate();
        worker.stop();
        assertThat(worker.committed(T0)).isEqualTo(3);
    }

    @Test
    @DisplayName("sending continues with the next put after a commit")
    void goesOnAfterACommit() {
        FakeWorker worker = bench.start(T0);
        worker.produce(T0, 10);
        openlayer.serves(
                call -> openlayer.clock().schedule(1, () -> call.onAnswer().accept(UNAVAILABLE)));
        worker.iterate();
        worker.commit();
        openlayer.accepts();
        worker.iterate(20);
        worker.commit();
        assertThat(worker.committed(T0)).isEqualTo(10);
    }

    @Test
    @DisplayName("put throws no exception during an outage, and every record is delivered once")
    void neverRetriable() {
        FakeWorker worker = bench.highWater(50, 1 << 20).start(T0, T1);
        openlayer.answers(Duration.ofMillis(1), call -> UNAVAILABLE);
        worker.maxPollRecords = 20;
        worker.produce(T0, 100);
        worker.produce(T1, 100);
        worker.iterate(200);
        assertThat(worker.failure()).isEmpty();
        assertThat(worker.delivered.stream().map(TaskFixture::row)).doesNotHaveDuplicates();

        openlayer.accepts();
        worker.iterateUntilCommitted();
        assertThat(new HashSet<>(openlayer.rows())).hasSize(200);
    }
}
