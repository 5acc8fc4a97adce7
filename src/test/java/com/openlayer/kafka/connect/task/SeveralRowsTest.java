package com.openlayer.kafka.connect.task;

import static com.openlayer.kafka.connect.testing.FakeOpenlayer.ACCEPTED;
import static com.openlayer.kafka.connect.testing.FakeOpenlayer.UNAVAILABLE;
import static org.assertj.core.api.Assertions.assertThat;

import com.openlayer.kafka.connect.api.Answer;
import com.openlayer.kafka.connect.testing.FakeOpenlayer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Tests records that become several rows or none, in one pipeline or two. */
class SeveralRowsTest {
    private static final TopicPartition S0 = new TopicPartition("several", 0);

    private final FakeReporter reporter = FakeReporter.tolerant();
    private final TaskFixture fixture = new TaskFixture().reporter(reporter);
    private final List<String> sent = new ArrayList<>();

    @Test
    @DisplayName("the offset advances when all rows of all pipelines are acknowledged")
    void awaitsAll() {
        List<FakeOpenlayer.Call> waiting = new ArrayList<>();
        fixture.openlayer.serves(call -> {
            sent.addAll(call.rows());
            waiting.add(call);
        });
        FakeWorker worker = fixture.start(S0);
        worker.produce(S0, "a b|c");
        worker.iterate(3);
        assertThat(sent).containsExactlyInAnyOrder("several-0-0-0-0:a", "several-0-0-0-1:b", "several-0-0-1-0:c");
        assertThat(waiting).hasSize(2);
        waiting.get(0).onAnswer().accept(ACCEPTED);
        worker.iterate(3);
        worker.commit();
        assertThat(worker.committed(S0)).isZero();
        waiting.get(1).onAnswer().accept(ACCEPTED);
        worker.iterateUntilCommitted();
        assertThat(worker.committed(S0)).isEqualTo(1);
        assertThat(fixture.budget().isEmpty()).isTrue();
        assertThat(fixture.budget().bytes()).isZero();
    }

    @Test
    @DisplayName("a record without rows is counted as filtered, and its offset advances")
    void none() {
        fixture.openlayer.accepts();
        FakeWorker worker = fixture.start(S0);
        worker.produce(S0, "|", "|", "a|");
        worker.iterateUntilCommitted();
        assertThat(worker.committed(S0)).isEqualTo(3);
        assertThat(fixture.gauge("filtered-records-total")).isEqualTo(2L);
        assertThat(fixture.gauge("skipped-records-total")).isEqualTo(0L);
    }

    @Test
    @DisplayName("if a row of one pipeline breaks a rule, no row of the record is sent to any pipeline")
    void errantAsAWhole() {
        fixture.openlayer.serves(call -> {
            sent.addAll(call.rows());
            call.onAnswer().accept(ACCEPTED);
        });
        FakeWorker worker = fixture.start(S0);
        worker.produce(S0, "a b|unmappable", "c|");
        worker.iterateUntilCommitted();
        assertThat(sent).containsExactly("several-0-1-0-0:c");
        assertThat(reporter.reports).hasSize(1);
        assertThat(worker.committed(S0)).isEqualTo(2);
    }

    @Test
    @DisplayName("if Openlayer rejects some rows, the others stay delivered, and the record is reported once")
    void refusedRows() {
        fixture.openlayer.serves(call -> {
            boolean bad = call.rows().stream().anyMatch(row -> row.endsWith(":bad"));
            if (!bad) {
                sent.addAll(call.rows());
            }
            call.onAnswer().accept(bad ? Answer.refused("HTTP 400", "400") : ACCEPTED);
        });
        FakeWorker worker = fixture.start(S0);
        worker.produce(S0, "a|a", "b bad c bad|bad d");
        worker.iterateUntilCommitted();
        assertThat(sent)
                .contains("several-0-1-0-0:b", "several-0-1-0-2:c", "several-0-1-1-1:d")
                .doesNotHaveDuplicates();
        assertThat(reporter.reports).hasSize(1);
        assertThat(worker.committed(S0)).isEqualTo(2);
        assertThat(fixture.gauge("errant-records-total")).isEqualTo(1L);
    }

    @Test
    @DisplayName("the offset advances only after the report is written and all rows in flight are answered")
    void reportAndRows() {
        FakeReporter slow = FakeReporter.tolerant().slow();
        fixture.reporter(slow);
        List<FakeOpenlayer.Call> waiting = new ArrayList<>();
        fixture.openlayer.serves(call -> {
            if (call.rows().get(0).endsWith(":late")) {
                waiting.add(call);
            } else {
                boolean bad = call.rows().stream().anyMatch(row -> row.endsWith(":bad"));
                call.onAnswer().accept(bad ? Answer.refused("HTTP 400", "400") : ACCEPTED);
            }
        });
        FakeWorker worker = fixture.start(S0);
        worker.produce(S0, "a|", "bad|late");
        worker.iterate(5);
        assertThat(slow.reports).hasSize(1);
        slow.reports.get(0).written().complete(null);
        worker.iterate(3);
        worker.commit();
        assertThat(worker.committed(S0)).isEqualTo(1);
        waiting.get(0).onAnswer().accept(ACCEPTED);
        worker.iterateUntilCommitted();
        assertThat(worker.committed(S0)).isEqualTo(2);
    }

    @Test
    @DisplayName("without tolerance the first rejected row fails the task, and the offset does not advance")
    void intolerant() {
        FakeReporter strict = FakeReporter.intolerant();
        fixture.intolerant().reporter(strict);
        fixture.openlayer.serves(call -> call.onAnswer()
                .accept(
                        call.rows().stream().anyMatch(row -> row.endsWith(":bad"))
                                ? Answer.refused("HTTP 400", "400")
                                : ACCEPTED));
        FakeWorker worker = fixture.start(S0);
        worker.produce(S0, "a|a", "b bad|bad");
        while (!worker.isEnded()) {
            worker.iterate();
        }
        assertThat(worker.failure()).isPresent();
        assertThat(worker.committed(S0)).isLessThanOrEqualTo(1);
        assertThat(strict.reports).hasSize(1);
    }

    @Test
    @DisplayName("rows of a revoked record are not retried, and late answers to them have no effect")
    void revoked() {
        List<FakeOpenlayer.Call> waiting = new ArrayList<>();
        fixture.openlayer.serves(waiting::add);
        FakeWorker worker = fixture.start(S0);
        worker.produce(S0, "a b|c");
        worker.iterate(3);
        worker.lose(S0);
        assertThat(fixture.budget().isEmpty()).isTrue();
        assertThat(fixture.budget().bytes()).isZero();
        List<FakeOpenlayer.Call> first = List.copyOf(waiting);
        waiting.clear();
        first.get(0).onAnswer().accept(ACCEPTED);
        first.get(1).onAnswer().accept(UNAVAILABLE);
        fixture.openlayer.clock().pass(Duration.ofMinutes(1));
        worker.iterate(3);
        assertThat(waiting).isEmpty();
        assertThat(fixture.budget().bytes()).isZero();
    }
}
