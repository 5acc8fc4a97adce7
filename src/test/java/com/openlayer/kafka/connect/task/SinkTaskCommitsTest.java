package com.openlayer.kafka.connect.task;

import static com.openlayer.kafka.connect.task.TaskFixture.T0;
import static com.openlayer.kafka.connect.task.TaskFixture.T1;
import static com.openlayer.kafka.connect.testing.FakeOpenlayer.ACCEPTED;
import static com.openlayer.kafka.connect.testing.FakeOpenlayer.UNAVAILABLE;
import static org.assertj.core.api.Assertions.assertThat;

import com.openlayer.kafka.connect.testing.FakeOpenlayer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests when a task requests a commit, and which rows are sent again after a kill or a clean stop. */
class SinkTaskCommitsTest {
    private final TaskFixture bench = new TaskFixture();
    private final FakeOpenlayer openlayer = bench.openlayer;

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    @DisplayName("with auto.offset.reset=latest, all rows read during an outage and after it are delivered")
    void startPosition(boolean killed) {
        FakeWorker worker = bench.latest().start(T0);
        openlayer.answers(Duration.ofMillis(1), call -> UNAVAILABLE);
        worker.iterate(2);
        worker.produce(T0, 10);
        worker.iterate(3);
        assertThat(worker.position(T0)).isEqualTo(10);
        if (killed) {
            worker.lose(T0);
        } else {
            worker.revoke(T0);
        }
        worker.produce(T0, 5);
        openlayer.accepts();
        worker.assign(T0);
        worker.iterateUntilCommitted();
        assertThat(new HashSet<>(openlayer.rows())).hasSize(15);
    }

    @Test
    @DisplayName("a start position costs one commit per assignment")
    void oneCommitForEachAssignment() {
        FakeWorker worker = bench.latest().start(T0);
        worker.produce(T0, 3);
        worker.iterate(100);
        assertThat(worker.commits).isEqualTo(1);
        worker.assign(T1);
        worker.iterate(100);
        assertThat(worker.commits).isEqualTo(2);
    }

    @Test
    @DisplayName(
            "a commit is requested with each assignment, and repeated for five seconds, because it may fail silently")
    void repeatedAfterAnAssignment() {
        FakeWorker worker = bench.latest().start(T0);
        assertThat(worker.isCommitRequested()).isTrue();
        List<Duration> commits = new ArrayList<>();
        long start = openlayer.clock().getAsLong();
        worker.afterCommit =
                () -> commits.add(Duration.ofNanos(openlayer.clock().getAsLong() - start));
        while (openlayer.clock().getAsLong() - start < Duration.ofSeconds(40).toNanos()) {
            worker.iterate();
        }
        assertThat(commits).hasSizeBetween(5, 8);
        assertThat(commits)
                .last()
                .satisfies(last -> assertThat(last).isBetween(Duration.ofSeconds(4), Duration.ofMillis(5_200)));
    }

    @Test
    @DisplayName("at full speed, rows acknowledged 1.5 s ago are committed")
    void killedAtFullSpeed() {
        FakeWorker worker = bench.start(T0);
        worker.maxPollRecords = 100;
        worker.produce(T0, 20_000);
        Map<Long, Long> acceptedAt = new HashMap<>();
        openlayer.answers(Duration.ofMillis(20), call -> {
            call.rows()
                    .forEach(
                            row -> acceptedAt.put(offset(row), openlayer.clock().getAsLong()));
            return ACCEPTED;
        });
        while (worker.committed(T0) < 20_000) {
            worker.iterate();
            long bound =
                    openlayer.clock().getAsLong() - Duration.ofMillis(1_500).toNanos();
            long acknowledged = worker.committed(T0);
            while (acceptedAt.getOrDefault(acknowledged, Long.MAX_VALUE) <= bound) {
                acknowledged++;
            }
            assertThat(worker.committed(T0)).isEqualTo(acknowledged);
        }
        assertThat(worker.commits).isLessThan((int) (openlayer.clock().getAsLong() / 500_000_000L));
    }

    private static long offset(String row) {
        return Long.parseLong(row.substring("t-0-".length(), row.indexOf(':')));
    }

    @Test
    @DisplayName("the last rows of a burst are committed within 1.5 s, and then no commit is requested")
    void endOfABurst() {
        FakeWorker worker = bench.start(T0);
        worker.iterate(40);
        worker.produce(T0, 35);
        openlayer.answers(Duration.ofMillis(300), call -> ACCEPTED);
        long start = openlayer.clock().getAsLong();
        while (worker.committed(T0) < 35) {
            worker.iterate();
        }
        assertThat(Duration.ofNanos(openlayer.clock().getAsLong() - start))
                .isLessThan(Duration.ofMillis(4 * 300 + 1_500));
        int commits = worker.commits;
        worker.iterate(20);
        assertThat(worker.commits).isEqualTo(commits);
        assertThat(worker.pollTimeouts.get(worker.pollTimeouts.size() - 1)).isGreaterThan(10_000);
    }

    @Test
    @DisplayName("preCommit does not wait, and returns the acknowledged offsets")
    void stallsNothing() {
        FakeWorker worker = bench.start(T0);
        worker.produce(T0, 30);
        worker.iterate();
        openlayer.answer(0, ACCEPTED);
        worker.iterate();
        assertThat(openlayer.calls()).as("requests are in flight").isNotEmpty();
        worker.commit();
        assertThat(worker.committed(T0)).isEqualTo(10);
        assertThat(worker.longestPreCommit).isZero();
    }

    enum End {
        STOP,
        EAGER,
        COOPERATIVE
    }

    @ParameterizedTest
    @EnumSource(End.class)
    @DisplayName("a stop during the put that requested a commit causes no duplicates")
    void endDuringThePutThatAsked(End end) {
        FakeWorker worker = bench.start(T0);
        openlayer.answers(Duration.ofMillis(300), call -> ACCEPTED);
        worker.produce(T0, 35);
        worker.iterate(2);
        while (!worker.isCommitRequested()) {
            worker.iterate();
        }
        worker.produce(T0, 35);
        worker.iterate();
        switch (end) {
            case STOP -> worker.stop();
            case EAGER -> worker.rebalanceEagerly(T1);
            case COOPERATIVE -> worker.revoke(T0);
        }
        assertThat(worker.committed(T0)).isEqualTo(70);
        assertThat(openlayer.rows()).hasSize(70).doesNotHaveDuplicates();
    }

    @Test
    @DisplayName("while a dead-letter report is pending, no commit is requested for 5 s")
    void pendingReport() {
        FakeReporter reporter = FakeReporter.tolerant().slow();
        FakeWorker worker = bench.reporter(reporter).start(T0, T1);
        openlayer.accepts();
        worker.iterate(50);
        assertThat(commitWhilePending(worker)).isBetween(Duration.ofSeconds(4), Duration.ofSeconds(6));
    }

    @Test
    @DisplayName("the 5 s for a dead-letter report restart after a commit by the runtime")
    void pendingReportAfterACommit() {
        FakeReporter reporter = FakeReporter.tolerant().slow();
        FakeWorker worker = bench.reporter(reporter).start(T0, T1);
        openlayer.accepts();
        worker.iterate(50);
        worker.produce(T1, 10);
        worker.produce(T0, "unmappable");
        worker.iterate(10);
        worker.commit();
        worker.iterate(40);
        assertThat(commitWhilePending(worker)).isBetween(Duration.ofSeconds(4), Duration.ofSeconds(6));
    }

    /** The time until ten rows are committed. */
    private Duration commitWhilePending(FakeWorker worker) {
        worker.produce(T1, 10);
        worker.produce(T0, "unmappable");
        long start = openlayer.clock().getAsLong();
        while (worker.committed(T1) < worker.log(T1).size()) {
            worker.iterate();
        }
        return Duration.ofNanos(openlayer.clock().getAsLong() - start);
    }
}
