package com.openlayer.kafka.connect.task;

import static com.openlayer.kafka.connect.task.TaskFixture.MS;
import static com.openlayer.kafka.connect.testing.FakeOpenlayer.ACCEPTED;
import static com.openlayer.kafka.connect.testing.FakeOpenlayer.UNAVAILABLE;
import static org.assertj.core.api.Assertions.assertThat;

import com.openlayer.kafka.connect.api.Answer;
import com.openlayer.kafka.connect.publisher.PublisherSettings;
import com.openlayer.kafka.connect.testing.FakeOpenlayer;
import com.openlayer.kafka.connect.testing.Seeds;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.sink.SinkRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * Simulates thousands of random schedules of polls, commits, rebalances, pauses, faults and dead letters, each
 * replayable from its seed: {@code mvn test -Dtest=SinkTaskSimulationTest -Dsimulation.seed=N}.
 */
class SinkTaskSimulationTest {
    private static final int SCHEDULES = 2_000;

    @Test
    @DisplayName(
            "no commit passes a record that is neither acknowledged, nor reported, nor dropped; in the end every record is")
    void commitsWhatIsDealtWithAndNothingElse() {
        Seeds.each(SCHEDULES, seed -> new TaskSchedule(seed, "t").run());
    }

    @Test
    @DisplayName(
            "no commit passes a record before each of its rows is acknowledged or reported, also with several rows or none")
    void severalRows() {
        Seeds.each(SCHEDULES, seed -> new TaskSchedule(seed, "several").run());
    }

    private static final class TaskSchedule {
        private static final int STEPS = 120;

        private static final int MOST_ROWS = 5;

        private final Random random;
        private final boolean several;
        private final int highRows;
        private final TaskFixture bench;
        private final FakeOpenlayer openlayer;
        private final FakeReporter reporter;
        private final FakeWorker worker;
        private final List<TopicPartition> partitions = new ArrayList<>();

        private final Map<String, Integer> stored = new HashMap<>();
        private final Set<String> mayRepeat = new HashSet<>();
        private final Map<TopicPartition, Long> checked = new HashMap<>();
        private int faultsInHundred;
        private boolean pausedByUser;

        TaskSchedule(long seed, String topic) {
            random = new Random(seed);
            several = topic.equals("several");
            highRows = 10 + random.nextInt(150);
            reporter = FakeReporter.tolerant()
                    .writtenBy(report -> bench().openlayer
                            .clock()
                            .schedule(
                                    random.nextInt(3_000) * MS,
                                    () -> report.written().complete(null)));
            bench = new TaskFixture()
                    .settings(PublisherSettings.defaults()
                            .maxRows(1 + random.nextInt(20))
                            .maxBytes(2_000)
                            .lingerNanos(random.nextBoolean() ? 0 : random.nextInt(2_000) * MS)
                            .maxInFlight(1 + random.nextInt(6))
                            .ordered(random.nextBoolean())
                            .deliveryTimeoutNanos(36_000_000 * MS)
                            .notFoundTimeoutNanos(60_000 * MS)
                            .tolerant(true))
                    .highWater(highRows, 1L << 40)
                    .random(random)
                    .reporter(reporter);
            openlayer = bench.openlayer;
            openlayer.serves(this::serve);
            for (int i = 0; i < 1 + random.nextInt(4); i++) {
                partitions.add(new TopicPartition(topic, i));
            }
            worker = bench.start(partitions.toArray(new TopicPartition[0]));
            worker.maxPollRecords = 1 + random.nextInt(60);
            worker.transform = several ? record -> record : TaskSchedule::transform;
            worker.afterCommit = this::checkCommitted;
        }

        private TaskFixture bench() {
            return bench;
        }

        void run() {
            for (int step = 0; step < STEPS; step++) {
                switch (random.nextInt(14)) {
                    case 0, 1, 2 -> produce();
                    case 3, 4, 5, 6, 7, 8 -> worker.iterate();
                    case 9 -> worker.commit();
                    case 10 -> faultsInHundred = random.nextInt(3) == 0 ? random.nextInt(101) : 0;
                    case 11 -> openlayer.clock().pass(Duration.ofMillis(random.nextInt(1_000)));
                    case 12 -> pauseOrResume();
                    default -> rebalance();
                }
                check();
            }
            finish();
        }

        private void produce() {
            TopicPartition partition = partitions.get(random.nextInt(partitions.size()));
            for (int i = random.nextInt(40); i > 0; i--) {
                worker.produce(partition, value(partition, worker.log(partition).size()));
            }
        }

        private @Nullable String value(TopicPartition partition, int offset) {
            return several ? severalRows(partition, offset) : oneRow(partition, offset);
        }

        private static @Nullable String severalRows(TopicPartition partition, int offset) {
            return switch (Math.floorMod(partition.hashCode() * 31 + offset * 7_919, 40)) {
                case 1 -> offset == 0 ? "good|good" : "good bad good|good";
                case 2 -> offset == 0 ? "good|good" : "bad bad|bad good";
                case 3 -> "good|good unmappable";
                case 4, 5, 6, 7 -> "|";
                case 8 -> null;
                case 9, 10, 11 -> "|good";
                case 12, 13 -> "good good good|good good";
                default -> "good|";
            };
        }

        private static @Nullable String oneRow(TopicPartition partition, int offset) {
            return switch (Math.floorMod(partition.hashCode() * 31 + offset * 7_919, 60)) {
                case 1 -> offset == 0 ? "good" : "bad";
                case 2 -> "unmappable";
                case 3 -> null;
                case 4, 5, 6 -> "dropped";
                default -> "good";
            };
        }

        private static @Nullable SinkRecord transform(SinkRecord record) {
            if ("dropped".equals(record.value())) {
                return null;
            }
            return record.kafkaOffset() % 2 == 0
                    ? record
                    : record.newRecord("renamed", 0, null, null, null, record.value(), record.timestamp());
        }

        private void serve(FakeOpenlayer.Call call) {
            boolean fault = random.nextInt(100) < faultsInHundred;
            long millis = fault && random.nextInt(4) == 0 ? 30_000 : 1 + random.nextInt(600);
            openlayer.clock().schedule(millis * MS, () -> call.onAnswer().accept(fault ? fault(call) : judge(call)));
        }

        private Answer fault(FakeOpenlayer.Call call) {
            if (random.nextInt(3) == 0 && judge(call).equals(ACCEPTED)) {
                mayRepeat.addAll(call.rows()); // processed, but the answer is lost
            }
            return UNAVAILABLE;
        }

        private Answer judge(FakeOpenlayer.Call call) {
            if (call.rows().stream().anyMatch(r -> r.endsWith(":bad"))) {
                return Answer.refused("HTTP 400", "400");
            }
            call.rows().forEach(r -> stored.merge(r, 1, Integer::sum));
            return ACCEPTED;
        }

        private void pauseOrResume() {
            pausedByUser = !pausedByUser;
            if (pausedByUser) {
                worker.pauseByUser();
            } else {
                worker.resumeByUser();
            }
        }

        private void rebalance() {
            List<TopicPartition> owned = new ArrayList<>(worker.assignment());
            Map<TopicPartition, Long> positions = new HashMap<>();
            owned.forEach(p -> positions.put(p, worker.position(p)));
            Collections.shuffle(owned, random);
            List<TopicPartition> free = new ArrayList<>(partitions);
            free.removeAll(owned);
            switch (random.nextInt(4)) {
                case 0 -> {
                    List<TopicPartition> next = new ArrayList<>(partitions);
                    Collections.shuffle(next, random);
                    worker.rebalanceEagerly(some(next));
                    comeAgain(owned, positions);
                }
                case 1 -> {
                    TopicPartition[] gone = some(owned);
                    worker.revoke(gone);
                    comeAgain(List.of(gone), positions);
                }
                case 2 -> {
                    TopicPartition[] gone = some(owned);
                    worker.lose(gone);
                    comeAgain(List.of(gone), positions);
                }
                default -> worker.assign(some(free));
            }
        }

        private TopicPartition[] some(List<TopicPartition> of) {
            return of.subList(0, random.nextInt(of.size() + 1)).toArray(new TopicPartition[0]);
        }

        /** Records that were read but not committed are read again, and their rows may have been delivered already. */
        private void comeAgain(List<TopicPartition> gone, Map<TopicPartition, Long> positions) {
            for (TopicPartition partition : gone) {
                for (long o = worker.committed(partition); o < positions.getOrDefault(partition, 0L); o++) {
                    mayRepeat.addAll(rows(partition, o));
                }
            }
        }

        private String row(TopicPartition partition, long offset) {
            return TaskFixture.row(worker.log(partition).get((int) offset));
        }

        private List<String> rows(TopicPartition partition, long offset) {
            SinkRecord record = worker.log(partition).get((int) offset);
            if (!several || record.value() == null) {
                return List.of(row(partition, offset));
            }
            List<String> rows = new ArrayList<>(TaskFixture.rowsOf(record, 0));
            rows.addAll(TaskFixture.rowsOf(record, 1));
            return rows;
        }

        private void check() {
            assertThat(worker.failure()).isEmpty();
            assertThat(bench.budget().rows())
                    .isLessThanOrEqualTo(
                            several
                                    ? 2 * highRows + MOST_ROWS * worker.maxPollRecords
                                    : highRows + worker.maxPollRecords);
            long paused = worker.assignment().stream().filter(worker::isPaused).count();
            assertThat(paused).as("paused all, or none").isIn(0L, (long)
                    worker.assignment().size());
        }

        private void checkCommitted() {
            worker.committed().forEach((partition, committed) -> {
                long from = checked.getOrDefault(partition, 0L);
                assertThat(committed).isGreaterThanOrEqualTo(from);
                for (long offset = from; offset < committed; offset++) {
                    assertThat(isDealtWith(partition, offset))
                            .as("committed %s", row(partition, offset))
                            .isTrue();
                }
                checked.put(partition, committed);
            });
        }

        private boolean isDealtWith(TopicPartition partition, long offset) {
            Object value = worker.log(partition).get((int) offset).value();
            if (value == null || value.equals("dropped")) {
                return true;
            }
            if (several) {
                return isDealtWith(partition, offset, value.toString());
            }
            if (value.equals("good")) {
                return stored.containsKey(row(partition, offset));
            }
            return isReported(partition, offset);
        }

        private boolean isDealtWith(TopicPartition partition, long offset, String value) {
            if (value.contains("unmappable")) {
                assertThat(rows(partition, offset)).noneMatch(stored::containsKey);
                return isReported(partition, offset);
            }
            return (!value.contains("bad") || isReported(partition, offset))
                    && rows(partition, offset).stream()
                            .allMatch(row -> row.endsWith(":bad") || stored.containsKey(row));
        }

        private boolean isReported(TopicPartition partition, long offset) {
            return reporter.reports.stream()
                    .anyMatch(r -> r.isWritten()
                            && r.partition().equals(partition)
                            && r.record().originalKafkaOffset() == offset);
        }

        private void finish() {
            faultsInHundred = 0;
            if (pausedByUser) {
                pauseOrResume();
            }
            List<TopicPartition> free = new ArrayList<>(partitions);
            free.removeAll(worker.assignment());
            worker.assign(free.toArray(new TopicPartition[0]));
            partitions.forEach(p -> worker.produce(p, several ? "good|good" : "good"));
            worker.iterateUntilCommitted();
            worker.iterate(3);
            check();
            assertThat(partitions).noneMatch(worker::isPaused);
            assertThat(bench.budget().rows()).isZero();
            assertThat(bench.budget().bytes()).isZero();
            stored.forEach((row, times) -> {
                if (times > 1) {
                    assertThat(mayRepeat).contains(row);
                }
            });
            assertThat(reporter.reports)
                    .extracting(r -> String.valueOf(r.record().value()))
                    .allMatch(value -> value.contains("bad") || value.contains("unmappable"));
            assertThat(worker.longestPut).isLessThanOrEqualTo(Duration.ofMillis(500));
            assertThat(worker.longestPreCommit).isLessThanOrEqualTo(Duration.ofMillis(3_100));
            worker.stop();
            assertThat(worker.failure()).isEmpty();
        }
    }
}
