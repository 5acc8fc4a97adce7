package com.openlayer.kafka.connect.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The pipelines of a configuration: those that are listed, or the one of the flat form. */
class PipelineAliasesTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"chat,chat | 'chat' is listed twice", "chat,a.b | 'a.b' must consist of", "chat,ä | 'ä' must"})
    void aliasesAreChecked(String pipelines, String reason) {
        assertThat(Settings.chat()
                        .with("pipelines", pipelines)
                        .with("pipelines.a.b.topics", "x")
                        .without(pipelines.contains("a.b") ? "" : "pipelines.a.b.topics")
                        .onlyError("pipelines"))
                .contains(reason);
    }

    @Test
    void aListOfCommasIsAnError() {
        assertThat(Settings.connector(" , ").errors()).containsOnlyKeys("pipelines");
    }

    @Test
    void thePipelineOfTheFlatFormIsCalledDefault() {
        assertThat(Settings.flat().pipeline().alias()).isEqualTo("default");
        assertThat(Settings.flat().with("pipelines", " ").pipeline().alias()).isEqualTo("default");
    }

    @Test
    void bothFormsAreEquivalent() {
        PipelineConfig flat = complete(Settings.Form.FLAT).pipeline();
        PipelineConfig aliased = complete(Settings.Form.ALIAS).pipeline();
        assertThat(flat).usingRecursiveComparison().ignoringFields("alias").isEqualTo(aliased);
    }

    private static Settings complete(Settings.Form form) {
        String prefix = form.prefix("chat");
        return form.chat()
                .with(prefix + "input.variable.names", "user_query")
                .with(prefix + "prompt", "[{\"role\": \"user\", \"content\": \"{{ user_query }}\"}]")
                .with(prefix + "metadata", "{\"a\": 1}")
                .with(prefix + "columns", "*,-debug")
                .with(prefix + "timestamp.unit", "ms")
                .with(prefix + "timestamp.from.record", "false")
                .with(prefix + "inference.id.from.record", "false");
    }

    @Test
    void flatTopicsAreConnects() {
        PipelineConfig pipeline =
                Settings.flat().without("topics").with("topics.regex", "a.*").pipeline();
        assertThat(pipeline.topicSelection().names()).isEmpty();
        assertThat(pipeline.topicSelection().regex()).isEmpty();
        assertThat(Settings.flat().pipeline().topicSelection().names()).isEmpty();
        assertThat(ConfigValidation.definition().configKeys()).doesNotContainKeys("topics", "topics.regex");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "pipelines.chat.task.type",
                "pipelines.chat.no.such.property",
                "pipelines.chat",
                "pipelines.a b.topics"
            })
    void aPropertyWithAnAliasRequiresPipelines(String property) {
        assertThat(Settings.flat().with(property, "x").onlyError("pipelines"))
                .contains(property + " is set", "list their aliases", "without this prefix");
        assertThat(Settings.connector("x")
                        .without("pipelines")
                        .with(property, "x")
                        .onlyError("pipelines"))
                .contains(property + " is set");
    }
}
