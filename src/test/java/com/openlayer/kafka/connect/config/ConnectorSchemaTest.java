package com.openlayer.kafka.connect.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The JSON Schema accepts and rejects what validation does, as far as a schema can express it. */
class ConnectorSchemaTest {
    private static final Path FILE = Path.of("docs", "connector-config.schema.json");

    @Test
    void theFileIsUpToDate() throws IOException {
        if (Boolean.getBoolean("docs.update")) {
            Files.writeString(FILE, ConnectorSchema.json());
        }
        assertThat(FILE)
                .as("stale? run mvn test -Dtest=ConnectorSchemaTest -Ddocs.update=true")
                .content()
                .isEqualTo(ConnectorSchema.json());
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("a valid configuration passes in both forms, with values or variables")
    void valid(Settings.Form form) {
        assertThat(ConnectorSchema.violations(form.chat().map())).isEmpty();
        assertThat(ConnectorSchema.violations(form.chat()
                        .with("linger.ms", "${env:LINGER}")
                        .with(form.prefix("chat") + "inference.pipeline.id", "${file:/x:id}")
                        .with("connection.check", "${env:CHECK}")
                        .map()))
                .isEmpty();
    }

    @Test
    @DisplayName("every property passes with its example")
    void examples() {
        for (Property property : PipelineProperties.of(PipelineNames.of("chat"), name -> false)) {
            assertThat(ConnectorSchema.violations(Settings.chat()
                            .with(property.name(), property.example())
                            .map()))
                    .as(property.name())
                    .isEmpty();
        }
        for (String group : new String[] {"Connection", "Proxy", "TLS", "Rows", "Batching", "Retries and errors"}) {
            Settings settings = Settings.flat();
            ConfigurationReference.properties().stream()
                    .filter(property ->
                            ConfigValidation.definition().configKeys().containsKey(property.name()))
                    .filter(property -> ConfigValidation.definition()
                            .configKeys()
                            .get(property.name())
                            .group
                            .equals(group))
                    .forEach(property -> settings.with(property.name(), property.example()));
            assertThat(ConnectorSchema.violations(settings.map())).as(group).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "openlayer.api.kye, x",
        "pipelines.chat.topics, x",
        "errors.tolerence, all",
        "class.names, 'a,b'",
        "human.feedback.column.name, x",
        "task.type, llm",
        "operation, update",
        "linger.ms, soon",
        "connection.check, yes",
        "inference.pipeline.id, chat",
        "output.column.name, the output",
        "timestamp.from.record, no",
        "pipelines, chat",
    })
    @DisplayName("what validation rejects is a violation")
    void invalid(String property, String value) {
        Settings settings = Settings.flat().with(property, value);
        assertThat(settings.errors()).isNotEmpty();
        assertThat(ConnectorSchema.violations(settings.map())).isNotEmpty();
    }

    @ParameterizedTest
    @CsvSource({"openlayer.api.key", "inference.pipeline.id", "task.type", "output.column.name"})
    @DisplayName("what validation reports as missing is a violation")
    void missing(String property) {
        Settings settings = Settings.flat().without(property);
        assertThat(settings.errors()).containsOnlyKeys(property);
        assertThat(ConnectorSchema.violations(settings.map())).isNotEmpty();
    }

    @Test
    @DisplayName("a misspelled name behind an alias is a violation")
    void misspelledBehindAlias() {
        assertThat(ConnectorSchema.violations(
                        Settings.chat().with("pipelines.chat.topic", "x").map()))
                .isNotEmpty();
    }
}
