package com.openlayer.kafka.connect.task;

import static com.openlayer.kafka.connect.task.TaskFixture.T0;
import static com.openlayer.kafka.connect.task.TaskFixture.T1;
import static com.openlayer.kafka.connect.testing.FakeOpenlayer.ACCEPTED;
import static org.assertj.core.api.Assertions.assertThat;

import com.openlayer.kafka.connect.config.DeliverySettings.NullValues;
import com.openlayer.kafka.connect.testing.FakeOpenlayer;
import java.time.Duration;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Tests the task's metrics: which calls update the gauges, and what the counters count. */
class SinkTaskGaugesTest {
    private final TaskFixture bench = new TaskFixture();
    private final FakeOpenlayer openlayer = bench.openlayer;

    @Test
    @DisplayName("put shows the records that it read, preCommit those that are answered since")
    void putAndPreCommit() {
        TaskDriver task = new TaskDriver(bench, T0);
        task.put(task.records(T0, 0, 3));
        assertThat(bench.gauge("unacknowledged-records")).isEqualTo(3);
        openlayer.answer(0, ACCEPTED);
        task.preCommit(T0, 3);
        assertThat(bench.gauge("unacknowledged-records")).isEqualTo(0);
    }

    @Test
    @DisplayName("records of a lost partition are no longer shown")
    void lost() {
        FakeWorker worker = bench.start(T0, T1);
        worker.produce(T0, 3);
        worker.produce(T1, 4);
        worker.iterate();
        worker.lose(T0);
        assertThat(bench.gauge("unacknowledged-records")).isEqualTo(4);
    }

    @Test
    @DisplayName("the age and the lag are those of the oldest record of all partitions")
    void oldestOfAll() {
        for (boolean reversed : new boolean[] {false, true}) {
            TaskFixture fixture = new TaskFixture();
            TopicPartition first = reversed ? T1 : T0;
            TopicPartition second = reversed ? T0 : T1;
            TaskDriver task = new TaskDriver(fixture, T0, T1);
            task.put(task.records(first, 0, 1));
            fixture.openlayer.clock().pass(Duration.ofSeconds(7));
            task.put(task.records(second, 0, 1));
            assertThat(fixture.gauge("oldest-unacknowledged-age-ms")).isEqualTo(7_000L);
        }
    }

    @Test
    @DisplayName("a record without value is counted as skipped if it is ignored")
    void skippedTombstones() {
        FakeWorker worker = bench.nullValues(NullValues.IGNORE).start(T0);
        openlayer.accepts();
        worker.produce(T0, null, "good", null);
        worker.iterateUntilCommitted();
        assertThat(bench.gauge("skipped-records-total")).isEqualTo(2L);
    }

    @Test
    @DisplayName("an update that would change nothing is counted as skipped, not as filtered")
    void skippedUpdates() {
        TopicPartition labels = new TopicPartition("labels", 0);
        FakeWorker worker = bench.start(labels);
        worker.produce(labels, "unchanged", "unchanged");
        worker.iterateUntilCommitted();
        assertThat(bench.gauge("skipped-records-total")).isEqualTo(2L);
        assertThat(bench.gauge("filtered-records-total")).isEqualTo(0L);
    }

    @Test
    @DisplayName("a record that waits for its dead-letter report counts with its size, although it has no row")
    void bytesOfErrantRecords() {
        for (TopicPartition partition : new TopicPartition[] {T0, new TopicPartition("nowhere", 0)}) {
            TaskFixture fixture = new TaskFixture().nullValues(NullValues.DEAD_LETTER);
            FakeWorker worker = fixture.reporter(FakeReporter.tolerant().slow()).start(partition);
            worker.produce(partition, partition.equals(T0) ? null : "x".repeat(10_000));
            worker.iterate();
            long size = new RecordSize().of(worker.delivered.get(0));
            assertThat(fixture.budget().bytes()).as("%s", partition).isEqualTo(size + TrackedRecord.OVERHEAD);
        }
    }
}
