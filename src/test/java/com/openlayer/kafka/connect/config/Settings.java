package com.openlayer.kafka.connect.config;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.ConfigValue;

/** Builds connector configurations for tests, starting from valid ones. */
final class Settings {
    static final String ID = "182bd5e5-6e1a-4fe4-a799-aa6d9a6ab26e";
    static final String SECRET = "sk-very-secret-0123456789";

    /** The two ways to write the same configuration of one pipeline. */
    enum Form {
        FLAT,
        ALIAS;

        /** The prefix of the pipeline's properties. */
        String prefix(String alias) {
            return this == FLAT ? "" : "pipelines." + alias + ".";
        }

        /** A connector without its pipeline's properties. */
        Settings connector(String alias) {
            return this == FLAT
                    ? Settings.connector().without("pipelines")
                    : Settings.connector().with("pipelines", alias);
        }

        /** A connector with one pipeline that lacks only the fields of its task type. */
        Settings pipeline(String alias, String taskType) {
            return connector(alias)
                    .with(prefix(alias) + "inference.pipeline.id", ID)
                    .with(prefix(alias) + "task.type", taskType);
        }

        /** One valid pipeline that takes every topic. */
        Settings chat() {
            return pipeline("chat", "llm-base").with(prefix("chat") + "output.column.name", "output");
        }
    }

    private final Map<String, String> properties = new HashMap<>();

    private Settings() {}

    /** One pipeline, {@code chat}, that takes every topic. */
    static Settings chat() {
        return Form.ALIAS.chat();
    }

    /** One pipeline, without an alias, that takes every topic. */
    static Settings flat() {
        return Form.FLAT.chat();
    }

    static Settings connector(String pipelines) {
        return connector().with("pipelines", pipelines);
    }

    private static Settings connector() {
        return new Settings()
                .with("key.converter", "org.apache.kafka.connect.storage.StringConverter")
                .with("name", "openlayer")
                .with("connector.class", "com.openlayer.kafka.connect.OpenlayerSinkConnector")
                .with("tasks.max", "2")
                .with("topics", "support-chat")
                .with("value.converter", "org.apache.kafka.connect.json.JsonConverter")
                .with("value.converter.schemas.enable", "false")
                .with("openlayer.api.key", SECRET);
    }

    Settings llm(String alias) {
        return pipeline(alias, "llm-base").with("pipelines." + alias + ".output.column.name", "output");
    }

    Settings pipeline(String alias, String taskType) {
        return with("pipelines." + alias + ".inference.pipeline.id", ID)
                .with("pipelines." + alias + ".task.type", taskType);
    }

    /** Only the ids of pipelines, for those that inherit the rest. */
    Settings ids(String... aliases) {
        for (String alias : aliases) {
            with("pipelines." + alias + ".inference.pipeline.id", ID);
        }
        return this;
    }

    Settings with(String name, String value) {
        properties.put(name, value);
        return this;
    }

    Settings without(String name) {
        properties.remove(name);
        return this;
    }

    Map<String, String> map() {
        return properties;
    }

    OpenlayerSinkConfig config() {
        return new OpenlayerSinkConfig(properties);
    }

    PipelineConfig pipeline() {
        return config().pipelines().get(0);
    }

    ConfigValidation validation() {
        return ConfigValidation.of(ConfigValidation.definition(), properties);
    }

    /** All errors by property. */
    Map<String, List<String>> errors() {
        Map<String, List<String>> errors = new HashMap<>();
        for (ConfigValue value : validation().values()) {
            if (!value.errorMessages().isEmpty()) {
                errors.put(value.name(), value.errorMessages());
            }
        }
        return errors;
    }

    /** The only error, which must be on {@code property}. */
    String onlyError(String property) {
        Map<String, List<String>> errors = errors();
        if (errors.size() != 1 || !errors.containsKey(property)) {
            throw new AssertionError("expected one error, on " + property + ", but found " + errors);
        }
        List<String> messages = errors.get(property);
        if (messages.size() != 1) {
            throw new AssertionError("expected one error on " + property + ", but found " + messages);
        }
        return messages.get(0);
    }
}
