package com.openlayer.kafka.connect;

import static com.openlayer.kafka.connect.testing.StubAnswer.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.openlayer.kafka.connect.testing.Broker;
import com.openlayer.kafka.connect.testing.Cluster;
import com.openlayer.kafka.connect.testing.ConnectWorker;
import com.openlayer.kafka.connect.testing.Dashboard;
import com.openlayer.kafka.connect.testing.FreePort;
import com.openlayer.kafka.connect.testing.LagExporter;
import com.openlayer.kafka.connect.testing.Prometheus;
import com.openlayer.kafka.connect.testing.Sink;
import com.openlayer.kafka.connect.testing.TestBed;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Evaluates the shipped alerts and the dashboard's expressions by a Prometheus that scrapes a worker. */
class PrometheusIT {
    private static final Path MONITORING = Path.of("docker", "monitoring").toAbsolutePath();
    private static final int ROWS = 20;
    private static final String NO_WORKER = "127.0.0.1:" + FreePort.next();

    private static Cluster cluster;
    private static LagExporter lag;
    private static Prometheus prometheus;

    @BeforeAll
    static void start() {
        Optional<Path> program = Prometheus.program("prometheus");
        if (program.isEmpty()) {
            System.out.println("[WARNING] No prometheus on the PATH: its tests are SKIPPED. On Debian:"
                    + " apt-get install prometheus");
        }
        assumeTrue(program.isPresent(), "no prometheus on the PATH");
        int exporter = FreePort.next();
        Broker broker = Broker.named("prometheus-broker").launch();
        cluster = Cluster.start(
                broker, ConnectWorker.named("prometheus-worker", broker).metricsExporter(exporter));
        lag = LagExporter.start(cluster.topics());
        prometheus = Prometheus.start(
                program.get(),
                MONITORING.resolve("alerts.yml"),
                List.of("127.0.0.1:" + exporter, "127.0.0.1:" + lag.port(), NO_WORKER));
    }

    @AfterAll
    static void stop() {
        if (prometheus != null) {
            prometheus.close();
            lag.close();
            cluster.close();
        }
    }

    @Test
    @DisplayName("the outage alerts fire during an outage and end with it, and every panel has a value")
    void outage() {
        try (TestBed bed = new TestBed(cluster, "outage")) {
            Sink sink = Sink.on(bed)
                    .withDeadLetters()
                    .with("delivery.timeout.ms", 600_000)
                    .with("retry.backoff.max.ms", 1_000);
            lag.watch(sink.name(), sink.topic());
            sink.produce(ROWS).connect().awaitRows(ROWS);
            bed.openlayer().faults().always(status(503));
            sink.produceTo(0, "not JSON").produceTo(0, Sink.row(ROWS)).produceTo(0, Map.of("other", 1));

            awaitFiring(
                    sink,
                    "OpenlayerNoSuccess",
                    "OpenlayerOldestUnacknowledged",
                    "OpenlayerErrantRecords",
                    "OpenlayerConvertersSkip");
            Awaitility.await("every panel has a value")
                    .atMost(Duration.ofSeconds(30))
                    .pollInterval(Duration.ofSeconds(1))
                    .untilAsserted(() -> assertThat(Dashboard.shipped().expressions(sink.name()))
                            .hasSizeGreaterThan(30)
                            .allSatisfy(expression -> assertThat(prometheus.query(expression))
                                    .as(expression)
                                    .isNotEmpty()));
            assertThat(panel("Connectors", sink)).isZero();
            assertThat(panel("Tasks", sink)).isZero();
            assertThat(panel("Lag in records", sink)).isEqualTo(2);
            assertThat(panel("Time without success while rows wait", sink)).isGreaterThan(1_000);
            awaitFiring(sink, "OpenlayerOutage", "OpenlayerOffsetStuck");
            assertThat(firing(sink)).doesNotContain("OpenlayerDeadLetterBlocked", "OpenlayerTaskFailed");
            assertThat(prometheus.alerts())
                    .allSatisfy(alert -> assertThat(alert.path("annotations").toString())
                            .doesNotContain("error", "<no value>")
                            .contains("operations.md#"
                                    + alert.at("/labels/alertname").asText()));

            bed.openlayer().faults().clear();
            sink.awaitRows(ROWS + 1).awaitAllCommitted();
            Awaitility.await("the alerts end")
                    .atMost(Duration.ofSeconds(60))
                    .pollInterval(Duration.ofSeconds(1))
                    .untilAsserted(() -> assertThat(firing(sink)).isEmpty());
            assertThat(panel("Time without success while rows wait", sink)).isZero();
        }
    }

    @Test
    @DisplayName("a failed task fires its alert, and is shown as failed next to its running connector")
    void failed() {
        try (TestBed bed = new TestBed(cluster, "failed")) {
            Sink sink = Sink.on(bed);
            sink.produce(1).connect().awaitRows(1);
            assertThat(firing(sink)).doesNotContain("OpenlayerTaskFailed");
            sink.produceTo(0, "not JSON").awaitFailed();
            awaitFiring(sink, "OpenlayerTaskFailed");
            assertThat(panel("Tasks", sink)).isEqualTo(2);
            assertThat(panel("Connectors", sink)).isZero();
        }
    }

    @Test
    @DisplayName("a failed connector with a running task fires its alert, and is shown as failed")
    void connectorFailed() {
        try (TestBed bed = new TestBed(cluster, "connector-failed")) {
            Sink sink = Sink.on(bed);
            sink.produce(1).connect().awaitRows(1);
            bed.openlayer().faults().when(request -> !request.delivers(), status(401));
            bed.rest().request("POST", "/connectors/" + sink.name() + "/restart", null);
            bed.rest().awaitConnectorFailed(sink.name());
            awaitFiring(sink, "OpenlayerConnectorFailed");
            assertThat(panel("Connectors", sink)).isEqualTo(2);
            assertThat(panel("Tasks", sink)).isZero();
            assertThat(firing(sink)).doesNotContain("OpenlayerTaskFailed");
        }
    }

    @Test
    @DisplayName("a missing dead-letter topic fires its alert until it exists again")
    void deadLetterTopicGone() {
        try (TestBed bed = new TestBed(cluster, "no-letters")) {
            Sink sink = Sink.on(bed).withDeadLetters();
            sink.produce(1).connect().awaitRows(1);
            String letters = sink.config().get("errors.deadletterqueue.topic.name");
            bed.topics().delete(letters);
            sink.produceTo(0, Map.of("other", 1));
            awaitFiring(sink, "OpenlayerDeadLetterBlocked");

            bed.topics().create(letters, 1);
            sink.awaitAllCommitted();
            Awaitility.await("the alert ends")
                    .atMost(Duration.ofSeconds(60))
                    .pollInterval(Duration.ofSeconds(1))
                    .untilAsserted(() -> assertThat(firing(sink)).doesNotContain("OpenlayerDeadLetterBlocked"));
        }
    }

    @Test
    @DisplayName("only a worker that does not answer fires its alert")
    void workerGone() {
        String gone = "ALERTS{alertname=\"OpenlayerWorkerGone\", alertstate=\"firing\"}";
        Awaitility.await("the alert")
                .atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofSeconds(1))
                .untilAsserted(() -> assertThat(prometheus.query(gone))
                        .singleElement()
                        .satisfies(
                                alert -> assertThat(alert.at("/metric/instance").asText())
                                        .isEqualTo(NO_WORKER)));
    }

    /** The value of a panel's first expression, for a connector of one task and one pipeline. */
    private static double panel(String title, Sink sink) {
        JsonNode samples = prometheus.query(Dashboard.shipped().expression(title, sink.name()));
        assertThat(samples).as(title).hasSize(1);
        return samples.get(0).path("value").get(1).asDouble();
    }

    private static Set<String> firing(Sink sink) {
        Set<String> names = new TreeSet<>();
        prometheus
                .query("ALERTS{alertstate=\"firing\", connector=\"" + sink.name() + "\"}")
                .forEach(alert -> names.add(alert.at("/metric/alertname").asText()));
        return names;
    }

    private static void awaitFiring(Sink sink, String... alerts) {
        Awaitility.await(String.join(", ", alerts))
                .atMost(Duration.ofSeconds(90))
                .pollInterval(Duration.ofSeconds(1))
                .untilAsserted(() -> assertThat(firing(sink)).contains(alerts));
    }
}
