package com.openlayer.kafka.connect.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.awaitility.Awaitility.await;

import com.openlayer.kafka.connect.OpenlayerSinkTask;
import com.openlayer.kafka.connect.config.TaskType;
import com.openlayer.kafka.connect.testing.OpenlayerStub;
import com.openlayer.kafka.connect.testing.StubPipeline;
import com.openlayer.kafka.connect.testing.VirtualClock;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Tests the task as Connect creates it, with real threads and a socket. */
class OpenlayerSinkTaskTest {
    private static final TopicPartition PARTITION = new TopicPartition("support-chat", 0);

    private final String name = "sink-" + UUID.randomUUID();
    private final OpenlayerSinkTask task = new OpenlayerSinkTask();

    @Test
    @DisplayName("a task that was never started accepts preCommit, close and stop")
    void neverStarted() {
        assertThatCode(() -> {
                    assertThat(task.preCommit(Map.of())).isEmpty();
                    task.close(List.of(PARTITION));
                    task.stop();
                })
                .doesNotThrowAnyException();
    }

    @Test
    @DisplayName("a start that fails leaves no thread, and the task can be stopped")
    void failingStart() {
        Map<String, String> properties = properties("http://127.0.0.1:1/v1", UUID.randomUUID());
        properties.put("batch.max.bytes", "1024");
        properties.put("pipelines.chat.prompt", "[{\"role\": \"user\", \"content\": \"" + "x".repeat(2_000) + "\"}]");
        FakeWorker worker = new FakeWorker(task, new VirtualClock(), null);
        worker.start(properties);
        assertThat(worker.failure())
                .hasValueSatisfying(
                        f -> assertThat(f).isInstanceOf(ConfigException.class).hasMessageContaining("batch.max.bytes"));
        assertThat(threads()).isEmpty();
    }

    @Test
    @DisplayName("rows are delivered from topic to Openlayer, and no thread or timer remains after stop")
    void nothingRunsAfterStop() {
        try (OpenlayerStub openlayer = OpenlayerStub.start()) {
            StubPipeline pipeline = openlayer.pipeline(TaskType.LLM_BASE);
            FakeWorker worker = started(properties(openlayer.baseUrl().toString(), pipeline.id()));
            worker.produce(PARTITION, Map.of("question", "q", "output", "a"), Map.of("question", "q", "output", "b"));
            await().until(() -> {
                worker.commit();
                return worker.isAllCommitted() && worker.committed(PARTITION) == 2;
            });
            assertThat(threads()).isNotEmpty();
            worker.stop();
            await().until(() -> threads().isEmpty());
        }
    }

    @Test
    @DisplayName("stop does not wait while Openlayer hangs, and leaves no thread")
    void stopWhileItHangs() throws Exception {
        try (ServerSocket silent = new ServerSocket(0)) {
            FakeWorker worker =
                    started(properties("http://127.0.0.1:" + silent.getLocalPort() + "/v1", UUID.randomUUID()));
            worker.produce(PARTITION, Map.of("question", "q", "output", "a"));
            worker.iterate();
            await().until(() -> !threads().isEmpty());
            long start = System.nanoTime();
            task.stop();
            task.stop();
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(1));
            await().until(() -> threads().isEmpty());
        }
    }

    @Test
    @DisplayName("two tasks in one worker are independent: one stops, the other continues")
    void twoTasks() {
        try (OpenlayerStub openlayer = OpenlayerStub.start()) {
            StubPipeline pipeline = openlayer.pipeline(TaskType.LLM_BASE);
            Map<String, String> properties = properties(openlayer.baseUrl().toString(), pipeline.id());
            FakeWorker worker = started(properties);
            FakeWorker other = new FakeWorker(new OpenlayerSinkTask(), new VirtualClock(), null);
            other.start(properties);
            other.stop();
            worker.produce(PARTITION, Map.of("question", "q", "output", "a"));
            await().until(() -> {
                worker.commit();
                return worker.committed(PARTITION) == 1;
            });
            worker.stop();
        }
    }

    private FakeWorker started(Map<String, String> properties) {
        FakeWorker worker = new FakeWorker(task, new VirtualClock(), null);
        worker.start(properties);
        assertThat(worker.failure()).isEmpty();
        worker.assign(PARTITION);
        return worker;
    }

    private List<String> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(Thread::isAlive)
                .map(Thread::getName)
                // OkHttp renames threads while they work.
                .filter(n -> n.contains(name) || n.startsWith("OkHttp http"))
                .toList();
    }

    private Map<String, String> properties(String baseUrl, UUID pipeline) {
        Map<String, String> properties = new HashMap<>();
        properties.put("name", name);
        properties.put("topics", "support-chat");
        properties.put("openlayer.base.url", baseUrl);
        properties.put("openlayer.api.key", OpenlayerStub.API_KEY);
        properties.put("pipelines", "chat");
        properties.put("pipelines.chat.inference.pipeline.id", pipeline.toString());
        properties.put("pipelines.chat.task.type", "llm-base");
        properties.put("pipelines.chat.input.variable.names", "question");
        properties.put("pipelines.chat.output.column.name", "output");
        return properties;
    }
}
