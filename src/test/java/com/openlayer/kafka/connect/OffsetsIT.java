package com.openlayer.kafka.connect;

import static org.assertj.core.api.Assertions.assertThat;

import com.openlayer.kafka.connect.testing.Gate;
import com.openlayer.kafka.connect.testing.SharedCluster;
import com.openlayer.kafka.connect.testing.Sink;
import com.openlayer.kafka.connect.testing.StubAnswer;
import com.openlayer.kafka.connect.testing.TestBed;
import com.openlayer.kafka.connect.testing.Topics;
import java.util.Map;
import java.util.stream.LongStream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

@ExtendWith(SharedCluster.class)
@Execution(ExecutionMode.CONCURRENT)
class OffsetsIT {
    @Test
    @DisplayName("while an answer is held its offset stays, though others are committed; with the answer it moves")
    void heldAnswer(TestBed bed) {
        Sink sink = Sink.on(bed, "sink", 2).with("request.timeout.ms", 60_000).with("delivery.timeout.ms", 60_000);
        // Proven, so that requests overlap.
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

    @Test
    @DisplayName("an answer that is lost after the rows were taken doubles them, and loses none")
    void lostAnswer(TestBed bed) {
        Sink sink = Sink.on(bed);
        bed.openlayer().faults().next(1, StubAnswer.reset().afterAccepting());
        sink.produce(5).connect().awaitRows(10).awaitAllCommitted();

        assertThat(sink.pipeline().ids().distinct()).isEqualTo(5);
        assertThat(sink.pipeline().ids().duplicates()).isEqualTo(5);
    }

    @Test
    @DisplayName("records that a transform drops move the offset too, also at the end")
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
    @DisplayName("routing goes by the topic after transforms, offsets and ids by the one before")
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
