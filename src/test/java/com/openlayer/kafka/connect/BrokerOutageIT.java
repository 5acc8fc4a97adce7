package com.openlayer.kafka.connect;

import static org.assertj.core.api.Assertions.assertThat;

import com.openlayer.kafka.connect.testing.Broker;
import com.openlayer.kafka.connect.testing.Cluster;
import com.openlayer.kafka.connect.testing.DeadLetter;
import com.openlayer.kafka.connect.testing.Gate;
import com.openlayer.kafka.connect.testing.Sink;
import com.openlayer.kafka.connect.testing.StubAnswer;
import com.openlayer.kafka.connect.testing.TestBed;
import java.time.Duration;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Has a broker of its own, since it takes that away. */
class BrokerOutageIT {
    @Test
    @DisplayName("a row refused while the broker is away: the task waits in Connect's own producer, then goes on")
    void deadLetterWaits() {
        try (Cluster cluster = Cluster.start(Broker.named("outage-broker"), "outage-worker");
                TestBed bed = new TestBed(cluster, "deadLetterWaits")) {
            Sink sink = Sink.on(bed).withDeadLetters();
            Gate gate = new Gate();
            bed.openlayer()
                    .faults()
                    .when(
                            r -> r.publishes()
                                    && r.rows().findValuesAsText("user_query").contains("refused"),
                            StubAnswer.status(400).heldBy(gate));
            sink.produce(2).connect().awaitRows(2).awaitAllCommitted();
            sink.produceTo(0, Sink.row("refused"));
            gate.awaitWaiting(1);

            cluster.broker().suspend();
            try {
                gate.release();
                Awaitility.await("the task waits in the producer")
                        .atMost(Duration.ofSeconds(30))
                        .until(() -> cluster.worker().anyThreadIn(KafkaProducer.class, OpenlayerSinkTask.class));
            } finally {
                cluster.broker().resume();
            }

            assertThat(sink.awaitDeadLetters(1)).extracting(DeadLetter::id).containsExactly(sink.topic() + "-0-2");
            sink.produce(1).awaitRows(3).awaitAllCommitted().awaitRunning();
            assertThat(sink.offsetsAccepted(0)).containsExactly(0L, 1L, 3L);
        }
    }
}
