package com.openlayer.kafka.connect.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ConnectorFileTest {
    @Test
    @DisplayName("a flat configuration has one pipeline, `default`, which takes every topic")
    void flat() {
        ConnectorFile file = file(Map.of("topics", "a,b", "task.type", "llm-base", "inference.pipeline.id", "id"));
        assertThat(file.pipelines()).containsExactly("default");
        assertThat(file.of("default", "task.type")).isEqualTo("llm-base");
        assertThat(file.of("default", "inference.pipeline.id")).isEqualTo("id");
        assertThat(file.of("default", "topics")).isEmpty();
        assertThat(file.pipelineOf("b")).contains("default");
    }

    @Test
    @DisplayName(
            "with `pipelines`, flat properties are defaults: an alias's own wins, and ids and topics are not shared")
    void defaults() {
        ConnectorFile file = file(Map.of(
                "topics", "a,b",
                "pipelines", "x,y",
                "task.type", "llm-base",
                "inference.pipeline.id", "id",
                "pipelines.x.topics", "a",
                "pipelines.y.topics", "b",
                "pipelines.y.task.type", "tabular-regression"));
        assertThat(file.pipelines()).containsExactly("x", "y");
        assertThat(file.of("x", "task.type")).isEqualTo("llm-base");
        assertThat(file.of("y", "task.type")).isEqualTo("tabular-regression");
        assertThat(file.of("x", "inference.pipeline.id")).isEmpty();
        assertThat(file.pipelineOf("b")).contains("y");
    }

    @Test
    @DisplayName("errant records are kept in a topic unless the file itself sets their tolerance")
    void errantRecordsKept() {
        ConnectorFile silent = file(Map.of("topics", "a"));
        assertThat(silent.deadLetterTopic()).isEmpty();
        assertThat(silent.withErrantRecordsKept().deadLetterTopic()).contains("openlayer-errant");

        ConnectorFile strict = file(Map.of("errors.tolerance", "none", "errors.deadletterqueue.topic.name", "errant"));
        assertThat(strict.withErrantRecordsKept()).isEqualTo(strict);
        assertThat(strict.deadLetterTopic()).isEmpty();

        ConnectorFile own = file(Map.of("errors.tolerance", "all", "errors.deadletterqueue.topic.name", "errant"));
        assertThat(own.withErrantRecordsKept().deadLetterTopic()).contains("errant");
    }

    private static ConnectorFile file(Map<String, String> properties) {
        return new ConnectorFile("test", properties);
    }
}
