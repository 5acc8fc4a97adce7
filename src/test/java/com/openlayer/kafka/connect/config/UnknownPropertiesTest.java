package com.openlayer.kafka.connect.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UnknownPropertiesTest {
    @ParameterizedTest
    @CsvSource({
        "openlayer.api.kye, openlayer.api.key",
        "openlayer.base.uri, openlayer.base.url",
        "openlayer.ssl.truststore.locaton, openlayer.ssl.truststore.location",
        "openlayer.linger.ms, linger.ms",
        "pipelines.chat.topic, pipelines.chat.topics",
        "pipelines.chat.output.colum.name, pipelines.chat.output.column.name",
        "pipelines.chat.num.of.tokens.column.name, pipelines.chat.num.of.token.column.name",
        "pipelines.chat.batch.max.rows, batch.max.rows",
        "pipelines.topics, pipelines.chat.topics",
        "pipelines.chat, pipelines.chat.rows",
        "pipelines.chta.topics, pipelines.chat.topics",
    })
    void theNearestKnownNameIsNamed(String unknown, String nearest) {
        assertThat(Settings.chat().with(unknown, "do-not-repeat").onlyError(unknown))
                .contains(unknown, "'" + nearest + "'")
                .doesNotContain("do-not-repeat");
    }

    @Test
    void aPipelineThatIsNotListedIsSaidToBeMissingThere() {
        assertThat(Settings.chat().with("pipelines.churn.topics", "x").onlyError("pipelines.churn.topics"))
                .contains("'churn' is not listed in pipelines=[chat]", "add it there");
    }

    @Test
    void theValueUnderAMisspeltNameIsNotShown() {
        assertThat(Settings.chat().with("openlayer.api.kye", "x").validation().values().stream()
                        .filter(v -> v.name().equals("openlayer.api.kye"))
                        .findFirst()
                        .orElseThrow()
                        .value())
                .isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "ouput.column.name, output.column.name",
        "output.colunm.name, output.column.name",
        "outptu.column.nmae, output.column.name",
        "input.variables.name, input.variable.names",
        "operatoin, operation",
        "taks.type, task.type",
        "pipeline, pipelines",
        "inference.pipeline.ids, inference.pipeline.id",
        "batch.max.row, batch.max.rows",
        "timestamp.units, timestamp.unit",
    })
    void aNameWithoutAPrefixThatIsNearlyOneOfOursIsAnError(String misspelled, String meant) {
        for (Settings.Form form : Settings.Form.values()) {
            assertThat(form.chat().with(misspelled, "do-not-repeat").onlyError(misspelled))
                    .contains(misspelled, "Did you mean '" + meant + "'?")
                    .doesNotContain("do-not-repeat");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"prompts", "colums", "tasktyp", "batch.maximum.rows", "output.name", "something", "linger"})
    void aShorterOrFartherNameIsAWarning(String name) {
        assertThat(Settings.flat().with(name, "x").config().unknownProperties())
                .extracting(UnknownProperty::name)
                .containsExactly(name);
    }
}
