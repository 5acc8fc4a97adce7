package com.openlayer.kafka.connect;

import com.openlayer.kafka.connect.config.ConfigValidation;
import com.openlayer.kafka.connect.config.OpenlayerSinkConfig;
import com.openlayer.kafka.connect.config.PipelineConfig;
import com.openlayer.kafka.connect.config.TaskType;
import com.openlayer.kafka.connect.config.UnknownProperty;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.common.config.Config;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.connect.connector.Task;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.sink.SinkConnector;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The sink connector: publishes Kafka records as rows to Openlayer inference pipelines. */
public final class OpenlayerSinkConnector extends SinkConnector {
    private static final Logger log = LoggerFactory.getLogger(OpenlayerSinkConnector.class);

    /**
     * The last result of {@link #config()} on this thread. Connect's herder calls config() and then validate(), and
     * reads the keys of that ConfigDef only afterwards; a property without a key is shown without documentation and
     * group. Which properties a pipeline has depends on the properties themselves, which config() is not given, so
     * validate() adds them to the same ConfigDef instance. One connector instance serves concurrent validations, so
     * this is a ThreadLocal; it is not static, because a worker may have several instances.
     */
    @SuppressWarnings("ThreadLocalUsage")
    private final ThreadLocal<ConfigDef> handedOut = new ThreadLocal<>();

    private Map<String, String> properties = Map.of();

    @Override
    public void start(Map<String, String> props) {
        OpenlayerSinkConfig config = new OpenlayerSinkConfig(props);
        config.unknownProperties().forEach(OpenlayerSinkConnector::warn);
        config.warnings().forEach((property, texts) -> texts.forEach(text -> warn(property, text)));
        PluginCopies.warn();
        ConnectionCheck check = ConnectionCheck.of(config);
        check.warnings().forEach(OpenlayerSinkConnector::warn);
        if (!check.errors().isEmpty()) {
            throw new ConnectException(check.errors().entrySet().stream()
                    .map(error -> error.getKey() + ": " + error.getValue())
                    .collect(Collectors.joining("; ")));
        }
        config.pipelines().forEach(pipeline -> announce(pipeline, config));
        // Not Map.copyOf, because Connect passes on properties that are null in JSON.
        properties = Collections.unmodifiableMap(new HashMap<>(props));
    }

    private static void announce(PipelineConfig pipeline, OpenlayerSinkConfig config) {
        String topics = pipeline.topicSelection()
                .regex()
                .map(regex -> "topics like " + regex)
                .orElse(
                        pipeline.topicSelection().names().isEmpty()
                                ? "all other topics"
                                : "topics " + pipeline.topicSelection().names());
        log.info(
                "Pipeline '{}': {} go to {} ({}) at {}",
                pipeline.alias(),
                topics,
                pipeline.inferencePipelineId(),
                pipeline.taskType().map(TaskType::value).orElse("updates"),
                config.connection().baseUrl());
    }

    private static void warn(String property, String warning) {
        log.warn("{}: {}", property, warning);
    }

    private static void warn(UnknownProperty property) {
        log.warn(
                "Neither Kafka Connect nor this connector reads the property '{}'{}",
                property.name(),
                property.meant().map(meant -> ": did you mean '" + meant + "'?").orElse(": remove it"));
    }

    @Override
    public Config validate(Map<String, String> connectorConfigs) {
        ConfigDef definition = handedOut.get() == null ? ConfigValidation.definition() : handedOut.get();
        handedOut.remove();
        ConfigValidation validation = ConfigValidation.of(definition, connectorConfigs);
        OpenlayerSinkConfig.of(validation).map(ConnectionCheck::of).ifPresent(check -> {
            check.warnings().forEach(validation::addWarning);
            check.errors().forEach(validation::addError);
        });
        return new Config(validation.values());
    }

    @Override
    public ConfigDef config() {
        ConfigDef definition = ConfigValidation.definition();
        handedOut.set(definition);
        return definition;
    }

    @Override
    public Class<? extends Task> taskClass() {
        return OpenlayerSinkTask.class;
    }

    @Override
    public List<Map<String, String>> taskConfigs(int maxTasks) {
        List<Map<String, String>> configs = new ArrayList<>();
        for (int i = 0; i < maxTasks; i++) {
            Map<String, String> ofTask = new HashMap<>(properties);
            ofTask.put(TaskAssembly.TASK_NUMBER, Integer.toString(i));
            configs.add(ofTask);
        }
        return configs;
    }

    @Override
    public void stop() {}

    @Override
    public String version() {
        return Version.get();
    }
}
