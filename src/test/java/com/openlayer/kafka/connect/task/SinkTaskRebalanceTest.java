package com.openlayer.kafka.connect.task;

import static com.openlayer.kafka.connect.task.TaskFixture.T0;
import static com.openlayer.kafka.connect.task.TaskFixture.T1;
import static com.openlayer.kafka.connect.task.TaskFixture.T2;
import static com.openlayer.kafka.connect.testing.FakeOpenlayer.ACCEPTED;
import static com.openlayer.kafka.connect.testing.FakeOpenlayer.UNAVAILABLE;
import static org.assertj.core.api.Assertions.assertThat;

import com.openlayer.kafka.connect.testing.FakeOpenlayer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Tests rebalances: partitions are assigned, revoked and lost. */
class SinkTaskRebalanceTest {
    private final TaskFixture bench = new TaskFixture();
    private final FakeOpenlayer openlayer = bench.openlayer;

    @Test
    @DisplayName("rows whose original partition is not open are ignored")
    void strangers() {
        FakeWorker worker = bench.start(T0);
        openlayer.accepts();
        worker.transform = record ->
                record.kafkaOffset() == 1 ? TaskFixture.record(new TopicPartition("gone", 0), record) : record;
        worker.produce(T0, 3);
        worker.iterate(3);
        worker.commit();
        assertThat(openlayer.rows()).containsExactly("t-0-0:good", "t-0-2:good");
        assertThat(worker.committed(T0)).isEqualTo(3);
    }

    @Test
    @DisplayName("a redelivered collection may be a part of the original one")
    void redeliveredPart() {
        TaskDriver task = new TaskDriver(bench, T0, T1);
        List<SinkRecord> records = new ArrayList<>(task.records(T0, 0, 6));
        records.addAll(task.records(T1, 0, 6));
        task.put(records);
        task.close(T1);
        task.put(task.records(T0, 2, 6));
        openlayer.accepts();
        openlayer.answer(0, ACCEPTED);
        task.awaitIdle();
        assertThat(task.preCommit(T0, 6)).isEqualTo(6);
        assertThat(openlayer.rows().subList(10, openlayer.rows().size()))
                .containsExactly("t-0-2:good", "t-0-3:good", "t-0-4:good", "t-0-5:good");
    }

    @Test
    @DisplayName("preCommit and close may name partitions that were revoked earlier")
    void namesOfThePast() {
        FakeWorker worker = bench.start(T0, T1);
        openlayer.accepts();
        worker.produce(T0, 5);
        worker.produce(T1, 5);
        worker.iterate(3);
        worker.revoke(T1);
        worker.produce(T0, 5);
        worker.iterate(3);
        worker.stop();
        assertThat(worker.preCommitted).endsWith(Set.of(T0, T1));
        assertThat(worker.closed).endsWith(Set.of(T0, T1));
        assertThat(worker.failure()).isEmpty();
        assertThat(worker.committed(T0)).isEqualTo(10);
        assertThat(worker.committed(T1)).isEqualTo(5);
    }

    @Test
    @DisplayName("lost partitions are closed without a commit, and none of their rows is sent any more")
    void lost() {
        FakeWorker worker = bench.start(T0, T1);
        worker.produce(T0, 15);
        worker.produce(T1, 15);
        worker.iterate();
        int commits = worker.preCommitted.size();
        worker.lose(T0);
        assertThat(worker.preCommitted).hasSize(commits);
        assertThat(worker.committed(T0)).isZero();
        openlayer.accepts();
        openlayer.answer(0, ACCEPTED);
        worker.iterateUntilCommitted();
        assertThat(worker.committed(T1)).isEqualTo(15);
        assertThat(openlayer.rows().subList(10, openlayer.rows().size())).allMatch(r -> r.startsWith("t-1"));
        assertThat(bench.budget().rows()).isZero();
        assertThat(bench.budget().bytes()).isZero();
    }

    @Test
    @DisplayName("a pause also applies to partitions assigned by an eager rebalance, and ends for all")
    void eagerWhilePaused() {
        FakeWorker worker = bench.highWater(10, 1 << 20).start(T0, T1);
        worker.produce(T0, 15);
        worker.produce(T2, 5);
        worker.iterate();
        assertThat(worker.pausedByTask()).containsExactlyInAnyOrder(T0, T1);
        worker.rebalanceEagerly(T0, T2);
        assertThat(worker.pausedByTask()).containsExactlyInAnyOrder(T0, T2);
        assertThat(worker.isPaused(T2)).isTrue();

        openlayer.accepts();
        openlayer.calls().forEach(call -> call.onAnswer().accept(ACCEPTED));
        worker.iterateUntilCommitted();
        assertThat(worker.pausedByTask()).isEmpty();
    }

    @Test
    @DisplayName(
            "a partition that was revoked while paused is read when it is assigned again, even if there were polls in between")
    void noPauseFromBefore() {
        FakeWorker worker = bench.highWater(10, 1 << 20).start(T0, T1);
        worker.produce(T0, 15);
        worker.iterate();
        assertThat(worker.isPaused(T0)).isTrue();
        worker.revoke(T0, T1);
        worker.iterate(2);
        worker.assign(T0, T1);
        openlayer.accepts();
        openlayer.calls().forEach(call -> call.onAnswer().accept(ACCEPTED));
        worker.iterateUntilCommitted();
        assertThat(worker.committed(T0)).isEqualTo(15);
    }

    @Test
    @DisplayName("no revoked partition is paused or resumed, because that would fail the task")
    void neverTouchesWhatIsNotAssigned() {
        FakeWorker worker = bench.highWater(10, 1 << 20).start(T0, T1);
        worker.produce(T0, 15);
        worker.iterate();
        worker.revoke(T1);
        openlayer.accepts();
        openlayer.calls().forEach(call -> call.onAnswer().accept(ACCEPTED));
        worker.iterate(5);
        assertThat(worker.isPaused(T0)).isFalse();

        openlayer.hangs();
        worker.produce(T0, 20);
        worker.iterate(3);
        assertThat(worker.isPaused(T0)).isTrue();
        worker.lose(T0);
        worker.iterate(3);
        assertThat(worker.failure()).isEmpty();
    }

    @Test
    @DisplayName("a cooperative rebalance does not affect the other partitions and their rows")
    void cooperative() {
        FakeWorker worker = bench.start(T0, T1);
        openlayer.answers(Duration.ofSeconds(5), call -> ACCEPTED);
        worker.produce(T0, 5);
        worker.produce(T1, 5);
        worker.iterate();
        worker.revoke(T1);
        worker.assign(T2);
        worker.produce(T2, 5);
        worker.iterateUntilCommitted();
        assertThat(worker.committed(T0)).isEqualTo(5);
        assertThat(worker.committed(T2)).isEqualTo(5);
        assertThat(worker.committed(T1)).isZero();
        assertThat(openlayer.rows()).doesNotHaveDuplicates();
    }

    @Test
    @DisplayName(
            "an answer to a request from before a revocation commits nothing after the partition is assigned again")
    void noStateFromBefore() {
        FakeWorker worker = bench.start(T0);
        worker.produce(T0, 5);
        worker.iterate();
        worker.revoke(T0);
        worker.assign(T0);
        worker.iterate();
        openlayer.answer(0, ACCEPTED);
        worker.commit();
        assertThat(worker.committed(T0)).isZero();
        openlayer.answer(0, ACCEPTED);
        worker.commit();
        assertThat(worker.committed(T0)).isEqualTo(5);
    }

    @ParameterizedTest
    @EnumSource(Ending.class)
    @DisplayName("a clean revocation drains first, so that there are no duplicates")
    void cleanEnd(Ending ending) {
        FakeWorker worker = bench.start(T0, T1);
        openlayer.answers(Duration.ofMillis(300), call -> ACCEPTED);
        worker.produce(T0, 35);
        worker.produce(T1, 35);
        worker.iterate();
        ending.of(worker);
        assertThat(worker.committed(T0)).isEqualTo(35);
        assertThat(worker.committed(T1)).isEqualTo(ending == Ending.REVOCATION ? 0 : 35);
        assertThat(openlayer.rows()).hasSize(70).doesNotHaveDuplicates();
    }

    @Test
    @DisplayName("a clean stop sends rows for two seconds, and waits for all that it has sent")
    void boundedDrain() {
        FakeWorker worker = bench.start(T0);
        openlayer.answers(Duration.ofMillis(900), call -> ACCEPTED);
        worker.produce(T0, 500);
        worker.iterate();
        assertThat(stop(worker)).isBetween(Duration.ofSeconds(2), Duration.ofSeconds(3));
        assertThat(openlayer.rows()).hasSizeBetween(20, 490);
        assertThat(worker.committed(T0)).isEqualTo(openlayer.rows().size());
    }

    @Test
    @DisplayName("a clean stop ends as soon as all rows are answered")
    void endsWithTheLastAnswer() {
        FakeWorker worker = bench.start(T0);
        openlayer.answers(Duration.ofMillis(300), call -> ACCEPTED);
        worker.produce(T0, 5);
        worker.iterate();
        assertThat(stop(worker)).isBetween(Duration.ofMillis(300), Duration.ofMillis(310));
        assertThat(worker.committed(T0)).isEqualTo(5);
    }

    @Test
    @DisplayName("a clean stop does not wait for rows in backoff")
    void noWaitForABackoff() {
        FakeWorker worker = bench.start(T0);
        openlayer.answers(Duration.ofMillis(1), call -> UNAVAILABLE);
        worker.produce(T0, 5);
        worker.iterate(20);
        openlayer.hangs();
        assertThat(stop(worker)).isZero();
        assertThat(worker.committed(T0)).isZero();
    }

    @Test
    @DisplayName("a revocation does not wait for rows of other partitions")
    void noWaitForOthers() {
        FakeWorker worker = bench.start(T0, T1);
        worker.produce(T1, 5);
        worker.iterate();
        long start = openlayer.clock().getAsLong();
        worker.revoke(T0);
        assertThat(openlayer.clock().getAsLong()).isEqualTo(start);
    }

    @Test
    @DisplayName("a clean stop waits for the dead-letter report of a row that is rejected meanwhile")
    void reportWhileStopping() {
        FakeReporter reporter = FakeReporter.tolerant()
                .writtenBy(report -> openlayer
                        .clock()
                        .schedule(500_000_000, () -> report.written().complete(null)));
        FakeWorker worker = bench.reporter(reporter).start(T0);
        openlayer.answers(Duration.ofMillis(20), TaskFixture::judge);
        worker.produce(T0, 3);
        worker.iterate(5);
        openlayer.answers(Duration.ofMillis(300), TaskFixture::judge);
        worker.produce(T0, "bad");
        worker.iterate();
        assertThat(stop(worker)).isBetween(Duration.ofMillis(800), Duration.ofMillis(820));
        assertThat(worker.committed(T0)).isEqualTo(4);
    }

    @Test
    @DisplayName("a clean stop commits rows whose answer comes before it starts to wait")
    void answeredAtOnce() {
        FakeWorker worker = bench.linger(600_000).start(T0);
        openlayer.serves(call -> call.onAnswer().accept(ACCEPTED));
        worker.produce(T0, 3);
        worker.iterate();
        assertThat(stop(worker)).isZero();
        assertThat(worker.committed(T0)).isEqualTo(3);
    }

    @Test
    @DisplayName("waiting rows of a lost partition do not fill a request of the others")
    void lostRowsFillNoRequest() {
        FakeWorker worker = bench.linger(600_000).start(T0, T1);
        worker.produce(T0, 9);
        worker.iterate();
        worker.lose(T0);
        worker.produce(T1, 5);
        worker.iterate();
        assertThat(openlayer.requests()).isZero();
    }

    @Test
    @DisplayName("a partition that is assigned twice has only the records read since")
    void assignedTwice() {
        FakeWorker worker = bench.start(T0);
        worker.produce(T0, 5);
        worker.iterate();
        worker.assign(T0);
        assertThat(bench.budget().isEmpty()).isTrue();
        assertThat(bench.budget().bytes()).isZero();
    }

    @Test
    @DisplayName("a stopped task sends no more, although its partitions are not closed")
    void stopWithoutClose() {
        TaskDriver task = new TaskDriver(bench, T0);
        task.put(task.records(T0, 0, 25));
        int sent = openlayer.requests();
        task.stop();
        openlayer.answer(0, UNAVAILABLE);
        openlayer.clock().pass(Duration.ofMinutes(5));
        assertThat(openlayer.requests()).isEqualTo(sent);
    }

    private Duration stop(FakeWorker worker) {
        long start = openlayer.clock().getAsLong();
        worker.stop();
        return Duration.ofNanos(openlayer.clock().getAsLong() - start);
    }

    enum Ending {
        STOP,
        EAGER,
        REVOCATION;

        void of(FakeWorker worker) {
            switch (this) {
                case STOP -> worker.stop();
                case EAGER -> worker.rebalanceEagerly(T0);
                case REVOCATION -> worker.revoke(T0);
            }
        }
    }
}
