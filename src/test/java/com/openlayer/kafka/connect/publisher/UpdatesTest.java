package com.openlayer.kafka.connect.publisher;

import static com.openlayer.kafka.connect.publisher.PublisherFixture.MS;
import static com.openlayer.kafka.connect.publisher.PublisherFixture.internalError;
import static com.openlayer.kafka.connect.publisher.PublisherFixture.refused;
import static com.openlayer.kafka.connect.publisher.PublisherFixture.settings;
import static com.openlayer.kafka.connect.publisher.PublisherFixture.unavailable;
import static com.openlayer.kafka.connect.testing.FakeOpenlayer.ACCEPTED;
import static org.assertj.core.api.Assertions.assertThat;

import com.openlayer.kafka.connect.api.Answer;
import com.openlayer.kafka.connect.row.Rows;
import com.openlayer.kafka.connect.testing.FakeOpenlayer.Call;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Tests the {@link Publisher} with a pipeline that updates rows. Updates have the form {@code id:text}. */
class UpdatesTest {
    private static final TopicPartition T0 = new TopicPartition("t", 0);
    private static final TopicPartition T1 = new TopicPartition("t", 1);
    /** Larger than any accepted request, because a 413 for a smaller one would be an outage. */
    private static final String LARGE = "b:" + "x".repeat(200);

    private static final Answer NOT_THERE = Answer.rowUnknown("HTTP 404: Row not found");

    private static PublisherFixture world() {
        return world(settings());
    }

    private static PublisherFixture world(PublisherSettings settings) {
        return new PublisherFixture(settings, List.of(Rows.updateConfig()), new Random(1));
    }

    /** A publisher whose pipeline has accepted an update. */
    private static PublisherFixture proven() {
        return proven(settings());
    }

    private static PublisherFixture proven(PublisherSettings settings) {
        PublisherFixture world = world(settings);
        world.submit(0, T1, 1_000_000, List.of("proof:1"));
        world.answer(0, ACCEPTED);
        world.drain();
        world.countRequests();
        return world;
    }

    private static List<String> inFlight(PublisherFixture world) {
        return world.calls.stream().map(call -> call.rows().get(0)).toList();
    }

    private static void answer(PublisherFixture world, String row, Answer answer) {
        world.answer(inFlight(world).indexOf(row), answer);
    }

    @Test
    @DisplayName("sends one update per request, and updates of different rows concurrently")
    void oneARequest() {
        PublisherFixture world = proven();
        world.submit(0, T0, 0, List.of("a:1", "b:1", "c:1", "d:1", "e:1"));
        assertThat(inFlight(world)).containsExactly("a:1", "b:1", "c:1", "d:1");
        assertThat(world.calls)
                .extracting(call -> call.request().updatedRowId())
                .containsExactly("a", "b", "c", "d");
        world.answer(2, ACCEPTED);
        assertThat(inFlight(world)).containsExactly("a:1", "b:1", "d:1", "e:1");
    }

    @Test
    @DisplayName("updates of one row are sent one at a time and in order, also while one is retried")
    void orderOfOneRow() {
        PublisherFixture world = proven();
        world.submit(0, T0, 0, List.of("a:1", "a:2", "b:1", "a:3"));
        assertThat(inFlight(world)).containsExactly("a:1", "b:1");
        answer(world, "a:1", unavailable("HTTP 503"));
        answer(world, "b:1", ACCEPTED);
        world.awaitCall();
        assertThat(inFlight(world)).containsExactly("a:1");
        answer(world, "a:1", ACCEPTED);
        assertThat(inFlight(world)).containsExactly("a:2");
        world.submit(0, T0, 4, List.of("a:4"));
        answer(world, "a:2", ACCEPTED);
        answer(world, "a:3", ACCEPTED);
        answer(world, "a:4", ACCEPTED);
        world.drain();
        assertThat(world.isSettled()).isTrue();
        assertThat(world.pipelines.get(0).isIdle()).isTrue();
    }

    @Test
    @DisplayName("with ordering=partition updates are still ordered by row, and none blocks its partition")
    void orderingByPartition() {
        PublisherFixture world = proven(PublisherSettings.defaults()
                .ordered(true)
                .notFoundTimeoutNanos(60_000 * MS)
                .tolerant(true));
        world.submit(0, T0, 0, List.of("a:1", "b:1", "c:1", "a:2"));
        assertThat(inFlight(world)).containsExactly("a:1", "b:1", "c:1");
    }

    @Test
    @DisplayName("an update whose row is not found is retried, and blocks only later updates of that row")
    void notThereYet() {
        PublisherFixture world = proven();
        world.submit(0, T0, 0, List.of("a:1", "a:2", "b:1"));
        answer(world, "a:1", NOT_THERE);
        answer(world, "b:1", ACCEPTED);
        world.submit(0, T0, 3, List.of("b:2"));
        assertThat(inFlight(world)).containsExactly("b:2"); // no pause
        answer(world, "b:2", ACCEPTED);
        for (int i = 0; i < 5; i++) {
            world.awaitCall();
            answer(world, "a:1", NOT_THERE);
        }
        world.awaitCall();
        answer(world, "a:1", ACCEPTED);
        answer(world, "a:2", ACCEPTED);
        world.drain();
        assertThat(world.isSettled()).isTrue();
    }

    @Test
    @DisplayName(
            "an update whose row never appears is rejected after update.not.found.timeout.ms; then the next one is sent")
    void neverThere() {
        PublisherFixture world = proven();
        world.submit(0, T0, 0, List.of("a:1", "a:2"));
        long start = world.now();
        List<Outcome> outcomes = new ArrayList<>();
        while (outcomes.isEmpty()) {
            world.awaitCall();
            assertThat(inFlight(world)).containsExactly("a:1");
            answer(world, "a:1", NOT_THERE);
            outcomes.addAll(world.drain());
        }
        assertThat(world.now() - start).isBetween(60_000 * MS, 60_001 * MS);
        assertThat(world.requests()).isLessThan(40);
        assertThat(outcomes)
                .singleElement()
                .isInstanceOfSatisfying(
                        Outcome.Refused.class,
                        refused -> assertThat(refused.reason())
                                .isEqualTo("HTTP 404: Row not found (no row of its inference id within"
                                        + " update.not.found.timeout.ms=60000)"));
        assertThat(inFlight(world)).containsExactly("a:2");
    }

    @Test
    @DisplayName("an outage does not count toward update.not.found.timeout.ms")
    void outageWhileNotThere() {
        PublisherFixture world = proven();
        world.submit(0, T0, 0, List.of("a:1"));
        answer(world, "a:1", NOT_THERE);
        world.awaitCall();
        long start = world.now();
        while (world.now() - start < 200_000 * MS) {
            answer(world, "a:1", unavailable("HTTP 503"));
            world.awaitCall();
        }
        answer(world, "a:1", NOT_THERE);
        assertThat(world.drain()).isEmpty();
        world.awaitCall();
        answer(world, "a:1", ACCEPTED);
        assertThat(world.drain()).hasOnlyElementsOfType(Outcome.Accepted.class);
    }

    @Test
    @DisplayName("waiting for a row longer than delivery.timeout.ms does not fail the task, nor does a later fault")
    void longerThanDeliveryTimeout() {
        PublisherFixture world = proven(
                PublisherSettings.defaults().deliveryTimeoutNanos(10_000 * MS).tolerant(true));
        world.submit(0, T0, 0, List.of("a:1"));
        long start = world.now();
        while (world.now() - start < 120_000 * MS) {
            answer(world, "a:1", NOT_THERE);
            world.awaitCall();
        }
        answer(world, "a:1", unavailable("HTTP 503"));
        world.awaitCall();
        answer(world, "a:1", ACCEPTED);
        assertThat(world.drain()).hasOnlyElementsOfType(Outcome.Accepted.class);
    }

    @Test
    @DisplayName("if the rows of ten ids are not found and nothing was accepted, the configuration is blamed")
    void noneThere() {
        PublisherFixture world = world();
        world.submit(
                0, T0, 0, IntStream.range(0, 30).mapToObj(i -> "id" + i + ":1").toList());
        List<Outcome> outcomes = run(world, row -> NOT_THERE);
        assertThat(outcomes)
                .singleElement()
                .isInstanceOfSatisfying(
                        Outcome.Failed.class,
                        failed -> assertThat(failed.reason())
                                .contains("inference.id.column.name", "inference.pipeline.id", "pipelines.p0"));
    }

    @Test
    @DisplayName("many updates of one missing row do not blame the configuration")
    void oneRowNotThere() {
        PublisherFixture world = world();
        world.submit(0, T0, 0, IntStream.range(0, 12).mapToObj(i -> "a:" + i).toList());
        List<Outcome> outcomes = run(world, row -> NOT_THERE);
        assertThat(outcomes).hasSize(12).hasOnlyElementsOfType(Outcome.Refused.class);
    }

    @Test
    @DisplayName("rows that appear while updates of others expire prove the configuration right")
    void earlyLabels() {
        PublisherFixture world = world();
        world.submit(
                0, T0, 0, IntStream.range(0, 200).mapToObj(i -> "id" + i + ":1").toList());
        long start = world.now();
        List<Outcome> outcomes =
                run(world, row -> row.equals("id199:1") && world.now() - start > 50_000 * MS ? ACCEPTED : NOT_THERE);
        assertThat(outcomes).hasSize(200);
        assertThat(outcomes).filteredOn(Outcome.Accepted.class::isInstance).hasSize(1);
        assertThat(outcomes).filteredOn(Outcome.Refused.class::isInstance).hasSize(199);
    }

    @Test
    @DisplayName("thousands of missing rows cause at most ten requests a second per hundred of them")
    void manyNotThere() {
        PublisherFixture world = proven(
                PublisherSettings.defaults().notFoundTimeoutNanos(300_000 * MS).tolerant(true));
        int ids = 5_000;
        world.submit(
                0, T0, 0, IntStream.range(0, ids).mapToObj(i -> "id" + i + ":1").toList());
        long start = world.now();
        List<Outcome> outcomes = run(world, row -> NOT_THERE);
        long seconds = (world.now() - start) / (1_000 * MS);
        assertThat(outcomes).hasSize(ids).hasOnlyElementsOfType(Outcome.Refused.class);
        assertThat(world.requests()).isLessThan((int) (seconds * 10 * ids / 100));
        assertThat(world.pipelines.get(0).isIdle()).isTrue();
    }

    @Test
    @DisplayName("400, 422 and 413 reject only the update itself")
    void refusedAlone() {
        PublisherFixture world = proven();
        world.submit(0, T0, 0, List.of("a:1", LARGE, "c:1", "a:2"));
        answer(world, "a:1", refused("HTTP 400"));
        answer(world, LARGE, Answer.tooLarge("HTTP 413"));
        answer(world, "c:1", ACCEPTED);
        answer(world, "a:2", ACCEPTED);
        assertThat(world.drain())
                .extracting(Object::getClass)
                .containsExactlyInAnyOrder(
                        Outcome.Refused.class, Outcome.Refused.class, Outcome.Accepted.class, Outcome.Accepted.class);
    }

    @Test
    @DisplayName("an update that always gets 500 while others are accepted is rejected after delivery.timeout.ms")
    void stickyInternalError() {
        PublisherFixture world = proven();
        List<Outcome> outcomes = new ArrayList<>();
        world.submit(0, T0, 0, List.of("a:1"));
        for (int i = 1; i < 2_000 && outcomes.stream().noneMatch(Outcome.Refused.class::isInstance); i++) {
            world.submit(0, T0, i, List.of("id" + i + ":1"));
            world.pass(500 * MS);
            for (String row : inFlight(world)) {
                answer(world, row, row.equals("a:1") ? internalError() : ACCEPTED);
            }
            outcomes.addAll(world.drain());
        }
        assertThat(outcomes).noneMatch(Outcome.Failed.class::isInstance);
        assertThat(outcomes).filteredOn(Outcome.Refused.class::isInstance).hasSize(1);
    }

    @Test
    @DisplayName("an outage longer than outage.timeout.ms fails the task and rejects no update")
    void outage() {
        PublisherFixture world = proven(settings().outageTimeoutNanos(300_000 * MS));
        world.submit(0, T0, 0, List.of("a:1", "b:1", "a:2"));
        assertThat(run(world, row -> unavailable("HTTP 503"))).singleElement().isInstanceOf(Outcome.Failed.class);
    }

    @Test
    @DisplayName("404s for missing rows do not end an outage of 500s for existing rows, which fails the task")
    void outageOfThoseThatAreThere() {
        PublisherFixture world = proven(patient().outageTimeoutNanos(300_000 * MS));
        world.submit(0, T0, 0, List.of("there1:1", "there2:1", "there3:1"));
        long start = world.now();
        assertThat(outageOfWrites(world)).singleElement().isInstanceOf(Outcome.Failed.class);
        assertThat(world.now() - start).isGreaterThanOrEqualTo(300_000 * MS);
    }

    @Test
    @DisplayName("an update that failed alone before such an outage is not rejected during it")
    void singledOutBeforeAnOutage() {
        PublisherFixture world = proven(patient().outageTimeoutNanos(300_000 * MS));
        world.submit(0, T0, 0, List.of("there1:1"));
        for (int i = 1; i <= 4; i++) {
            world.submit(0, T0, i, List.of("id" + i + ":1"));
            for (String row : inFlight(world)) {
                answer(world, row, row.startsWith("there") ? internalError() : ACCEPTED);
            }
            world.drain();
            world.awaitCall();
        }
        world.submit(0, T0, 5, List.of("there2:1"));
        assertThat(outageOfWrites(world)).singleElement().isInstanceOf(Outcome.Failed.class);
    }

    /** Updates of existing rows get 500, while further updates get 404. */
    private static List<Outcome> outageOfWrites(PublisherFixture world) {
        List<Outcome> outcomes = new ArrayList<>();
        for (int i = 0; i < 2_000 && outcomes.isEmpty(); i++) {
            world.submit(0, T0, 10 + i, List.of("absent" + i + ":1"));
            world.pass(500 * MS);
            for (String row : inFlight(world)) {
                answer(world, row, row.startsWith("there") ? internalError() : NOT_THERE);
            }
            outcomes.addAll(world.drain());
        }
        return outcomes;
    }

    @Test
    @DisplayName("an update that got a temporary 500 is soon retried, whatever the number of missing rows")
    void passingErrorAmongMany() {
        PublisherFixture world = proven(patient());
        world.submit(0, T0, 0, List.of("a:1"));
        answer(world, "a:1", internalError());
        world.submit(
                0,
                T0,
                1,
                IntStream.range(0, 2_000).mapToObj(i -> "id" + i + ":1").toList());
        int before = world.requests();
        world.awaitCall();
        while (!inFlight(world).contains("a:1")) {
            answer(world, inFlight(world).get(0), NOT_THERE);
            world.awaitCall();
        }
        assertThat(world.requests() - before).isLessThan(10);
        answer(world, "a:1", ACCEPTED);
        assertThat(world.drain()).singleElement().isInstanceOf(Outcome.Accepted.class);
    }

    @Test
    @DisplayName("a 404 that arrives meanwhile does not shorten a Retry-After")
    void absenceEndsNoPause() {
        PublisherFixture world = proven();
        world.submit(0, T0, 0, List.of("a:1", "b:1"));
        answer(world, "a:1", unavailable(Duration.ofSeconds(30)));
        answer(world, "b:1", NOT_THERE);
        world.submit(0, T0, 2, List.of("c:1"));
        world.pass(29_999 * MS);
        assertThat(world.calls).isEmpty();
        world.pass(2 * MS);
        assertThat(world.calls).isNotEmpty();
    }

    /** Settings that wait longer for rows than for the end of an outage. */
    private static PublisherSettings patient() {
        return PublisherSettings.defaults().notFoundTimeoutNanos(3_600_000 * MS).tolerant(true);
    }

    @Test
    @DisplayName("updates that are read again after a rebalance wait until the one in flight is answered")
    void rebalance() {
        PublisherFixture world = proven();
        world.submit(0, T0, 0, List.of("a:1", "a:2", "a:3"));
        answer(world, "a:1", ACCEPTED);
        world.drain();
        world.revoke(T0);
        world.submit(0, T0, 0, List.of("a:1", "a:2", "a:3"));
        assertThat(inFlight(world)).containsExactly("a:2");
        answer(world, "a:2", unavailable("reset"));
        for (String row : List.of("a:1", "a:2", "a:3")) {
            world.awaitCall();
            assertThat(inFlight(world)).containsExactly(row);
            answer(world, row, ACCEPTED);
        }
        world.drain();
        assertThat(world.isSettled()).isTrue();
        assertThat(world.pipelines.get(0).isIdle()).isTrue();
    }

    @Test
    @DisplayName("updates that wait for their row are dropped with their partition")
    void notThereAndGone() {
        PublisherFixture world = proven();
        world.submit(0, T0, 0, List.of("a:1", "a:2"));
        answer(world, "a:1", NOT_THERE);
        world.revoke(T0);
        world.pass(120_000 * MS);
        assertThat(world.calls).isEmpty();
        assertThat(world.pipelines.get(0).isIdle()).isTrue();
        assertThat(world.drain()).isEmpty();
    }

    /** Answers everything until nothing is left, or the task fails. */
    private static List<Outcome> run(PublisherFixture world, Function<String, Answer> judge) {
        List<Outcome> outcomes = new ArrayList<>();
        boolean goesOn = true;
        while (goesOn) {
            while (!world.calls.isEmpty()) {
                Call call = world.calls.remove(0);
                call.onAnswer().accept(judge.apply(call.rows().get(0)));
            }
            outcomes.addAll(world.drain());
            boolean failed = outcomes.stream().anyMatch(Outcome.Failed.class::isInstance);
            goesOn = !failed && !world.isSettled() && world.clock.passToNext();
        }
        return outcomes;
    }
}
