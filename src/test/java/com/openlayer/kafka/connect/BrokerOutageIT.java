package com.openlayer.kafka.connect;

import static org.assertj.core.api.Assertions.assertThat;

import com.openlayer.kafka.connect.testing.Broker;
import com.openlayer.kafka.connect.testing.Cluster;
import com.openlayer.kafka.connect.testing.DeadLetter;
import com.openlayer.kafka.connect.testing.Gate;
import com.openlayer.kafka.connect.testing.Sink;
import com.openlayer.kafka.connect.testing.SinkMetrics;
import com.openlayer.kafka.connect.testing.StubAnswer;
import com.openlayer.kafka.connect.testing.TestBed;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Uses its own broker, because it stops it. */
class BrokerOutageIT {
    @Test
    @DisplayName("a missing dead-letter topic shows in the gauges and in a WARN")
    void deadLetterTopicGone() {
        try (Cluster cluster = Cluster.start(
                        Broker.named("gone-broker").property("auto.create.topics.enable", "false"), "gone-worker");
                TestBed bed = new TestBed(cluster, "deadLetterTopicGone")) {
            Sink sink = Sink.on(bed).withDeadLetters();
            sink.produce(List.of("[]", Sink.row(1))).connect().awaitAllCommitted();
            bed.topics().delete(sink.deadLetterTopic());

            sink.produce(List.of("[]", Sink.row(2)));
            Awaitility.await("the age grows")
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> gauge(cluster, sink, "oldest-unacknowledged-age-ms") > 5_000);
            assertThat(gauge(cluster, sink, "unacknowledged-records")).isPositive();
            assertThat(gauge(cluster, sink, "oldest-unacknowledged-record-lag-ms"))
                    .isPositive();
            Awaitility.await("a WARN names the topic")
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> cluster.worker()
                            .logTail(5_000)
                            .lines()
                            .anyMatch(line -> line.contains("WARN")
                                    && line.contains("[" + sink.name() + "|task-0]")
                                    && line.contains("dead-letter topic '" + sink.deadLetterTopic() + "'")
                                    && line.contains("topic " + sink.topic() + ", partition 0, offset 2")));
            assertThat(sink.committed(0)).isEqualTo(2);

            bed.topics().create(sink.deadLetterTopic(), 1);
            sink.awaitAllCommitted().awaitRunning();
            assertThat(sink.deadLetters()).extracting(DeadLetter::offset).containsExactly(2L);
        }
    }

    private static long gauge(Cluster cluster, Sink sink, String name) {
        return SinkMetrics.ofTask(cluster.worker(), sink.name(), 0).get(name) instanceof Number number
                ? number.longValue()
                : 0;
    }

    @Test
    @DisplayName("a row rejected during a broker outage blocks the task in Connect's producer until the broker is back")
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
