package com.openlayer.kafka.connect.task;

import static org.assertj.core.api.Assertions.assertThat;

import com.openlayer.kafka.connect.row.Rows;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class PartitionLedgerTest {
    private final Backlog backlog = new Backlog(new Budget(1_000, 1), 100);
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
        return new SinkRecord("t", 0, null, null, null, "v", offset, 0L, TimestampType.CREATE_TIME);
    }
}
