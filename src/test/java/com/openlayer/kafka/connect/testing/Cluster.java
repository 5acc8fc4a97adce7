package com.openlayer.kafka.connect.testing;

/** A broker with a worker. Tests that stop neither share one cluster. */
public final class Cluster implements AutoCloseable {
    /** The environment variable of workers with the stub's API key. */
    public static final String API_KEY_VARIABLE = "KEY_OF_THE_STUB";

    private static Cluster shared;
    private static boolean sharedFailed;

    private final Broker broker;
    private final ConnectWorker worker;
    private final Topics topics;

    private Cluster(Broker broker, ConnectWorker worker, Topics topics) {
        this.broker = broker;
        this.worker = worker;
        this.topics = topics;
    }

    /** The shared cluster. It is started on the first call and ends with the JVM. */
    public static synchronized Cluster shared() {
        if (shared == null) {
            if (sharedFailed) {
                // Each further test would wait for the same timeout.
                throw new IllegalStateException("The shared cluster did not start: see the first test that used it");
            }
            sharedFailed = true;
            shared = start("shared");
        }
        return shared;
    }

    /** A separate cluster with the current Kafka version, for tests that stop it. */
    public static Cluster start(String name) {
        return start(Broker.named(name + "-broker"), name + "-worker");
    }

    public static Cluster start(Broker.BrokerBuilder broker, String workerName) {
        Broker launched = broker.launch();
        return start(
                launched,
                ConnectWorker.named(workerName, launched).environment(API_KEY_VARIABLE, OpenlayerStub.API_KEY));
    }

    /** Starts a worker and waits for both. The broker may still be starting. */
    public static Cluster start(Broker broker, ConnectWorker.WorkerBuilder worker) {
        ConnectWorker launched = worker.launch();
        broker.awaitReady();
        launched.awaitReady();
        return new Cluster(broker, launched, new Topics(broker));
    }

    public Broker broker() {
        return broker;
    }

    public ConnectWorker worker() {
        return worker;
    }

    public ConnectRest rest() {
        return worker.rest();
    }

    public Topics topics() {
        return topics;
    }

    @Override
    public void close() {
        topics.close();
        worker.close();
        broker.close();
    }
}
