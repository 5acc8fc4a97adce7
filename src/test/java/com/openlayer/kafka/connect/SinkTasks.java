package com.openlayer.kafka.connect;

import com.openlayer.kafka.connect.task.StartedSinkTask;
import java.util.Map;
import java.util.function.BiFunction;
import org.apache.kafka.connect.sink.SinkTask;
import org.apache.kafka.connect.sink.SinkTaskContext;

/** Creates the connector's task for tests in other packages. */
public final class SinkTasks {
    private SinkTasks() {}

    /**
     * A task that does not use {@link TaskAssembly}.
     *
     * @param assembly creates the started task from its properties
     */
    public static SinkTask startedBy(BiFunction<Map<String, String>, SinkTaskContext, StartedSinkTask> assembly) {
        return new OpenlayerSinkTask(assembly);
    }
}
