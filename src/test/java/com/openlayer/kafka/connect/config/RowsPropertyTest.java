package com.openlayer.kafka.connect.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The properties {@code rows} and {@code latency.unit} of a pipeline. */
@ParameterizedClass
@EnumSource
class RowsPropertyTest {
    @Parameter
    private Settings.Form form;

    private Settings chat() {
        return form.chat();
    }

    /** The name of a property of the pipeline. */
    private String chat(String property) {
        return form.prefix("chat") + property;
    }

    @Test
    @DisplayName("the filter is read as it is written; without it the record's value is the row")
    void read() {
        assertThat(chat().pipeline().mapping().rows()).isEmpty();
        assertThat(chat().pipeline().mapping().format()).isEmpty();
        assertThat(chat().with(chat("rows"), ".messages[]\n| {output: .text, id: $offset}")
                        .pipeline()
                        .mapping()
                        .rows())
                .contains(".messages[]\n| {output: .text, id: $offset}");
    }

    @Test
    @DisplayName("columns apply to each row of the filter")
    void columns() {
        PipelineConfig pipeline = chat().with(chat("rows"), ".messages[]")
                .with(chat("columns"), "*,user=header:user,-debug")
                .pipeline();
        assertThat(pipeline.mapping().rows()).isPresent();
        assertThat(pipeline.mapping().columns()).hasSize(3);
    }

    @Test
    @DisplayName("an update has a filter too, and still names the id's column")
    void update() {
        Settings settings = form.connector("chat")
                .with(chat("inference.pipeline.id"), Settings.ID)
                .with(chat("operation"), "update")
                .with(chat("rows"), "{id, truth: .label}");
        assertThat(settings.onlyError(chat("inference.id.column.name"))).contains("Missing required configuration");
        assertThat(settings.with(chat("inference.id.column.name"), "id")
                        .pipeline()
                        .mapping()
                        .rows())
                .contains("{id, truth: .label}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            value = {
                ".a[                     ~ ends too early",
                ".a | )                  ~ line 1, column 6",
                "'.a |\n  nosuch'        ~ line 2, column 3",
                ".a | nosuch(.b)         ~ nosuch",
                "$nosuch                 ~ $nosuch",
                "{output: $ENV.PATH}     ~ $ENV",
                "env.PATH                ~ env",
                "input                   ~ input",
            })
    @DisplayName("a filter that does not compile is an error on its property, with the place and what to do")
    void invalid(String filter, String reason) {
        assertThat(chat().with(chat("rows"), filter).onlyError(chat("rows")))
                .contains("for configuration " + chat("rows"), reason, "the preview shows");
    }

    @Test
    @DisplayName("an error shows no string of the filter, because it may be a salt")
    void saltHidden() {
        assertThat(chat().with(chat("rows"), "(.user + \"do-not-\\\"repeat\") | nosuch")
                        .onlyError(chat("rows")))
                .contains("(.user + \"…\") | nosuch")
                .doesNotContain("do-not", "repeat");
        assertThat(chat().with(chat("rows"), ".user + \"do-not-repeat" + "x".repeat(5_000))
                        .onlyError(chat("rows")))
                .doesNotContain("do-not-repeat");
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("latency is in milliseconds unless another unit is set")
    void latencyUnit(LatencyUnit unit) {
        assertThat(chat().pipeline().mapping().latencyUnit()).isEqualTo(LatencyUnit.MS);
        assertThat(chat().with(chat("latency.unit"), Choice.text(unit))
                        .pipeline()
                        .mapping()
                        .latencyUnit())
                .isEqualTo(unit);
        assertThat(chat().with(chat("latency.unit"), "m").onlyError(chat("latency.unit")))
                .contains("ms, s, us, ns");
    }
}
