package com.openlayer.kafka.connect.task;

import static com.openlayer.kafka.connect.task.TaskFixture.MS;
import static com.openlayer.kafka.connect.task.TaskFixture.T0;
import static com.openlayer.kafka.connect.testing.FakeOpenlayer.ACCEPTED;
import static com.openlayer.kafka.connect.testing.FakeOpenlayer.UNAVAILABLE;
import static org.assertj.core.api.Assertions.assertThat;

import com.openlayer.kafka.connect.api.Answer;
import com.openlayer.kafka.connect.testing.FakeOpenlayer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Tests a task that publishes rows from topic {@code t} and updates them with labels from topic {@code labels}. */
class SinkTaskUpdatesTest {
    private static final Answer NOT_THERE = Answer.rowUnknown("HTTP 404");
    private static final TopicPartition L0 = new TopicPartition("labels", 0);
    private static final TopicPartition L1 = new TopicPartition("labels", 1);

    @Test
    @DisplayName("labels that wait for their rows pause only their own partition, and the rows are still read")
    void pausesLabelsAlone() {
        TaskFixture bench = new TaskFixture().updatesHighWater(40);
        Set<String> rows = new HashSet<>();
        bench.openlayer.serves(call ->
                bench.openlayer.clock().schedule(20 * MS, () -> call.onAnswer().accept(judge(call, rows))));
        FakeWorker worker = bench.start(T0, L0);
        worker.maxPollRecords = 50;
        for (int i = 0; i < 300; i++) {
            worker.produce(L0, "t-0-" + i + ":label");
        }
        worker.iterate(20);
        assertThat(worker.isPaused(L0)).isTrue();
        assertThat(worker.isPaused(T0)).isFalse();
        assertThat(worker.position(L0)).isLessThan(100);
        worker.produce(T0, 300);
        worker.iterate(20);
        assertThat(worker.position(T0)).isEqualTo(300);
        worker.iterateUntilCommitted();
        assertThat(worker.committed(L0)).isEqualTo(300);
        assertThat(worker.isPaused(L0)).isFalse();
        assertThat(worker.failure()).isEmpty();
    }

    @Test
    @DisplayName("an update that would change nothing costs no request, and its offset is committed")
    void unchanged() {
        TaskFixture bench = new TaskFixture();
        List<String> updated = new ArrayList<>();
        bench.openlayer.serves(call -> {
            updated.add(call.request().updatedRowId());
            call.onAnswer().accept(ACCEPTED);
        });
        FakeWorker worker = bench.start(L0);
        worker.produce(L0, "unchanged:1");
        worker.produce(L0, "fine:label");
        worker.produce(L0, "unchanged:2");
        worker.iterateUntilCommitted();
        assertThat(worker.committed(L0)).isEqualTo(3);
        assertThat(updated).containsExactly("fine");
    }

    private static Answer judge(FakeOpenlayer.Call call, Set<String> rows) {
        if (call.request().updatedRowId() == null) {
            call.rows().forEach(row -> rows.add(row.substring(0, row.indexOf(':'))));
            return ACCEPTED;
        }
        return rows.contains(call.request().updatedRowId()) ? ACCEPTED : NOT_THERE;
    }

    @Test
    @DisplayName(
            "labels whose rows never appear are reported; their offsets are committed only then, and their partition continues")
    void neverThere() {
        FakeReporter reporter = FakeReporter.tolerant();
        TaskFixture bench = new TaskFixture().updatesHighWater(20).reporter(reporter);
        bench.openlayer.serves(call -> bench.openlayer
                .clock()
                .schedule(
                        20 * MS,
                        () -> call.onAnswer()
                                .accept("fine".equals(call.request().updatedRowId()) ? ACCEPTED : NOT_THERE)));
        FakeWorker worker = bench.start(L0);
        worker.produce(L0, "fine:label");
        for (int i = 0; i < 100; i++) {
            worker.produce(L0, "row" + i + ":label");
        }
        worker.iterate(30);
        worker.commit();
        assertThat(worker.committed(L0)).isLessThanOrEqualTo(1);
        worker.iterateUntilCommitted();
        assertThat(reporter.reports).hasSize(100);
        assertThat(worker.committed(L0)).isEqualTo(101);
        assertThat(worker.failure()).isEmpty();
    }

    @Test
    @DisplayName("despite faults, rebalances and late rows, the last label of each row is the newest")
    void newestIsLast() {
        for (int seed = 0; seed < 300; seed++) {
            try {
                new UpdateSchedule(seed).run();
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError("Schedule with seed " + seed, e);
            }
        }
    }

    private static final class UpdateSchedule {
        private final Random random;
        private final TaskFixture bench;
        private final FakeWorker worker;
        private final List<TopicPartition> partitions = List.of(T0, L0, L1);
        private final Map<String, Long> thereFrom = new HashMap<>();
        private final Map<String, List<Long>> accepted = new HashMap<>();
        private final Map<String, Long> newest = new HashMap<>();
        private int faultsInHundred;
        private int rebalances;

        UpdateSchedule(long seed) {
            random = new Random(seed);
            bench = new TaskFixture().updatesHighWater(10 + random.nextInt(100)).random(random);
            bench.openlayer.serves(this::serve);
            worker = bench.start(T0, L0, L1);
            worker.maxPollRecords = 1 + random.nextInt(60);
        }

        void run() {
            for (int step = 0; step < 100; step++) {
                switch (random.nextInt(12)) {
                    case 0 -> worker.produce(T0, random.nextInt(10));
                    case 1, 2 -> label();
                    case 3, 4, 5, 6, 7, 8 -> worker.iterate();
                    case 9 -> worker.commit();
                    case 10 -> faultsInHundred = random.nextInt(3) == 0 ? random.nextInt(60) : 0;
                    default -> rebalance();
                }
                assertThat(worker.failure()).isEmpty();
            }
            faultsInHundred = 0;
            worker.produce(T0, 100);
            partitions.stream().filter(p -> !worker.assignment().contains(p)).forEach(worker::assign);
            worker.iterateUntilCommitted();
            assertThat(worker.failure()).isEmpty();
            newest.forEach((id, offset) -> assertThat(accepted.get(id)).as(id).endsWith(offset));
            accepted.forEach((id, offsets) -> {
                int inversions = 0;
                for (int i = 1; i < offsets.size(); i++) {
                    inversions += offsets.get(i) < offsets.get(i - 1) ? 1 : 0;
                }
                assertThat(inversions).as(id).isLessThanOrEqualTo(rebalances);
            });
        }

        private void label() {
            for (int i = random.nextInt(20); i > 0; i--) {
                int row = random.nextInt(60);
                TopicPartition partition = row % 2 == 0 ? L0 : L1;
                String id = "t-0-" + row;
                newest.put(id, (long) worker.log(partition).size());
                worker.produce(partition, id + ":label");
            }
        }

        private void serve(FakeOpenlayer.Call call) {
            boolean fault = random.nextInt(100) < faultsInHundred;
            boolean lost = random.nextInt(3) == 0;
            bench.openlayer.clock().schedule((1 + random.nextInt(400)) * MS, () -> {
                Answer answer = fault && !lost ? UNAVAILABLE : judge(call);
                call.onAnswer().accept(fault ? UNAVAILABLE : answer);
            });
        }

        private Answer judge(FakeOpenlayer.Call call) {
            String id = call.request().updatedRowId();
            if (id == null) {
                call.rows()
                        .forEach(row -> thereFrom.putIfAbsent(
                                row.substring(0, row.indexOf(':')),
                                bench.openlayer.clock().getAsLong() + random.nextInt(5_000) * MS));
                return ACCEPTED;
            }
            if (bench.openlayer.clock().getAsLong() < thereFrom.getOrDefault(id, Long.MAX_VALUE)) {
                return NOT_THERE;
            }
            String row = call.rows().get(0);
            long offset = Long.parseLong(row.substring(row.indexOf('-', 7) + 1, row.indexOf(':')));
            accepted.computeIfAbsent(id, i -> new ArrayList<>()).add(offset);
            return ACCEPTED;
        }

        private void rebalance() {
            rebalances++;
            List<TopicPartition> owned = new ArrayList<>(worker.assignment());
            if (random.nextBoolean() && !owned.isEmpty()) {
                TopicPartition gone = owned.get(random.nextInt(owned.size()));
                if (random.nextBoolean()) {
                    worker.revoke(gone);
                } else {
                    worker.lose(gone);
                }
            } else {
                worker.rebalanceEagerly(partitions.toArray(new TopicPartition[0]));
            }
        }
    }
}
