package com.openlayer.kafka.connect.testing;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A broker and a worker in a JVM each, so that the worker can be killed alone. */
public final class BrokerBesideWorker implements KafkaWithConnect {
    private final Broker broker;
    private final ConnectWorker worker;

    private BrokerBesideWorker(Broker broker, ConnectWorker worker) {
        this.broker = broker;
        this.worker = worker;
    }

    /** As {@link BrokerAndWorker#launch}. The flags are the worker's. */
    public static BrokerBesideWorker launch(String name, Map<String, String> environment, List<String> jvmFlags) {
        Broker broker = Broker.named(name + "-broker").launch();
        ConnectWorker.WorkerBuilder worker = ConnectWorker.named(name + "-worker", broker);
        environment.forEach(worker::environment);
        jvmFlags.forEach(worker::jvmFlag);
        return new BrokerBesideWorker(broker, worker.launch());
    }

    @Override
    public BrokerBesideWorker awaitReady() {
        broker.awaitReady();
        worker.awaitReady();
        return this;
    }

    public ConnectWorker worker() {
        return worker;
    }

    @Override
    public void requireAlive() {
        if (!worker.alive()) {
            throw new IllegalStateException("The worker has ended, " + log() + " says:\n" + logTail(60));
        }
    }

    @Override
    public String bootstrapServers() {
        return broker.bootstrapServers();
    }

    @Override
    public ConnectRest rest() {
        return worker.rest();
    }

    @Override
    public Path log() {
        return worker.log();
    }

    @Override
    public String logTail(int lines) {
        return worker.logTail(lines);
    }

    @Override
    public void close() {
        worker.close();
        broker.close();
    }
}
