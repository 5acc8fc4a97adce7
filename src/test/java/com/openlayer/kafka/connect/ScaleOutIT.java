package com.openlayer.kafka.connect;

import static org.assertj.core.api.Assertions.assertThat;

import com.openlayer.kafka.connect.testing.Broker;
import com.openlayer.kafka.connect.testing.Cluster;
import com.openlayer.kafka.connect.testing.ConnectWorker;
import com.openlayer.kafka.connect.testing.OpenlayerStub;
import com.openlayer.kafka.connect.testing.Sink;
import com.openlayer.kafka.connect.testing.StubAnswer;
import com.openlayer.kafka.connect.testing.TestBed;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Four tasks on eight partitions and two workers. */
class ScaleOutIT {
    private static final int PARTITIONS = 8;
    private static final int TASKS = 4;
    /** Enough that a worker leaves or dies before all are delivered. */
    private static final int ROWS = 1_600;

    @Test
    @DisplayName("tasks spread over two workers; one leaves, one is killed, and nothing is lost")
    void spreads() {
        Broker broker = Broker.named("scale-out-broker").launch();
        try (Cluster cluster = Cluster.start(broker, worker("scale-out-worker", broker));
                ConnectWorker second = worker("scale-out-second", broker)
                        .group(cluster.worker().group())
                        .start();
                TestBed bed = new TestBed(cluster, "scale-out")) {
            bed.openlayer().faults().always(StubAnswer.contract().delayed(Duration.ofMillis(60)));
            Sink sink =
                    Sink.on(bed, "sink", PARTITIONS).with("tasks.max", TASKS).with("batch.max.rows", 20);
            sink.connect();
            awaitTasks(bed, sink, List.of(2L, 2L));

            sink.produce(ROWS);
            sink.awaitRows(ROWS / 4);
            assertThat(sink.pipeline().rowCount())
                    .as("rows delivered when it leaves")
                    .isLessThan(ROWS);
            second.stop();
            awaitTasks(bed, sink, List.of(4L));
            awaitAll(sink, ROWS);
            assertThat(sink.pipeline().ids().duplicates())
                    .as("a worker that leaves commits acknowledged rows")
                    .isZero();

            second.launch();
            second.awaitReady();
            awaitTasks(bed, sink, List.of(2L, 2L));
            sink.produce(ROWS);
            sink.awaitRows(ROWS + ROWS / 4);
            assertThat(sink.pipeline().ids().distinct())
                    .as("rows delivered when it dies")
                    .isLessThan(2L * ROWS);
            second.kill();
            awaitTasks(bed, sink, List.of(4L));
            awaitAll(sink, 2 * ROWS);
        }
    }

    private static ConnectWorker.WorkerBuilder worker(String name, Broker broker) {
        return ConnectWorker.named(name, broker).environment(Cluster.API_KEY_VARIABLE, OpenlayerStub.API_KEY);
    }

    /** Waits until all tasks run, with this many on each worker. */
    private static void awaitTasks(TestBed bed, Sink sink, List<Long> onEach) {
        Awaitility.await("tasks " + onEach)
                .atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(100))
                .ignoreExceptions() // during a rebalance the worker does not answer
                .until(() -> bed.rest().tasksByWorker(sink.name()).equals(onEach));
        bed.rest().awaitRunning(sink.name(), TASKS);
    }

    private static void awaitAll(Sink sink, int rows) {
        Awaitility.await(rows + " rows")
                .atMost(Duration.ofSeconds(90))
                .pollInterval(Duration.ofMillis(100))
                .until(() -> sink.pipeline().ids().distinct() == rows);
        sink.awaitAllCommitted();
        long each = rows / PARTITIONS;
        assertThat(IntStream.range(0, PARTITIONS).mapToObj(sink::committed)).allMatch(offset -> offset == each);
        assertThat(sink.pipeline().violations()).isEmpty();
    }
}
