package com.openlayer.kafka.connect.config;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.kafka.common.config.ConfigException;

/**
 * The validated configuration of a connector and its tasks, with one settings record per group of properties.
 * Immutable.
 */
public final class OpenlayerSinkConfig {
    private final ConnectionSettings connection;
    private final Optional<ProxySettings> proxy;
    private final Optional<TlsMaterial> tls;
    private final List<PipelineConfig> pipelines;
    private final RowSettings rows;
    private final BatchingSettings batching;
    private final DeliverySettings delivery;
    private final Map<String, PipelineNames> names;
    private final Map<String, List<String>> warnings;
    private final List<UnknownProperty> unknownProperties;

    /**
     * Reads the whole configuration of a connector or task, including Connect's own properties.
     *
     * @throws ConfigException if there is any error; its message lists all of them and contains no secret
     */
    public OpenlayerSinkConfig(Map<String, String> properties) {
        this(requireValid(ConfigValidation.of(ConfigValidation.definition(), properties)));
    }

    private OpenlayerSinkConfig(ConfigValidation validation) {
        ParsedProperties parsed = validation.parsed();
        this.connection = ConnectionSettings.read(parsed);
        this.proxy = ProxySettings.read(parsed);
        this.tls = validation.tls();
        this.pipelines = validation.pipelines();
        this.rows = RowSettings.read(parsed);
        this.batching = BatchingSettings.read(parsed);
        this.delivery = DeliverySettings.read(parsed);
        this.names = validation.pipelineNames().stream()
                .collect(Collectors.toUnmodifiableMap(PipelineNames::alias, pipeline -> pipeline));
        this.warnings = validation.warnings();
        this.unknownProperties = validation.unknownProperties();
    }

    /** The typed configuration; empty if the validation has found an error. */
    public static Optional<OpenlayerSinkConfig> of(ConfigValidation validation) {
        return validation.isValid() ? Optional.of(new OpenlayerSinkConfig(validation)) : Optional.empty();
    }

    private static ConfigValidation requireValid(ConfigValidation validation) {
        if (!validation.isValid()) {
            throw new ConfigException(validation.values().stream()
                    .flatMap(value -> value.errorMessages().stream())
                    .collect(Collectors.joining("\n- ", "The configuration of the connector has errors:\n- ", "")));
        }
        return validation;
    }

    public ConnectionSettings connection() {
        return connection;
    }

    /** Empty for a direct connection. */
    public Optional<ProxySettings> proxy() {
        return proxy;
    }

    /** Trust and key material; empty for the JVM's defaults. */
    public Optional<TlsMaterial> tls() {
        return tls;
    }

    /** At least one, in the order of {@code pipelines}. The flat form has exactly one, {@code default}. */
    public List<PipelineConfig> pipelines() {
        return pipelines;
    }

    /**
     * The name under which a property of a pipeline is set, for messages: {@code pipelines.chat.task.type}, or
     * {@code task.type} if the configuration is flat or the pipeline inherits the value.
     */
    public String property(PipelineConfig pipeline, String name) {
        return Optional.ofNullable(names.get(pipeline.alias())).orElseThrow().source(name);
    }

    public RowSettings rows() {
        return rows;
    }

    public BatchingSettings batching() {
        return batching;
    }

    public DeliverySettings delivery() {
        return delivery;
    }

    /** Warnings to log, by property. */
    public Map<String, List<String>> warnings() {
        return warnings;
    }

    /** Properties outside the connector's prefixes that neither Connect nor the connector reads: worth a warning. */
    public List<UnknownProperty> unknownProperties() {
        return unknownProperties;
    }
}
