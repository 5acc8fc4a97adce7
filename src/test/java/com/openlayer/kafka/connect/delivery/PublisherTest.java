package com.openlayer.kafka.connect.delivery;

import static com.openlayer.kafka.connect.delivery.World.ACCEPTED;
import static com.openlayer.kafka.connect.delivery.World.MS;
import static com.openlayer.kafka.connect.delivery.World.internalError;
import static com.openlayer.kafka.connect.delivery.World.refused;
import static com.openlayer.kafka.connect.delivery.World.settings;
import static com.openlayer.kafka.connect.delivery.World.unavailable;
import static org.assertj.core.api.Assertions.assertThat;

import com.openlayer.kafka.connect.api.Answer;
import com.openlayer.kafka.connect.row.Rows;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class PublisherTest {
    private static final TopicPartition T0 = new TopicPartition("t", 0);
    private static final TopicPartition T1 = new TopicPartition("t", 1);

    @Test
    @DisplayName("cuts what waits into requests of batch.max.rows, and keeps max.in.flight.requests out")
    void cutsAndOverlaps() {
        World world = new World(settings(), 1, new Random(1));
        world.prove();
        world.submit(550);
        assertThat(world.calls).hasSize(4).allSatisfy(c -> assertThat(c.rows()).hasSize(100));
        world.answer(2, ACCEPTED);
        world.answer(0, ACCEPTED);
        assertThat(world.calls).extracting(c -> c.rows().size()).containsExactly(100, 100, 100, 50);
    }

    @Test
    @DisplayName("counts batch.max.bytes in bytes of the whole body")
    void bytesOfTheBody() {
        int limit = 40 + 21 + Rows.requestConfig().maxBytes();
        World world = new World(
                new PublisherSettings(100, limit, 0, 9, false, 300_000 * MS, 60_000 * MS, true), 1, new Random(1));
        world.prove();
        world.submit(0, T0, 0, Collections.nCopies(9, "äöü0123456789")); // 16 bytes each
        assertThat(world.calls).isNotEmpty().allSatisfy(c -> {
            assertThat(c.request().size()).isLessThanOrEqualTo(limit);
        });
        assertThat(world.calls).extracting(c -> c.rows().size()).containsExactly(2, 2, 2, 2, 1);
    }

    @Test
    @DisplayName("never puts two rows of one inference id into one request")
    void oneIdOncePerRequest() {
        World world = new World(settings(), 1, new Random(1));
        world.prove();
        world.submit(0, T0, 0, List.of("a", "same1", "b", "same2", "same3"));
        assertThat(world.calls)
                .extracting(World.Call::rows)
                .containsExactly(List.of("a", "same1", "b"), List.of("same2"), List.of("same3"));
    }

    @Test
    @DisplayName("a pipeline that has accepted nothing yet is tried with one request")
    void unprovenWindow() {
        World world = new World(settings(), 1, new Random(1));
        world.submit(300);
        assertThat(world.calls).hasSize(1);
        world.answer(0, ACCEPTED);
        assertThat(world.calls).hasSize(2);
    }

    @Test
    @DisplayName("lingers for more rows on an idle topic, and not a moment longer than linger.ms")
    void lingers() {
        World world = new World(
                new PublisherSettings(100, 1_000_000, 50 * MS, 4, false, 1, 60_000 * MS, true), 1, new Random(1));
        world.submit(3);
        world.pass(30 * MS);
        world.submit(0, T1, 0, List.of("x"));
        assertThat(world.calls).isEmpty();
        world.pass(19 * MS);
        assertThat(world.calls).isEmpty();
        world.pass(MS);
        assertThat(world.calls).hasSize(1);
        assertThat(world.calls.get(0).rows()).hasSize(4);
    }

    @Test
    @DisplayName("a full request does not linger, and a flush ends lingering")
    void lingersNoLongerThanNeeded() {
        World world = new World(
                new PublisherSettings(100, 1_000_000, 50_000 * MS, 4, false, 300_000 * MS, 60_000 * MS, true),
                1,
                new Random(1));
        world.submit(100);
        assertThat(world.calls).hasSize(1);
        world.answer(0, ACCEPTED);
        world.submit(0, T1, 0, List.of("x"));
        assertThat(world.calls).isEmpty();
        world.publisher.flush();
        assertThat(world.calls).hasSize(1);
    }

    @Test
    @DisplayName("a failure pauses all requests of the pipeline, and then one tries for all")
    void sharedPause() {
        World world = new World(settings(), 1, new Random(1));
        world.prove();
        world.submit(1_000);
        for (int i = 0; i < 4; i++) {
            world.answer(0, unavailable("HTTP 503"));
        }
        assertThat(world.calls).isEmpty();
        world.awaitCall();
        assertThat(world.calls).hasSize(1);
        world.answer(0, ACCEPTED);
        assertThat(world.calls).hasSize(4);
    }

    @Test
    @DisplayName("Retry-After is kept by every request of the pipeline, up to a minute")
    void retryAfter() {
        World world = new World(settings(), 1, new Random(1));
        world.prove();
        world.submit(1_000);
        for (int i = 0; i < 4; i++) {
            world.answer(0, unavailable(Duration.ofHours(2)));
        }
        world.pass(59_999 * MS);
        assertThat(world.calls).isEmpty();
        world.pass(MS);
        assertThat(world.calls).hasSize(1);
    }

    @Test
    @DisplayName("an outage beyond delivery.timeout.ms fails the task and refuses no row")
    void deliveryTimeout() {
        World world = new World(settings(), 1, new Random(1));
        world.submit(250);
        List<Outcome> outcomes = runUntilFailure(world, call -> unavailable("HTTP 503"));
        assertThat(outcomes).hasSize(1);
        assertThat(((Outcome.Failed) outcomes.get(0)).reason())
                .contains("pipeline 'p0'", "delivery.timeout.ms=300000", "topic t, partition 0, offset 0", "HTTP 503");
        assertThat(world.now).isBetween(300_000 * MS, 306_000 * MS);
    }

    @Test
    @DisplayName("an outage of 500s refuses no row either, however many batches see it")
    void outageOf500s() {
        World world = new World(settings(), 1, new Random(1));
        world.prove();
        world.submit(5_000);
        List<Outcome> outcomes = runUntilFailure(world, call -> internalError());
        assertThat(outcomes).hasSize(1).first().isInstanceOf(Outcome.Failed.class);
    }

    @Test
    @DisplayName("one refused row of a batch is found with a few requests, and its neighbours are delivered")
    void splits() {
        World world = new World(settings(), 1, new Random(1));
        world.prove();
        world.submit(100);
        List<Outcome> outcomes =
                runUntilIdle(world, c -> c.rows().contains("row37") ? refused("HTTP 400: no") : ACCEPTED);
        assertThat(refusedRows(outcomes)).containsExactly("37 HTTP 400: no");
        assertThat(acceptedRows(outcomes)).isEqualTo(99);
        assertThat(world.requests).isLessThanOrEqualTo(1 + 2 * 7);
    }

    @Test
    @DisplayName("the cost of refused rows grows with them and with the logarithm of the batch")
    void splittingCost() {
        World world = new World(
                new PublisherSettings(512, 1_000_000, 0, 4, false, 300_000 * MS, 60_000 * MS, true), 1, new Random(1));
        world.prove();
        world.submit(512);
        List<Outcome> outcomes = runUntilIdle(
                world, c -> c.rows().stream().anyMatch(r -> r.endsWith("00")) ? refused("HTTP 422: no") : ACCEPTED);
        assertThat(refusedRows(outcomes)).hasSize(5); // row100 to row500
        assertThat(world.requests).isLessThanOrEqualTo(1 + 2 * 5 * 9);
    }

    @Test
    @DisplayName("413 halves the batch, and later batches stay below what was refused")
    void tooLarge() {
        World world = new World(settings(), 1, new Random(1));
        world.prove();
        world.submit(400);
        List<Outcome> outcomes =
                runUntilIdle(world, c -> c.request().size() > 400 ? new Answer.TooLarge("HTTP 413") : ACCEPTED);
        assertThat(acceptedRows(outcomes)).isEqualTo(400);
        world.requests = 0;
        world.submit(0, T1, 0, Collections.nCopies(100, "row000"));
        outcomes = runUntilIdle(world, c -> c.request().size() > 400 ? new Answer.TooLarge("HTTP 413") : ACCEPTED);
        assertThat(acceptedRows(outcomes)).isEqualTo(100);
        assertThat(outcomes).hasSize(world.requests);
    }

    @Test
    @DisplayName("a row that is too large alone is refused")
    void tooLargeAlone() {
        World world = new World(settings(), 1, new Random(1));
        world.prove();
        world.submit(0, T0, 0, List.of("a", "x".repeat(500), "b"));
        List<Outcome> outcomes =
                runUntilIdle(world, c -> c.request().size() > 400 ? new Answer.TooLarge("HTTP 413") : ACCEPTED);
        assertThat(refusedRows(outcomes)).containsExactly("1 HTTP 413");
        assertThat(acceptedRows(outcomes)).isEqualTo(2);
    }

    @Test
    @DisplayName("a 500 that sticks to one row while others are accepted is the row's, not the server's")
    void stickyInternalError() {
        World world = new World(settings(), 1, new Random(1));
        world.prove();
        world.submit(350);
        List<Outcome> outcomes = runUntilIdle(world, c -> c.rows().contains("row37") ? internalError() : ACCEPTED);
        assertThat(refusedRows(outcomes)).containsExactly("37 HTTP 500");
        assertThat(acceptedRows(outcomes)).isEqualTo(349);
    }

    @Test
    @DisplayName("a 500 that sticks to a row is found also where its batch is all there is")
    void stickyInternalErrorAlone() {
        World world = new World(settings(), 1, new Random(1));
        world.submit(100);
        List<Outcome> outcomes = runUntilIdle(world, c -> c.rows().contains("row99") ? internalError() : ACCEPTED);
        assertThat(refusedRows(outcomes)).containsExactly("99 HTTP 500");
        assertThat(acceptedRows(outcomes)).isEqualTo(99);
    }

    @Test
    @DisplayName("everything refused with one same message, and nothing ever accepted: the configuration, not the rows")
    void configuration() {
        World world = new World(settings(), 1, new Random(1));
        world.submit(100);
        List<Outcome> outcomes =
                runUntilFailure(world, c -> refused("HTTP 422: row " + world.requests + " lacks output"));
        assertThat(outcomes).hasSize(1);
        assertThat(((Outcome.Failed) outcomes.get(0)).reason())
                .contains("all of the first 100 rows", "lacks output", "pipelines.p0", "task.type");
    }

    @Test
    @DisplayName("refusals that read alike, with other texts of the server behind them, are not the configuration")
    void refusalsAreComparedByTheServersOwnText() {
        World world = new World(settings(), 1, new Random(1));
        world.submit(100);
        List<Outcome> outcomes = runUntilIdle(
                world,
                c -> new Answer.Refused("HTTP 422: Unknown label …", c.rows().get(0)));
        assertThat(refusedRows(outcomes)).hasSize(100);
        assertThat(world.now).isLessThan(300_000 * MS);
    }

    @Test
    @DisplayName("many refused rows at the start are bad rows once one is accepted")
    void notTheConfiguration() {
        World world = new World(settings(), 1, new Random(1));
        world.submit(100);
        List<Outcome> outcomes = runUntilIdle(
                world, c -> c.rows().stream().anyMatch(r -> !r.equals("row99")) ? refused("HTTP 422: no") : ACCEPTED);
        assertThat(refusedRows(outcomes)).hasSize(99);
        assertThat(acceptedRows(outcomes)).isEqualTo(1);
    }

    @Test
    @DisplayName("without tolerance the first refused row is told at once, with the doubt about the configuration")
    void intolerant() {
        World world = new World(
                new PublisherSettings(100, 1_000_000, 0, 4, false, 300_000 * MS, 60_000 * MS, false), 1, new Random(1));
        world.submit(1);
        world.answer(0, refused("HTTP 400: no"));
        List<Outcome> outcomes = world.drain();
        assertThat(outcomes).hasSize(1);
        assertThat(((Outcome.Refused) outcomes.get(0)).reason()).contains("HTTP 400: no", "configuration");
    }

    @Test
    @DisplayName("few refused rows of a pipeline that accepts nothing wait no longer than delivery.timeout.ms")
    void doubtEnds() {
        World world = new World(settings(), 1, new Random(1));
        world.submit(2);
        List<Outcome> outcomes = runUntilIdle(world, c -> refused("HTTP 400: no"));
        assertThat(refusedRows(outcomes)).hasSize(2);
        assertThat(world.now).isGreaterThanOrEqualTo(300_000 * MS);
    }

    @Test
    @DisplayName("a denied request fails at once and names the property to mend")
    void denied() {
        for (var entry : List.of(
                List.of(Answer.Cause.API_KEY, "openlayer.api.key"),
                List.of(Answer.Cause.PLAN, "plan"),
                List.of(Answer.Cause.NOT_FOUND, "pipelines.p0.inference.pipeline.id"),
                List.of(Answer.Cause.NOT_FOUND, "openlayer.base.url"),
                List.of(Answer.Cause.OTHER, "openlayer.base.url"))) {
            World world = new World(settings(), 1, new Random(1));
            world.submit(300);
            world.answer(0, new Answer.Denied("HTTP 4xx", (Answer.Cause) entry.get(0)));
            assertThat(((Outcome.Failed) world.drain().get(0)).reason()).contains("HTTP 4xx", (String) entry.get(1));
            world.pass(600_000 * MS);
            assertThat(world.calls).isEmpty();
        }
    }

    @Test
    @DisplayName("ordering=partition keeps one request of a partition out, and its order through retries and splits")
    void ordered() {
        World world = new World(
                new PublisherSettings(10, 1_000_000, 0, 9, true, 300_000 * MS, 60_000 * MS, true), 1, new Random(1));
        world.prove();
        List<String> rows = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            rows.add("row" + i);
        }
        world.submit(0, T0, 0, rows);
        world.submit(0, T1, 0, rows);
        assertThat(world.calls).hasSize(2);
        Random random = new Random(7);
        List<Outcome> outcomes = runUntilIdle(
                world,
                c -> random.nextInt(3) == 0
                        ? unavailable("HTTP 503")
                        : c.rows().contains("row55") ? refused("HTTP 400") : ACCEPTED);
        for (TopicPartition partition : List.of(T0, T1)) {
            List<Long> order = outcomes.stream()
                    .filter(Outcome.Accepted.class::isInstance)
                    .flatMap(o -> ((Outcome.Accepted) o).deliveries().stream())
                    .filter(d -> d.ledger().partition().equals(partition))
                    .map(Delivery::offset)
                    .toList();
            assertThat(order).hasSize(99).isSorted();
        }
    }

    @Test
    @DisplayName("rows of a partition that is gone are not sent, neither from the queue nor again")
    void forgets() {
        World world = new World(settings(), 1, new Random(1));
        world.prove();
        world.submit(600);
        world.ledgers.get(T0).close();
        world.publisher.prune();
        while (!world.calls.isEmpty()) {
            world.answer(0, unavailable("HTTP 503"));
        }
        world.pass(3_600_000 * MS);
        assertThat(world.calls).isEmpty();
        assertThat(world.requests).isEqualTo(4);
    }

    @Test
    @DisplayName("holds back requests when told, and goes on when told")
    void holds() {
        World world = new World(settings(), 1, new Random(1));
        world.prove();
        world.submit(1_000);
        world.publisher.hold();
        world.answer(0, ACCEPTED);
        assertThat(world.calls).hasSize(3);
        world.publisher.resume();
        assertThat(world.calls).hasSize(4);
    }

    @Test
    @DisplayName("a pipeline that is down does not hold up the others")
    void pipelinesAreIndependent() {
        World world = new World(settings(), 2, new Random(1));
        world.submit(0, T0, 0, Collections.nCopies(500, "down"));
        world.answer(0, unavailable(Duration.ofSeconds(30)));
        world.submit(1, T1, 0, Collections.nCopies(500, "up"));
        long start = world.now;
        while (!world.calls.isEmpty()) {
            world.answer(0, ACCEPTED);
        }
        assertThat(world.now).isEqualTo(start);
        assertThat(acceptedRows(world.drain())).isEqualTo(500);
    }

    private static List<Outcome> runUntilFailure(World world, Function<World.Call, Answer> server) {
        List<Outcome> outcomes = new ArrayList<>();
        for (int i = 0; i < 100_000; i++) {
            if (world.calls.isEmpty()) {
                assertThat(world.passToNextAlarm()).isTrue();
            } else {
                World.Call call = world.calls.get(0);
                world.answer(0, server.apply(call));
            }
            outcomes.addAll(world.drain());
            if (outcomes.stream().anyMatch(Outcome.Failed.class::isInstance)) {
                return outcomes;
            }
        }
        throw new AssertionError("no failure: " + outcomes);
    }

    private static List<Outcome> runUntilIdle(World world, Function<World.Call, Answer> server) {
        List<Outcome> outcomes = new ArrayList<>();
        for (int i = 0; i < 100_000 && !world.backlog.isEmpty(); i++) {
            if (world.calls.isEmpty()) {
                assertThat(world.passToNextAlarm())
                        .as("an alarm is set while rows wait")
                        .isTrue();
            } else {
                World.Call call = world.calls.get(0);
                world.answer(0, server.apply(call));
            }
            outcomes.addAll(world.drain());
        }
        assertThat(world.backlog.rows()).isZero();
        assertThat(outcomes).noneMatch(Outcome.Failed.class::isInstance);
        return outcomes;
    }

    private static List<String> refusedRows(List<Outcome> outcomes) {
        return outcomes.stream()
                .filter(Outcome.Refused.class::isInstance)
                .map(Outcome.Refused.class::cast)
                .map(r -> r.delivery().offset() + " " + r.reason())
                .toList();
    }

    private static int acceptedRows(List<Outcome> outcomes) {
        return outcomes.stream()
                .filter(Outcome.Accepted.class::isInstance)
                .mapToInt(o -> ((Outcome.Accepted) o).deliveries().size())
                .sum();
    }
}
