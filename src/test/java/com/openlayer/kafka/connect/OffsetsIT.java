package com.openlayer.kafka.connect;

import static org.assertj.core.api.Assertions.assertThat;

import com.openlayer.kafka.connect.testing.Gate;
import com.openlayer.kafka.connect.testing.SharedCluster;
import com.openlayer.kafka.connect.testing.Sink;
import com.openlayer.kafka.connect.testing.StubAnswer;
import com.openlayer.kafka.connect.testing.TestBed;
import com.openlayer.kafka.connect.testing.Topics;
import java.time.Duration;
import java.util.Map;
import java.util.stream.LongStream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@ExtendWith(SharedCluster.class)
@Execution(ExecutionMode.CONCURRENT)
class OffsetsIT {
    @Test
    @DisplayName("an offset advances only after its answer, while other partitions are committed")
    void heldAnswer(TestBed bed) {
        Sink sink = Sink.on(bed, "sink", 2).with("request.timeout.ms", 60_000).with("delivery.timeout.ms", 60_000);
        // A proven pipeline has several requests in flight.
        sink.produce(2).connect().awaitRows(2).awaitAllCommitted();
        Gate gate = new Gate();
        bed.openlayer()
                .faults()
                .when(
                        r -> r.publishes()
                                && r.rows().findValuesAsText("user_query").contains("held"),
                        StubAnswer.contract().heldBy(gate));

        sink.produceTo(0, Sink.row("held"));
        gate.awaitWaiting(1);
        sink.produceTo(0, Sink.row("behind it"));
        for (int round = 2; round <= 4; round++) {
            sink.produceTo(1, Sink.row("beside it")).awaitCommitted(1, round);
            assertThat(sink.committed(0)).isEqualTo(1);
        }
        assertThat(sink.pipeline().column("user_query")).contains("behind it");

        gate.release();
        sink.awaitAllCommitted().awaitRunning();
        assertThat(sink.offsetsAccepted(0)).containsExactlyInAnyOrder(0L, 1L, 2L);
    }

    enum Interruption {
        STOP_AND_RESUME,
        RESTART,
        OTHER_TASKS_MAX;

        void of(TestBed bed, Sink sink) {
            switch (this) {
                case STOP_AND_RESUME -> {
                    bed.rest().stop(sink.name());
                    bed.rest().awaitStopped(sink.name());
                    sink.produce(10);
                    bed.rest().resume(sink.name());
                }
                case RESTART -> sink.restart();
                case OTHER_TASKS_MAX -> sink.with("tasks.max", 2).connect();
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Interruption.class)
    @DisplayName("with auto.offset.reset=latest, an interruption before the first acknowledgement loses no row")
    void startPosition(Interruption interruption, TestBed bed) {
        Sink sink = Sink.on(bed, "sink", 2)
                .with("consumer.override.auto.offset.reset", "latest")
                .with("delivery.timeout.ms", 600_000);
        bed.openlayer().faults().always(StubAnswer.status(503));
        sink.produce(4).connect();
        Awaitility.await("the start position is committed")
                .atMost(Duration.ofSeconds(60))
                .until(() -> bed.topics().committed(sink.name()).size() == 2);

        sink.produce(50).pipeline().awaitRequests(2);
        interruption.of(bed, sink);
        sink.produce(10);
        bed.openlayer().faults().clear();

        sink.awaitAllCommitted();
        assertThat(sink.offsetsAccepted(0))
                .containsAll(LongStream.range(2, 27).boxed().toList());
        assertThat(sink.offsetsAccepted(1))
                .containsAll(LongStream.range(2, 27).boxed().toList());
    }

    @Test
    @DisplayName("rows in flight at a stop are awaited, and their offsets are committed")
    void inFlightAtStop(TestBed bed) {
        Sink sink = Sink.on(bed).produce(2).connect().awaitRows(2).awaitAllCommitted();
        bed.openlayer().faults().next(1, StubAnswer.contract().delayed(Duration.ofSeconds(2)));
        long before = sink.pipeline().requestCount();
        sink.produce(1).pipeline().awaitRequests(before + 1);
        bed.rest().stop(sink.name());

        bed.rest().awaitStopped(sink.name());
        sink.awaitCommitted(0, 3);
        assertThat(sink.offsetsAccepted(0)).doesNotHaveDuplicates();
    }

    @Test
    @DisplayName("a lost answer to accepted rows causes duplicates, but no losses")
    void lostAnswer(TestBed bed) {
        Sink sink = Sink.on(bed);
        bed.openlayer().faults().next(1, StubAnswer.reset().afterAccepting());
        sink.produce(5).connect().awaitRows(10).awaitAllCommitted();

        assertThat(sink.pipeline().ids().distinct()).isEqualTo(5);
        assertThat(sink.pipeline().ids().duplicates()).isEqualTo(5);
    }

    @Test
    @DisplayName("the offset also advances past records that a transform drops, even at the end of a topic")
    void dropped(TestBed bed) {
        Sink sink = Sink.on(bed)
                .with("transforms", "drop")
                .with("transforms.drop.type", "org.apache.kafka.connect.transforms.Filter")
                .with("transforms.drop.predicate", "marked")
                .with("predicates", "marked")
                .with("predicates.marked.type", "org.apache.kafka.connect.transforms.predicates.HasHeaderKey")
                .with("predicates.marked.name", "drop");
        for (int i = 0; i < 20; i++) {
            RecordHeaders headers = new RecordHeaders();
            if (i % 4 == 1 || i >= 15) {
                headers.add("drop", new byte[0]);
            }
            bed.topics().send(new ProducerRecord<>(sink.topic(), 0, "key", Topics.bytes(Sink.row(i)), headers));
        }
        bed.topics().flush();

        sink.connect().awaitCommitted(0, 20).awaitRunning();

        assertThat(sink.offsetsAccepted(0))
                .containsExactlyInAnyOrderElementsOf(
                        LongStream.range(0, 15).filter(i -> i % 4 != 1).boxed().toList());
    }

    @Test
    @DisplayName("routing uses the topic after transforms, offsets and ids the one before")
    void renamed(TestBed bed) {
        Sink sink = Sink.on(bed, "raw", 2)
                .with("pipelines.chat.topics", "chat-of-the-router")
                .with("transforms", "route")
                .with("transforms.route.type", "org.apache.kafka.connect.transforms.RegexRouter")
                .with("transforms.route.regex", "raw-.*")
                .with("transforms.route.replacement", "chat-of-the-router");

        sink.produce(20).connect().awaitRows(20).awaitAllCommitted().awaitRunning();

        assertThat(sink.offsetsAccepted(0))
                .containsExactlyInAnyOrderElementsOf(
                        LongStream.range(0, 10).boxed().toList());
        assertThat(sink.offsetsAccepted(1))
                .containsExactlyInAnyOrderElementsOf(
                        LongStream.range(0, 10).boxed().toList());
        assertThat(bed.topics().committed(sink.name()))
                .isEqualTo(Map.of(new TopicPartition(sink.topic(), 0), 10L, new TopicPartition(sink.topic(), 1), 10L));
    }
}
