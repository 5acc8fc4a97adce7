package com.openlayer.kafka.connect.task;

import static com.openlayer.kafka.connect.task.TaskFixture.T0;
import static com.openlayer.kafka.connect.task.TaskFixture.T1;
import static com.openlayer.kafka.connect.testing.FakeOpenlayer.REFUSED;
import static com.openlayer.kafka.connect.testing.FakeOpenlayer.UNAVAILABLE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.openlayer.kafka.connect.config.DeliverySettings.NullValues;
import com.openlayer.kafka.connect.testing.FakeOpenlayer;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Tests errant records: records without a valid row, rejected rows, and null values. */
class SinkTaskErrantRecordsTest {
    private final TaskFixture bench = new TaskFixture();
    private final FakeOpenlayer openlayer = bench.openlayer;

    @Test
    @DisplayName("every bad row is reported, and no other, at any position in its batch")
    void exactlyTheBadRows() {
        FakeReporter reporter = FakeReporter.tolerant();
        FakeWorker worker = bench.reporter(reporter).start(T0);
        Set<Long> bad = Set.of(11L, 12L, 19L, 33L, 40L, 69L);
        Set<Long> unmappable = Set.of(10L, 17L, 34L);
        for (long i = 0; i < 70; i++) {
            worker.produce(T0, unmappable.contains(i) ? "unmappable" : bad.contains(i) ? "bad" : "good");
        }
        openlayer.answers(Duration.ofMillis(5), TaskFixture::judge);
        worker.iterateUntilCommitted();
        assertThat(reporter.offsets()).containsExactlyInAnyOrder(10L, 11L, 12L, 17L, 19L, 33L, 34L, 40L, 69L);
        assertThat(new HashSet<>(openlayer.rows()))
                .containsAll(LongStream.range(0, 70)
                        .filter(i -> !bad.contains(i) && !unmappable.contains(i))
                        .mapToObj(i -> "t-0-" + i + ":good")
                        .toList());
    }

    @Test
    @DisplayName("the reporter gets the same record instance that the task received")
    void sameInstance() {
        FakeReporter reporter = FakeReporter.tolerant();
        FakeWorker worker = bench.reporter(reporter).start(T0);
        worker.transform = TaskFixture::renamed;
        openlayer.answers(Duration.ofMillis(5), TaskFixture::judge);
        worker.produce(T0, "good", "bad", "unmappable", "good");
        worker.iterateUntilCommitted();
        assertThat(reporter.reports).hasSize(2).allSatisfy(report -> {
            SinkRecord came = worker.delivered.get((int) report.record().kafkaOffset());
            assertThat(report.record()).isSameAs(came);
        });
    }

    @Test
    @DisplayName("a pending dead-letter report blocks the offset")
    void unwrittenReport() {
        FakeReporter reporter = FakeReporter.tolerant().slow();
        FakeWorker worker = bench.reporter(reporter).start(T0);
        openlayer.accepts();
        worker.produce(T0, "good");
        worker.iterate(3);
        openlayer.hangs();
        worker.produce(T0, "good", "bad");
        worker.iterate();
        // Reported within preCommit: the runtime has awaited its futures by then.
        openlayer.answers(Duration.ofMillis(1), TaskFixture::judge);
        openlayer.answer(0, REFUSED);
        openlayer.clock().pass(Duration.ofMillis(10));
        worker.commit();
        assertThat(reporter.offsets()).containsExactly(2L);
        assertThat(worker.committed(T0)).isEqualTo(2);
        assertThat(bench.budget().rows()).isOne();

        reporter.reports.get(0).written().complete(null);
        worker.commit();
        assertThat(worker.committed(T0)).isEqualTo(3);
    }

    @Test
    @DisplayName("a dead-letter report that cannot be written fails the task, and the offset does not advance")
    void failedReport() {
        FakeReporter reporter = FakeReporter.tolerant().slow();
        FakeWorker worker = bench.reporter(reporter).start(T0);
        worker.produce(T0, "unmappable");
        worker.iterate();
        reporter.reports.get(0).written().completeExceptionally(new IllegalStateException("no broker"));
        worker.iterate();
        assertThat(worker.failure())
                .hasValueSatisfying(f -> assertThat(f.getCause())
                        .hasMessageContaining("topic t, partition 0, offset 0")
                        .hasRootCauseMessage("no broker"));
        assertThat(worker.committed(T0)).isZero();
    }

    @Test
    @DisplayName("a failed report about a revoked partition does not fail the task")
    void failedReportOfAPartitionThatHasGone() {
        FakeReporter reporter = FakeReporter.tolerant().slow();
        FakeWorker worker = bench.reporter(reporter).start(T0, T1);
        worker.produce(T0, "unmappable");
        worker.iterate();
        worker.lose(T0);
        reporter.reports.get(0).written().completeExceptionally(new IllegalStateException("no broker"));
        openlayer.accepts();
        worker.produce(T1, 5);
        worker.iterateUntilCommitted();
        assertThat(worker.failure()).isEmpty();
    }

    @Test
    @DisplayName("a reporter that throws fails the task, and the offset does not advance")
    void brokenReporter() {
        TaskDriver task = new TaskDriver(
                bench,
                (record, error) -> {
                    throw new IllegalStateException("producer closed");
                },
                T0);
        task.put(task.records(T0, "unmappable"));
        assertThatThrownBy(() -> task.put(List.of()))
                .isInstanceOf(ConnectException.class)
                .hasMessageContaining("topic t, partition 0, offset 0");
        assertThat(task.preCommit(T0, 1)).isZero();
    }

    @Test
    @DisplayName("with tolerance none the failure is thrown, although the reporter's own exception is caught")
    void toleranceNone() {
        FakeReporter reporter = FakeReporter.intolerant();
        FakeWorker worker = bench.intolerant().reporter(reporter).start(T0);
        worker.produce(T0, "good", "unmappable", "unmappable");
        openlayer.accepts();
        worker.iterate(2);
        assertThat(reporter.offsets()).as("no more is reported than the first").containsExactly(1L);
        assertThat(worker.failure())
                .hasValueSatisfying(f -> assertThat(f.getCause())
                        .isInstanceOf(DataException.class)
                        .hasMessage("topic t, partition 0, offset 1: column 'output' is missing"));
        assertThat(worker.committed(T0)).as("what came before is done").isEqualTo(1);
    }

    @Test
    @DisplayName("with tolerance none a row that Openlayer rejects fails the task; earlier rows are committed")
    void toleranceNoneRefused() {
        FakeWorker worker =
                bench.intolerant().reporter(FakeReporter.intolerant()).start(T0);
        openlayer.answers(Duration.ofMillis(5), TaskFixture::judge);
        worker.produce(T0, "good", "good", "bad", "good");
        for (int i = 0; i < 20 && !worker.isEnded(); i++) {
            worker.iterate();
        }
        assertThat(worker.failure())
                .hasValueSatisfying(f -> assertThat(f.getCause())
                        .hasMessageStartingWith("topic t, partition 0, offset 2: refused by Openlayer: HTTP 400"));
        assertThat(worker.committed(T0)).isEqualTo(2);
    }

    @Test
    @DisplayName("with tolerance all and no reporter, bad rows are skipped")
    void noReporter() {
        FakeWorker worker = bench.start(T0);
        openlayer.answers(Duration.ofMillis(5), TaskFixture::judge);
        worker.produce(T0, "good", "bad", "unmappable", "good");
        worker.iterateUntilCommitted();
        assertThat(worker.failure()).isEmpty();
    }

    @Test
    @DisplayName(
            "an outage causes no dead letters: after outage.timeout.ms the task fails without advancing its offsets")
    void outage() {
        FakeReporter reporter = FakeReporter.tolerant();
        FakeWorker worker = bench.outageTimeout(20_000).reporter(reporter).start(T0);
        openlayer.accepts();
        worker.produce(T0, 10);
        worker.iterate(3);
        openlayer.answers(Duration.ofMillis(1), call -> UNAVAILABLE);
        worker.produce(T0, 30);
        for (int i = 0; i < 500 && !worker.isEnded(); i++) {
            worker.iterate();
        }
        assertThat(worker.failure())
                .hasValueSatisfying(f -> assertThat(f.getCause()).hasMessageContaining("outage.timeout.ms=20000"));
        assertThat(reporter.reports).isEmpty();
        assertThat(worker.committed(T0)).isEqualTo(10);
    }

    @Test
    @DisplayName("the reason names topic, partition and offset, but no content")
    void reasons() {
        FakeReporter reporter = FakeReporter.tolerant();
        FakeWorker worker = bench.reporter(reporter).start(T0);
        openlayer.answers(Duration.ofMillis(5), TaskFixture::judge);
        worker.transform = record -> record.kafkaOffset() == 3
                ? TaskFixture.record(new TopicPartition("nowhere", 9), record)
                : TaskFixture.renamed(record);
        worker.produce(T0, "good", "bad secret", "unmappable secret", "homeless secret", "explode secret");
        worker.iterateUntilCommitted();
        assertThat(reporter.reports)
                .extracting(r -> r.error().getMessage())
                .satisfiesExactlyInAnyOrder(
                        m -> assertThat(m).isEqualTo("topic t, partition 0, offset 1: refused by Openlayer: HTTP 400"),
                        m -> assertThat(m).isEqualTo("topic t, partition 0, offset 2: column 'output' is missing"),
                        m -> assertThat(m)
                                .isEqualTo("topic t, partition 0, offset 3: no pipeline takes the topic that a"
                                        + " transform gave it (7 characters)"),
                        m -> assertThat(m)
                                .startsWith("topic t, partition 0, offset 4: mapping failed:"
                                        + " java.lang.IllegalArgumentException at "));
        assertThat(reporter.reports).allSatisfy(r -> assertThat(r.error()).hasNoCause());
        assertThat(reporter.reports).extracting(r -> r.error().getMessage()).noneMatch(m -> m.contains("secret"));
    }

    @Test
    @DisplayName("behavior.on.null.values=dead-letter makes a tombstone errant")
    void tombstoneAsErrantRecord() {
        FakeReporter reporter = FakeReporter.tolerant();
        FakeWorker worker =
                bench.reporter(reporter).nullValues(NullValues.DEAD_LETTER).start(T0);
        openlayer.accepts();
        worker.produce(T0, "good", null, "good");
        worker.iterateUntilCommitted();
        assertThat(reporter.offsets()).containsExactly(1L);
        assertThat(openlayer.rows()).hasSize(2);
    }

    @Test
    @DisplayName("an errant tombstone fails the task with tolerance none")
    void tombstoneWithToleranceNone() {
        FakeWorker worker =
                bench.intolerant().nullValues(NullValues.DEAD_LETTER).start(T0);
        worker.produce(T0, "good", null);
        worker.iterate(2);
        assertThat(worker.failure())
                .hasValueSatisfying(
                        f -> assertThat(f.getCause()).hasMessage("topic t, partition 0, offset 1: the value is null"));
    }

    @Test
    @DisplayName("behavior.on.null.values=fail fails the task at a tombstone, even with tolerance all")
    void tombstoneAsFailure() {
        FakeReporter reporter = FakeReporter.tolerant();
        FakeWorker worker = bench.reporter(reporter).nullValues(NullValues.FAIL).start(T0);
        worker.produce(T0, "good", null);
        worker.iterate(2);
        assertThat(worker.failure())
                .hasValueSatisfying(f -> assertThat(f.getCause())
                        .hasMessageContaining("topic t, partition 0, offset 1", "behavior.on.null.values=fail"));
        assertThat(reporter.reports).isEmpty();
    }

    @Test
    @DisplayName("an ignored tombstone does not block the offset")
    void tombstoneIgnored() {
        FakeWorker worker = bench.start(T0);
        openlayer.accepts();
        worker.produce(T0, null, "good", null);
        worker.iterateUntilCommitted();
        assertThat(openlayer.rows()).containsExactly("t-0-1:good");
    }
}
