package com.openlayer.kafka.connect;

import static org.assertj.core.api.Assertions.assertThat;

import com.openlayer.kafka.connect.testing.Cluster;
import com.openlayer.kafka.connect.testing.ConnectWorker;
import com.openlayer.kafka.connect.testing.Gate;
import com.openlayer.kafka.connect.testing.SharedCluster;
import com.openlayer.kafka.connect.testing.Sink;
import com.openlayer.kafka.connect.testing.StubAnswer;
import com.openlayer.kafka.connect.testing.TestBed;
import java.time.Duration;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

@ExtendWith(SharedCluster.class)
@Execution(ExecutionMode.CONCURRENT)
class BatchingIT {
    @Test
    @DisplayName("a request has at most batch.max.rows rows, and exactly as many if enough wait")
    void rows(TestBed bed) {
        Sink sink = Sink.on(bed).with("batch.max.rows", 7);
        sink.produce(70).connect().awaitRows(70).awaitAllCommitted();

        assertThat(sink.pipeline().mostRows()).isEqualTo(7);
        assertThat(sink.pipeline().requestCount()).isLessThan(20);
    }

    @Test
    @DisplayName("a request body has at most batch.max.bytes bytes of UTF-8, and nearly as many if enough wait")
    void bytes(TestBed bed) {
        int limit = 5000;
        Sink sink = Sink.on(bed).with("batch.max.bytes", limit);
        // Three bytes each in UTF-8: a count of characters would exceed the limit.
        String text = "世界".repeat(50);
        sink.produce(IntStream.range(0, 100).mapToObj(i -> Sink.row(text + i)).toList())
                .connect()
                .awaitRows(100)
                .awaitAllCommitted();

        assertThat(sink.pipeline().mostBytes()).isBetween(limit - 700, limit);
    }

    @Test
    @DisplayName("a row larger than batch.max.bytes is sent in a request of its own")
    void oversizeRow(TestBed bed) {
        Sink sink = Sink.on(bed).with("batch.max.bytes", 5000).withDeadLetters();
        sink.produce(2).produceTo(0, Sink.row("x".repeat(6000))).produce(2);
        sink.connect().awaitRows(5).awaitAllCommitted().awaitRunning();
        assertThat(sink.pipeline().requests())
                .filteredOn(request -> request.bytes().length > 5000)
                .singleElement()
                .satisfies(request -> assertThat(request.rows()).hasSize(1));
    }

    @Test
    @DisplayName("a proven pipeline has up to max.in.flight.requests requests in flight")
    void inFlight(TestBed bed) {
        Sink sink = Sink.on(bed).with("batch.max.rows", 5).with("max.in.flight.requests", 4);
        sink.produce(5).connect().awaitRows(5);
        Gate gate = bed.openlayer().faults().hold();

        sink.produce(200);
        gate.awaitWaiting(4);
        Awaitility.await("no fifth request")
                .during(Duration.ofSeconds(1))
                .atMost(Duration.ofSeconds(2))
                .until(() -> gate.waiting() == 4);
        gate.release();

        sink.awaitRows(205).awaitAllCommitted();
        assertThat(sink.offsetsAccepted(0)).doesNotHaveDuplicates();
    }

    @Test
    @DisplayName("ordering=partition keeps the order of each partition through retries")
    void ordered(TestBed bed) {
        Sink sink = Sink.on(bed, "sink", 3).with("ordering", "partition").with("batch.max.rows", 5);
        bed.openlayer().faults().randomly(0.3, 4711, StubAnswer.status(503), StubAnswer.reset());

        sink.produce(300).connect().awaitRows(300).awaitAllCommitted();

        for (int partition = 0; partition < 3; partition++) {
            assertThat(sink.offsetsAccepted(partition))
                    .containsExactlyElementsOf(LongStream.range(0, 100).boxed().toList());
        }
    }

    @Test
    @DisplayName("linger.ms fills requests, and expires on an idle topic without a commit or another record")
    void linger(TestBed bed) {
        // A commit sends lingering rows, so this worker commits rarely.
        try (ConnectWorker worker = ConnectWorker.named(
                        "lingering", Cluster.shared().broker())
                .offsetFlushInterval(Duration.ofMinutes(10))
                .start()) {
            Sink sink = Sink.on(bed).with("linger.ms", 1500);
            worker.rest().put(sink.name(), sink.config());
            worker.rest().awaitRunning(sink.name(), 1);

            long start = System.nanoTime();
            sink.produce(2).produce(2).awaitRows(4);
            Duration took = Duration.ofNanos(System.nanoTime() - start);

            assertThat(took).isBetween(Duration.ofMillis(1400), Duration.ofSeconds(20));
            assertThat(sink.pipeline().requestCount()).isEqualTo(1);

            // A retry on an idle topic needs no commit either.
            bed.openlayer().faults().next(2, StubAnswer.status(503));
            sink.produce(1).awaitRows(5);

            worker.rest().delete(sink.name());
            // Stopping commits.
            sink.awaitAllCommitted();
        }
    }
}
