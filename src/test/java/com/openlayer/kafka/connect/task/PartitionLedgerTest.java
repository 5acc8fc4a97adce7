package com.openlayer.kafka.connect.task;

import static org.assertj.core.api.Assertions.assertThat;

import com.openlayer.kafka.connect.metrics.TaskMetrics;
import com.openlayer.kafka.connect.row.Rows;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.connect.sink.SinkRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class PartitionLedgerTest {
    private final Backlog backlog = new Backlog(new Budget(1_000, 1), 100);
    private final Backlog other = new Backlog(new Budget(1_000, 1), 100);
    private final PartitionLedger ledger = new PartitionLedger(new TopicPartition("t", 0), (record, reason) -> {});

    @Test
    @DisplayName("an offset after a pending one is not committable, whatever the order of completion")
    void contiguousPrefix() {
        TrackedRecord five = track(5);
        TrackedRecord six = track(6);
        TrackedRecord nine = track(9);

        ledger.settle(nine);
        assertThat(ledger.committable(10)).isEqualTo(5);
        ledger.settle(five);
        assertThat(ledger.committable(10)).isEqualTo(6);
        ledger.settle(six);
        assertThat(ledger.committable(10)).isEqualTo(10);
    }

    @Test
    @DisplayName("the offset advances past records that a transform dropped")
    void droppedRecordsCount() {
        TrackedRecord tracked = track(3);
        ledger.settle(tracked);
        assertThat(ledger.committable(42)).isEqualTo(42);
    }

    @Test
    @DisplayName("the offset never exceeds the consumed one")
    void neverBeyondConsumed() {
        track(8);
        assertThat(ledger.committable(4)).isEqualTo(4);
    }

    @Test
    @DisplayName("an answer to a request from before a rewind completes no record")
    void rewind() {
        TrackedRecord before = track(5);
        track(6);
        TrackedRecord again = track(5);

        ledger.settle(before);

        assertThat(before.isPending()).isFalse();
        assertThat(again.isPending()).isTrue();
        assertThat(ledger.committable(7)).isEqualTo(5);
        assertThat(backlog.rows()).isEqualTo(1);
    }

    @Test
    @DisplayName("a closed ledger has no pending records, and late answers have no effect")
    void closed() {
        TrackedRecord late = track(1);
        late.add(Rows.of("{}", null), backlog);
        ledger.close();
        ledger.settle(late);
        assertThat(ledger.isEmpty()).isTrue();
        assertThat(backlog.rows()).isZero();
        assertThat(backlog.bytes()).isZero();
    }

    @Test
    @DisplayName("a blocked record stays pending, earlier records too, and later ones are dropped")
    void blocked() {
        TrackedRecord five = track(5);
        TrackedRecord six = track(6);
        TrackedRecord seven = track(7);
        TrackedRecord eight = track(8);
        ledger.block(six);
        assertThat(List.of(five.isPending(), six.isPending(), seven.isPending(), eight.isPending()))
                .containsExactly(true, true, false, false);
        assertThat(ledger.isBlocked()).isTrue();
    }

    @Test
    @DisplayName("a record that is complete already drops no later ones when it blocks")
    void blockedByACompleteRecord() {
        TrackedRecord five = track(5);
        TrackedRecord six = track(6);
        ledger.settle(five);
        ledger.block(five);
        assertThat(six.isPending()).isTrue();
    }

    @Test
    @DisplayName("a record waits in the backlog of its pipeline, and in no other")
    void waitsInItsBacklog() {
        track(5);
        track(6);
        assertThat(ledger.waitsIn(backlog)).isTrue();
        assertThat(ledger.waitsIn(other)).isFalse();
    }

    @Test
    @DisplayName("records of several pipelines wait in the backlog of each, until the last record of it is complete")
    void waitsInSeveralBacklogs() {
        track(5);
        TrackedRecord six = ledger.track(record(6), 6, other);
        track(7);
        assertThat(ledger.waitsIn(backlog)).isTrue();
        assertThat(ledger.waitsIn(other)).isTrue();
        ledger.settle(six);
        assertThat(ledger.waitsIn(backlog)).isTrue();
        assertThat(ledger.waitsIn(other)).isFalse();
    }

    @Test
    @DisplayName("a record with rows of several pipelines waits in the backlog of each, until these rows are answered")
    void rowsInSeveralBacklogs() {
        Backlog third = new Backlog(new Budget(1_000, 1), 100);
        TrackedRecord five = track(5);
        five.add(Rows.of("{}", null), backlog);
        TrackedRow row = five.add(Rows.of("{}", null), other);
        five.add(Rows.of("{}", null), backlog);
        assertThat(ledger.waitsIn(backlog)).isTrue();
        assertThat(ledger.waitsIn(other)).isTrue();
        assertThat(ledger.waitsIn(third)).isFalse();
        assertThat(other.rows()).isOne();
        row.acknowledged();
        assertThat(ledger.waitsIn(other)).isFalse();
        assertThat(other.rows()).isZero();
        assertThat(other.bytes()).isZero();
        assertThat(five.isPending()).isTrue();
    }

    @Test
    @DisplayName("a rejected row no longer waits in its backlog, although its record waits for the report")
    void rejectedRow() {
        PartitionLedger reporting =
                new PartitionLedger(new TopicPartition("t", 0), (record, reason) -> record.awaitReport());
        TrackedRecord five = reporting.track(record(5), 5, backlog);
        five.add(Rows.of("{}", null), backlog);
        five.add(Rows.of("{}", null), other).refused("HTTP 400");
        assertThat(reporting.waitsIn(other)).isFalse();
        assertThat(other.rows()).isZero();
        assertThat(five.isPending()).isTrue();
    }

    @Test
    @DisplayName("a record counts in its backlog with its overhead, and with the bytes of its rows")
    void bytes() {
        TrackedRecord five = track(5);
        assertThat(backlog.bytes()).isEqualTo(TrackedRecord.OVERHEAD);
        TrackedRow row = five.add(Rows.of("{}", null), backlog);
        assertThat(row.encodedBytes()).isEqualTo(row.row().json().length);
        assertThat(backlog.bytes()).isEqualTo(TrackedRecord.OVERHEAD + row.encodedBytes());
        assertThat(row.coordinates()).isEqualTo("topic t, partition 0, offset 5");
    }

    @Test
    @DisplayName("the oldest timestamp is that of the first pending record, and there is none without records")
    void oldestTimestamp() {
        TrackedRecord first = ledger.track(record(5, 17L), 5, backlog);
        TrackedRecord second = ledger.track(record(6, 12L), 6, backlog);
        assertThat(ledger.oldestTimestamp()).isEqualTo(17);
        ledger.settle(first);
        assertThat(ledger.oldestTimestamp()).isEqualTo(12);
        ledger.settle(second);
        assertThat(ledger.oldestTimestamp()).isEqualTo(TrackedRecord.NO_TIMESTAMP);
        ledger.track(record(7, null), 7, backlog);
        assertThat(ledger.oldestTimestamp()).isEqualTo(TrackedRecord.NO_TIMESTAMP);
    }

    @Test
    @DisplayName("the oldest timestamp of several partitions is the smallest that there is, whatever their order")
    void oldestTimestampOfAll() {
        List<TopicPartition> partitions =
                List.of(new TopicPartition("t", 0), new TopicPartition("t", 1), new TopicPartition("t", 2));
        for (List<Long> timestamps : List.of(List.of(17L, 12L), List.of(12L, 17L))) {
            PartitionLedgers ledgers = new PartitionLedgers((record, reason) -> {});
            ledgers.open(partitions);
            assertThat(ledgers.oldestTimestamp()).isEqualTo(TaskMetrics.NONE);
            for (int i = 0; i < timestamps.size(); i++) {
                ledgers.of(partitions.get(i)).track(record(5, timestamps.get(i)), 5, backlog);
            }
            assertThat(ledgers.oldestTimestamp()).isEqualTo(12);
        }
    }

    @Test
    @DisplayName("agrees with a sorted set of pending offsets under random completions and rewinds")
    void agreesWithNaiveModel() {
        for (long seed = 0; seed < 500; seed++) {
            Random random = new Random(seed);
            Backlog rows = new Backlog(new Budget(10, 1), 10);
            PartitionLedger tested = new PartitionLedger(new TopicPartition("t", 0), (record, reason) -> {});
            TreeSet<Long> model = new TreeSet<>();
            List<TrackedRecord> known = new ArrayList<>();
            long next = random.nextInt(100);
            for (int step = 0; step < 200; step++) {
                if (random.nextInt(20) == 0 && next > 0) {
                    next = Math.max(0, next - random.nextInt(10));
                    model.tailSet(next).clear();
                    tested.settle(tested.track(record(next), next, rows));
                    next++;
                } else if (random.nextBoolean()) {
                    next += 1 + random.nextInt(3);
                    known.add(tested.track(record(next), next, rows));
                    model.add(next);
                    next++;
                } else if (!known.isEmpty()) {
                    TrackedRecord tracked = known.remove(random.nextInt(known.size()));
                    if (tracked.isPending()) {
                        model.remove(tracked.offset());
                    }
                    tested.settle(tracked);
                }
                assertThat(tested.committable(next))
                        .as("seed %d step %d", seed, step)
                        .isEqualTo(model.isEmpty() ? next : model.first());
                assertThat(rows.rows()).isEqualTo(model.size());
            }
        }
    }

    private TrackedRecord track(long offset) {
        return ledger.track(record(offset), offset, backlog);
    }

    private static SinkRecord record(long offset) {
        return record(offset, 0L);
    }

    private static SinkRecord record(long offset, @Nullable Long timestamp) {
        return new SinkRecord("t", 0, null, null, null, "v", offset, timestamp, TimestampType.CREATE_TIME);
    }
}
