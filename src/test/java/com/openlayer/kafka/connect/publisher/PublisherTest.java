package com.openlayer.kafka.connect.publisher;

import static com.openlayer.kafka.connect.publisher.PublisherFixture.MS;
import static com.openlayer.kafka.connect.publisher.PublisherFixture.internalError;
import static com.openlayer.kafka.connect.publisher.PublisherFixture.rateLimited;
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
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.function.Predicate;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class PublisherTest {
    private static final TopicPartition T0 = new TopicPartition("t", 0);
    private static final TopicPartition T1 = new TopicPartition("t", 1);
    private static final long REQUEST_TIMEOUT = 60_000 * MS;

    @Test
    @DisplayName("sends waiting rows in requests of batch.max.rows, with max.in.flight.requests in flight")
    void cutsAndOverlaps() {
        PublisherFixture world = new PublisherFixture(settings(), 1, new Random(1));
        world.prove();
        world.submit(550);
        assertThat(world.calls).hasSize(4).allSatisfy(c -> assertThat(c.rows()).hasSize(100));
        world.answer(2, ACCEPTED);
        world.answer(0, ACCEPTED);
        assertThat(world.calls).extracting(c -> c.rows().size()).containsExactly(100, 100, 100, 50);
    }

    @Test
    @DisplayName("batch.max.bytes limits the bytes of the whole body")
    void bytesOfTheBody() {
        int limit = 40 + 21 + Rows.requestConfig().maxBytes();
        PublisherFixture world = new PublisherFixture(
                PublisherSettings.defaults()
                        .maxBytes(limit)
                        .maxInFlight(9)
                        .notFoundTimeoutNanos(60_000 * MS)
                        .tolerant(true),
                1,
                new Random(1));
        world.prove();
        world.submit(0, T0, 0, Collections.nCopies(9, "äöü0123456789")); // 16 bytes each
        assertThat(world.calls).isNotEmpty().allSatisfy(c -> {
            assertThat(c.request().size()).isLessThanOrEqualTo(limit);
        });
        assertThat(world.calls).extracting(c -> c.rows().size()).containsExactly(2, 2, 2, 2);
        world.answer(0, ACCEPTED);
        assertThat(world.calls).extracting(c -> c.rows().size()).containsExactly(2, 2, 2, 1);
    }

    @Test
    @DisplayName("two rows with the same inference id never share a request")
    void oneIdOncePerRequest() {
        PublisherFixture world = new PublisherFixture(settings(), 1, new Random(1));
        world.prove();
        world.submit(0, T0, 0, List.of("a", "same1", "b", "same2", "same3"));
        assertThat(world.calls)
                .extracting(Call::rows)
                .containsExactly(List.of("a", "same1", "b"), List.of("same2"), List.of("same3"));
    }

    @Test
    @DisplayName("a pipeline that has not accepted a request yet gets one at a time")
    void unprovenWindow() {
        PublisherFixture world = new PublisherFixture(settings(), 1, new Random(1));
        world.submit(300);
        assertThat(world.calls).hasSize(1);
        world.answer(0, ACCEPTED);
        assertThat(world.calls).hasSize(2);
    }

    @Test
    @DisplayName("rows on an idle topic linger for linger.ms, and no longer")
    void lingers() {
        PublisherFixture world = new PublisherFixture(
                PublisherSettings.defaults()
                        .lingerNanos(50 * MS)
                        .deliveryTimeoutNanos(1)
                        .notFoundTimeoutNanos(60_000 * MS)
                        .tolerant(true),
                1,
                new Random(1));
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
        PublisherFixture world = new PublisherFixture(
                PublisherSettings.defaults()
                        .lingerNanos(50_000 * MS)
                        .notFoundTimeoutNanos(60_000 * MS)
                        .tolerant(true),
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
    @DisplayName("after a failure all requests of the pipeline back off, then a single one probes")
    void sharedPause() {
        PublisherFixture world = new PublisherFixture(settings(), 1, new Random(1));
        world.prove();
        world.submit(1_000);
        for (int i = 0; i < 4; i++) {
            world.answer(0, unavailable("HTTP 503"));
        }
        assertThat(world.calls).isEmpty();
        world.awaitCall();
        assertThat(world.calls).hasSize(1);
        world.answer(0, ACCEPTED);
        assertThat(world.calls).as("half of the window before").hasSize(2);
    }

    @Test
    @DisplayName(
            "a 429 without Retry-After, while others are accepted, shrinks the window and holds up its own rows only")
    void rateLimitedAmongAccepted() {
        PublisherFixture world = new PublisherFixture(settings(), 1, new Random(1));
        world.prove();
        world.submit(1_000);
        List<String> putOff = world.calls.get(3).rows();
        world.answer(3, rateLimited());
        assertThat(world.calls).as("the window is one less").hasSize(3);
        world.answer(0, ACCEPTED);
        assertThat(world.calls).as("no pause").hasSize(3);
        assertThat(world.calls).noneMatch(c -> c.rows().equals(putOff));
        world.pass(500 * MS);
        for (int i = 0; i < 3; i++) {
            world.answer(0, ACCEPTED);
        }
        assertThat(world.calls).anyMatch(c -> c.rows().equals(putOff));
        assertThat(world.pipelines.get(0).window()).isEqualTo(3);
    }

    @Test
    @DisplayName("429 to everything is an outage: one probe at a time, and afterwards the window is used again")
    void rateLimitedThroughout() {
        PublisherFixture world = new PublisherFixture(settings(), 1, new Random(1));
        world.prove();
        world.submit(1_000);
        for (int i = 0; !world.calls.isEmpty(); i++) {
            assertThat(i).as("requests until the pause").isLessThan(10);
            world.answer(0, rateLimited());
        }
        for (int i = 0; i < 20; i++) {
            world.awaitCall();
            assertThat(world.calls).hasSize(1);
            world.answer(0, rateLimited());
            assertThat(world.drain()).isEmpty();
        }
        assertThat(acceptedRows(runUntilIdle(world, call -> ACCEPTED))).isEqualTo(1_000);
    }

    @Test
    @DisplayName("with a backlog the window grows up to max.in.flight.requests, and no further")
    void windowGrows() {
        PublisherFixture world = new PublisherFixture(settings().maxInFlight(10), 1, new Random(1));
        world.prove();
        world.submit(20_000);
        acceptAll(world, 10);
        assertThat(world.calls).hasSize(10);
        assertThat(world.pipelines.get(0).window()).isEqualTo(10);
    }

    @Test
    @DisplayName("a failure halves the window, once however many requests it hits")
    void failureHalvesWindow() {
        PublisherFixture world = new PublisherFixture(settings(), 1, new Random(1));
        world.prove();
        world.submit(1_000);
        for (int i = 0; i < 4; i++) {
            world.answer(0, unavailable("HTTP 503"));
        }
        assertThat(world.pipelines.get(0).window()).isEqualTo(2);
        world.awaitCall();
        world.answer(0, unavailable("HTTP 503"));
        assertThat(world.pipelines.get(0).window()).isEqualTo(2);
    }

    @Test
    @DisplayName(
            "pipelines share max.in.flight.requests: one alone leaves the others a part, two with a backlog use the same")
    void sharedMaximum() {
        PublisherFixture world = new PublisherFixture(settings().maxInFlight(8), 2, new Random(1));
        for (int pipeline = 0; pipeline < 2; pipeline++) {
            world.submit(pipeline, T0, 0, List.of("proof"));
            world.answer(0, ACCEPTED);
        }
        world.submit(0, T0, 1, Collections.nCopies(100_000, "first"));
        acceptAll(world, 10);
        assertThat(world.calls).hasSize(6);
        world.submit(1, T1, 0, Collections.nCopies(100_000, "second"));
        assertThat(world.calls).hasSize(8);
        acceptAll(world, 20);
        assertThat(world.calls).hasSize(8);
        assertThat(world.calls.stream()
                        .filter(call -> call.rows().get(0).equals("first"))
                        .count())
                .isBetween(3L, 5L);
    }

    @Test
    @DisplayName("every request of the pipeline honors Retry-After, up to a minute")
    void retryAfter() {
        PublisherFixture world = new PublisherFixture(settings(), 1, new Random(1));
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
    @DisplayName("an outage never fails the task by default: one probe at a time, however long it lasts")
    void outageWithoutEnd() {
        PublisherFixture world = new PublisherFixture(settings(), 1, new Random(1));
        world.prove();
        world.submit(250);
        long start = world.now();
        while (world.now() - start < 24 * 3_600_000 * MS) {
            world.awaitCall();
            if (world.now() > start) {
                assertThat(world.calls).hasSize(1);
            }
            world.answer(0, unavailable("HTTP 503"));
            assertThat(world.drain()).isEmpty();
        }
        assertThat(acceptedRows(runUntilIdle(world, call -> ACCEPTED))).isEqualTo(250);
    }

    @Test
    @DisplayName("an outage longer than outage.timeout.ms fails the task and rejects no row")
    void outageTimeout() {
        PublisherFixture world = new PublisherFixture(settings().outageTimeoutNanos(300_000 * MS), 1, new Random(1));
        world.submit(250);
        List<Outcome> outcomes = runUntilFailure(world, call -> unavailable("HTTP 503"));
        assertThat(outcomes).hasSize(1);
        assertThat(((Outcome.Failed) outcomes.get(0)).reason())
                .contains("pipeline 'p0'", "outage.timeout.ms=300000", "topic t, partition 0, offset ", "HTTP 503");
        assertThat(world.now()).isBetween(300_000 * MS, 315_000 * MS);
    }

    @Test
    @DisplayName("an outage of 500s or timeouts rejects no row, whatever its length and the number of failing batches")
    void outageOf500s() {
        for (Answer answer : List.of(internalError(), PublisherFixture.timedOut(), Answer.tooLarge("HTTP 413"))) {
            for (boolean ordered : List.of(true, false)) {
                PublisherFixture world = new PublisherFixture(settings().ordered(ordered), 1, new Random(1));
                world.prove("x".repeat(20_000));
                world.submit(5_000);
                for (int i = 0; i < 2_000; i++) {
                    world.awaitCall();
                    world.answer(0, answer);
                    assertThat(world.drain()).isEmpty();
                }
                assertThat(acceptedRows(runUntilIdle(world, call -> ACCEPTED))).isEqualTo(5_000);
            }
        }
    }

    @Test
    @DisplayName(
            "a gateway's 401, 403 or 404 is an outage if the pipeline has accepted rows; otherwise it fails the task")
    void blocked() {
        Answer blocked = Answer.blocked("HTTP 403 with a body of type text/html", Answer.Cause.API_KEY);
        PublisherFixture world = new PublisherFixture(settings(), 1, new Random(1));
        world.prove();
        world.submit(10);
        for (int i = 0; i < 100; i++) {
            world.awaitCall();
            world.answer(0, blocked);
            assertThat(world.drain()).isEmpty();
        }
        assertThat(acceptedRows(runUntilIdle(world, call -> ACCEPTED))).isEqualTo(10);

        PublisherFixture unproven = new PublisherFixture(settings(), 1, new Random(1));
        unproven.submit(10);
        unproven.answer(0, blocked);
        assertThat(unproven.drain()).singleElement().isInstanceOf(Outcome.Failed.class);
    }

    @Test
    @DisplayName("rows that time out are isolated: good rows wait at most two request.timeout.ms")
    void hangingRows() {
        for (boolean proven : List.of(true, false)) {
            for (Predicate<Integer> hangs :
                    List.<Predicate<Integer>>of(i -> i == 7, i -> i < 10, i -> i % 8 == 3, i -> i == 79)) {
                PublisherFixture world = new PublisherFixture(settings(), 1, new Random(1));
                if (proven) {
                    world.prove();
                }
                List<String> rows = new ArrayList<>();
                for (int i = 0; i < 80; i++) {
                    rows.add((hangs.test(i) ? "hang" : "good") + i);
                }
                world.submit(0, T0, 0, rows);
                long start = world.now();
                long good = rows.stream().filter(r -> r.startsWith("good")).count();
                List<Outcome> outcomes = runWithHangs(world, start + 2 * REQUEST_TIMEOUT);
                assertThat(acceptedRows(outcomes)).as("proven %s", proven).isEqualTo((int) good);

                outcomes = runWithHangs(world, start + 900_000 * MS);
                assertThat(outcomes).hasSize(80 - (int) good).allMatch(Outcome.Refused.class::isInstance);
                assertThat(world.now() - start).isGreaterThanOrEqualTo(300_000 * MS + REQUEST_TIMEOUT);
            }
        }
    }

    @Test
    @DisplayName("a row that times out blocks neither later rows nor other batches")
    void hangingRowAmongMany() {
        PublisherFixture world = new PublisherFixture(settings().maxRows(10), 1, new Random(1));
        List<String> rows = new ArrayList<>();
        for (int i = 0; i < 80; i++) {
            rows.add((i == 3 ? "hang" : "good") + i);
        }
        world.submit(0, T0, 0, rows);
        long start = world.now();
        assertThat(acceptedRows(runWithHangs(world, start + 2 * REQUEST_TIMEOUT)))
                .isEqualTo(79);
        assertThat(world.requests()).isLessThanOrEqualTo(8 + 10 + 2);
    }

    @Test
    @DisplayName("one rejected row of a batch is isolated with few requests, and its neighbors are delivered")
    void splits() {
        PublisherFixture world = new PublisherFixture(settings(), 1, new Random(1));
        world.prove();
        world.submit(100);
        List<Outcome> outcomes =
                runUntilIdle(world, c -> c.rows().contains("row37") ? refused("HTTP 400: no") : ACCEPTED);
        assertThat(refusedRows(outcomes)).containsExactly("37 HTTP 400: no");
        assertThat(acceptedRows(outcomes)).isEqualTo(99);
        assertThat(world.requests()).isLessThanOrEqualTo(1 + 2 * 7);
    }

    @Test
    @DisplayName("the number of requests grows with the number of rejected rows and the logarithm of the batch size")
    void splittingCost() {
        PublisherFixture world = new PublisherFixture(
                PublisherSettings.defaults()
                        .maxRows(512)
                        .notFoundTimeoutNanos(60_000 * MS)
                        .tolerant(true),
                1,
                new Random(1));
        world.prove();
        world.submit(512);
        List<Outcome> outcomes = runUntilIdle(
                world, c -> c.rows().stream().anyMatch(r -> r.endsWith("00")) ? refused("HTTP 422: no") : ACCEPTED);
        assertThat(refusedRows(outcomes)).hasSize(5); // row100 to row500
        assertThat(world.requests()).isLessThanOrEqualTo(1 + 2 * 5 * 9);
    }

    @Test
    @DisplayName("a 413 halves the batch, and later batches seldom exceed the server's limit")
    void tooLarge() {
        PublisherFixture world = new PublisherFixture(settings(), 1, new Random(1));
        world.prove();
        world.submit(400);
        Function<Call, Answer> server = c -> c.request().size() > 400 ? Answer.tooLarge("HTTP 413") : ACCEPTED;
        assertThat(acceptedRows(runUntilIdle(world, server))).isEqualTo(400);
        world.countRequests();
        world.submit(0, T1, 0, Collections.nCopies(20_000, "row000"));
        List<Outcome> outcomes = runUntilIdle(world, server);
        assertThat(acceptedRows(outcomes)).isEqualTo(20_000);
        assertThat(outcomes.size())
                .as("accepted requests of %s", world.requests())
                .isGreaterThan(world.requests() * 9 / 10);
    }

    @Test
    @DisplayName("413 for every request for a while rejects no row, and afterwards requests are as large as before")
    void burstOf413() {
        PublisherFixture world = new PublisherFixture(settings(), 1, new Random(1));
        world.submit(1_000);
        assertThat(acceptedRows(runUntilIdle(world, call -> ACCEPTED))).isEqualTo(1_000);
        world.submit(0, T1, 0, Collections.nCopies(1_000, "row000"));
        long end = world.now() + 2_000 * MS;
        List<Outcome> outcomes =
                runUntilIdle(world, call -> world.now() < end ? Answer.tooLarge("HTTP 413") : ACCEPTED);
        assertThat(refusedRows(outcomes)).isEmpty();
        assertThat(acceptedRows(outcomes)).isEqualTo(1_000);
        world.submit(0, T1, 1_000, Collections.nCopies(80_000, "row000"));
        runUntilIdle(world, call -> ACCEPTED);
        world.countRequests();
        world.submit(0, T1, 81_000, Collections.nCopies(1_000, "row000"));
        runUntilIdle(world, call -> ACCEPTED);
        assertThat(world.requests()).isEqualTo(10);
    }

    @Test
    @DisplayName("a permanently lowered limit of the server is learned, although larger requests were accepted before")
    void loweredLimit() {
        PublisherFixture world = new PublisherFixture(settings(), 1, new Random(1));
        world.submit(1_000);
        runUntilIdle(world, call -> ACCEPTED);
        world.submit(0, T1, 0, Collections.nCopies(1_000, "row000"));
        List<Outcome> outcomes =
                runUntilIdle(world, c -> c.request().size() > 200 ? Answer.tooLarge("HTTP 413") : ACCEPTED);
        assertThat(refusedRows(outcomes)).isEmpty();
        assertThat(acceptedRows(outcomes)).isEqualTo(1_000);
    }

    @Test
    @DisplayName("a single row that is too large is rejected")
    void tooLargeAlone() {
        PublisherFixture world = new PublisherFixture(settings(), 1, new Random(1));
        world.prove();
        world.submit(0, T0, 0, List.of("a", "x".repeat(500), "b"));
        List<Outcome> outcomes =
                runUntilIdle(world, c -> c.request().size() > 400 ? Answer.tooLarge("HTTP 413") : ACCEPTED);
        assertThat(refusedRows(outcomes)).containsExactly("1 HTTP 413");
        assertThat(acceptedRows(outcomes)).isEqualTo(2);
    }

    @Test
    @DisplayName("a row that always gets 500 while others are accepted is rejected")
    void stickyInternalError() {
        PublisherFixture world = new PublisherFixture(settings(), 1, new Random(1));
        world.prove();
        world.submit(350);
        List<Outcome> outcomes = runUntilIdle(world, c -> c.rows().contains("row37") ? internalError() : ACCEPTED);
        assertThat(refusedRows(outcomes))
                .containsExactly("37 HTTP 500 (alone for delivery.timeout.ms=300000, while other rows were accepted)");
        assertThat(acceptedRows(outcomes)).isEqualTo(349);
    }

    @Test
    @DisplayName("a small row that always gets 413 while others are accepted is rejected")
    void stickyTooLarge() {
        PublisherFixture world = new PublisherFixture(settings(), 1, new Random(1));
        world.prove("x".repeat(2_000));
        world.submit(2_000);
        List<Outcome> outcomes =
                runUntilIdle(world, c -> c.rows().contains("row37") ? Answer.tooLarge("HTTP 413") : ACCEPTED);
        assertThat(refusedRows(outcomes)).singleElement().asString().startsWith("37 HTTP 413");
        assertThat(acceptedRows(outcomes)).isEqualTo(1_999);
    }

    @Test
    @DisplayName("a batch that is retried alone, for any reason, does not block others")
    void stickyRateLimit() {
        PublisherFixture world = new PublisherFixture(settings().maxInFlight(1), 1, new Random(1));
        world.prove();
        world.submit(350);
        List<Outcome> outcomes = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            world.awaitCall();
            boolean putOff = world.calls.get(0).rows().contains("row37");
            world.answer(0, putOff ? rateLimited() : ACCEPTED);
            outcomes.addAll(world.drain());
        }
        assertThat(acceptedRows(outcomes)).isEqualTo(250);
    }

    @Test
    @DisplayName("a row that always gets 500 is also isolated if its batch is the only one")
    void stickyInternalErrorAlone() {
        PublisherFixture world = new PublisherFixture(settings(), 1, new Random(1));
        world.submit(100);
        List<Outcome> outcomes = runUntilIdle(world, c -> c.rows().contains("row99") ? internalError() : ACCEPTED);
        assertThat(refusedRows(outcomes))
                .containsExactly("99 HTTP 500 (alone for delivery.timeout.ms=300000, while other rows were accepted)");
        assertThat(acceptedRows(outcomes)).isEqualTo(99);
    }

    @Test
    @DisplayName("if every row is rejected with the same message and none was accepted, the configuration is blamed")
    void configuration() {
        PublisherFixture world = new PublisherFixture(settings(), 1, new Random(1));
        world.submit(100);
        List<Outcome> outcomes =
                runUntilFailure(world, c -> refused("HTTP 422: row " + world.requests() + " lacks output"));
        assertThat(outcomes).hasSize(1);
        assertThat(((Outcome.Failed) outcomes.get(0)).reason())
                .contains("the first 100 rows were each rejected", "lacks output", "pipelines.p0", "task.type");
    }

    @Test
    @DisplayName("rejections whose texts differ before redaction do not blame the configuration")
    void refusalsAreComparedByTheServersOwnText() {
        PublisherFixture world = new PublisherFixture(settings(), 1, new Random(1));
        world.submit(100);
        List<Outcome> outcomes = runUntilIdle(
                world, c -> Answer.refused("HTTP 422: Unknown label …", c.rows().get(0)));
        assertThat(refusedRows(outcomes)).hasSize(100);
        assertThat(world.now()).isLessThan(300_000 * MS);
    }

    @Test
    @DisplayName("quarantined rows are errant once a row is accepted")
    void notTheConfiguration() {
        PublisherFixture world = new PublisherFixture(settings(), 1, new Random(1));
        world.submit(100);
        List<Outcome> outcomes = runUntilIdle(
                world, c -> c.rows().stream().anyMatch(r -> !r.equals("row99")) ? refused("HTTP 422: no") : ACCEPTED);
        assertThat(refusedRows(outcomes)).hasSize(99);
        assertThat(acceptedRows(outcomes)).isEqualTo(1);
    }

    @Test
    @DisplayName(
            "without tolerance the first rejected row is reported immediately, and the message suspects the configuration")
    void intolerant() {
        PublisherFixture world =
                new PublisherFixture(PublisherSettings.defaults().notFoundTimeoutNanos(60_000 * MS), 1, new Random(1));
        world.submit(1);
        world.answer(0, refused("HTTP 400: no"));
        List<Outcome> outcomes = world.drain();
        assertThat(outcomes).hasSize(1);
        assertThat(((Outcome.Refused) outcomes.get(0)).reason()).contains("HTTP 400: no", "configuration");
    }

    @Test
    @DisplayName(
            "a few rejected rows of a pipeline that accepts nothing are quarantined for at most delivery.timeout.ms")
    void doubtEnds() {
        PublisherFixture world = new PublisherFixture(settings(), 1, new Random(1));
        world.submit(2);
        List<Outcome> outcomes = runUntilIdle(world, c -> refused("HTTP 400: no"));
        assertThat(refusedRows(outcomes)).hasSize(2);
        assertThat(world.now()).isGreaterThanOrEqualTo(300_000 * MS);
    }

    @Test
    @DisplayName("a denied request fails the task immediately and names the property to fix")
    void denied() {
        for (var entry : List.of(
                List.of(Answer.Cause.API_KEY, "openlayer.api.key"),
                List.of(Answer.Cause.PLAN, "plan"),
                List.of(Answer.Cause.NOT_FOUND, "pipelines.p0.inference.pipeline.id"),
                List.of(Answer.Cause.NOT_FOUND, "openlayer.base.url"),
                List.of(Answer.Cause.OTHER, "openlayer.base.url"))) {
            PublisherFixture world = new PublisherFixture(settings(), 1, new Random(1));
            world.submit(300);
            world.answer(0, Answer.denied("HTTP 4xx", (Answer.Cause) entry.get(0)));
            assertThat(((Outcome.Failed) world.drain().get(0)).reason()).contains("HTTP 4xx", (String) entry.get(1));
            world.pass(600_000 * MS);
            assertThat(world.calls).isEmpty();
        }
    }

    @Test
    @DisplayName(
            "ordering=partition keeps one request per partition in flight, and its order through retries and splits")
    void ordered() {
        PublisherFixture world = new PublisherFixture(
                PublisherSettings.defaults()
                        .maxRows(10)
                        .maxInFlight(9)
                        .ordered(true)
                        .notFoundTimeoutNanos(60_000 * MS)
                        .tolerant(true),
                1,
                new Random(1));
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
                    .filter(d -> d.partition().equals(partition))
                    .map(d -> ((PublisherFixture.Submitted) d).offset())
                    .toList();
            assertThat(order).hasSize(99).isSorted();
        }
    }

    @Test
    @DisplayName("rows of a revoked partition are neither sent nor retried")
    void forgets() {
        PublisherFixture world = new PublisherFixture(settings(), 1, new Random(1));
        world.prove();
        world.submit(600);
        world.revoke(T0);
        while (!world.calls.isEmpty()) {
            world.answer(0, unavailable("HTTP 503"));
        }
        world.pass(3_600_000 * MS);
        assertThat(world.calls).isEmpty();
        assertThat(world.requests()).isEqualTo(4);
    }

    @Test
    @DisplayName("starts no requests after hold, and continues after resume")
    void holds() {
        PublisherFixture world = new PublisherFixture(settings(), 1, new Random(1));
        world.prove();
        world.submit(1_000);
        world.publisher.hold();
        world.answer(0, ACCEPTED);
        assertThat(world.calls).hasSize(3);
        world.publisher.resume();
        assertThat(world.calls).hasSize(4);
    }

    @Test
    @DisplayName("an unavailable pipeline does not block the others")
    void pipelinesAreIndependent() {
        PublisherFixture world = new PublisherFixture(settings(), 2, new Random(1));
        world.submit(0, T0, 0, Collections.nCopies(500, "down"));
        world.answer(0, unavailable(Duration.ofSeconds(30)));
        world.submit(1, T1, 0, Collections.nCopies(500, "up"));
        long start = world.now();
        while (!world.calls.isEmpty()) {
            world.answer(0, ACCEPTED);
        }
        assertThat(world.now()).isEqualTo(start);
        assertThat(acceptedRows(world.drain())).isEqualTo(500);
    }

    /**
     * Accepts rows immediately, and lets requests with a row named {@code hang…} time out, until all rows are complete
     * or the time is over.
     */
    private static List<Outcome> runWithHangs(PublisherFixture world, long until) {
        List<Outcome> outcomes = new ArrayList<>();
        while (world.now() < until && !world.isSettled()) {
            List<Call> hanging = world.calls.stream()
                    .filter(c -> c.rows().stream().anyMatch(r -> r.startsWith("hang")))
                    .toList();
            if (hanging.size() < world.calls.size()) {
                Call good = world.calls.stream()
                        .filter(c -> !hanging.contains(c))
                        .findFirst()
                        .orElseThrow();
                world.answer(world.calls.indexOf(good), ACCEPTED);
            } else {
                long next = hanging.stream()
                        .mapToLong(c -> c.sentAt() + REQUEST_TIMEOUT)
                        .min()
                        .orElse(until);
                world.pass(Math.min(100 * MS, Math.min(next, until) - world.now()));
                if (world.now() == next) {
                    Call late = hanging.stream()
                            .filter(c -> c.sentAt() + REQUEST_TIMEOUT == next)
                            .findFirst()
                            .orElseThrow();
                    world.answer(world.calls.indexOf(late), PublisherFixture.timedOut());
                }
            }
            outcomes.addAll(world.drain());
        }
        return outcomes;
    }

    /** Accepts all requests in flight, ten milliseconds after they were sent, and so on. */
    private static void acceptAll(PublisherFixture world, int times) {
        for (int i = 0; i < times; i++) {
            world.pass(10 * MS);
            for (int inFlight = world.calls.size(); inFlight > 0; inFlight--) {
                world.answer(0, ACCEPTED);
            }
        }
    }

    private static List<Outcome> runUntilFailure(PublisherFixture world, Function<Call, Answer> server) {
        List<Outcome> outcomes = new ArrayList<>();
        for (int i = 0; i < 100_000; i++) {
            if (world.calls.isEmpty()) {
                assertThat(world.clock.passToNext()).isTrue();
            } else {
                Call call = world.calls.get(0);
                world.answer(0, server.apply(call));
            }
            outcomes.addAll(world.drain());
            if (outcomes.stream().anyMatch(Outcome.Failed.class::isInstance)) {
                return outcomes;
            }
        }
        throw new AssertionError("no failure: " + outcomes);
    }

    private static List<Outcome> runUntilIdle(PublisherFixture world, Function<Call, Answer> server) {
        List<Outcome> outcomes = new ArrayList<>();
        for (int i = 0; i < 100_000 && !world.isSettled(); i++) {
            if (world.calls.isEmpty()) {
                assertThat(world.clock.passToNext())
                        .as("an alarm is set while rows wait")
                        .isTrue();
            } else {
                Call call = world.calls.get(0);
                world.answer(0, server.apply(call));
            }
            outcomes.addAll(world.drain());
        }
        assertThat(world.isSettled()).isTrue();
        assertThat(outcomes).noneMatch(Outcome.Failed.class::isInstance);
        return outcomes;
    }

    private static List<String> refusedRows(List<Outcome> outcomes) {
        return outcomes.stream()
                .filter(Outcome.Refused.class::isInstance)
                .map(Outcome.Refused.class::cast)
                .map(r -> ((PublisherFixture.Submitted) r.delivery()).offset() + " " + r.reason())
                .toList();
    }

    private static int acceptedRows(List<Outcome> outcomes) {
        return outcomes.stream()
                .filter(Outcome.Accepted.class::isInstance)
                .mapToInt(o -> ((Outcome.Accepted) o).deliveries().size())
                .sum();
    }
}
