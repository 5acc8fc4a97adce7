package com.openlayer.kafka.connect.testing;

import com.openlayer.kafka.connect.testing.child.Child;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.awaitility.Awaitility;

/** A Kafka broker, with its controller, in its own JVM. Keeps port and data over restarts. */
public final class Broker implements AutoCloseable {
    static final String CLUSTER_ID = "4L6g3nShT-eMCtK--X86sw";

    private final KafkaDistribution kafka;
    private final Path directory;
    private final JavaProcess.Command command;
    private final int port;
    private volatile JavaProcess process;

    private Broker(BrokerBuilder builder) {
        kafka = builder.kafka == null ? KafkaDistribution.current() : builder.kafka;
        directory = Workspace.fresh(builder.name);
        port = FreePort.next();
        Path config = directory.resolve("server.properties");
        store(config, properties(directory, port, builder.properties));
        command = builder.command(
                directory, kafka, List.of(Child.FORMAT, CLUSTER_ID, "kafka.Kafka", config.toString()), Map.of());
        process = JavaProcess.start(command, log());
    }

    /** Configures a process with its files in this directory below {@code target/it}. */
    public static BrokerBuilder named(String name) {
        return new BrokerBuilder(name);
    }

    /** The settings of the process to start. */
    public static final class BrokerBuilder extends KafkaLaunch<BrokerBuilder> {
        private BrokerBuilder(String name) {
            super(name);
        }

        @Override
        BrokerBuilder self() {
            return this;
        }

        /** Starts it without waiting, so that a worker can start meanwhile; {@link Broker#awaitReady()} waits. */
        public Broker launch() {
            return new Broker(this);
        }

        public Broker start() {
            return launch().awaitReady();
        }
    }

    /** The properties of a broker with its data in this directory and its listener at this port. */
    static Properties properties(Path directory, int port, Map<String, String> chosen) {
        int controllerPort = FreePort.next();
        Properties p = new Properties();
        p.put("process.roles", "broker,controller");
        p.put("node.id", "1");
        p.put("controller.quorum.voters", "1@127.0.0.1:" + controllerPort);
        p.put("listeners", "PLAINTEXT://127.0.0.1:" + port + ",CONTROLLER://127.0.0.1:" + controllerPort);
        p.put("advertised.listeners", "PLAINTEXT://127.0.0.1:" + port);
        p.put("controller.listener.names", "CONTROLLER");
        p.put("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
        p.put("inter.broker.listener.name", "PLAINTEXT");
        p.put("log.dirs", directory.resolve("data").toString());
        p.put("num.partitions", "1");
        p.put("default.replication.factor", "1");
        p.put("min.insync.replicas", "1");
        p.put("offsets.topic.replication.factor", "1");
        p.put("offsets.topic.num.partitions", "1");
        p.put("transaction.state.log.replication.factor", "1");
        p.put("transaction.state.log.min.isr", "1");
        p.put("transaction.state.log.num.partitions", "1");
        p.put("share.coordinator.state.topic.replication.factor", "1");
        p.put("share.coordinator.state.topic.min.isr", "1");
        p.put("group.initial.rebalance.delay.ms", "0");
        p.put("auto.create.topics.enable", "false");
        // A killed broker can rejoin when its old session has expired.
        p.put("broker.session.timeout.ms", "3000");
        p.put("broker.heartbeat.interval.ms", "500");
        p.put("log.retention.ms", "-1");
        p.put("log.cleaner.dedupe.buffer.size", "2097152");
        p.putAll(chosen);
        return p;
    }

    static void store(Path file, Properties properties) {
        try (var out = Files.newOutputStream(file)) {
            properties.store(out, null);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public String bootstrapServers() {
        return "127.0.0.1:" + port;
    }

    public KafkaDistribution kafka() {
        return kafka;
    }

    public Path log() {
        return directory.resolve("broker.log");
    }

    public String logTail(int lines) {
        return JavaProcess.tail(log(), lines);
    }

    /** Starts it again after {@link #stop()} or {@link #kill()}, without waiting. */
    public void launch() {
        if (process.alive()) {
            throw new IllegalStateException("The broker runs");
        }
        process = JavaProcess.start(command, log());
    }

    public Broker awaitReady() {
        Map<String, Object> config = Map.of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers(),
                AdminClientConfig.RECONNECT_BACKOFF_MS_CONFIG, 50,
                AdminClientConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 200);
        try (Admin admin = Admin.create(config)) {
            Awaitility.await("broker ready")
                    .atMost(Duration.ofSeconds(60))
                    .pollInterval(Duration.ofMillis(100))
                    .until(() -> {
                        process.requireAlive("The broker");
                        return listens() && answers(admin);
                    });
        }
        return this;
    }

    private boolean listens() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 500);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static boolean answers(Admin admin) throws InterruptedException {
        try {
            return !admin.describeCluster().nodes().get(2, TimeUnit.SECONDS).isEmpty();
        } catch (ExecutionException | TimeoutException e) {
            return false;
        }
    }

    public void stop() {
        process.stop(Duration.ofSeconds(30));
    }

    public void kill() {
        process.kill();
    }

    public void restart() {
        stop();
        launch();
        awaitReady();
    }

    public void suspend() {
        process.suspend();
    }

    public void resume() {
        process.resume();
    }

    /** Kills it, because its data is not needed any more. */
    @Override
    public void close() {
        process.kill();
    }
}
