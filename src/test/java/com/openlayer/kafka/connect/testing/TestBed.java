package com.openlayer.kafka.connect.testing;

import com.openlayer.kafka.connect.config.TaskType;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The environment of one test on a shared cluster: unique names, a stand-in for Openlayer, and connectors that are
 * deleted when it ends.
 */
public final class TestBed implements AutoCloseable {
    private static final AtomicInteger TESTS = new AtomicInteger();

    private final String suffix;
    private final Cluster cluster;
    private final List<String> connectors = new ArrayList<>();
    private OpenlayerStub openlayer;

    public TestBed(Cluster cluster, String test) {
        this.cluster = cluster;
        suffix = test.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-") + "-" + TESTS.incrementAndGet();
    }

    public Cluster cluster() {
        return cluster;
    }

    public ConnectRest rest() {
        return cluster.rest();
    }

    public Topics topics() {
        return cluster.topics();
    }

    /** Started on the first call. */
    public OpenlayerStub openlayer() {
        if (openlayer == null) {
            openlayer = OpenlayerStub.start();
        }
        return openlayer;
    }

    public StubPipeline pipeline(TaskType taskType) {
        return openlayer().pipeline(taskType);
    }

    /** A unique name for a topic or a connector. */
    public String name(String what) {
        return what + "-" + suffix;
    }

    /** Creates a topic with a unique name, and returns the name. */
    public String topic(String what, int partitions) {
        String topic = name(what);
        topics().create(topic, partitions);
        return topic;
    }

    /** A connector that reads these topics and sends to this test's Openlayer. */
    public ConnectorConfig config(String... topicNames) {
        return ConnectorConfig.reading(topicNames).to(openlayer());
    }

    /** Creates or changes a connector that is deleted when the test ends. */
    public void connect(String name, ConnectorConfig config) {
        connect(name, config.toMap());
    }

    public void connect(String name, Map<String, String> config) {
        connectors.add(name);
        rest().put(name, config);
    }

    @Override
    public void close() {
        if (openlayer != null) {
            openlayer.faults().clear();
        }
        for (String connector : connectors) {
            rest().deleteIfExists(connector);
        }
        if (openlayer != null) {
            openlayer.close();
        }
    }
}
