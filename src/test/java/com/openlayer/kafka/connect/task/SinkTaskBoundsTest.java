package com.openlayer.kafka.connect.task;

import static com.openlayer.kafka.connect.task.TaskFixture.O0;
import static com.openlayer.kafka.connect.task.TaskFixture.OTHER;
import static com.openlayer.kafka.connect.task.TaskFixture.T0;
import static com.openlayer.kafka.connect.task.TaskFixture.T1;
import static com.openlayer.kafka.connect.testing.FakeOpenlayer.ACCEPTED;
import static com.openlayer.kafka.connect.testing.FakeOpenlayer.UNAVAILABLE;
import static org.assertj.core.api.Assertions.assertThat;

import com.openlayer.kafka.connect.testing.FakeOpenlayer;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntSupplier;
import org.apache.kafka.connect.sink.SinkRecord;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Tests the limits on how long a task blocks its worker and how much memory it uses, whatever Openlayer does. */
class SinkTaskBoundsTest {
    private static final Duration PUT = Duration.ofMillis(500);
    private static final Duration PRE_COMMIT = Duration.ofMillis(3_100);
    private static final Duration STOP = Duration.ofSeconds(5);

    private final TaskFixture bench = new TaskFixture();
    private final FakeOpenlayer openlayer = bench.openlayer;

    enum Trouble {
        HANGS,
        UNAVAILABLE_AT_ONCE,
        TIMES_OUT,
        SLOW;

        void start(FakeOpenlayer openlayer) {
            switch (this) {
                case HANGS -> openlayer.hangs();
                case UNAVAILABLE_AT_ONCE -> openlayer.answers(Duration.ofMillis(1), call -> UNAVAILABLE);
                case TIMES_OUT -> openlayer.answers(Duration.ofSeconds(30), call -> UNAVAILABLE);
                case SLOW -> openlayer.answers(Duration.ofSeconds(20), call -> ACCEPTED);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Trouble.class)
    @DisplayName("put takes half a second at most, preCommit three, and stopping five")
    void time(Trouble trouble) {
        FakeWorker worker = bench.highWater(200, 1 << 20).start(T0, T1);
        worker.maxPollRecords = 50;
        worker.produce(T0, 5_000);
        worker.produce(T1, 5_000);
        trouble.start(openlayer);
        while (openlayer.clock().getAsLong() < Duration.ofHours(1).toNanos()) {
            worker.iterate();
        }
        long start = openlayer.clock().getAsLong();
        worker.stop();
        assertThat(worker.failure()).isEmpty();
        assertThat(worker.longestPut).isLessThanOrEqualTo(PUT);
        assertThat(worker.longestPreCommit).isLessThanOrEqualTo(PRE_COMMIT);
        assertThat(Duration.ofNanos(openlayer.clock().getAsLong() - start)).isLessThanOrEqualTo(STOP);
    }

    @Test
    @DisplayName("preCommit waits for dead-letter reports no longer than for answers")
    void unwrittenReports() {
        TaskDriver task = new TaskDriver(bench, (record, error) -> new CompletableFuture<>(), T0);
        task.put(task.records(T0, "unmappable"));
        long start = openlayer.clock().getAsLong();
        assertThat(task.preCommit(T0, 1)).isZero();
        assertThat(Duration.ofNanos(openlayer.clock().getAsLong() - start)).isLessThanOrEqualTo(PRE_COMMIT);
    }

    @Test
    @DisplayName("with nothing in flight, preCommit does not wait")
    void nothingToWaitFor() {
        FakeWorker worker = bench.start(T0);
        worker.produce(T0, 100);
        openlayer.accepts();
        worker.iterateUntilCommitted();
        worker.longestPreCommit = Duration.ZERO;
        worker.commit();
        assertThat(worker.longestPreCommit).isZero();
    }

    @Test
    @DisplayName("reading pauses at the high-water mark in rows plus one poll, and resumes below the low-water mark")
    void rows() {
        FakeWorker worker = bench.highWater(200, 1L << 40).start(T0, T1);
        worker.maxPollRecords = 60;
        worker.produce(T0, 3_000);
        worker.produce(T1, 3_000);
        int most = most(worker, () -> bench.budget().rows());
        assertThat(most).isBetween(200, 260);
        assertThat(openlayer.calls()).as("what is in flight").hasSize(1);

        openlayer.serves(this::accept);
        openlayer.answer(0, ACCEPTED);
        for (int i = 0; i < 100 && worker.isPaused(T0); i++) {
            worker.iterate();
        }
        assertThat(bench.budget().rows()).isLessThanOrEqualTo(150);
        worker.iterateUntilCommitted();
    }

    @Test
    @DisplayName("reading also pauses at the high-water mark in encoded bytes plus one poll")
    void bytes() {
        FakeWorker worker = bench.highWater(1_000_000, 10_000).start(T0);
        worker.maxPollRecords = 10;
        for (int i = 0; i < 1_000; i++) {
            worker.produce(T0, "ä".repeat(100));
        }
        int most = most(worker, () -> (int) bench.budget().bytes());
        assertThat(most).isBetween(10_000, 10_000 + 10 * 220);
        openlayer.serves(this::accept);
        openlayer.answer(0, ACCEPTED);
        worker.iterateUntilCommitted();
    }

    @Test
    @DisplayName("records kept for a dead-letter topic are counted, even while their reports are pending")
    void records() {
        FakeReporter reporter = FakeReporter.tolerant().slow();
        FakeWorker worker =
                bench.highWater(1_000_000, 1 << 20).reporter(reporter).start(T0);
        worker.maxPollRecords = 10;
        for (int i = 0; i < 500; i++) {
            worker.produce(T0, "unmappable" + "x".repeat(10_000));
        }
        worker.iterate(100);
        assertThat(worker.isPaused(T0)).isTrue();
        assertThat(reporter.reports).hasSizeBetween(25, 100);

        reporter.writtenBy(report -> report.written().complete(null));
        reporter.reports.forEach(report -> report.written().complete(null));
        worker.iterateUntilCommitted();
        assertThat(bench.budget().bytes()).isZero();
    }

    @Test
    @DisplayName("an outage of one pipeline pauses only its topic, and put waits only briefly")
    void outageOfOnePipeline() {
        FakeWorker worker = bench.start(T0, O0);
        openlayer.answers(
                Duration.ofMillis(5),
                call -> call.request().inferencePipelineId().equals(OTHER) ? ACCEPTED : UNAVAILABLE);
        worker.produce(T0, 6_000);
        worker.iterate(30);
        assertThat(worker.isPaused(T0)).isTrue();
        worker.longestPut = Duration.ZERO;
        worker.iterate(30);
        assertThat(worker.longestPut).isZero();
        worker.produce(O0, 6_000);
        long start = openlayer.clock().getAsLong();
        while (worker.committed(O0) < 6_000) {
            worker.iterate();
        }
        assertThat(worker.isPaused(O0)).isFalse();
        assertThat(worker.isPaused(T0)).isTrue();
        assertThat(Duration.ofNanos(openlayer.clock().getAsLong() - start)).isLessThan(Duration.ofSeconds(3));

        openlayer.accepts();
        worker.iterateUntilCommitted();
        assertThat(worker.isPaused(T0)).isFalse();
    }

    @Test
    @DisplayName("a topic that several pipelines share through a transform is paused for all of them")
    void sharedTopic() {
        FakeWorker worker = bench.start(T0, T1, O0);
        openlayer.answers(
                Duration.ofMillis(5),
                call -> call.request().inferencePipelineId().equals(OTHER) ? UNAVAILABLE : ACCEPTED);
        worker.transform = record -> record.kafkaOffset() % 2 == 0
                ? record
                : record.newRecord("other", 0, null, null, null, record.value(), record.timestamp());
        worker.produce(T0, 6_000);
        worker.iterate(50);
        assertThat(worker.pausedByTask()).containsExactlyInAnyOrder(T0, T1);

        openlayer.accepts();
        worker.iterateUntilCommitted();
        assertThat(worker.pausedByTask()).isEmpty();
    }

    @Test
    @DisplayName("a full request is sent while put still maps later records")
    void requestsStartEarly() {
        TaskDriver task = new TaskDriver(bench, T0);
        List<SinkRecord> records = task.records(T0, 0, 25);
        List<Integer> rowsSent = new ArrayList<>();
        task.put(new AbstractList<>() {
            @Override
            public SinkRecord get(int index) {
                rowsSent.add(openlayer.rows().size());
                return records.get(index);
            }

            @Override
            public int size() {
                return records.size();
            }
        });
        assertThat(rowsSent.get(9)).isZero();
        assertThat(rowsSent.get(10)).isEqualTo(10);
    }

    @Test
    @DisplayName("without a dead-letter topic only the row is kept, and its record is released")
    void recordsLetGo() {
        TaskDriver task = new TaskDriver(bench, T0);
        WeakReference<SinkRecord> record = waiting(task);
        Awaitility.await().until(() -> {
            System.gc();
            return record.get() == null;
        });
        assertThat(bench.budget().rows()).isOne();
    }

    private static WeakReference<SinkRecord> waiting(TaskDriver task) {
        List<SinkRecord> records = task.records(T0, 0, 1);
        task.put(records);
        return new WeakReference<>(records.get(0));
    }

    private int most(FakeWorker worker, IntSupplier measure) {
        int most = 0;
        for (int i = 0; i < 100; i++) {
            worker.iterate();
            most = Math.max(most, measure.getAsInt());
        }
        assertThat(worker.pausedByTask()).isEqualTo(worker.assignment());
        return most;
    }

    private void accept(FakeOpenlayer.Call call) {
        openlayer.clock().schedule(1_000_000, () -> call.onAnswer().accept(ACCEPTED));
    }
}
