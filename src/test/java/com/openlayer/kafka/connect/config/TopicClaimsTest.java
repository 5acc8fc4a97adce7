package com.openlayer.kafka.connect.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class TopicClaimsTest {
    private static Settings two() {
        return Settings.connector("a,b").llm("a").llm("b");
    }

    @Test
    void twoPipelinesMayNotClaimOneTopic() {
        assertThat(two().with("pipelines.a.topics", "support-chat")
                        .with("pipelines.b.topics", "other,support-chat")
                        .onlyError("pipelines.b.topics"))
                .contains(
                        "'support-chat' is in pipelines.a.topics too",
                        "remove it from one",
                        "set rows or format of pipeline 'a' and pipeline 'b'");
    }

    @Test
    @DisplayName("pipelines with filters may share topics, by name, by pattern and all others")
    void sharedTopics() {
        Settings named = two().with("pipelines.a.topics", "support-chat").with("pipelines.b.topics", "support-chat");
        Settings matching =
                two().with("pipelines.a.topics.regex", "support-.*").with("pipelines.b.topics.regex", ".*-chat");
        for (Settings settings : List.of(two(), named, matching)) {
            assertThat(settings.errors()).hasSize(1);
            settings.with("pipelines.a.rows", "select(.a)");
            assertThat(settings.errors().values())
                    .singleElement()
                    .asString()
                    .contains("set rows or format of pipeline 'b'")
                    .doesNotContain("of pipeline 'a'");
            settings.with("pipelines.b.format", "litellm");
            assertThat(settings.errors()).isEmpty();
        }
        assertThat(two().with("rows", ".").errors()).isEmpty();
    }

    @Test
    @DisplayName("a topic is shared by none if one of its pipelines has no filter")
    void oneWithoutFilter() {
        Settings settings = Settings.connector("a,b,c").llm("a").llm("b").llm("c");
        for (String alias : List.of("a", "b", "c")) {
            settings.with("pipelines." + alias + ".topics", "support-chat");
        }
        settings.with("pipelines.a.rows", ".").with("pipelines.c.rows", ".");
        assertThat(settings.errors()).containsOnlyKeys("pipelines.b.topics", "pipelines.c.topics");
    }

    @Test
    @DisplayName("a filter that does not compile is the only error of pipelines that share a topic")
    void invalidFilter() {
        assertThat(two().with("pipelines.a.rows", ".a[")
                        .with("pipelines.b.rows", ".")
                        .onlyError("pipelines.a.rows"))
                .contains("The filter ends too early");
    }

    @Test
    void onlyOnePipelineTakesTheRest() {
        assertThat(two().onlyError("pipelines.b.topics")).contains("'a' and 'b'", "name the topics");
    }

    @Test
    void aSubscribedTopicThatNoPipelineTakesIsAnErrorOnTopics() {
        assertThat(two().with("topics", "support-chat,left-over")
                        .with("pipelines.a.topics", "support-chat")
                        .with("pipelines.b.topics.regex", "x.*")
                        .onlyError("topics"))
                .contains("No pipeline takes [left-over]");
    }

    @Test
    void aTransformMayStillRenameIt() {
        assertThat(Settings.chat()
                        .with("pipelines.chat.topics", "renamed")
                        .with("transforms", "route")
                        .with("transforms.route.type", "org.apache.kafka.connect.transforms.RegexRouter")
                        .errors())
                .isEmpty();
    }

    @Test
    void aPatternOfTopicsCannotBeHeldAgainstThePipelines() {
        assertThat(Settings.chat()
                        .with("pipelines.chat.topics", "renamed")
                        .without("topics")
                        .with("topics.regex", ".*")
                        .errors())
                .isEmpty();
    }

    @Test
    void anErrorOfConnectsOwnOnTopicsIsNotHidden() {
        assertThat(Settings.chat()
                        .with("pipelines.chat.topics", "support-chat")
                        .with("topics", "support-chat,dead")
                        .with("errors.deadletterqueue.topic.name", "dead")
                        .errors())
                .isEmpty();
    }

    @Test
    void aSubscribedTopicMayMatchOnePatternOnly() {
        Settings settings =
                two().with("pipelines.a.topics.regex", "support-.*").with("pipelines.b.topics.regex", ".*-chat");
        assertThat(settings.onlyError("pipelines.b.topics.regex"))
                .contains("'support-chat' matches pipelines.a.topics.regex too", "narrower");
        assertThat(settings.with("pipelines.b.topics", "support-chat").errors()).isEmpty();
    }

    @Test
    void aPatternThatDoesNotCompileIsTheOnlyError() {
        assertThat(Settings.chat().with("pipelines.chat.topics.regex", "a(").onlyError("pipelines.chat.topics.regex"))
                .contains("a(", "Invalid regular expression");
    }

    @Test
    void aPatternIsNoNameOfATopic() {
        assertThat(Settings.chat().with("pipelines.chat.topics", "support-*").onlyError("pipelines.chat.topics"))
                .contains("'support-*'", "pipelines.chat.topics.regex");
    }
}
