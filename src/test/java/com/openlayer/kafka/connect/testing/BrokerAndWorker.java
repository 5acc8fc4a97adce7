package com.openlayer.kafka.connect.testing;

import com.openlayer.kafka.connect.testing.child.Child;
import com.openlayer.kafka.connect.testing.child.KafkaAndConnect;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/**
 * A Kafka broker and a distributed Connect worker in one child JVM, with the connector from the unpacked ZIP on the
 * {@code plugin.path}. They start faster than {@link Broker} and {@link ConnectWorker}, and end together.
 */
public final class BrokerAndWorker implements KafkaWithConnect {
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final Path log;
    private final String bootstrapServers;
    private final ConnectRest rest;
    private final JavaProcess process;

    private BrokerAndWorker(String name, Map<String, String> environment, List<String> jvmFlags) {
        KafkaDistribution kafka = KafkaDistribution.current();
        Path directory = Workspace.fresh(name);
        log = directory.resolve("kafka-and-connect.log");
        int brokerPort = FreePort.next();
        int restPort = FreePort.next();
        bootstrapServers = "127.0.0.1:" + brokerPort;
        rest = new ConnectRest(URI.create("http://127.0.0.1:" + restPort));
        Path server = directory.resolve("server.properties");
        Broker.store(server, Broker.properties(directory, brokerPort, Map.of()));
        Path worker = directory.resolve("worker.properties");
        Broker.store(
                worker,
                ConnectWorker.properties(
                        bootstrapServers, name, PluginPath.unpacked(), restPort, Duration.ofSeconds(1), Map.of()));
        List<String> flags = new ArrayList<>(jvmFlags);
        flags.add("-Xmx768m");
        flags.add(LogConfig.write(directory, kafka, Map.of()));
        JavaProcess.Command command = new JavaProcess.Command(
                Path.of(System.getProperty("java.home")),
                flags,
                kafka.jars(),
                List.of(
                        Child.FORMAT,
                        Broker.CLUSTER_ID,
                        KafkaAndConnect.class.getName(),
                        worker.toString(),
                        server.toString()),
                environment);
        process = JavaProcess.start(command, log);
    }

    /**
     * Starts them without waiting; {@link #awaitReady()} waits.
     *
     * @param name of the directory below {@code target/it} and of the worker's group
     * @param environment variables in addition to this JVM's, for connectors to refer to
     * @param jvmFlags additional flags of their JVM
     */
    public static BrokerAndWorker launch(String name, Map<String, String> environment, List<String> jvmFlags) {
        return new BrokerAndWorker(name, environment, jvmFlags);
    }

    @Override
    public BrokerAndWorker awaitReady() {
        try {
            Awaitility.await("broker and worker ready")
                    .atMost(PATIENCE)
                    .pollInterval(Duration.ofMillis(100))
                    .until(() -> {
                        requireAlive();
                        return rest.answers("/connectors");
                    });
        } catch (ConditionTimeoutException e) {
            throw new IllegalStateException(
                    "Broker and worker are not ready after " + PATIENCE.toSeconds() + " seconds, " + log + " says:\n"
                            + logTail(60),
                    e);
        }
        return this;
    }

    @Override
    public void requireAlive() {
        process.requireAlive("The JVM of broker and worker");
    }

    @Override
    public String bootstrapServers() {
        return bootstrapServers;
    }

    @Override
    public ConnectRest rest() {
        return rest;
    }

    @Override
    public Path log() {
        return log;
    }

    @Override
    public String logTail(int lines) {
        return JavaProcess.tail(log, lines);
    }

    /** Kills them, because their data is not needed any more. */
    @Override
    public void close() {
        process.kill();
    }
}
