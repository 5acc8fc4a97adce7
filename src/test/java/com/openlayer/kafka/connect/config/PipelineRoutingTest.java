package com.openlayer.kafka.connect.config;

import static org.assertj.core.api.Assertions.assertThat;

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
    void aNameComesBeforeAPattern() {
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
    void whatNobodyClaimsGoesToThePipelineWithoutTopics() {
        assertThat(pipelineOf("zzz")).isEqualTo("rest");
        assertThat(pipelineOf("zzz")).isEqualTo("rest");
    }

    @Test
    void withoutSuchAPipelineThereIsNone() {
        PipelineRouting narrow = new PipelineRouting(Settings.chat()
                .with("pipelines.chat.topics", "support-chat")
                .config()
                .pipelines());
        assertThat(narrow.pipelineOf("other")).isEmpty();
        assertThat(narrow.pipelineOf("other")).isEmpty();
        assertThat(narrow.pipelineOf("support-chat")).isPresent();
    }

    @Test
    void topicsThatATransformMakesAreRememberedWithinABound() {
        String padding = "x".repeat(200_000);
        for (int i = 0; i < 50; i++) {
            assertThat(pipelineOf(i + padding)).isEqualTo("rest");
        }
        assertThat(routing.rememberedCharacters()).isZero();
        for (int i = 0; i < 3 * PipelineRouting.REMEMBERED; i++) {
            assertThat(pipelineOf("x".repeat(PipelineRouting.MAX_NAME_LENGTH - 6) + (100_000 + i)))
                    .isEqualTo("rest");
        }
        assertThat(routing.rememberedCharacters())
                .isBetween(1L, (long) PipelineRouting.REMEMBERED * PipelineRouting.MAX_NAME_LENGTH);
    }

    private String pipelineOf(String topic) {
        return routing.pipelineOf(topic).orElseThrow().alias();
    }
}
