package com.openlayer.kafka.connect.task;

import static com.openlayer.kafka.connect.task.TaskFixture.T0;
import static com.openlayer.kafka.connect.task.TaskFixture.T1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.openlayer.kafka.connect.publisher.PublisherSettings;
import com.openlayer.kafka.connect.testing.FakeOpenlayer;
import com.openlayer.kafka.connect.testing.LogOutput;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.sink.ErrantRecordReporter;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Tests the warnings about dead-letter reports that Connect's producer does not write. */
class SinkTaskReportWarningsTest {
    private static final String WARNING = "has been waiting in Kafka Connect for";

    private final TaskFixture bench = new TaskFixture();
    private final FakeOpenlayer openlayer = bench.openlayer;

    @Test
    @DisplayName("while the reporter blocks, a warning after 10 s and then each minute names the record and the topic")
    void blocked() {
        TaskDriver task = new TaskDriver(bench.deadLetterTopic("dlq"), blockedFor(Duration.ofSeconds(135)), T0);
        String log = LogOutput.of(() -> task.put(task.records(T0, "good", "unmappable")));
        assertThat(warnings(log))
                .satisfiesExactly(
                        line -> assertThat(line)
                                .contains(
                                        "topic t, partition 0, offset 1",
                                        "for 10 s.",
                                        "Check that dead-letter topic 'dlq' exists"),
                        line -> assertThat(line).contains("for 70 s."),
                        line -> assertThat(line).contains("for 130 s."));
    }

    @Test
    @DisplayName("the warning names the worker's log if there is no dead-letter topic")
    void errorLog() {
        TaskDriver task = new TaskDriver(bench, blockedFor(Duration.ofSeconds(10)), T0);
        String log = LogOutput.of(() -> task.put(task.records(T0, "unmappable")));
        assertThat(warnings(log)).singleElement().asString().endsWith("Check that the worker can write its log.");
    }

    @Test
    @DisplayName("each report has 10 s of its own before the first warning")
    void tenSecondsEach() {
        TaskDriver task = new TaskDriver(bench, blockedFor(Duration.ofSeconds(9)), T0);
        assertThat(warnings(LogOutput.of(() -> task.put(task.records(T0, "unmappable", "unmappable", "unmappable")))))
                .isEmpty();
    }

    @Test
    @DisplayName("the second of two slow reports is warned about 10 s after it started")
    void secondReport() {
        List<Duration> blocked = new ArrayList<>(List.of(Duration.ofSeconds(9), Duration.ofSeconds(10)));
        TaskDriver task = new TaskDriver(
                bench,
                (record, error) -> {
                    openlayer.clock().pass(blocked.remove(0));
                    return CompletableFuture.completedFuture(null);
                },
                T0);
        String log = LogOutput.of(() -> task.put(task.records(T0, "unmappable", "unmappable")));
        assertThat(warnings(log)).singleElement().asString().contains("offset 1 ", "for 10 s.");
    }

    @Test
    @DisplayName("a report that the reporter took, but did not write, is warned about; a later one does not hide it")
    void oldestPending() {
        TaskDriver task = new TaskDriver(bench, (record, error) -> new CompletableFuture<>(), T0);
        String log = LogOutput.of(() -> {
            task.put(task.records(T0, "unmappable", "unmappable"));
            openlayer.clock().pass(Duration.ofSeconds(11));
        });
        assertThat(warnings(log)).singleElement().asString().contains("offset 0 ", "for 10 s.");
    }

    @Test
    @DisplayName("a report is warned about even if the runtime waits for it right after the put that made it")
    void awaitedByTheRuntime() {
        TaskDriver task = new TaskDriver(bench, (record, error) -> new CompletableFuture<>(), T0);
        String log = LogOutput.of(() -> {
            task.put(task.records(T0, "unmappable"));
            openlayer.clock().pass(Duration.ofSeconds(11));
        });
        assertThat(warnings(log)).singleElement().asString().contains("offset 0 ", "for 10 s.");
    }

    @Test
    @DisplayName("a report that stays unwritten over many puts is warned about")
    void unwrittenOverManyPuts() {
        TaskDriver task = new TaskDriver(bench, (record, error) -> new CompletableFuture<>(), T0);
        String log = LogOutput.of(() -> {
            task.put(task.records(T0, "unmappable", "unmappable"));
            for (int i = 0; i < 60; i++) {
                openlayer.clock().pass(Duration.ofMillis(200));
                task.put(List.of());
            }
        });
        assertThat(warnings(log)).singleElement().asString().contains("offset 0 ", "for 10 s.");
    }

    @Test
    @DisplayName("a written report is not warned about")
    void written() {
        TaskDriver task = new TaskDriver(bench, (record, error) -> CompletableFuture.completedFuture(null), T0);
        assertThat(warningsWithinMinutes(() -> task.put(task.records(T0, "unmappable"))))
                .isEmpty();
    }

    @Test
    @DisplayName("a report that is written later is not warned about any more")
    void writtenLater() {
        FakeReporter reporter = FakeReporter.tolerant().slow();
        TaskDriver task = new TaskDriver(bench, reporter, T0);
        assertThat(warningsWithinMinutes(() -> {
                    task.put(task.records(T0, "unmappable"));
                    openlayer.clock().pass(Duration.ofSeconds(9));
                    reporter.reports.get(0).written().complete(null);
                    task.put(List.of());
                }))
                .isEmpty();
    }

    @Test
    @DisplayName("a written report is not warned about while other rows of its record wait for an answer")
    void writtenWhileOtherRowsWait() {
        TopicPartition several = new TopicPartition("several", 0);
        FakeReporter reporter = FakeReporter.tolerant().slow();
        TaskDriver task = new TaskDriver(
                bench.settings(
                        PublisherSettings.defaults().maxRows(1).maxInFlight(12).tolerant(true)),
                reporter,
                several);
        openlayer.serves(call -> {
            if (!call.rows().get(0).endsWith(":late")) {
                call.onAnswer().accept(TaskFixture.judge(call));
            }
        });
        assertThat(warningsWithinMinutes(() -> {
                    task.put(task.records(several, "good|good", "bad|late"));
                    task.put(List.of());
                    assertThat(reporter.offsets()).containsExactly(1L);
                    reporter.reports.get(0).written().complete(null);
                    task.put(List.of());
                    assertThat(task.preCommit(several, 2)).isEqualTo(1);
                }))
                .isEmpty();
    }

    @Test
    @DisplayName("a pending report of a lost partition is not warned about")
    void lost() {
        FakeReporter reporter = FakeReporter.tolerant().slow();
        FakeWorker worker = bench.reporter(reporter).start(T0, T1);
        assertThat(warningsWithinMinutes(() -> {
                    worker.produce(T0, "unmappable");
                    worker.iterate();
                    worker.lose(T0);
                    worker.iterate();
                }))
                .isEmpty();
    }

    @Test
    @DisplayName(
            "with tolerance none, a reporter that blocks before the task fails is warned about, but not afterwards")
    void fatal() {
        TaskDriver task = new TaskDriver(bench.intolerant(), blockedFor(Duration.ofSeconds(12)), T0);
        task.put(task.records(T0, "unmappable"));
        assertThat(warningsWithinMinutes(
                        () -> assertThatThrownBy(() -> task.put(List.of())).isInstanceOf(DataException.class)))
                .singleElement()
                .asString()
                .contains("topic t, partition 0, offset 0", "for 10 s.");
    }

    private List<String> warningsWithinMinutes(Runnable action) {
        return warnings(LogOutput.of(() -> {
            action.run();
            openlayer.clock().pass(Duration.ofMinutes(5));
        }));
    }

    private static List<String> warnings(String log) {
        return log.lines().filter(line -> line.contains(WARNING)).toList();
    }

    private ErrantRecordReporter blockedFor(Duration time) {
        return (record, error) -> {
            openlayer.clock().pass(time);
            return CompletableFuture.completedFuture(null);
        };
    }
}
