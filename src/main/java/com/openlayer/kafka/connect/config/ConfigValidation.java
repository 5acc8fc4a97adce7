package com.openlayer.kafka.connect.config;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigValue;
import org.jspecify.annotations.Nullable;

/**
 * Everything that can be said about a configuration without asking Openlayer: each property with its value, and each
 * error on the property to fix. Never throws, whatever the properties hold.
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
        ConnectionProperties.check(parsed);
        DeliveryProperties.check(parsed);
        RowProperties.check(parsed);
        aliases.pipelines().forEach(pipeline -> new PipelineReader(pipeline, parsed).check());
        new TopicClaims(aliases.pipelines(), parsed).check();
        ConnectProperties.check(parsed);
        ConnectProperties.warn(parsed, definition, warnings);
        new UnknownProperties(parsed, aliases).check();
        this.tls = TlsReader.read(parsed);
    }

    /** A new definition of what may be set whatever the pipelines are. */
    public static ConfigDef definition() {
        ConfigDef definition = new ConfigDef();
        define(definition, new PipelineAliases(Map.of()));
        return definition;
    }

    /** In the order in which a form shows the groups: what most connectors need comes first. */
    private static void define(ConfigDef definition, PipelineAliases aliases) {
        List<Property> connection = ConnectionProperties.properties();
        define(definition, ConnectionProperties.GROUP, connection, property -> !isOfProxy(property));
        aliases.define(definition);
        define(definition, RowProperties.GROUP, RowProperties.properties(), property -> true);
        define(definition, BatchingProperties.GROUP, BatchingProperties.properties(), property -> true);
        define(definition, DeliveryProperties.GROUP, DeliveryProperties.properties(), property -> true);
        define(definition, "Proxy", connection, ConfigValidation::isOfProxy);
        define(definition, "TLS", TlsProperties.properties(), property -> true);
    }

    private static boolean isOfProxy(Property property) {
        return property.name().startsWith("openlayer.proxy.");
    }

    private static void define(
            ConfigDef definition, String group, List<Property> properties, Predicate<Property> members) {
        properties.stream().filter(members).forEach(property -> property.define(definition, group));
    }

    /**
     * Validates the whole configuration of a connector, including Connect's own properties.
     *
     * @param definition one of {@link #definition()}; it is changed to the properties that these pipelines have, with
     *     what they require and inherit
     * @param properties null and blank values count as not set
     */
    public static ConfigValidation of(ConfigDef definition, Map<String, @Nullable String> properties) {
        Map<String, String> given = ParsedProperties.given(properties);
        PipelineAliases aliases = new PipelineAliases(given);
        // Connect reads the answer's keys, their order and groups from the very ConfigDef that it asked for before.
        definition.configKeys().clear();
        definition.groups().clear();
        define(definition, aliases);
        ConnectionProperties.defineHeaders(definition, given);
        return new ConfigValidation(new ParsedProperties(definition, given), aliases, definition);
    }

    /** Adds an error that was found elsewhere, such as Openlayer's rejection of a pipeline's id. */
    public void addError(String property, String reason) {
        parsed.addError(property, reason);
    }

    /** Adds what a user should know about a property, but is no error: the answer shows it in its documentation. */
    public void addWarning(String property, String text) {
        warnings.add(property, text);
    }

    /** What is no error, by property. */
    public Map<String, String> warnings() {
        return warnings.texts();
    }

    public boolean isValid() {
        return parsed.isValid();
    }

    /** Each property of the definition, and each other one that something is wrong with. */
    public List<ConfigValue> values() {
        return parsed.values();
    }

    /** The typed configuration, if nothing is wrong. */
    public Optional<OpenlayerSinkConfig> config() {
        return isValid() ? Optional.of(new OpenlayerSinkConfig(this)) : Optional.empty();
    }

    ParsedProperties parsed() {
        return parsed;
    }

    List<PipelineConfig> pipelines() {
        return aliases.pipelines().stream()
                .map(pipeline -> new PipelineReader(pipeline, parsed).read())
                .toList();
    }

    /** The name under which a property of a pipeline is set, or would be. */
    String property(PipelineConfig pipeline, String name) {
        return aliases.pipelines().stream()
                .filter(names -> names.alias().equals(pipeline.alias()))
                .map(names -> names.source(parsed.given(), name))
                .findFirst()
                .orElseThrow();
    }

    Optional<TlsMaterial> tls() {
        return tls;
    }

    List<UnknownProperty> unknownProperties() {
        return new UnknownProperties(parsed, aliases).unprefixed();
    }
}
