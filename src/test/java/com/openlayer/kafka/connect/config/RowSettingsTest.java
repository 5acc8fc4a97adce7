package com.openlayer.kafka.connect.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RowSettingsTest {
    @ParameterizedTest
    @CsvSource({
        "tabular-classification, label, predictions",
        "text-classification, label, predictions",
        "tabular-regression, target, predictions",
        "llm-base, ground.truth, output",
    })
    @DisplayName("one column for what was expected and what the model returned is an error")
    void sameColumn(String taskType, String expected, String actual) {
        String property = "pipelines.p." + expected + ".column.name";
        Settings settings = Settings.connector("p")
                .pipeline("p", taskType)
                .with("pipelines.p." + actual + ".column.name", "y")
                .with(property, "y");
        if (taskType.endsWith("classification")) {
            settings.with("pipelines.p.class.names", "a,b");
        }
        assertThat(settings.onlyError(property))
                .contains("Invalid value y for", "column of pipelines.p." + actual + ".column.name too");
        settings.with(property, "other");
        assertThat(settings.errors()).isEmpty();
    }

    @Test
    @DisplayName("text is not limited unless text.max.length is set")
    void textLimit() {
        assertThat(Settings.chat().config().rows().textMaxLength()).isEmpty();
        assertThat(Settings.chat()
                        .with("text.max.length", "50000")
                        .config()
                        .rows()
                        .textMaxLength())
                .hasValue(50_000);
        assertThat(Settings.chat().with("text.max.length", "0").onlyError("text.max.length"))
                .contains("at least 1");
    }

    @Test
    @DisplayName("behavior.on.long.text without a limit is an error, because it has no effect")
    void behaviorWithoutLimit() {
        Settings settings = Settings.chat().with("behavior.on.long.text", "truncate");
        assertThat(settings.onlyError("behavior.on.long.text")).contains("no effect without text.max.length");
        assertThat(settings.with("text.max.length", "10").errors()).isEmpty();
        assertThat(settings.with("behavior.on.long.text", "off").onlyError("behavior.on.long.text"))
                .contains("fail", "truncate");
    }
}
