package com.openlayer.kafka.connect.config;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigValue;
import org.jspecify.annotations.Nullable;

/**
 * Everything that can be said about a configuration without asking Openlayer: each property with its value, and each
 * error on the property to mend. Never throws, whatever the properties hold.
 */
public final class ConfigValidation {
    private final Findings findings;
    private final PipelineAliases aliases;
    private final Optional<TlsMaterial> tls;

    private ConfigValidation(Findings findings, PipelineAliases aliases) {
        this.findings = findings;
        this.aliases = aliases;
        aliases.check(findings);
        ConnectionProperties.check(findings);
        DeliveryProperties.check(findings);
        aliases.usable().forEach(alias -> new PipelineReader(alias, findings).check());
        new TopicClaims(aliases.usable(), findings).check();
        new UnknownProperties(findings, aliases).check();
        this.tls = TlsReader.read(findings);
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
        return new ConfigValidation(new Findings(definition, properties), aliases);
    }

    /** Adds an error that only somebody else could find out, such as Openlayer's refusal of a pipeline's id. */
    public void refuse(String property, String reason) {
        findings.refuse(property, reason);
    }

    public boolean isSound() {
        return findings.areSound();
    }

    /** Each property of the definition, and each other one that something is wrong with. */
    public List<ConfigValue> values() {
        return findings.values();
    }

    /** The typed configuration, if nothing is wrong. */
    public Optional<OpenlayerSinkConfig> config() {
        return isSound() ? Optional.of(new OpenlayerSinkConfig(this)) : Optional.empty();
    }

    Findings findings() {
        return findings;
    }

    List<PipelineConfig> pipelines() {
        return aliases.usable().stream()
                .map(alias -> new PipelineReader(alias, findings).read())
                .toList();
    }

    Optional<TlsMaterial> tls() {
        return tls;
    }

    List<UnknownProperty> unknownProperties() {
        return new UnknownProperties(findings, aliases).unprefixed();
    }
}
