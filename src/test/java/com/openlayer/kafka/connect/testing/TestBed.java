package com.openlayer.kafka.connect.testing;

import com.openlayer.kafka.connect.config.TaskType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What one test has for itself on a cluster that it shares: names nobody else uses, an Openlayer, and connectors that are
 * gone when it ends.
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

    /** Started when first asked for. */
    public OpenlayerStub openlayer() {
        if (openlayer == null) {
            openlayer = OpenlayerStub.start();
        }
        return openlayer;
    }

    public StubPipeline pipeline(TaskType taskType) {
        return openlayer().pipeline(taskType);
    }

    /** A name that no other test has, for a topic or a connector. */
    public String name(String what) {
        return what + "-" + suffix;
    }

    /** Creates a topic under a name of this test's own, which it returns. */
    public String topic(String what, int partitions) {
        String topic = name(what);
        topics().create(topic, partitions);
        return topic;
    }

    /** What every connector of ours needs, with this test's Openlayer. */
    public Map<String, String> config(String topics) {
        Map<String, String> config = new LinkedHashMap<>();
        config.put("connector.class", "com.openlayer.kafka.connect.OpenlayerSinkConnector");
        config.put("tasks.max", "1");
        config.put("topics", topics);
        config.put("openlayer.base.url", openlayer().baseUrl().toString());
        config.put("openlayer.api.key", OpenlayerStub.API_KEY);
        return config;
    }

    /** Creates or changes a connector that is deleted when the test ends. */
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
