package com.openlayer.kafka.connect.config;

import static org.assertj.core.api.Assertions.assertThat;

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
                .contains("'support-chat' is in pipelines.a.topics too", "remove it from one");
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
