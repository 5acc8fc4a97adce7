package com.openlayer.kafka.connect.task;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.connect.sink.ErrantRecordReporter;
import org.apache.kafka.connect.sink.SinkRecord;
import org.apache.kafka.connect.sink.SinkTask;
import org.jspecify.annotations.Nullable;

/** Calls a task directly, for calls that a {@link FakeWorker} makes only by its own rules. */
final class TaskDriver {
    private final TaskFixture bench;
    private final SinkTask task;

    TaskDriver(TaskFixture bench, TopicPartition... partitions) {
        this(bench, null, partitions);
    }

    TaskDriver(TaskFixture bench, @Nullable ErrantRecordReporter reporter, TopicPartition... partitions) {
        this.bench = bench;
        this.task = bench.task(reporter);
        FakeWorker worker = new FakeWorker(task, bench.openlayer.clock(), null);
        worker.start(Map.of());
        worker.assign(partitions);
    }

    List<SinkRecord> records(TopicPartition partition, long from, long to) {
        return LongStream.range(from, to)
                .mapToObj(i -> record(partition, i, "good"))
                .toList();
    }

    List<SinkRecord> records(TopicPartition partition, String... values) {
        List<SinkRecord> records = new ArrayList<>();
        for (String value : values) {
            records.add(record(partition, records.size(), value));
        }
        return records;
    }

    void put(List<SinkRecord> records) {
        task.put(records);
    }

    void close(TopicPartition... partitions) {
        task.close(List.of(partitions));
    }

    /** Stops the task without closing its partitions, as the runtime does if its last commit throws. */
    void stop() {
        task.stop();
    }

    /** The offset that it would commit for one partition. */
    long preCommit(TopicPartition partition, long consumed) {
        return task.preCommit(Map.of(partition, new OffsetAndMetadata(consumed)))
                .get(partition)
                .offset();
    }

    void awaitIdle() {
        for (int i = 0; i < 100 && !bench.budget().isEmpty(); i++) {
            bench.openlayer.clock().pass(Duration.ofMillis(200));
            task.put(List.of());
        }
    }

    private static SinkRecord record(TopicPartition partition, long offset, String value) {
        return new SinkRecord(
                partition.topic(),
                partition.partition(),
                null,
                null,
                null,
                value,
                offset,
                0L,
                TimestampType.CREATE_TIME);
    }
}
