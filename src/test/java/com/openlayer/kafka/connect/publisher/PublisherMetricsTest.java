package com.openlayer.kafka.connect.publisher;

import static com.openlayer.kafka.connect.publisher.PublisherFixture.MS;
import static com.openlayer.kafka.connect.testing.FakeOpenlayer.ACCEPTED;
import static org.assertj.core.api.Assertions.assertThat;

import com.openlayer.kafka.connect.api.Answer;
import com.openlayer.kafka.connect.metrics.Metric;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

/** Tests the metrics of the publisher. */
class PublisherMetricsTest {
    private final PublisherFixture world = new PublisherFixture(
            PublisherSettings.defaults()
                    .maxRows(10)
                    .notFoundTimeoutNanos(60_000 * MS)
                    .tolerant(true),
            1,
            new Random(1));
    private final List<Metric> metrics = world.pipelines.get(0).metrics().metrics(() -> world.now());

    private double read(String name) {
        return metrics.stream()
                .filter(metric -> metric.name().equals(name))
                .findFirst()
                .orElseThrow()
                .value()
                .get()
                .doubleValue();
    }

    @Test
    void whatWaitsAndWhatIsInFlight() {
        world.prove();
        world.submit(65);

        assertThat(read("requests-in-flight")).isEqualTo(4);
        assertThat(read("rows-in-flight")).isEqualTo(40);
        assertThat(read("rows-waiting")).isEqualTo(25);
        assertThat(read("in-flight-window")).isEqualTo(4);

        world.pass(30 * MS);
        world.answer(0, ACCEPTED);

        assertThat(read("rows-waiting")).isEqualTo(15);
        assertThat(read("rows-in-flight")).isEqualTo(40);
        assertThat(read("rows-accepted-total")).isEqualTo(11);
        assertThat(read("request-latency-ms-max")).isEqualTo(30);
    }

    @Test
    void theWindowThatAFailureHalves() {
        world.prove();
        world.submit(65);
        world.answer(0, PublisherFixture.unavailable("HTTP 503"));

        assertThat(read("in-flight-window")).isEqualTo(2);
    }

    @Test
    void anAnswerThatIsRetriedCountsAndPauses() {
        world.submit(3);
        world.answer(0, PublisherFixture.unavailable(Duration.ofMillis(700)));

        assertThat(read("requests-unavailable-total")).isEqualTo(1);
        assertThat(read("rows-waiting")).isEqualTo(3);
        assertThat(read("requests-in-flight")).isZero();
        assertThat(read("backoff-ms")).isGreaterThanOrEqualTo(700);
        assertThat(read("retries-total")).isZero();

        world.awaitCall();
        assertThat(read("backoff-ms")).isZero();
        assertThat(read("retries-total")).isEqualTo(1);
        world.answer(0, ACCEPTED);
        assertThat(read("rows-accepted-total")).isEqualTo(3);
        assertThat(read("rows-sent-total")).isEqualTo(6);
        assertThat(read("rows-per-request-avg")).isEqualTo(3);
        assertThat(read("time-since-last-success-ms")).isZero();
        world.pass(5_000 * MS);
        assertThat(read("time-since-last-success-ms")).isEqualTo(5_000);
    }

    @Test
    void aRefusedRowIsCountedOnceAndItsSplitsAre() {
        world.prove();
        world.submit(4);
        for (int i = 0; i < 100 && !world.calls.isEmpty(); i++) {
            Answer answer =
                    world.calls.get(0).rows().contains("row2") ? PublisherFixture.refused("HTTP 422") : ACCEPTED;
            world.answer(0, answer);
        }

        assertThat(read("rows-accepted-total")).isEqualTo(4);
        assertThat(read("rows-refused-total")).isEqualTo(1);
        assertThat(read("rows-errant-total")).isEqualTo(1);
        assertThat(read("splits-total")).isEqualTo(2);
        assertThat(read("requests-refused-total")).isEqualTo(3);
        assertThat(read("retries-total")).isZero();
    }

    @Test
    void rowsOfAPartitionThatIsGoneWaitNoMore() {
        world.prove();
        world.submit(65);
        world.revoke(new TopicPartition("t", 0));

        assertThat(read("rows-waiting")).isZero();
        assertThat(read("rows-in-flight")).isEqualTo(40);
    }
}
