package com.openlayer.kafka.connect;

import com.openlayer.kafka.connect.task.StartedSinkTask;
import java.util.Collection;
import java.util.Map;
import java.util.function.BiFunction;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.sink.SinkRecord;
import org.apache.kafka.connect.sink.SinkTask;
import org.apache.kafka.connect.sink.SinkTaskContext;
import org.jspecify.annotations.Nullable;

/**
 * The sink task as Kafka Connect sees it. A thin adapter that delegates to {@link StartedSinkTask} between start and
 * stop.
 */
public final class OpenlayerSinkTask extends SinkTask {
    private final BiFunction<Map<String, String>, SinkTaskContext, StartedSinkTask> assembly;
    private @Nullable StartedSinkTask startedTask;

    public OpenlayerSinkTask() {
        this(TaskAssembly::start);
    }

    /** @param assembly creates a running task from its properties; tests replace it */
    OpenlayerSinkTask(BiFunction<Map<String, String>, SinkTaskContext, StartedSinkTask> assembly) {
        this.assembly = assembly;
    }

    @Override
    public void start(Map<String, String> props) {
        startedTask = assembly.apply(props, context);
    }

    @Override
    public void open(Collection<TopicPartition> partitions) {
        started().open(partitions);
    }

    @Override
    public void put(Collection<SinkRecord> records) {
        started().put(records);
    }

    @Override
    public Map<TopicPartition, OffsetAndMetadata> preCommit(Map<TopicPartition, OffsetAndMetadata> currentOffsets) {
        // The runtime also calls this on a task that failed to start.
        return startedTask == null ? Map.of() : startedTask.preCommit(currentOffsets);
    }

    @Override
    public void close(Collection<TopicPartition> partitions) {
        if (startedTask != null) {
            startedTask.close(partitions);
        }
    }

    @Override
    public void stop() {
        if (startedTask != null) {
            startedTask.stop();
        }
    }

    @Override
    public String version() {
        return Version.get();
    }

    private StartedSinkTask started() {
        if (startedTask == null) {
            throw new IllegalStateException("The task was not started.");
        }
        return startedTask;
    }
}
