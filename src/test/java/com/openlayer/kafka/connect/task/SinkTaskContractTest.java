package com.openlayer.kafka.connect.task;

import static com.openlayer.kafka.connect.task.Simulation.ACCEPTED;
import static com.openlayer.kafka.connect.task.Simulation.UNAVAILABLE;
import static com.openlayer.kafka.connect.task.TaskFixture.T0;
import static com.openlayer.kafka.connect.task.TaskFixture.T1;
import static com.openlayer.kafka.connect.task.TaskFixture.T2;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.openlayer.kafka.connect.api.Answer;
import com.openlayer.kafka.connect.config.DeliverySettings.NullValues;
import com.openlayer.kafka.connect.publisher.PublisherSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.LongStream;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What Connect's runtime does to a sink task, and the mistakes that other sinks make under it. */
class SinkTaskContractTest {
    private static final Answer DENIED = Answer.denied("HTTP 401", Answer.Cause.API_KEY);
    private static final Answer REFUSED = Answer.refused("HTTP 400", "400");

    private final TaskFixture bench = new TaskFixture();
    private final Simulation openlayer = bench.openlayer;

    @Nested
    class Polling {
        @Test
        @DisplayName("context.timeout is asked anew at every put while something is unfinished")
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
        @DisplayName("a paused task goes on within a moment of an answer, though nothing wakes its poll")
        void resumesWithoutWaitingForACommit() {
            FakeWorker worker = bench.highWater(20, 1 << 20).start(T0);
            worker.maxPollRecords = 20;
            worker.produce(T0, 60);
            worker.iterate(5);
            assertThat(worker.isPaused(T0)).isTrue();

            openlayer.accepts();
            long start = openlayer.now();
            openlayer.answer(0, ACCEPTED);
            for (int i = 0; i < 10 && worker.isPaused(T0); i++) {
                worker.iterate();
            }
            assertThat(worker.isPaused(T0)).isFalse();
            assertThat(Duration.ofNanos(openlayer.now() - start)).isLessThan(Duration.ofSeconds(1));
        }

        @Test
        @DisplayName("rows that linger are sent on time on an idle topic")
        void lingersOnAnIdleTopic() {
            FakeWorker worker = bench.linger(700).start(T0);
            worker.produce(T0, 3);
            worker.iterate(3);
            assertThat(openlayer.sent).isEmpty();
            worker.iterate(3);
            assertThat(openlayer.sent).hasSize(3);
        }

        @Test
        @DisplayName("a clean end sends what lingers")
        void endOfLingering() {
            FakeWorker worker = bench.linger(600_000).start(T0);
            worker.produce(T0, 3);
            openlayer.accepts();
            worker.iterate();
            worker.stop();
            assertThat(worker.committed(T0)).isEqualTo(3);
        }

        @Test
        @DisplayName("what a commit holds back goes on with the next put")
        void goesOnAfterACommit() {
            FakeWorker worker = bench.start(T0);
            worker.produce(T0, 10);
            openlayer.serves(call -> openlayer.after(1, () -> call.onAnswer().accept(UNAVAILABLE)));
            worker.iterate();
            worker.commit();
            openlayer.accepts();
            worker.iterate(20);
            worker.commit();
            assertThat(worker.committed(T0)).isEqualTo(10);
        }

        @Test
        @DisplayName("an outage throws nothing out of put, and every record comes once")
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
            assertThat(new HashSet<>(openlayer.sent)).hasSize(200);
        }
    }

    @Nested
    class Offsets {
        @Test
        @DisplayName("nothing is committed before its acknowledgement, and then the offset after it")
        void followAcknowledgements() {
            FakeWorker worker = bench.start(T0);
            worker.produce(T0, 3);
            worker.iterate();
            worker.commit();
            assertThat(worker.committed(T0)).isZero();
            openlayer.answer(0, ACCEPTED);
            worker.commit();
            assertThat(worker.committed(T0)).isEqualTo(3);
        }

        @Test
        @DisplayName("a batch that failed holds the offset, however many behind it are acknowledged")
        void neverPastAFailedBatch() {
            FakeWorker worker = bench.start(T0);
            worker.produce(T0, 10);
            worker.iterate();
            openlayer.answer(0, ACCEPTED);
            worker.produce(T0, 40);
            worker.iterate();
            assertThat(openlayer.calls).hasSize(4);
            openlayer.answer(3, ACCEPTED);
            openlayer.answer(2, ACCEPTED);
            openlayer.answer(1, UNAVAILABLE);
            openlayer.answer(0, ACCEPTED);
            worker.commit();
            assertThat(worker.committed(T0)).isEqualTo(20);
        }

        @Test
        @DisplayName("records dropped by transforms do not hold the offset")
        void droppedRecords() {
            FakeWorker worker = bench.start(T0);
            openlayer.accepts();
            worker.transform = record -> record.kafkaOffset() % 3 == 0 ? record : null;
            worker.produce(T0, 11);
            worker.iterate(3);
            worker.commit();
            assertThat(worker.committed(T0)).isEqualTo(11);
            worker.transform = record -> null;
            worker.produce(T0, 7);
            worker.commit();
            worker.commit();
            assertThat(worker.committed(T0)).isEqualTo(18);
            assertThat(openlayer.sent).hasSize(4);
        }

        @Test
        @DisplayName("records dropped by transforms do not carry the offset past one that is pending")
        void droppedRecordsBehindAPendingOne() {
            FakeWorker worker = bench.start(T0);
            worker.transform = record -> record.kafkaOffset() == 4 ? record : null;
            worker.produce(T0, 10);
            worker.iterate();
            worker.commit();
            assertThat(worker.committed(T0)).isEqualTo(4);
        }

        @Test
        @DisplayName("offsets are those of the original topic and partition, whatever transforms make of them")
        void renamedTopics() {
            FakeWorker worker = bench.start(T0, T1);
            worker.transform = SinkTaskContractTest::renamed;
            worker.produce(T0, 5);
            worker.produce(T1, 7);
            worker.iterate();
            worker.commit();
            assertThat(worker.committed(T0)).isZero();
            openlayer.accepts();
            openlayer.answer(0, ACCEPTED);
            worker.iterateUntilCommitted();
            assertThat(worker.committed()).containsOnlyKeys(T0, T1);
            assertThat(worker.committed(T1)).isEqualTo(7);
        }

        @Test
        @DisplayName("a failure found in preCommit does not rewind, and is thrown by the next put")
        void failureInPreCommit() {
            FakeWorker worker = bench.start(T0);
            worker.produce(T0, 30);
            openlayer.serves(
                    call -> openlayer.after(100_000_000, () -> call.onAnswer().accept(DENIED)));
            worker.iterate();
            long position = worker.position(T0);
            worker.afterCommit = () -> {
                assertThat(worker.failure()).isEmpty();
                assertThat(worker.position(T0)).isEqualTo(position);
                worker.afterCommit = () -> {};
            };
            worker.commit();
            assertThat(worker.failure())
                    .hasValueSatisfying(f ->
                            assertThat(f.getCause()).hasMessage("pipeline 'p': HTTP 401: check openlayer.api.key"));
        }

        @Test
        @DisplayName("after a fatal put, preCommit returns the acknowledged watermark")
        void watermarkAfterAFatalPut() {
            FakeWorker worker = bench.intolerant().start(T0);
            worker.produce(T0, 10);
            worker.iterate();
            openlayer.answer(0, ACCEPTED);
            worker.produce(T0, "unmappable");
            worker.iterate(2);
            assertThat(worker.failure()).isPresent();
            assertThat(worker.committed(T0)).isEqualTo(10);
            assertThat(worker.closed).containsExactly(Set.of(T0));
        }

        @Test
        @DisplayName(
                "a record that ends the task leaves those before it delivered and committed, and none behind it sent")
        void drainsAfterAFatalPut() {
            FakeWorker worker = bench.intolerant().start(T0);
            openlayer.answers(Duration.ofMillis(300), call -> ACCEPTED);
            worker.produce(T0, 10);
            worker.iterate();
            worker.produce(T0, 10);
            worker.produce(T0, "unmappable");
            worker.produce(T0, 10);
            worker.iterate(2);
            assertThat(worker.failure()).isPresent();
            assertThat(worker.committed(T0)).isEqualTo(20);
            assertThat(openlayer.sent).as("none of what has to come again").hasSize(20);
        }
    }

    @Nested
    class Rebalances {
        @Test
        @DisplayName("rows whose original partition is not open are ignored")
        void strangers() {
            FakeWorker worker = bench.start(T0);
            openlayer.accepts();
            worker.transform =
                    record -> record.kafkaOffset() == 1 ? record(new TopicPartition("gone", 0), record) : record;
            worker.produce(T0, 3);
            worker.iterate(3);
            worker.commit();
            assertThat(openlayer.sent).containsExactly("t-0-0:good", "t-0-2:good");
            assertThat(worker.committed(T0)).isEqualTo(3);
        }

        @Test
        @DisplayName("a collection that is delivered again may be a part of the first")
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
            assertThat(openlayer.sent.subList(10, openlayer.sent.size()))
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
        @DisplayName("partitions that are lost are closed without a commit, and nothing of them is sent any more")
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
            assertThat(openlayer.sent.subList(10, openlayer.sent.size())).allMatch(r -> r.startsWith("t-1"));
            assertThat(bench.budget().rows()).isZero();
            assertThat(bench.budget().bytes()).isZero();
        }

        @Test
        @DisplayName("a pause holds for partitions that come, and ends for all, by an eager rebalance")
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
            openlayer.calls.forEach(call -> call.onAnswer().accept(ACCEPTED));
            worker.iterateUntilCommitted();
            assertThat(worker.pausedByTask()).isEmpty();
        }

        @Test
        @DisplayName("a partition that was paused when it went is read when it is back, also where polls lie between")
        void noPauseFromBefore() {
            FakeWorker worker = bench.highWater(10, 1 << 20).start(T0, T1);
            worker.produce(T0, 15);
            worker.iterate();
            assertThat(worker.isPaused(T0)).isTrue();
            worker.revoke(T0, T1);
            worker.iterate(2);
            worker.assign(T0, T1);
            openlayer.accepts();
            openlayer.calls.forEach(call -> call.onAnswer().accept(ACCEPTED));
            worker.iterateUntilCommitted();
            assertThat(worker.committed(T0)).isEqualTo(15);
        }

        @Test
        @DisplayName("no partition that has gone is resumed or paused: that would kill the task")
        void neverTouchesWhatIsNotAssigned() {
            FakeWorker worker = bench.highWater(10, 1 << 20).start(T0, T1);
            worker.produce(T0, 15);
            worker.iterate();
            worker.revoke(T1);
            openlayer.accepts();
            openlayer.calls.forEach(call -> call.onAnswer().accept(ACCEPTED));
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
        @DisplayName("a cooperative rebalance leaves the other partitions and their rows alone")
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
            assertThat(openlayer.sent).doesNotHaveDuplicates();
        }

        @Test
        @DisplayName("an answer to what was sent before a partition went commits nothing when it is back")
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
        @DisplayName("a clean end drains first, so that nothing comes twice")
        void cleanEnd(Ending ending) {
            FakeWorker worker = bench.start(T0, T1);
            openlayer.answers(Duration.ofMillis(300), call -> ACCEPTED);
            worker.produce(T0, 35);
            worker.produce(T1, 35);
            worker.iterate();
            ending.of(worker);
            assertThat(worker.committed(T0)).isEqualTo(35);
            assertThat(worker.committed(T1)).isEqualTo(ending == Ending.REVOCATION ? 0 : 35);
            assertThat(openlayer.sent).hasSize(70).doesNotHaveDuplicates();
        }
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

    @Nested
    class ErrantRecords {
        @Test
        @DisplayName("every bad row is reported, and no other, wherever it stands in its batch")
        void exactlyTheBadRows() {
            FakeReporter reporter = FakeReporter.tolerant();
            FakeWorker worker = bench.reporter(reporter).start(T0);
            Set<Long> bad = Set.of(11L, 12L, 19L, 33L, 40L, 69L);
            Set<Long> unmappable = Set.of(10L, 17L, 34L);
            for (long i = 0; i < 70; i++) {
                worker.produce(T0, unmappable.contains(i) ? "unmappable" : bad.contains(i) ? "bad" : "good");
            }
            openlayer.answers(Duration.ofMillis(5), SinkTaskContractTest::judge);
            worker.iterateUntilCommitted();
            assertThat(reporter.offsets()).containsExactlyInAnyOrder(10L, 11L, 12L, 17L, 19L, 33L, 34L, 40L, 69L);
            assertThat(new HashSet<>(openlayer.sent))
                    .containsAll(LongStream.range(0, 70)
                            .filter(i -> !bad.contains(i) && !unmappable.contains(i))
                            .mapToObj(i -> "t-0-" + i + ":good")
                            .toList());
        }

        @Test
        @DisplayName("the reporter gets the very instance that came in")
        void sameInstance() {
            FakeReporter reporter = FakeReporter.tolerant();
            FakeWorker worker = bench.reporter(reporter).start(T0);
            worker.transform = SinkTaskContractTest::renamed;
            openlayer.answers(Duration.ofMillis(5), SinkTaskContractTest::judge);
            worker.produce(T0, "good", "bad", "unmappable", "good");
            worker.iterateUntilCommitted();
            assertThat(reporter.reports).hasSize(2).allSatisfy(report -> {
                SinkRecord came = worker.delivered.get((int) report.record().kafkaOffset());
                assertThat(report.record()).isSameAs(came);
            });
        }

        @Test
        @DisplayName("a dead-letter report that is not written yet holds the offset")
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
            openlayer.answers(Duration.ofMillis(1), SinkTaskContractTest::judge);
            openlayer.answer(0, REFUSED);
            openlayer.pass(Duration.ofMillis(10));
            worker.commit();
            assertThat(reporter.offsets()).containsExactly(2L);
            assertThat(worker.committed(T0)).isEqualTo(2);
            assertThat(bench.budget().rows()).isOne();

            reporter.reports.get(0).written().complete(null);
            worker.commit();
            assertThat(worker.committed(T0)).isEqualTo(3);
        }

        @Test
        @DisplayName("a dead-letter report that cannot be written fails the task, and its offset stays")
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
        @DisplayName("a report of a partition that has gone fails nobody")
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
        @DisplayName("a reporter that breaks down fails the task, and the offset stays")
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
        @DisplayName("with tolerance none the failure is thrown though the reporter's own exception is taken")
        void toleranceNone() {
            FakeReporter reporter = FakeReporter.intolerant();
            FakeWorker worker = bench.intolerant().reporter(reporter).start(T0);
            worker.produce(T0, "good", "unmappable", "unmappable");
            openlayer.accepts();
            worker.iterate(2);
            assertThat(reporter.offsets())
                    .as("no more is reported than the first")
                    .containsExactly(1L);
            assertThat(worker.failure())
                    .hasValueSatisfying(f -> assertThat(f.getCause())
                            .isInstanceOf(DataException.class)
                            .hasMessage("topic t, partition 0, offset 1: column 'output' is missing"));
            assertThat(worker.committed(T0)).as("what came before is done").isEqualTo(1);
        }

        @Test
        @DisplayName("with tolerance none a row that Openlayer refuses fails the task; those before it are committed")
        void toleranceNoneRefused() {
            FakeWorker worker =
                    bench.intolerant().reporter(FakeReporter.intolerant()).start(T0);
            openlayer.answers(Duration.ofMillis(5), SinkTaskContractTest::judge);
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
            openlayer.answers(Duration.ofMillis(5), SinkTaskContractTest::judge);
            worker.produce(T0, "good", "bad", "unmappable", "good");
            worker.iterateUntilCommitted();
            assertThat(worker.failure()).isEmpty();
        }

        @Test
        @DisplayName(
                "an outage never reaches the dead-letter reporter: beyond outage.timeout.ms it fails the task, offsets unmoved")
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
        @DisplayName("the reason names topic, partition, offset and no content")
        void reasons() {
            FakeReporter reporter = FakeReporter.tolerant();
            FakeWorker worker = bench.reporter(reporter).start(T0);
            openlayer.answers(Duration.ofMillis(5), SinkTaskContractTest::judge);
            worker.transform = record ->
                    record.kafkaOffset() == 3 ? record(new TopicPartition("nowhere", 9), record) : renamed(record);
            worker.produce(T0, "good", "bad secret", "unmappable secret", "homeless secret", "explode secret");
            worker.iterateUntilCommitted();
            assertThat(reporter.reports)
                    .extracting(r -> r.error().getMessage())
                    .satisfiesExactlyInAnyOrder(
                            m -> assertThat(m)
                                    .isEqualTo("topic t, partition 0, offset 1: refused by Openlayer: HTTP 400"),
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
        @DisplayName("a tombstone takes the error policy where it is asked to")
        void tombstoneAsErrantRecord() {
            FakeReporter reporter = FakeReporter.tolerant();
            FakeWorker worker =
                    bench.reporter(reporter).nullValues(NullValues.DEAD_LETTER).start(T0);
            openlayer.accepts();
            worker.produce(T0, "good", null, "good");
            worker.iterateUntilCommitted();
            assertThat(reporter.offsets()).containsExactly(1L);
            assertThat(openlayer.sent).hasSize(2);
        }

        @Test
        @DisplayName("a tombstone that is an error fails the task with tolerance none")
        void tombstoneWithToleranceNone() {
            FakeWorker worker =
                    bench.intolerant().nullValues(NullValues.DEAD_LETTER).start(T0);
            worker.produce(T0, "good", null);
            worker.iterate(2);
            assertThat(worker.failure())
                    .hasValueSatisfying(f ->
                            assertThat(f.getCause()).hasMessage("topic t, partition 0, offset 1: the value is null"));
        }

        @Test
        @DisplayName("a tombstone fails the task, also with tolerance all, where it is asked to")
        void tombstoneAsFailure() {
            FakeReporter reporter = FakeReporter.tolerant();
            FakeWorker worker =
                    bench.reporter(reporter).nullValues(NullValues.FAIL).start(T0);
            worker.produce(T0, "good", null);
            worker.iterate(2);
            assertThat(worker.failure())
                    .hasValueSatisfying(f -> assertThat(f.getCause())
                            .hasMessageContaining("topic t, partition 0, offset 1", "behavior.on.null.values=fail"));
            assertThat(reporter.reports).isEmpty();
        }

        @Test
        @DisplayName("a tombstone that is ignored holds no offset")
        void tombstoneIgnored() {
            FakeWorker worker = bench.start(T0);
            openlayer.accepts();
            worker.produce(T0, null, "good", null);
            worker.iterateUntilCommitted();
            assertThat(openlayer.sent).containsExactly("t-0-1:good");
        }
    }

    @Nested
    class DeadLetterTopic {
        private final FakeReporter reporter = FakeReporter.tolerant();

        private FakeWorker start() {
            return bench.reporter(reporter).deadLetterTopic("dlq").start(T0, T1);
        }

        @Test
        @DisplayName("a report that is done at once, twice, was not written: the task fails and its offset stays")
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
        @DisplayName("a report that is done at once and, made once more, is written later, raises no alarm")
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
        @DisplayName("a report that breaks down when it is made once more is not made again and again")
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
            openlayer.pass(Duration.ofSeconds(1));
            for (int i = 0; i < 3; i++) {
                assertThat(task.preCommit(T0, 1)).isZero();
            }
            assertThat(reports).hasSize(2);
        }

        @Test
        @DisplayName("a report of a partition that has gone is not made once more")
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
        @DisplayName("the gauges move while put is blocked in Connect's producer")
        void gaugesWhileBlocked() {
            List<Number> shown = new ArrayList<>();
            TaskDriver task = new TaskDriver(
                    bench.deadLetterTopic("dlq"),
                    (record, error) -> {
                        openlayer.pass(Duration.ofSeconds(30));
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
            return bench.metrics().metrics(openlayer::now, () -> 90_000).stream()
                    .filter(metric -> metric.name().equals(name))
                    .findFirst()
                    .orElseThrow()
                    .value()
                    .get();
        }
    }

    @Nested
    class Mistakes {
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
                    .satisfies(
                            report -> assertThat(report.error())
                                    .hasMessageStartingWith(
                                            "topic t, partition 0, offset 1: mapping failed: java.lang.StackOverflowError at "));
        }

        @Test
        @DisplayName("memory that runs out while mapping ends the task")
        void outOfMemory() {
            TaskDriver task = new TaskDriver(bench, FakeReporter.tolerant(), T0);
            assertThatThrownBy(() -> task.put(task.records(T0, "exhaust"))).isInstanceOf(OutOfMemoryError.class);
        }

        @Test
        @DisplayName("a stream that throws fails the task, and offsets stay")
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
        @DisplayName("an error in the thread of an answer fails the task, rather than to be lost there")
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
        @DisplayName("ordering=partition commits and drains like the other")
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
            assertThat(openlayer.sent).hasSize(200).doesNotHaveDuplicates();
        }

        @Test
        @DisplayName("a connector that a user pauses still finishes what it has, and starts again")
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

    private static Answer judge(Simulation.Call call) {
        return call.rows().stream().anyMatch(r -> r.contains(":bad")) ? REFUSED : ACCEPTED;
    }

    /** As a RegexRouter would. */
    private static SinkRecord renamed(SinkRecord record) {
        return record.newRecord("renamed", 7, null, record.key(), null, record.value(), record.timestamp());
    }

    /** As if it were from another topic. */
    private static SinkRecord record(TopicPartition partition, SinkRecord record) {
        return partition.topic().equals("gone")
                ? new SinkRecord(
                        "t",
                        0,
                        null,
                        null,
                        null,
                        record.value(),
                        record.kafkaOffset(),
                        record.timestamp(),
                        record.timestampType(),
                        null,
                        partition.topic(),
                        partition.partition(),
                        record.kafkaOffset())
                : record.newRecord(
                        partition.topic(), partition.partition(), null, null, null, record.value(), record.timestamp());
    }
}
