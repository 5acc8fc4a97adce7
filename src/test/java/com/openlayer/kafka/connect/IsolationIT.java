package com.openlayer.kafka.connect;

import static org.assertj.core.api.Assertions.assertThat;

import com.openlayer.kafka.connect.config.TaskType;
import com.openlayer.kafka.connect.testing.Gate;
import com.openlayer.kafka.connect.testing.SharedCluster;
import com.openlayer.kafka.connect.testing.Sink;
import com.openlayer.kafka.connect.testing.SinkMetrics;
import com.openlayer.kafka.connect.testing.StubAnswer;
import com.openlayer.kafka.connect.testing.StubPipeline;
import com.openlayer.kafka.connect.testing.TestBed;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@ExtendWith(SharedCluster.class)
@Execution(ExecutionMode.CONCURRENT)
class IsolationIT {
    /** The time that a worker gives all its tasks to stop. */
    private static final Duration BUDGET = Duration.ofSeconds(5);

    @Test
    @DisplayName("two connectors in one worker are independent in rows, failures and offsets")
    void share(TestBed bed) {
        Sink fails = Sink.on(bed, "fails", 1).with("request.timeout.ms", 900).with("outage.timeout.ms", 2000);
        Sink works = Sink.on(bed, "works", 1);
        bed.openlayer()
                .faults()
                .when(
                        r -> r.publishes()
                                && r.pipeline()
                                        .filter(fails.pipeline().id()::equals)
                                        .isPresent(),
                        StubAnswer.status(503));

        fails.produce(10).connect();
        works.produce(10).connect().awaitRows(10).awaitAllCommitted();
        fails.awaitFailed();
        works.produce(10).awaitRows(20).awaitAllCommitted().awaitRunning();

        assertThat(fails.committed(0)).isZero();
        assertThat(works.offsetsAccepted(0)).doesNotHaveDuplicates().hasSize(20);
        assertThat(works.pipeline().requests())
                .allMatch(request -> request.outcome().equals("200"));
    }

    @Test
    @DisplayName(
            "during an outage of one pipeline with 6,000 waiting rows, the other pipeline of the connector delivers all its rows")
    void outageOfOnePipeline(TestBed bed) {
        StubPipeline other = bed.pipeline(TaskType.LLM_BASE);
        String otherTopic = bed.topic("other", 1);
        Sink sink = Sink.on(bed, "down", 1).with("delivery.timeout.ms", 600_000);
        sink.withPipeline("other", otherTopic, other);
        bed.openlayer()
                .faults()
                .when(
                        r -> r.publishes()
                                && r.pipeline()
                                        .filter(sink.pipeline().id()::equals)
                                        .isPresent(),
                        StubAnswer.status(503));
        sink.produce(6_000).connect();
        Awaitility.await("the failing pipeline is paused")
                .atMost(Duration.ofSeconds(60))
                .until(() -> Objects.equals(
                        1,
                        SinkMetrics.ofTask(bed.cluster().worker(), sink.name(), 0)
                                .get("paused")));

        bed.topics()
                .produce(
                        otherTopic,
                        IntStream.range(0, 3_000).mapToObj(Sink::row).toList());
        other.awaitRows(3_000, Duration.ofSeconds(30));
        bed.topics().awaitAllCommitted(sink.name(), Duration.ofSeconds(30), otherTopic);
        assertThat(sink.committed(0)).isZero();
        assertThat(SinkMetrics.ofTask(bed.cluster().worker(), sink.name(), 0))
                .hasEntrySatisfying(
                        "oldest-unacknowledged-record-lag-ms",
                        lag -> assertThat((Number) lag)
                                .extracting(Number::longValue, InstanceOfAssertFactories.LONG)
                                .isPositive());

        bed.openlayer().faults().clear();
        sink.awaitAllCommitted().awaitRunning();
        assertThat(sink.pipeline().ids().distinct()).isEqualTo(6_000);
    }

    private static List<String> threads(TestBed bed, Sink sink) {
        // OkHttp renames threads while they wait for a response.
        String address = bed.openlayer().baseUrl().getAuthority();
        return bed.cluster().worker().threads().stream()
                .filter(thread -> thread.startsWith("openlayer-" + sink.name()) || thread.contains(address))
                .toList();
    }

    @Test
    @DisplayName("a deleted connector leaves no threads behind")
    void deleted(TestBed bed) {
        Sink sink = Sink.on(bed).produce(10).connect().awaitRows(10).awaitAllCommitted();
        assertThat(threads(bed, sink)).isNotEmpty();

        bed.rest().delete(sink.name());

        Awaitility.await()
                .atMost(Duration.ofSeconds(10))
                .until(() -> threads(bed, sink).isEmpty());
    }

    static Stream<StubAnswer> outages() {
        return Stream.of(
                StubAnswer.contract().heldBy(new Gate()),
                StubAnswer.status(503),
                StubAnswer.status(429).header("Retry-After", "3600"),
                StubAnswer.reset());
    }

    @ParameterizedTest
    @MethodSource("outages")
    @DisplayName("a connector stops in time and without an error while Openlayer hangs or fails, and continues later")
    void stopsDuringOutage(StubAnswer outage, TestBed bed) {
        Sink sink = Sink.on(bed).with("request.timeout.ms", 60_000).with("delivery.timeout.ms", 600_000);
        sink.with("batch.max.rows", 10).produce(10).connect().awaitRows(10).awaitAllCommitted();
        bed.openlayer().faults().always(outage);
        sink.produce(5000);
        sink.pipeline().awaitRequests(2);

        bed.rest().stop(sink.name());
        long start = System.nanoTime(); // the request itself may wait for the herder, which other tests use too
        Awaitility.await()
                .pollInterval(Duration.ofMillis(50))
                .atMost(Duration.ofSeconds(30))
                .until(() -> threads(bed, sink).isEmpty());
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(BUDGET);
        bed.rest().awaitStopped(sink.name());
        assertThat(bed.rest().status(sink.name()).findValuesAsText("trace")).isEmpty();
        assertThat(bed.cluster().worker().logTail(20_000).lines())
                .noneMatch(line -> line.contains("Graceful stop of task " + sink.name()));
        assertThat(sink.committed(0)).isEqualTo(10);

        bed.openlayer().faults().clear();
        bed.rest().resume(sink.name());
        sink.awaitAllCommitted();
        assertThat(sink.pipeline().ids().distinct()).isEqualTo(5010);
    }
}
