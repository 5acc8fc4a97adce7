package com.openlayer.kafka.connect;

import static com.openlayer.kafka.connect.testing.StubAnswer.status;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.openlayer.kafka.connect.metrics.MetricsReference;
import com.openlayer.kafka.connect.testing.Broker;
import com.openlayer.kafka.connect.testing.Cluster;
import com.openlayer.kafka.connect.testing.ConnectWorker;
import com.openlayer.kafka.connect.testing.FreePort;
import com.openlayer.kafka.connect.testing.Gate;
import com.openlayer.kafka.connect.testing.OpenlayerStub;
import com.openlayer.kafka.connect.testing.Sink;
import com.openlayer.kafka.connect.testing.SinkMetrics;
import com.openlayer.kafka.connect.testing.TestBed;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The metrics of a real worker: over JMX, and through the Prometheus exporter with the rules in docker/. */
class MonitoringIT {
    private static final Path MONITORING = Path.of("docker", "monitoring").toAbsolutePath();
    private static final Pattern OF_OURS = Pattern.compile("\\b(openlayer_sink|kafka_connect)_[a-z0-9_]+");

    private static final int EXPORTER = FreePort.next();
    private static Cluster cluster;

    @BeforeAll
    static void start() {
        Broker broker = Broker.named("monitoring-broker").launch();
        cluster = Cluster.start(
                broker,
                ConnectWorker.named("monitoring-worker", broker)
                        .environment(Cluster.API_KEY_VARIABLE, OpenlayerStub.API_KEY)
                        .metricsExporter(EXPORTER));
    }

    @AfterAll
    static void stop() {
        if (cluster != null) {
            cluster.close();
        }
    }

    private static Map<String, Object> pipeline(Sink sink) {
        return SinkMetrics.ofPipeline(cluster.worker(), sink.name(), 0, "chat");
    }

    private static Map<String, Object> task(Sink sink) {
        return SinkMetrics.ofTask(cluster.worker(), sink.name(), 0);
    }

    private static double number(Map<String, Object> metrics, String name) {
        assertThat(metrics).containsKey(name);
        return ((Number) metrics.get(name)).doubleValue();
    }

    private static void awaitMetric(String what, Callable<Boolean> condition) {
        Awaitility.await(what)
                .atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(200))
                .until(condition);
    }

    @Test
    @DisplayName("the metrics have the right values, and disappear with the connector")
    void figures() {
        try (TestBed bed = new TestBed(cluster, "figures")) {
            Sink sink = Sink.on(bed).with("batch.max.rows", 10).withDeadLetters();
            bed.openlayer().faults().next(2, status(503));
            sink.produce(30).produceTo(0, Map.of("user_query", "no output"));
            sink.connect().awaitRows(30).awaitDeadLetters(1);
            sink.awaitAllCommitted();

            Map<String, Object> pipeline = pipeline(sink);
            assertThat(number(pipeline, "rows-accepted-total")).isEqualTo(30);
            assertThat(number(pipeline, "rows-invalid-total")).isEqualTo(1);
            assertThat(number(pipeline, "rows-errant-total")).isEqualTo(1);
            assertThat(number(pipeline, "requests-unavailable-total")).isEqualTo(2);
            assertThat(number(pipeline, "retries-total")).isEqualTo(2);
            assertThat(number(pipeline, "requests-accepted-total"))
                    .isEqualTo((double) sink.pipeline().acceptedRequests());
            assertThat(number(pipeline, "bytes-sent-total")).isGreaterThan(number(pipeline, "bytes-accepted-total"));
            assertThat(number(pipeline, "request-latency-ms-p50"))
                    .isPositive()
                    .isLessThanOrEqualTo(number(pipeline, "request-latency-ms-max"));
            assertThat(number(pipeline, "rows-waiting")).isZero();
            assertThat(number(pipeline, "requests-in-flight")).isZero();
            assertThat(number(task(sink), "errant-records-total")).isEqualTo(1);
            awaitMetric(
                    "nothing is unacknowledged",
                    () -> number(task(sink), "unacknowledged-records") == 0
                            && number(task(sink), "oldest-unacknowledged-age-ms") == 0);

            bed.rest().delete(sink.name());
            awaitMetric("the metrics are gone", () -> !SinkMetrics.shows(cluster.worker(), sink.name()));
        }
    }

    @Test
    @DisplayName("rows in flight are visible, and their age grows")
    void onTheWay() {
        try (TestBed bed = new TestBed(cluster, "on-the-way")) {
            Sink sink = Sink.on(bed).with("batch.max.rows", 10);
            Gate gate = bed.openlayer().faults().hold();
            sink.produce(30).connect();
            gate.awaitWaiting(1);

            awaitMetric("rows in flight", () -> number(pipeline(sink), "rows-in-flight") == 10);
            // Before the first acceptance a pipeline has one request in flight at a time.
            assertThat(number(pipeline(sink), "requests-in-flight")).isEqualTo(1);
            awaitMetric("the others wait", () -> number(pipeline(sink), "rows-waiting") == 20);
            awaitMetric("unacknowledged", () -> number(task(sink), "unacknowledged-records") == 30);
            awaitMetric("age", () -> number(task(sink), "oldest-unacknowledged-age-ms") > 1_000);
            gate.release();
            sink.awaitRows(30).awaitAllCommitted();
        }
    }

    @Test
    @DisplayName("the exporter has every metric that the dashboard and the alerts use")
    void exporter() throws IOException {
        Set<String> named = new TreeSet<>();
        for (String file : List.of("alerts.yml", "grafana/dashboards/openlayer.json")) {
            OF_OURS.matcher(Files.readString(MONITORING.resolve(file), UTF_8))
                    .results()
                    .map(MatchResult::group)
                    .forEach(named::add);
        }
        assertThat(named).hasSizeGreaterThan(20);
        try (TestBed bed = new TestBed(cluster, "exporter")) {
            Sink sink = Sink.on(bed).withDeadLetters();
            sink.produce(10).connect().awaitRows(10).awaitAllCommitted();

            Awaitility.await("all of them are scraped")
                    .atMost(Duration.ofSeconds(60))
                    .pollInterval(Duration.ofMillis(500))
                    .untilAsserted(() -> assertThat(scraped(sink.name())).containsAll(named));
            assertThat(scraped(sink.name()).stream().filter(name -> name.startsWith("openlayer_sink_")))
                    .as("metrics without exactly one rule")
                    .containsExactlyInAnyOrderElementsOf(MetricsReference.prometheusNames());
        }
    }

    /** The names of the samples with the label of this connector. */
    private static Set<String> scraped(String connector) {
        HttpRequest get = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + EXPORTER + "/metrics"))
                .build();
        try {
            String text = HttpClient.newHttpClient()
                    .send(get, HttpResponse.BodyHandlers.ofString())
                    .body();
            Predicate<String> ofConnector = line -> line.contains("connector=\"" + connector + "\"");
            return text.lines()
                    .filter(ofConnector)
                    .map(line -> line.substring(0, line.indexOf('{')))
                    .collect(Collectors.toCollection(TreeSet::new));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
