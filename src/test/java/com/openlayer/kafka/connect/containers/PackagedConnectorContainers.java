package com.openlayer.kafka.connect.containers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.openlayer.kafka.connect.testing.ConnectRest;
import com.openlayer.kafka.connect.testing.ConnectorConfig;
import com.openlayer.kafka.connect.testing.Sink;
import com.openlayer.kafka.connect.testing.Topics;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.apache.kafka.common.TopicPartition;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.Network;
import org.testcontainers.kafka.KafkaContainer;
import org.testcontainers.lifecycle.Startables;

/** Broker, worker and a stand-in for Openlayer in containers. Skipped without a container engine. */
class PackagedConnectorContainers {
    private static final String BROKER = "broker:19092";
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(4);
    private static final int ROWS = 50;

    private static Network network;
    private static KafkaContainer kafka;
    private static OpenlayerContainer openlayer;
    private static ConnectContainer connect;
    private static ConnectRest rest;
    private static Topics topics;

    @BeforeAll
    static void start() {
        boolean engine = DockerClientFactory.instance().isDockerAvailable();
        if (!engine) {
            System.out.println("[WARNING] No container engine answers: the container tests are SKIPPED.");
        }
        assumeTrue(engine, "no container engine answers");
        network = Network.newNetwork();
        kafka = new KafkaContainer("apache/kafka:" + System.getProperty("kafka.version"))
                .withNetwork(network)
                .withListener(BROKER);
        openlayer = new OpenlayerContainer(network);
        connect = new ConnectContainer(network, BROKER).dependsOn(kafka);
        Startables.deepStart(connect, openlayer).join();
        rest = connect.rest();
        topics = new Topics(kafka.getBootstrapServers());
    }

    @AfterAll
    static void stop() {
        if (network != null) {
            List.of(connect, openlayer, kafka).forEach(container -> container.stop());
            network.close();
        }
        if (topics != null) {
            topics.close();
        }
    }

    @Test
    @DisplayName("the image's worker has the connector, delivers rows and commits their offsets")
    void rowsArrive() {
        assertThat(rest.plugins())
                .anySatisfy(plugin -> assertThat(plugin.path("class").asText()).endsWith(".OpenlayerSinkConnector"));
        create("plain");
        produce("plain");
        assertArrivedOnceAndCommitted("plain");
    }

    @Test
    @DisplayName("the health check uses the configured listener, and does not appear in the request log")
    void healthCheck() {
        rest.plugins();
        // The container counts as started when its health check passes.
        assertThat(connect.getCurrentContainerInfo().getState().getHealth().getStatus())
                .isEqualTo("healthy");
        await("the log of requests", () -> connect.getLogs().contains("GET /connector-plugins"));
        assertThat(connect.getLogs()).doesNotContain("/health");
    }

    @Test
    @DisplayName("Kafka's commands run in the container while the exporter listens")
    void commands() {
        create("commands");
        assertThat(connect.run("/opt/kafka/bin/kafka-topics.sh", "--bootstrap-server", BROKER, "--list"))
                .contains("commands", "openlayer-workers-configs");
        await("the metrics", () -> metrics().contains("openlayer_sink_paused{connector=\"commands\""));
    }

    @Test
    @DisplayName("the heap follows the container's limit, and nothing but the worker's properties is written to a file")
    void memoryAndFiles() {
        double heap = metrics()
                .lines()
                .filter(line -> line.startsWith("jvm_memory_max_bytes{area=\"heap\"}"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.indexOf(' '))))
                .findFirst()
                .orElseThrow();
        assertThat(heap / ConnectContainer.MEMORY).isBetween(0.5, 0.6);
        assertThat(connect.run("cat", "/proc/1/cmdline")).contains("-XX:+ExitOnOutOfMemoryError");
        assertThat(connect.run("find", "/opt", "/tmp", "-type", "f", "-newer", "/tmp/connect-worker.properties")
                        .lines()
                        .filter(file -> !file.contains("hsperfdata")))
                .isEmpty();
        assertThat(connect.run("find", "/opt", "/usr/logs", "/tmp", "-name", "*.log"))
                .isEmpty();
    }

    @Test
    @DisplayName("a connector can have OPENLAYER_ variables of the container and no others")
    void environment() {
        Map<String, String> config = config("environment");
        config.put("openlayer.api.key", "${env:CONNECT_BOOTSTRAP_SERVERS}");
        assertThat(ConnectRest.errors(rest.validate("OpenlayerSinkConnector", config)))
                .containsOnlyKeys("openlayer.api.key");
        config.put("openlayer.api.key", "${env:OPENLAYER_API_KEY}");
        assertThat(ConnectRest.errors(rest.validate("OpenlayerSinkConnector", config)))
                .isEmpty();
    }

    private static String metrics() {
        return connect.run("wget", "-q", "-O", "-", "http://localhost:" + ConnectContainer.METRICS_PORT + "/metrics");
    }

    @Test
    @DisplayName("rows wait while Openlayer is suspended, and are delivered afterwards")
    void paused() {
        create("paused");
        openlayer.pause();
        try {
            produce("paused");
            await("the warning", () -> connect.warnedOf("paused"));
            assertNothingCommitted("paused");
        } finally {
            openlayer.unpause();
        }
        assertArrivedAndCommitted("paused");
    }

    @Test
    @DisplayName("rows wait while Openlayer is off the network, and are delivered afterwards")
    void disconnected() {
        create("disconnected");
        openlayer.disconnect();
        try {
            produce("disconnected");
            await("the warning", () -> connect.warnedOf("disconnected"));
            assertNothingCommitted("disconnected");
        } finally {
            openlayer.reconnect();
        }
        assertArrivedAndCommitted("disconnected");
    }

    @Test
    @DisplayName(
            "rows whose answer is lost after they were accepted are sent again with the same ids, and committed only then")
    void lostAnswer() {
        create("lost");
        openlayer.answerNextAfter(REQUEST_TIMEOUT.dividedBy(2));
        produce("lost");
        await("rows that are taken", () -> !openlayer.idsFrom("lost").isEmpty());
        openlayer.disconnect();
        try {
            await("the warning", () -> connect.warnedOf("lost"));
            assertNothingCommitted("lost");
        } finally {
            openlayer.reconnect();
        }
        assertArrivedAndCommitted("lost");
        assertThat(openlayer.idsFrom("lost")).hasSizeGreaterThan(ROWS);
    }

    /** Creates a connector with this name, which is also the name of its topic and pipeline. */
    private static void create(String name) {
        topics.create(name, 1);
        rest.put(name, config(name));
        rest.awaitRunning(name, 1);
    }

    private static Map<String, String> config(String name) {
        return ConnectorConfig.reading(name)
                .to(URI.create(OpenlayerContainer.BASE_URL), "${env:OPENLAYER_API_KEY}")
                .with("name", name)
                .with("openlayer.allow.http", "true")
                .llm(name, UUID.fromString(OpenlayerContainer.LLM_PIPELINE))
                .with(name, "input.variable.names", "user_query")
                .with("request.timeout.ms", REQUEST_TIMEOUT.toMillis())
                .with("retry.backoff.ms", 100)
                .with("retry.backoff.max.ms", 500)
                .toMap();
    }

    private static void produce(String topic) {
        topics.produce(topic, IntStream.range(0, ROWS).mapToObj(Sink::row).toList());
    }

    private static void assertNothingCommitted(String name) {
        assertThat(topics.committed(name).getOrDefault(new TopicPartition(name, 0), 0L))
                .isZero();
    }

    private static void assertArrivedAndCommitted(String name) {
        topics.awaitAllCommitted(name, PATIENCE, name);
        assertThat(rest.offsets(name)).containsEntry(new TopicPartition(name, 0), (long) ROWS);
        assertThat(openlayer.idsFrom(name)).containsAll(ids(name));
    }

    private static void assertArrivedOnceAndCommitted(String name) {
        assertArrivedAndCommitted(name);
        assertThat(openlayer.idsFrom(name)).containsExactlyInAnyOrderElementsOf(ids(name));
    }

    private static List<String> ids(String topic) {
        return IntStream.range(0, ROWS).mapToObj(i -> topic + "-0-" + i).toList();
    }

    private static void await(String what, BooleanSupplier condition) {
        Awaitility.await(what)
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(100))
                .until(condition::getAsBoolean);
    }
}
