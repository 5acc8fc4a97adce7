package com.openlayer.kafka.connect.testing;

import java.util.Map;

/** The metrics of a connector's tasks over JMX. The names are the same in all versions of the worker. */
public final class SinkMetrics {
    private SinkMetrics() {}

    /** By name; empty if the worker does not have the task. */
    public static Map<String, Object> ofTask(ConnectWorker worker, String connector, int task) {
        return only(worker, "kafka.connect:type=plugins,connector=" + connector + ",task=" + task);
    }

    /** By name; empty if the worker does not have the task. */
    public static Map<String, Object> ofPipeline(ConnectWorker worker, String connector, int task, String alias) {
        return only(
                worker, "kafka.connect:type=plugins,connector=" + connector + ",task=" + task + ",pipeline=" + alias);
    }

    /** Whether metrics of the connector remain. */
    public static boolean shows(ConnectWorker worker, String connector) {
        return !worker.mbeans("kafka.connect:type=plugins,connector=" + connector + ",*")
                .isEmpty();
    }

    private static Map<String, Object> only(ConnectWorker worker, String name) {
        return worker.mbeans(name).values().stream().findFirst().orElse(Map.of());
    }
}
