package com.openlayer.kafka.connect.publisher;

import static com.openlayer.kafka.connect.publisher.FakeDelivery.batch;
import static com.openlayer.kafka.connect.publisher.FakeDelivery.isolated;
import static com.openlayer.kafka.connect.publisher.FakeDelivery.rows;
import static org.assertj.core.api.Assertions.assertThat;

import com.openlayer.kafka.connect.row.Rows;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class LaneTest {
    private static final long SECOND = 1_000 * PublisherFixture.MS;

    private final List<Batch> dropped = new ArrayList<>();
    private final Lane overlapping = lane(false);
    private final Lane ordered = lane(true);

    private Lane lane(boolean isOrdered) {
        PublisherSettings settings = PublisherFixture.settings();
        RowQueue queue =
                new RowQueue(settings, new BatchKeys(Rows.requestConfig()), new BodyLimit(settings.maxBytes()));
        return new Lane("key", isOrdered, queue, dropped::add);
    }

    @Test
    @DisplayName("a retry is sent without the rows that were revoked while it waited")
    void retryWithoutRevokedRows() {
        FakeDelivery revoked = new FakeDelivery("revoked");
        FakeDelivery wanted = new FakeDelivery("wanted");
        overlapping.retry(new Batch(new ArrayList<>(List.of(revoked, wanted)), null));
        revoked.revoke();
        assertThat(overlapping.next(0, false))
                .satisfies(retry -> assertThat(rows(retry)).containsExactly("wanted"));
        assertThat(dropped).isEmpty();
    }

    @Test
    @DisplayName("a retry whose rows were all revoked is dropped, and the next one is sent")
    void revokedRetry() {
        FakeDelivery revoked = new FakeDelivery("revoked");
        Batch gone = new Batch(new ArrayList<>(List.of(revoked)), null);
        Batch other = batch("other");
        ordered.retry(List.of(gone, other));
        revoked.revoke();
        assertThat(ordered.next(0, false)).isSameAs(other);
        assertThat(dropped).containsExactly(gone);
        assertThat(ordered.isIdle()).isTrue();
    }

    @Test
    @DisplayName("an update that waits for a retry and is revoked no longer holds back the next update of its row")
    void revokedUpdate() {
        Lane updates = new Lane("key", false, new UpdateQueue(), dropped::add);
        FakeDelivery first = FakeDelivery.update("first", "id");
        updates.add(first);
        updates.add(FakeDelivery.update("second", "id"));
        Batch sent = updates.next(0, false);
        updates.retry(sent);
        assertThat(updates.rows()).isEqualTo(2);
        first.revoke();
        assertThat(updates.next(0, false))
                .satisfies(batch -> assertThat(rows(batch)).containsExactly("second"));
    }

    @Test
    @DisplayName("rows that are sent in addition to the window count among the waiting")
    void countsSuspects() {
        overlapping.add(new FakeDelivery("new"));
        overlapping.retry(batch("retry", "retry"));
        overlapping.retry(isolated("suspect"));
        assertThat(overlapping.rows()).isEqualTo(4);
    }

    @Test
    @DisplayName("a suspected row that was revoked is dropped")
    void revokedSuspect() {
        FakeDelivery revoked = new FakeDelivery("revoked");
        Batch gone = new Batch(new ArrayList<>(List.of(revoked)), null);
        gone.isolate();
        overlapping.retry(gone);
        revoked.revoke();
        assertThat(overlapping.nextIsolated(0)).isNull();
        assertThat(dropped).containsExactly(gone);
        assertThat(overlapping.isIdle()).isTrue();
    }

    @Test
    @DisplayName("an ordered lane offers its next rows for comparison, but not to its own batch, which they wait for")
    void orderedNewRows() {
        assertThat(ordered.hasOthers(false)).isFalse();
        ordered.add(new FakeDelivery("new"));
        assertThat(ordered.hasOthers(false)).isTrue();
        assertThat(ordered.hasOthers(true)).isFalse();
        ordered.sent();
        assertThat(ordered.hasOthers(false)).as("a request is in flight").isFalse();
        ordered.answered();
        assertThat(ordered.hasOthers(false)).isTrue();
    }

    @Test
    @DisplayName("of an ordered lane only the next batch counts for comparison")
    void orderedRetries() {
        Batch next = batch("next");
        ordered.retry(List.of(next, batch("second")));
        ordered.add(new FakeDelivery("new"));
        fail(next, Batch.SUSPICIOUS - 1);
        assertThat(ordered.hasOthers(false)).isTrue();
        fail(next, 1);
        assertThat(ordered.hasOthers(false)).isFalse();
    }

    @Test
    @DisplayName("rows of a lane that overlaps its requests are compared even with a batch of the same lane")
    void overlappingNewRows() {
        assertThat(overlapping.hasOthers(true)).isFalse();
        overlapping.add(new FakeDelivery("new"));
        overlapping.sent();
        assertThat(overlapping.hasOthers(true)).isTrue();
        assertThat(overlapping.hasOthers(false)).isTrue();
    }

    @Test
    @DisplayName(
            "new rows count for comparison while fewer than 8 batches wait for a retry, because later they are not sent")
    void enoughToCompare() {
        overlapping.add(new FakeDelivery("new"));
        for (int i = 0; i < 7; i++) {
            overlapping.retry(fail(batch("retry"), Batch.SUSPICIOUS));
        }
        assertThat(overlapping.hasOthers(true)).isTrue();
        overlapping.retry(fail(batch("retry"), Batch.SUSPICIOUS));
        assertThat(overlapping.hasOthers(true)).isFalse();
    }

    @Test
    @DisplayName("a batch that has failed three times itself is nothing to compare with")
    void suspiciousRetry() {
        Batch retry = fail(batch("a", "b"), Batch.SUSPICIOUS - 1);
        overlapping.retry(retry);
        assertThat(overlapping.hasOthers(true)).isTrue();
        fail(retry, 1);
        assertThat(overlapping.hasOthers(true)).isFalse();
    }

    @Test
    @DisplayName("a suspected row that has failed once alone is nothing to compare with")
    void failedSuspect() {
        Batch row = isolated("a");
        overlapping.retry(row);
        assertThat(overlapping.hasOthers(true)).isTrue();
        fail(row, 1);
        assertThat(overlapping.hasOthers(true)).isFalse();
    }

    @Test
    @DisplayName("takes out the batches of several rows whose timeout opened the circuit breaker, and only these")
    void timedOut() {
        Batch timedOut = batch("a", "b");
        timedOut.openedBreaker();
        Batch single = batch("c");
        single.openedBreaker();
        Batch unavailable = batch("d", "e");
        overlapping.retry(List.of(timedOut, single, unavailable));
        assertThat(overlapping.takeTimedOut()).containsExactly(timedOut);
        assertThat(overlapping.next(0, false)).isSameAs(single);
        assertThat(overlapping.next(0, false)).isSameAs(unavailable);
        assertThat(overlapping.isIdle()).isTrue();
    }

    @Test
    @DisplayName("an ordered lane wakes when its first retry is due, whatever waits after it")
    void orderedWakesForFirstRetry() {
        ordered.retry(List.of(dueAt(5 * SECOND), dueAt(SECOND)));
        ordered.add(new FakeDelivery("new"));
        assertThat(ordered.wakeIn(2 * SECOND)).isEqualTo(3 * SECOND);
        assertThat(ordered.wakeIn(6 * SECOND)).isZero();
    }

    @Test
    @DisplayName("a lane that overlaps its requests wakes when any of its batches is due")
    void wakesForAnyBatch() {
        overlapping.retry(List.of(dueAt(5 * SECOND), dueAt(3 * SECOND)));
        assertThat(overlapping.wakeIn(2 * SECOND)).isEqualTo(SECOND);
        overlapping.add(new FakeDelivery("new"));
        assertThat(overlapping.wakeIn(2 * SECOND)).isZero();
    }

    private static Batch dueAt(long time) {
        Batch batch = batch("retry");
        batch.waitUntil(time);
        return batch;
    }

    /** Counts failures that a row may have caused. */
    private static Batch fail(Batch batch, int times) {
        for (int i = 0; i < times; i++) {
            batch.rowMayHaveFailed(0, false);
        }
        return batch;
    }
}
