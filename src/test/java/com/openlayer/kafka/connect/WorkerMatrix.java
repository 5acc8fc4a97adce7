package com.openlayer.kafka.connect;

import static org.assertj.core.api.Assertions.assertThat;

import com.openlayer.kafka.connect.testing.Broker;
import com.openlayer.kafka.connect.testing.Cluster;
import com.openlayer.kafka.connect.testing.ConnectRest;
import com.openlayer.kafka.connect.testing.ConnectWorker;
import com.openlayer.kafka.connect.testing.Jdk;
import com.openlayer.kafka.connect.testing.KafkaDistribution;
import com.openlayer.kafka.connect.testing.OpenlayerStub;
import com.openlayer.kafka.connect.testing.Sink;
import com.openlayer.kafka.connect.testing.StubAnswer;
import com.openlayer.kafka.connect.testing.TestBed;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The ZIP in a worker of each supported Kafka version, on each supported JDK of this machine. */
class WorkerMatrix {
    private static final List<String> KAFKAS = List.of("3.7.2", "3.9.2", "4.0.2", "4.1.2", "4.2.0", "4.3.1", "4.4.0");
    private static final List<Integer> JAVAS = List.of(17, 25);
    private static final int ROWS = 100;

    private static Broker broker;

    @BeforeAll
    static void start() {
        broker = Broker.named("matrix-broker").start();
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    static Stream<Arguments> workers() {
        List<Jdk> found = Jdk.installed();
        System.out.println("JDKs found: " + found);
        JAVAS.stream()
                .filter(version -> found.stream().noneMatch(jdk -> jdk.version() == version))
                .forEach(version -> System.out.println("[WARNING] No JDK " + version + ": the matrix is SKIPPED for it."
                        + " -Dmatrix.jdks=HOME names one."));
        return found.stream()
                .filter(jdk -> JAVAS.contains(jdk.version()))
                .flatMap(jdk -> KAFKAS.stream().map(kafka -> Arguments.of(kafka, jdk)));
    }

    @ParameterizedTest(name = "Kafka {0} on {1}")
    @MethodSource("workers")
    @DisplayName("loads, validates, publishes, commits, and shows its metrics")
    void works(String kafka, Jdk jdk) {
        String name = "matrix-" + kafka + "-java-" + jdk.version();
        ConnectWorker.WorkerBuilder builder = ConnectWorker.named(name, broker)
                .kafka(KafkaDistribution.of(kafka))
                .javaHome(jdk.home())
                .environment(Cluster.API_KEY_VARIABLE, OpenlayerStub.API_KEY);
        Cluster cluster = Cluster.start(broker, builder);
        // The cluster is not closed, because the next worker uses its broker.
        try (ConnectWorker worker = cluster.worker();
                TestBed bed = new TestBed(cluster, name)) {
            Sink sink = Sink.on(bed).with("openlayer.api.key", "${env:" + Cluster.API_KEY_VARIABLE + "}");
            assertThat(bed.rest().plugins())
                    .filteredOn(plugin -> plugin.path("class").asText().equals(OpenlayerSinkConnector.class.getName()))
                    .singleElement()
                    .satisfies(plugin -> assertThat(plugin.path("version").asText())
                            .isEqualTo(System.getProperty("project.version")));
            assertThat(errors(bed, sink)).isEmpty();
            sink.with("pipelines.chat.task.type", "llm");
            assertThat(errors(bed, sink)).containsOnlyKeys("pipelines.chat.task.type");

            sink.with("pipelines.chat.task.type", "llm-base").produce(ROWS).connect();
            sink.awaitRows(ROWS).awaitAllCommitted();

            String metrics = "kafka.connect:type=plugins,connector=" + sink.name() + ",task=0,pipeline=chat";
            assertThat(worker.mbeans(metrics).values())
                    .singleElement()
                    .satisfies(bean -> assertThat(bean).containsEntry("rows-accepted-total", (long) ROWS));
            drainsAtStop(bed, sink);
        } finally {
            cluster.topics().close();
        }
    }

    /** The runtime has to call {@code close} before it reads the offsets that {@code preCommit} returned. */
    private static void drainsAtStop(TestBed bed, Sink sink) {
        bed.openlayer().faults().next(1, StubAnswer.contract().delayed(Duration.ofSeconds(2)));
        long before = sink.pipeline().requestCount();
        sink.produce(1).pipeline().awaitRequests(before + 1);
        bed.rest().stop(sink.name());
        bed.rest().awaitStopped(sink.name());
        sink.awaitCommitted(0, ROWS + 1);
    }

    private static Map<String, List<String>> errors(TestBed bed, Sink sink) {
        sink.with("name", sink.name());
        return ConnectRest.errors(bed.rest().validate("OpenlayerSinkConnector", sink.config()));
    }
}
