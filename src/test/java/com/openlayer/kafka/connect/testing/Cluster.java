package com.openlayer.kafka.connect.testing;

/** A broker and a worker on it. One is shared by all tests that break neither. */
public final class Cluster implements AutoCloseable {
    /** An environment variable that workers have: the stub's API key. */
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

    /** Started by the first who asks; ends with the JVM. */
    public static synchronized Cluster shared() {
        if (shared == null) {
            if (sharedFailed) {
                // Every further test would wait for it as long again.
                throw new IllegalStateException(
                        "The shared cluster did not start: the first test that wanted it says why");
            }
            sharedFailed = true;
            shared = start("shared");
        }
        return shared;
    }

    /** One of its own, for tests that kill, with Kafka of the current version. */
    public static Cluster start(String name) {
        return start(Broker.named(name + "-broker"), name + "-worker");
    }

    public static Cluster start(Broker.BrokerBuilder broker, String workerName) {
        Broker launched = broker.launch();
        return start(
                launched,
                ConnectWorker.named(workerName, launched).environment(API_KEY_VARIABLE, OpenlayerStub.API_KEY));
    }

    /** Waits for both; the broker may have been launched only now, since the worker starts beside it. */
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
