package com.openlayer.kafka.connect.testing;

import com.openlayer.kafka.connect.config.TaskType;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/** Builds the configuration of a connector under test. Pipelines have aliases and claim all topics unless they set some. */
public final class ConnectorConfig {
    private final Map<String, String> properties = new LinkedHashMap<>();

    private ConnectorConfig() {}

    /** A connector of this project with one task. */
    public static ConnectorConfig reading(String... topics) {
        return new ConnectorConfig()
                .with("connector.class", "com.openlayer.kafka.connect.OpenlayerSinkConnector")
                .with("tasks.max", 1)
                .with("topics", String.join(",", topics));
    }

    /** Sends to the stub. */
    public ConnectorConfig to(OpenlayerStub openlayer) {
        return to(openlayer.baseUrl(), OpenlayerStub.API_KEY);
    }

    public ConnectorConfig to(URI baseUrl, String apiKey) {
        return with("openlayer.base.url", baseUrl).with("openlayer.api.key", apiKey);
    }

    public ConnectorConfig with(String property, Object value) {
        properties.put(property, value.toString());
        return this;
    }

    /** Sets a property of the pipeline. */
    public ConnectorConfig with(String alias, String property, Object value) {
        return with("pipelines." + alias + "." + property, value);
    }

    public ConnectorConfig without(String property) {
        properties.remove(property);
        return this;
    }

    /** Adds a pipeline without columns. */
    public ConnectorConfig pipeline(String alias, UUID id, TaskType taskType) {
        return added(alias, id).with(alias, "task.type", taskType.value());
    }

    /** Adds a pipeline of type {@code llm-base}, whose output is in column {@code output}. */
    public ConnectorConfig llm(String alias, UUID id) {
        return pipeline(alias, id, TaskType.LLM_BASE).with(alias, "output.column.name", "output");
    }

    /** Adds a pipeline that updates rows. The column {@code id} has the id of the row. */
    public ConnectorConfig updates(String alias, UUID id) {
        return added(alias, id).with(alias, "operation", "update").with(alias, "inference.id.column.name", "id");
    }

    private ConnectorConfig added(String alias, UUID id) {
        properties.merge("pipelines", alias, (known, added) -> known + "," + added);
        return with(alias, "inference.pipeline.id", id);
    }

    /** Adds a topic to those that the connector reads. */
    public ConnectorConfig topic(String topic) {
        properties.merge("topics", topic, (known, added) -> known + "," + added);
        return this;
    }

    /** Retries and gives up within seconds. */
    public ConnectorConfig quickRetries() {
        return with("retry.backoff.ms", 50)
                .with("retry.backoff.max.ms", 200)
                .with("request.timeout.ms", 15_000)
                .with("delivery.timeout.ms", 30_000);
    }

    /** Reports errant records to a dead-letter topic, with Connect's headers. */
    public ConnectorConfig deadLetters(String topic) {
        return with("errors.deadletterqueue.topic.name", topic)
                .with("errors.deadletterqueue.topic.replication.factor", 1)
                .with("errors.deadletterqueue.context.headers.enable", true);
    }

    public String get(String property) {
        return properties.get(property);
    }

    /** A copy that the caller may change. */
    public Map<String, String> toMap() {
        return new LinkedHashMap<>(properties);
    }
}
