package com.openlayer.kafka.connect.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class PipelineRoutingTest {
    private final PipelineRouting routing = new PipelineRouting(Settings.connector("rest,first,second,named")
            .llm("rest")
            .llm("first")
            .with("pipelines.first.topics.regex", "a.*")
            .llm("second")
            .with("pipelines.second.topics.regex", "a.*|b.*")
            .llm("named")
            .with("pipelines.named.topics", "abc, b")
            .with("topics", "elsewhere")
            .config()
            .pipelines());

    @Test
    void aNameTakesPrecedenceOverAPattern() {
        assertThat(pipelineOf("abc")).isEqualTo("named");
        assertThat(pipelineOf("b")).isEqualTo("named");
    }

    @Test
    void theFirstPatternInTheOrderOfPipelinesWins() {
        assertThat(pipelineOf("ab")).isEqualTo("first");
        assertThat(pipelineOf("bc")).isEqualTo("second");
    }

    @Test
    void aPatternMatchesTheWholeName() {
        assertThat(pipelineOf("xab")).isEqualTo("rest");
    }

    @Test
    void unclaimedTopicsGoToThePipelineWithoutTopics() {
        assertThat(pipelineOf("zzz")).isEqualTo("rest");
        assertThat(pipelineOf("zzz")).isEqualTo("rest");
    }

    @Test
    void anUnclaimedTopicMayHaveNoPipeline() {
        PipelineRouting narrow = new PipelineRouting(Settings.chat()
                .with("pipelines.chat.topics", "support-chat")
                .config()
                .pipelines());
        assertThat(narrow.pipelinesOf("other")).isEmpty();
        assertThat(narrow.pipelinesOf("other")).isEmpty();
        assertThat(narrow.pipelinesOf("support-chat")).hasSize(1);
    }

    @Test
    @DisplayName("pipelines with filters share a topic: by name, by pattern, and what no other pipeline claims")
    void shared() {
        PipelineRouting sharing = new PipelineRouting(Settings.connector("a,b,c,d,e,f")
                .with("task.type", "llm-base")
                .with("output.column.name", "output")
                .with("rows", ".")
                .ids("a", "b", "c", "d", "e", "f")
                .with("pipelines.a.topics", "chats,other")
                .with("pipelines.b.topics", "chats")
                .with("pipelines.c.topics.regex", "tenant-.*")
                .with("pipelines.d.topics.regex", ".*-chat")
                .config()
                .pipelines());

        assertThat(aliases(sharing, "chats")).isEqualTo("a,b");
        assertThat(aliases(sharing, "other")).isEqualTo("a");
        assertThat(aliases(sharing, "tenant-1-chat")).isEqualTo("c,d");
        assertThat(aliases(sharing, "tenant-1")).isEqualTo("c");
        assertThat(aliases(sharing, "zzz")).isEqualTo("e,f");
    }

    private static String aliases(PipelineRouting routing, String topic) {
        return routing.pipelinesOf(topic).stream().map(PipelineConfig::alias).collect(Collectors.joining(","));
    }

    private String pipelineOf(String topic) {
        return aliases(routing, topic);
    }
}
