package com.openlayer.kafka.connect.config;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigValue;
import org.jspecify.annotations.Nullable;

/**
 * Everything that can be said about a configuration without asking Openlayer: each property with its value, and each
 * error on the property to mend. Never throws, whatever the properties hold.
 */
public final class ConfigValidation {
    private final ConfigDef definition;
    private final ParsedProperties parsed;
    private final PipelineAliases aliases;
    private final Optional<TlsMaterial> tls;

    private ConfigValidation(ConfigDef definition, ParsedProperties parsed, PipelineAliases aliases) {
        this.definition = definition;
        this.parsed = parsed;
        this.aliases = aliases;
        aliases.check(parsed);
        ConnectionProperties.check(parsed);
        DeliveryProperties.check(parsed);
        aliases.usable().forEach(alias -> new PipelineReader(alias, parsed).check());
        new TopicClaims(aliases.usable(), parsed).check();
        new UnknownProperties(parsed, aliases).check();
        this.tls = TlsReader.read(parsed);
    }

    /** A new definition of what may be set whatever the pipelines are. The caller may add to it. */
    public static ConfigDef definition() {
        ConfigDef definition = new ConfigDef();
        ConnectionProperties.properties().forEach(p -> p.define(definition, ConnectionProperties.GROUP));
        TlsProperties.properties().forEach(p -> p.define(definition, ConnectionProperties.GROUP));
        PipelineProperties.properties().forEach(p -> p.define(definition, PipelineProperties.GROUP));
        RowProperties.properties().forEach(p -> p.define(definition, RowProperties.GROUP));
        BatchingProperties.properties().forEach(p -> p.define(definition, BatchingProperties.GROUP));
        DeliveryProperties.properties().forEach(p -> p.define(definition, DeliveryProperties.GROUP));
        return definition;
    }

    /**
     * Validates the whole configuration of a connector, Connect's own properties among it.
     *
     * @param definition one of {@link #definition()}; what may be set for the named pipelines is added to it
     * @param properties null and blank values count as not set
     */
    public static ConfigValidation of(ConfigDef definition, Map<String, @Nullable String> properties) {
        PipelineAliases aliases = new PipelineAliases(properties);
        aliases.define(definition, properties);
        ConnectionProperties.defineHeaders(definition, properties);
        return new ConfigValidation(definition, new ParsedProperties(definition, properties), aliases);
    }

    /** Adds an error that only somebody else could find out, such as Openlayer's refusal of a pipeline's id. */
    public void addError(String property, String reason) {
        parsed.addError(property, reason);
    }

    /**
     * Appends a warning to the property's documentation in the definition, where a user of {@code PUT …/config/validate}
     * finds it: Connect's answer has a place for errors and none for warnings.
     */
    public void addWarning(String property, String warning) {
        ConfigDef.ConfigKey key = Objects.requireNonNull(definition.configKeys().remove(property), property);
        definition.define(
                key.name,
                key.type,
                key.defaultValue,
                key.validator,
                key.importance,
                key.documentation + " WARNING: " + warning,
                key.group,
                key.orderInGroup,
                key.width,
                key.displayName,
                key.dependents,
                key.recommender);
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
        return aliases.usable().stream()
                .map(alias -> new PipelineReader(alias, parsed).read())
                .toList();
    }

    Optional<TlsMaterial> tls() {
        return tls;
    }

    List<UnknownProperty> unknownProperties() {
        return new UnknownProperties(parsed, aliases).unprefixed();
    }
}
