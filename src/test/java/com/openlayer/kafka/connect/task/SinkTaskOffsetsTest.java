package com.openlayer.kafka.connect.task;

import static com.openlayer.kafka.connect.task.TaskFixture.T0;
import static com.openlayer.kafka.connect.task.TaskFixture.T1;
import static com.openlayer.kafka.connect.testing.FakeOpenlayer.ACCEPTED;
import static com.openlayer.kafka.connect.testing.FakeOpenlayer.DENIED;
import static com.openlayer.kafka.connect.testing.FakeOpenlayer.UNAVAILABLE;
import static org.assertj.core.api.Assertions.assertThat;

import com.openlayer.kafka.connect.testing.FakeOpenlayer;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Tests the offsets that the task returns to the runtime. */
class SinkTaskOffsetsTest {
    private final TaskFixture bench = new TaskFixture();
    private final FakeOpenlayer openlayer = bench.openlayer;

    @Test
    @DisplayName("an offset is committed only after the acknowledgement of its row")
    void followAcknowledgements() {
        FakeWorker worker = bench.start(T0);
        worker.produce(T0, 3);
        worker.iterate();
        worker.commit();
        assertThat(worker.committed(T0)).isZero();
        openlayer.answer(0, ACCEPTED);
        worker.commit();
        assertThat(worker.committed(T0)).isEqualTo(3);
    }

    @Test
    @DisplayName("a failed batch blocks the offset, however many later ones are acknowledged")
    void neverPastAFailedBatch() {
        FakeWorker worker = bench.start(T0);
        worker.produce(T0, 10);
        worker.iterate();
        openlayer.answer(0, ACCEPTED);
        worker.produce(T0, 40);
        worker.iterate();
        assertThat(openlayer.calls()).hasSize(4);
        openlayer.answer(3, ACCEPTED);
        openlayer.answer(2, ACCEPTED);
        openlayer.answer(1, UNAVAILABLE);
        openlayer.answer(0, ACCEPTED);
        worker.commit();
        assertThat(worker.committed(T0)).isEqualTo(20);
    }

    @Test
    @DisplayName("records dropped by transforms do not block the offset")
    void droppedRecords() {
        FakeWorker worker = bench.start(T0);
        openlayer.accepts();
        worker.transform = record -> record.kafkaOffset() % 3 == 0 ? record : null;
        worker.produce(T0, 11);
        worker.iterate(3);
        worker.commit();
        assertThat(worker.committed(T0)).isEqualTo(11);
        worker.transform = record -> null;
        worker.produce(T0, 7);
        worker.commit();
        worker.commit();
        assertThat(worker.committed(T0)).isEqualTo(18);
        assertThat(openlayer.rows()).hasSize(4);
    }

    @Test
    @DisplayName("records dropped by transforms do not advance the offset past a pending record")
    void droppedRecordsBehindAPendingOne() {
        FakeWorker worker = bench.start(T0);
        worker.transform = record -> record.kafkaOffset() == 4 ? record : null;
        worker.produce(T0, 10);
        worker.iterate();
        worker.commit();
        assertThat(worker.committed(T0)).isEqualTo(4);
    }

    @Test
    @DisplayName("offsets are those of the original topic and partition, whatever transforms do")
    void renamedTopics() {
        FakeWorker worker = bench.start(T0, T1);
        worker.transform = TaskFixture::renamed;
        worker.produce(T0, 5);
        worker.produce(T1, 7);
        worker.iterate();
        worker.commit();
        assertThat(worker.committed(T0)).isZero();
        openlayer.accepts();
        openlayer.answer(0, ACCEPTED);
        worker.iterateUntilCommitted();
        assertThat(worker.committed()).containsOnlyKeys(T0, T1);
        assertThat(worker.committed(T1)).isEqualTo(7);
    }

    @Test
    @DisplayName("a failure found in preCommit does not rewind, and is thrown by the next put")
    void failureInPreCommit() {
        FakeWorker worker = bench.start(T0);
        worker.produce(T0, 30);
        openlayer.serves(call ->
                openlayer.clock().schedule(100_000_000, () -> call.onAnswer().accept(DENIED)));
        worker.iterate();
        openlayer.clock().pass(Duration.ofMillis(100));
        long position = worker.position(T0);
        worker.afterCommit = () -> {
            assertThat(worker.failure()).isEmpty();
            assertThat(worker.position(T0)).isEqualTo(position);
            worker.afterCommit = () -> {};
        };
        worker.commit();
        assertThat(worker.failure())
                .hasValueSatisfying(
                        f -> assertThat(f.getCause()).hasMessage("pipeline 'p': HTTP 401: check openlayer.api.key"));
        assertThat(worker.pollTimeouts).as("the next put comes soon").last().isEqualTo(1L);
    }

    @Test
    @DisplayName("after a fatal put, preCommit returns the acknowledged watermark")
    void watermarkAfterAFatalPut() {
        FakeWorker worker = bench.intolerant().start(T0);
        worker.produce(T0, 10);
        worker.iterate();
        openlayer.answer(0, ACCEPTED);
        worker.produce(T0, "unmappable");
        worker.iterate(2);
        assertThat(worker.failure()).isPresent();
        assertThat(worker.committed(T0)).isEqualTo(10);
        assertThat(worker.closed).containsExactly(Set.of(T0));
    }

    @Test
    @DisplayName("if a record fails the task, earlier records are delivered and committed, and no later one is sent")
    void drainsAfterAFatalPut() {
        FakeWorker worker = bench.intolerant().start(T0);
        openlayer.answers(Duration.ofMillis(300), call -> ACCEPTED);
        worker.produce(T0, 10);
        worker.iterate();
        worker.produce(T0, 10);
        worker.produce(T0, "unmappable");
        worker.produce(T0, 10);
        worker.iterate(2);
        assertThat(worker.failure()).isPresent();
        assertThat(worker.committed(T0)).isEqualTo(20);
        assertThat(openlayer.rows()).as("none of what has to come again").hasSize(20);
    }
}
