package com.openlayer.kafka.connect.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
        "pipelines.chat, pipelines.chat.prompt",
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
}
