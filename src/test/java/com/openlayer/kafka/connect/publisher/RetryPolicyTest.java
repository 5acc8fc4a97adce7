package com.openlayer.kafka.connect.publisher;

import static com.openlayer.kafka.connect.testing.FakeOpenlayer.ACCEPTED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.openlayer.kafka.connect.api.Answer;
import com.openlayer.kafka.connect.api.DataStreamRequest;
import com.openlayer.kafka.connect.publisher.Verdict.Action;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The verdict table: for each answer and state of batch and pipeline, the expected verdict. */
class RetryPolicyTest {
    private static final long MS = PublisherFixture.MS;
    private static final Answer UNAVAILABLE = PublisherFixture.unavailable("HTTP 503");
    private static final Answer RATE_LIMITED = PublisherFixture.rateLimited();
    private static final Answer DENIED = Answer.denied("HTTP 401", Answer.Cause.API_KEY);
    private static final Answer BLOCKED = Answer.blocked("HTTP 403", Answer.Cause.API_KEY);
    private static final Answer TOO_LARGE = Answer.tooLarge("HTTP 413");
    private static final Answer NOT_FOUND = Answer.rowUnknown("HTTP 404");

    private final RetryPolicy policy =
            new RetryPolicy(PublisherFixture.settings(), new Backoff(500 * MS, 8_000 * MS, new Random(1)));

    /** A pipeline that has accepted rows, is not failing, and has other rows to send, unless a test says otherwise. */
    private record Facts(boolean isProven, long failingFor, boolean hasOthers, boolean contradictsTooLarge)
            implements RetryPolicy.Circumstances {
        static final Facts HEALTHY = new Facts(true, 0, true, false);
        static final Facts UNPROVEN = new Facts(false, 0, true, false);
        static final Facts ALONE = new Facts(true, 0, false, false);
        static final Facts LARGER_ACCEPTED = new Facts(true, 0, true, true);

        @Override
        public boolean acceptsOthers(Batch batch) {
            return hasOthers;
        }

        @Override
        public String remedy(Answer.Cause cause) {
            return "check " + cause;
        }
    }

    static Stream<Arguments> table() {
        return Stream.of(
                arguments(10, ACCEPTED, Facts.HEALTHY, Action.DELIVER),
                arguments(10, UNAVAILABLE, Facts.HEALTHY, Action.RETRY_AFTER_BACKOFF),
                arguments(10, UNAVAILABLE, Facts.ALONE, Action.RETRY_AFTER_BACKOFF),
                arguments(10, RATE_LIMITED, Facts.HEALTHY, Action.RETRY_ALONE),
                arguments(10, RATE_LIMITED, Facts.ALONE, Action.RETRY_AFTER_BACKOFF),
                arguments(
                        10,
                        PublisherFixture.unavailable(Duration.ofSeconds(1)),
                        Facts.HEALTHY,
                        Action.RETRY_AFTER_BACKOFF),
                arguments(10, PublisherFixture.internalError(), Facts.HEALTHY, Action.RETRY_AFTER_BACKOFF),
                arguments(10, PublisherFixture.timedOut(), Facts.HEALTHY, Action.RETRY_AFTER_BACKOFF),
                arguments(10, PublisherFixture.timedOut(), Facts.ALONE, Action.SPLIT_INTO_ROWS),
                arguments(1, PublisherFixture.timedOut(), Facts.ALONE, Action.RETRY_AFTER_BACKOFF),
                arguments(10, PublisherFixture.refused("HTTP 400"), Facts.HEALTHY, Action.SPLIT),
                arguments(1, PublisherFixture.refused("HTTP 400"), Facts.HEALTHY, Action.REFUSE),
                arguments(10, TOO_LARGE, Facts.HEALTHY, Action.SPLIT),
                arguments(1, TOO_LARGE, Facts.HEALTHY, Action.REFUSE),
                arguments(10, TOO_LARGE, Facts.LARGER_ACCEPTED, Action.SPLIT_AFTER_BACKOFF),
                arguments(1, TOO_LARGE, Facts.LARGER_ACCEPTED, Action.RETRY_AFTER_BACKOFF),
                arguments(1, NOT_FOUND, Facts.HEALTHY, Action.AWAIT_ROW),
                arguments(10, DENIED, Facts.HEALTHY, Action.FAIL),
                arguments(10, BLOCKED, Facts.HEALTHY, Action.RETRY_AFTER_BACKOFF),
                arguments(10, BLOCKED, Facts.UNPROVEN, Action.FAIL),
                arguments(0, UNAVAILABLE, Facts.HEALTHY, Action.DROP),
                arguments(0, PublisherFixture.refused("HTTP 400"), Facts.HEALTHY, Action.DROP),
                arguments(0, DENIED, Facts.HEALTHY, Action.FAIL));
    }

    @ParameterizedTest(name = "{0} rows, {1}, {2}: {3}")
    @MethodSource("table")
    @DisplayName("verdict about the first answer to a batch")
    void firstAnswer(int rows, Answer answer, Facts facts, Action expected) {
        Batch batch = sent(rows);
        boolean singledOut = count(batch, answer, 0);
        assertThat(policy.judge(batch, answer, singledOut, facts, 0).action()).isEqualTo(expected);
    }

    @Test
    @DisplayName("500s split a batch once others were accepted twice between three of its failures")
    void singledOut() {
        Batch batch = sent(10);
        List<Action> kinds = new ArrayList<>();
        for (int accepted = 0; accepted < 3; accepted++) {
            boolean singledOut = count(batch, PublisherFixture.internalError(), accepted);
            kinds.add(policy.judge(batch, PublisherFixture.internalError(), singledOut, Facts.HEALTHY, 0)
                    .action());
        }
        assertThat(kinds)
                .containsExactly(Action.RETRY_AFTER_BACKOFF, Action.RETRY_AFTER_BACKOFF, Action.SPLIT_KEEPING_HISTORY);
    }

    @Test
    @DisplayName("a row is errant only after delivery.timeout.ms alone, and never while the pipeline is failing")
    void alone() {
        Batch row = suspectedRow();
        long timeout = PublisherFixture.settings().deliveryTimeoutNanos();
        Facts failing = new Facts(true, 1, true, false);
        assertThat(judge(row, Facts.HEALTHY, timeout - 1)).isEqualTo(Action.RETRY_ALONE);
        assertThat(judge(row, failing, timeout)).isEqualTo(Action.RETRY_ALONE);
        assertThat(judge(row, Facts.HEALTHY, timeout)).isEqualTo(Action.REFUSE);
    }

    @Test
    @DisplayName("an outage fails the task as soon as it has lasted outage.timeout.ms")
    void outageTimeout() {
        long timeout = 30_000 * MS;
        assertThat(outage(timeout, timeout - 1)).isEqualTo(Action.RETRY_AFTER_BACKOFF);
        assertThat(outage(timeout, timeout)).isEqualTo(Action.FAIL);
    }

    @Test
    @DisplayName("with outage.timeout.ms=0 the first failure is retried, and the next one fails the task")
    void noOutage() {
        assertThat(outage(0, 0)).isEqualTo(Action.RETRY_AFTER_BACKOFF);
        assertThat(outage(0, 1)).isEqualTo(Action.FAIL);
    }

    /** The verdict about a 503 after an outage of that length. */
    private static Action outage(long timeout, long failingFor) {
        RetryPolicy bounded = new RetryPolicy(
                PublisherFixture.settings().outageTimeoutNanos(timeout),
                new Backoff(500 * MS, 8_000 * MS, new Random(1)));
        return bounded.judge(sent(10), UNAVAILABLE, false, new Facts(true, failingFor, true, false), 0)
                .action();
    }

    @Test
    @DisplayName("a suspected row is retried after a backoff that ends no later than delivery.timeout.ms")
    void lastRetry() {
        Batch row = suspectedRow();
        long timeout = PublisherFixture.settings().deliveryTimeoutNanos();
        assertThat(judgement(row, Facts.HEALTHY, timeout - 3).nanos()).isBetween(1L, 3L);
    }

    @Test
    @DisplayName("a suspected row whose delivery.timeout.ms ended during an outage is still retried after a backoff")
    void timeEndedDuringOutage() {
        Batch row = suspectedRow();
        long timeout = PublisherFixture.settings().deliveryTimeoutNanos();
        Facts failing = new Facts(true, 1, true, false);
        assertThat(judgement(row, failing, timeout).nanos()).isPositive();
        assertThat(judgement(row, failing, timeout + MS).nanos()).isPositive();
    }

    private static Batch suspectedRow() {
        Batch row = sent(1);
        for (int accepted = 0; accepted < 3; accepted++) {
            count(row, PublisherFixture.internalError(), accepted);
        }
        return row;
    }

    private Action judge(Batch row, Facts facts, long now) {
        return judgement(row, facts, now).action();
    }

    private Verdict judgement(Batch row, Facts facts, long now) {
        return policy.judge(row, PublisherFixture.internalError(), true, facts, now);
    }

    /** Counts the answer like {@link Pipeline}. */
    private static boolean count(Batch batch, Answer answer, long accepted) {
        if (answer.kind() == Answer.Kind.ROW_UNKNOWN) {
            batch.rowNotFound();
        } else if (answer.mayBeRow()) {
            return batch.rowMayHaveFailed(accepted, answer.kind() == Answer.Kind.TIMED_OUT);
        }
        return false;
    }

    /** A batch that was sent at time 0, when its pipeline had accepted nothing else; with 0 rows, all were revoked since. */
    private static Batch sent(int rows) {
        PublisherFixture world = new PublisherFixture(PublisherFixture.settings(), 1, new Random(1));
        List<Delivery> deliveries = new ArrayList<>();
        for (int i = 0; i < Math.max(1, rows); i++) {
            deliveries.addAll(world.submit(0, new TopicPartition("t", 0), i, List.of("row" + i)));
        }
        Batch batch = new Batch(deliveries, null);
        List<byte[]> json = deliveries.stream().map(d -> d.row().json()).toList();
        batch.sent(new DataStreamRequest(new UUID(0, 0), json, new byte[] {'{', '}'}), 0, 0);
        if (rows == 0) {
            world.revoke(new TopicPartition("t", 0));
            batch.prune();
        }
        return batch;
    }
}
