package com.openlayer.kafka.connect.testing;

import java.util.Map;

/** What the tasks of a connector show over JMX: under the same names on every version of the worker. */
public final class SinkMetrics {
    private SinkMetrics() {}

    /** By name; empty where the worker has no such task. */
    public static Map<String, Object> ofTask(ConnectWorker worker, String connector, int task) {
        return only(worker, "kafka.connect:type=plugins,connector=" + connector + ",task=" + task);
    }

    /** By name; empty where the worker has no such task. */
    public static Map<String, Object> ofPipeline(ConnectWorker worker, String connector, int task, String alias) {
        return only(
                worker, "kafka.connect:type=plugins,connector=" + connector + ",task=" + task + ",pipeline=" + alias);
    }

    /** Whether anything of the connector is left. */
    public static boolean shows(ConnectWorker worker, String connector) {
        return !worker.mbeans("kafka.connect:type=plugins,connector=" + connector + ",*")
                .isEmpty();
    }

    private static Map<String, Object> only(ConnectWorker worker, String name) {
        return worker.mbeans(name).values().stream().findFirst().orElse(Map.of());
    }
}
