package com.openlayer.kafka.connect.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.apache.kafka.common.config.ConfigDef;
import org.junit.jupiter.api.Test;

class ConfigurationReferenceTest {
    private static final Path PAGE = Path.of("docs", "configuration.md");

    @Test
    void thePageIsUpToDate() throws IOException {
        if (Boolean.getBoolean("docs.update")) {
            Files.createDirectories(PAGE.getParent());
            Files.writeString(PAGE, ConfigurationReference.markdown());
        }
        assertThat(PAGE)
                .as("stale? run mvn test -Dtest=ConfigurationReferenceTest -Ddocs.update=true")
                .content()
                .isEqualTo(ConfigurationReference.markdown());
    }

    @Test
    void everyPropertyHasDocumentationAndAValidExample() {
        ConfigDef definition = new ConfigDef();
        ConfigurationReference.properties().forEach(property -> {
            property.define(definition, "group");
            ConfigDef.ConfigKey key = definition.configKeys().get(property.name());
            assertThat(key.documentation).as(property.name()).matches("(?s)[A-Z].*\\.");
            assertThat(key.displayName).as(property.name()).isNotBlank();
            Object example = ConfigDef.parseType(property.name(), property.example(), key.type);
            if (key.validator != null && !property.example().startsWith("${")) {
                key.validator.ensureValid(property.name(), example);
            }
        });
    }

    @Test
    void durationsStateTheirUnit() {
        ConfigValidation.definition().configKeys().values().stream()
                .filter(key -> key.name.endsWith(".ms"))
                .forEach(key -> assertThat(key.documentation).as(key.name).contains("milliseconds"));
    }

    @Test
    void documentationIsSafeAsHtml() {
        ConfigDef definition = ConfigValidation.definition();
        ConfigValidation.of(
                definition,
                Settings.chat()
                        .without("key.converter")
                        .with("task.type", "llm-base")
                        .map());
        assertThat(definition.configKeys()).containsKeys("pipelines.chat.prompt", "key.converter", "prompt");
        definition
                .configKeys()
                .values()
                .forEach(key -> assertThat(Stream.of(
                                key.documentation,
                                key.displayName,
                                key.group,
                                String.valueOf(key.validator),
                                String.valueOf(key.defaultValue)))
                        .as(key.name)
                        .allSatisfy(text -> assertThat(text).doesNotContain("<", ">", "&")));
    }
}
