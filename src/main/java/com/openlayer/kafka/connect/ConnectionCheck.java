package com.openlayer.kafka.connect;

import com.openlayer.kafka.connect.api.PipelineCheck;
import com.openlayer.kafka.connect.api.PipelineCheckResult;
import com.openlayer.kafka.connect.config.OpenlayerSinkConfig;
import com.openlayer.kafka.connect.config.PipelineConfig;
import com.openlayer.kafka.connect.config.TaskType;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Checks the key and each pipeline with Openlayer before anything is published ({@code connection.check}). A response
 * that contradicts the configuration is an error. A missing response is only a warning, so that connectors can be
 * deployed during an outage.
 */
final class ConnectionCheck {
    /** For all pipelines together, because a user waits for the response of {@code PUT …/config/validate}. */
    private static final Duration TIME_BOX = Duration.ofSeconds(5);

    private static final String DEFAULT_BACKEND = "default";

    /** Statuses of a workspace that may reject rows. */
    private static final Set<String> INACTIVE = Set.of("past_due", "paused", "canceled", "cancelled");

    private final OpenlayerSinkConfig config;
    private final Map<String, String> errors = new LinkedHashMap<>();
    private final Map<String, String> warnings = new LinkedHashMap<>();

    private ConnectionCheck(OpenlayerSinkConfig config) {
        this.config = config;
    }

    /** Runs the check if it is enabled, for at most 5 s. */
    static ConnectionCheck of(OpenlayerSinkConfig config) {
        ConnectionCheck check = new ConnectionCheck(config);
        if (config.connection().connectionCheck()) {
            check.askForAll();
        }
        return check;
    }

    /** Errors by the property to fix. */
    Map<String, String> errors() {
        return errors;
    }

    /** Warnings by property: possible errors, and checks without a result. */
    Map<String, String> warnings() {
        return warnings;
    }

    private void askForAll() {
        long deadline = System.nanoTime() + TIME_BOX.toNanos();
        try (PipelineCheck check =
                new PipelineCheck(ConnectionFactory.create(config, 1), new TaskThreads("openlayer-connection-check"))) {
            for (PipelineConfig pipeline : config.pipelines()) {
                Duration left = Duration.ofNanos(deadline - System.nanoTime());
                if (left.isNegative()) {
                    warnings.put(id(pipeline), "Not checked, because the check of other pipelines took 5 s");
                    continue;
                }
                PipelineCheckResult result = check.check(pipeline.inferencePipelineId(), left);
                if (result instanceof PipelineCheckResult.Unreachable unreachable) {
                    unreachable(unreachable);
                    break; // the others would fail in the same way
                }
                judge(pipeline, result);
            }
        }
    }

    private void unreachable(PipelineCheckResult.Unreachable unreachable) {
        String address = config.proxy().isPresent() ? "openlayer.proxy.host" : "openlayer.base.url";
        List<String> toCheck = switch (unreachable.kind()) {
            case RESOLVE, CONNECT, TIMEOUT, SERVER -> List.of(address, "openlayer.base.url");
            case PROXY -> List.of("openlayer.proxy.user", "openlayer.proxy.password");
            case TLS -> List.of("openlayer.ssl.truststore.location", address, "openlayer.base.url");
        };
        warnings.put(
                toCheck.get(0),
                "Openlayer at " + config.connection().baseUrl() + " could not be asked for the pipelines: "
                        + unreachable.reason()
                        + ". The pipelines are not checked. If it is no outage, check "
                        + toCheck.stream().distinct().collect(Collectors.joining(", ")));
    }

    private void judge(PipelineConfig pipeline, PipelineCheckResult result) {
        if (result instanceof PipelineCheckResult.KeyRefused refused) {
            errors.putIfAbsent(
                    "openlayer.api.key",
                    "Openlayer refuses the key for pipeline '" + pipeline.alias() + "' (" + refused.reason()
                            + "): use a key of the workspace that the pipeline belongs to");
        } else if (result instanceof PipelineCheckResult.PipelineUnknown unknown) {
            errors.put(
                    id(pipeline),
                    "Openlayer knows no inference pipeline " + pipeline.inferencePipelineId() + " (" + unknown.reason()
                            + "): copy the id from the project's page, and check openlayer.base.url");
        } else if (result instanceof PipelineCheckResult.Unclear unclear) {
            warnings.put(id(pipeline), "The pipeline could not be checked: " + unclear.reason());
        } else if (result instanceof PipelineCheckResult.Found found) {
            pipeline.taskType()
                    .ifPresent(configured ->
                            found.taskType().ifPresent(type -> judgeTaskType(pipeline, configured, type)));
            found.workspaceStatus()
                    .filter(status -> INACTIVE.contains(status.toLowerCase(Locale.ROOT)))
                    .ifPresent(status -> warnings.putIfAbsent(
                            "openlayer.api.key",
                            "The workspace of pipeline '" + pipeline.alias() + "' is " + status
                                    + ", so Openlayer may refuse rows: check its plan and billing"));
            found.dataBackend()
                    .filter(backend -> !backend.equalsIgnoreCase(DEFAULT_BACKEND))
                    .ifPresent(backend -> warnings.put(
                            id(pipeline),
                            "The data backend of the pipeline is " + backend + ", not the default: published rows may"
                                    + " not arrive there. Check the pipeline's settings in Openlayer"));
        }
    }

    private void judgeTaskType(PipelineConfig pipeline, TaskType configured, String type) {
        String property = config.property(pipeline, "task.type");
        String found = "The project of pipeline " + pipeline.inferencePipelineId() + " has task type " + type;
        if (type.equals(configured.value())) {
            return;
        }
        if (type.equalsIgnoreCase(configured.value())) {
            warnings.put(property, found + ", which differs from " + configured.value() + " in case only");
        } else if (TaskType.of(type.toLowerCase(Locale.ROOT)).isPresent()) {
            errors.put(
                    property,
                    found + ", not " + configured.value() + ": set task.type to it, or use the id of another pipeline");
        } else {
            warnings.put(
                    property,
                    found + ", which this connector does not know: rows are published as those of "
                            + configured.value());
        }
    }

    private String id(PipelineConfig pipeline) {
        return config.property(pipeline, "inference.pipeline.id");
    }
}
