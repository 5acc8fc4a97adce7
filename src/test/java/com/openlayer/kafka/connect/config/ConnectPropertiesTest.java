package com.openlayer.kafka.connect.config;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.common.config.ConfigDef;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What Connect reads, beside our own properties. */
class ConnectPropertiesTest {
    /** The names that a worker of any supported version reads. ValidationIT compares them with a running worker. */
    private static Set<String> recorded() throws IOException {
        try (InputStream in = ConnectPropertiesTest.class.getResourceAsStream("/kafka/sink-connector-properties.txt")) {
            return new String(in.readAllBytes(), UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> line.substring(0, line.indexOf(' ')))
                    .collect(Collectors.toSet());
        }
    }

    @Test
    @DisplayName("no property of ours has the name of one of Connect's, from Kafka 3.7 to 4.4")
    void noClash() throws IOException {
        assertThat(recorded())
                .hasSizeGreaterThan(20)
                .contains("topics", "tasks.max.enforce", "connector.plugin.version");
        assertThat(ConfigValidation.definition().configKeys().keySet()).doesNotContainAnyElementsOf(recorded());
    }

    @Test
    @DisplayName("each of Connect's properties is known, and near no property of ours")
    void known() throws IOException {
        for (String name : recorded()) {
            assertThat(ConnectProperties.has(name)).as(name).isTrue();
            assertThat(Settings.flat()
                            .with(name, Settings.flat().map().getOrDefault(name, "x"))
                            .validation()
                            .values())
                    .as(name)
                    .noneMatch(value -> value.name().equals(name)
                            && value.errorMessages().stream().anyMatch(text -> text.contains("Unknown")));
        }
        assertThat(recorded())
                .containsAll(ConnectProperties.names().stream()
                        // Of a task's configuration, and of one that a config provider reads.
                        .filter(name -> !name.equals("task.class") && !name.equals("config.providers"))
                        .toList());
    }

    @ParameterizedTest
    @CsvSource({
        "errors.tolerence, errors.tolerance",
        "errors.log.enabled, errors.log.enable",
        "errors.deadletterqueue.topic.nam, errors.deadletterqueue.topic.name",
        "errors.deadletterqueue.context.header.enable, errors.deadletterqueue.context.headers.enable",
        "errors.deadletterqueu.topic.replication.facto, errors.deadletterqueue.topic.replication.factor",
    })
    @DisplayName("a near miss behind errors. is an error that names the property")
    void errors(String misspelled, String meant) {
        assertThat(Settings.flat().with(misspelled, "do-not-repeat").onlyError(misspelled))
                .contains("Did you mean '" + meant + "'?")
                .doesNotContain("do-not-repeat");
    }

    @Test
    @DisplayName("any other name behind errors. is a warning, because a later Kafka may have it")
    void laterErrors() {
        assertThat(Settings.flat().with("errors.something.else", "x").config().unknownProperties())
                .extracting(UnknownProperty::name)
                .containsExactly("errors.something.else");
    }

    @ParameterizedTest
    @CsvSource({
        "consumer.override.enable.auto.commit, true",
        "consumer.override.enable.auto.commit, ' TRUE '",
        "producer.override.acks, 1",
        "producer.override.acks, 0",
        "producer.override.acks, ' 1 '",
        "producer.override.acks, ALL",
    })
    @DisplayName("an override with which records could be lost is an error on its property")
    void overrides(String property, String value) {
        assertThat(Settings.flat().with(property, value).onlyError(property)).contains(value, "lost", "remove it");
        assertThat(Settings.chat().with(property, value).onlyError(property)).contains("lost");
    }

    @ParameterizedTest
    @CsvSource({
        "consumer.override.enable.auto.commit, false",
        "consumer.override.enable.auto.commit, ' False '",
        "producer.override.acks, all",
        "producer.override.acks, ' all '",
        "producer.override.acks, -1",
        "consumer.override.max.poll.records, 5",
        "producer.override.max.request.size, 5",
    })
    @DisplayName("any other override is Connect's business")
    void harmlessOverrides(String property, String value) {
        assertThat(Settings.flat().with(property, value).errors()).isEmpty();
    }

    @Test
    @DisplayName("a missing key.converter is a warning, in the documentation of the answer and for the log")
    void keyConverter() {
        Map<String, String> properties =
                Settings.flat().without("key.converter").map();
        ConfigDef definition = ConfigValidation.definition();
        ConfigValidation validation = ConfigValidation.of(definition, properties);

        ConfigDef.ConfigKey key = definition.configKeys().get("key.converter");
        assertThat(key.documentation).contains("WARNING:", "user-42", "StringConverter");
        assertThat(key.hasDefault()).isTrue();
        assertThat(validation.isValid()).isTrue();
        assertThat(validation.values()).noneMatch(value -> value.name().equals("key.converter"));
        assertThat(new OpenlayerSinkConfig(properties).warnings())
                .hasEntrySatisfying(
                        "key.converter",
                        texts -> assertThat(texts).singleElement().asString().contains("StringConverter"));

        assertThat(Settings.flat().config().warnings()).isEmpty();
        ConfigValidation.of(definition, Settings.flat().map());
        assertThat(definition.configKeys().containsKey("key.converter")).isFalse();
    }

    @Test
    @DisplayName("a warning is appended to the documentation of its property, and changes nothing else")
    void warnings() {
        ConfigDef before = ConfigValidation.definition();
        ConfigDef definition = ConfigValidation.definition();
        ConfigValidation.of(before, Settings.flat().map());
        ConfigValidation.of(definition, Settings.flat().map())
                .addWarning("openlayer.base.url", "Openlayer could not be reached.");

        assertThat(List.copyOf(definition.configKeys().keySet()))
                .isEqualTo(List.copyOf(before.configKeys().keySet()));
        assertThat(definition.groups()).isEqualTo(before.groups());
        before.configKeys().forEach((name, key) -> {
            ConfigDef.ConfigKey changed = definition.configKeys().get(name);
            assertThat(changed.orderInGroup).as(name).isEqualTo(key.orderInGroup);
            assertThat(changed.documentation)
                    .as(name)
                    .isEqualTo(
                            name.equals("openlayer.base.url")
                                    ? key.documentation + " WARNING: Openlayer could not be reached."
                                    : key.documentation);
        });
    }

    @Test
    @DisplayName("a property may have several warnings, each of them once")
    void severalWarnings() {
        ConfigDef definition = ConfigValidation.definition();
        ConfigValidation validation =
                ConfigValidation.of(definition, Settings.flat().map());
        for (String text : List.of("It is past due.", "It is paused.", "It is past due.")) {
            validation.addWarning("openlayer.api.key", text);
        }

        assertThat(validation.warnings())
                .isEqualTo(Map.of("openlayer.api.key", List.of("It is past due.", "It is paused.")));
        assertThat(definition.configKeys().get("openlayer.api.key").documentation)
                .endsWith(" WARNING: It is past due. WARNING: It is paused.");
    }
}
