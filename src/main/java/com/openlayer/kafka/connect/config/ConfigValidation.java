package com.openlayer.kafka.connect.config;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigValue;
import org.jspecify.annotations.Nullable;

/**
 * The result of validating a configuration offline: each property with its value, and each error attached to the
 * property to fix. Never throws, whatever the values of the properties.
 */
public final class ConfigValidation {
    private final ParsedProperties parsed;
    private final PipelineAliases aliases;
    private final ConfigWarnings warnings;
    private final Optional<TlsMaterial> tls;

    private ConfigValidation(ParsedProperties parsed, PipelineAliases aliases, ConfigDef definition) {
        this.parsed = parsed;
        this.aliases = aliases;
        this.warnings = new ConfigWarnings(definition);
        aliases.check(parsed);
        ConnectionSettings.check(parsed);
        ProxySettings.check(parsed);
        DeliverySettings.check(parsed);
        RowSettings.check(parsed);
        aliases.pipelines().forEach(pipeline -> new PipelineReader(pipeline, parsed).check());
        new TopicClaims(aliases.pipelines(), parsed).check();
        ConnectProperties.check(parsed);
        ConnectProperties.warn(parsed, definition, warnings);
        new UnknownProperties(parsed, aliases).check();
        this.tls = TlsReader.read(parsed);
    }

    /** A new definition of the properties that do not depend on the pipelines. */
    public static ConfigDef definition() {
        ConfigDef definition = new ConfigDef();
        define(definition, Map.of());
        return definition;
    }

    /** The order is that of the groups in a form: properties that most connectors need come first. */
    private static PipelineAliases define(ConfigDef definition, Map<String, String> given) {
        PipelineAliases aliases = new PipelineAliases(given);
        define(definition, ConnectionSettings.GROUP, ConnectionSettings.properties());
        RequestHeaders.define(definition, ConnectionSettings.GROUP, given);
        aliases.define(definition);
        define(definition, RowSettings.GROUP, RowSettings.properties());
        define(definition, BatchingSettings.GROUP, BatchingSettings.properties());
        define(definition, DeliverySettings.GROUP, DeliverySettings.properties());
        define(definition, ProxySettings.GROUP, ProxySettings.properties());
        define(definition, TlsProperties.GROUP, TlsProperties.properties());
        return aliases;
    }

    private static void define(ConfigDef definition, String group, List<Property> properties) {
        properties.forEach(property -> property.define(definition, group));
    }

    /**
     * Validates the whole configuration of a connector, including Connect's own properties.
     *
     * @param definition from {@link #definition()}; its keys are replaced by the properties that these pipelines have,
     *     with the requirements and inherited defaults of each
     * @param properties null and blank values count as not set
     */
    public static ConfigValidation of(ConfigDef definition, Map<String, @Nullable String> properties) {
        Map<String, String> given = ParsedProperties.given(properties);
        // Connect reads the keys, their order and their groups from the ConfigDef instance that it received earlier.
        definition.configKeys().clear();
        definition.groups().clear();
        PipelineAliases aliases = define(definition, given);
        return new ConfigValidation(new ParsedProperties(definition, given), aliases, definition);
    }

    /** Adds an error found outside this validation, such as a pipeline id that Openlayer does not know. */
    public void addError(String property, String reason) {
        parsed.addError(property, reason);
    }

    /** Adds a warning, which Connect's answer shows in the documentation of the property. */
    public void addWarning(String property, String text) {
        warnings.add(property, text);
    }

    /** The warnings by property. */
    public Map<String, List<String>> warnings() {
        return warnings.texts();
    }

    public boolean isValid() {
        return parsed.isValid();
    }

    /** Each property of the definition, and each other property that has an error. */
    public List<ConfigValue> values() {
        return parsed.values();
    }

    ParsedProperties parsed() {
        return parsed;
    }

    List<PipelineConfig> pipelines() {
        return aliases.pipelines().stream()
                .map(pipeline -> new PipelineReader(pipeline, parsed).read())
                .toList();
    }

    List<PipelineNames> pipelineNames() {
        return aliases.pipelines();
    }

    Optional<TlsMaterial> tls() {
        return tls;
    }

    List<UnknownProperty> unknownProperties() {
        return new UnknownProperties(parsed, aliases).unprefixed();
    }
}
