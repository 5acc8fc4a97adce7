package com.openlayer.kafka.connect;

import com.openlayer.kafka.connect.api.PipelineCheck;
import com.openlayer.kafka.connect.api.PipelineCheckResult;
import com.openlayer.kafka.connect.config.OpenlayerSinkConfig;
import com.openlayer.kafka.connect.config.PipelineConfig;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks Openlayer for each pipeline before anything is published ({@code connection.check}). What Openlayer says against
 * the configuration is a problem; that it cannot be asked is none, so that connectors can be deployed during an outage.
 */
final class ConnectionCheck {
    private static final Logger log = LoggerFactory.getLogger(ConnectionCheck.class);

    /** For all pipelines together: someone waits for the answer of {@code PUT …/config/validate}. */
    private static final Duration TIME_BOX = Duration.ofSeconds(5);

    private ConnectionCheck() {}

    /** What is wrong, by the property to mend; empty where the check is off. */
    static Map<String, String> problems(OpenlayerSinkConfig config) {
        Map<String, String> problems = new LinkedHashMap<>();
        if (!config.connectionCheck()) {
            return problems;
        }
        long deadline = System.nanoTime() + TIME_BOX.toNanos();
        try (PipelineCheck check =
                new PipelineCheck(ConnectionFactory.create(config, 1), new TaskThreads("openlayer-connection-check"))) {
            for (PipelineConfig pipeline : config.pipelines()) {
                Duration left = Duration.ofNanos(deadline - System.nanoTime());
                if (left.isNegative()) {
                    log.warn("No time is left to check pipeline '{}' and those after it.", pipeline.alias());
                    break;
                }
                PipelineCheckResult standing = check.check(pipeline.inferencePipelineId(), left);
                if (standing instanceof PipelineCheckResult.Unreachable unreachable) {
                    log.warn(
                            "Openlayer at {} could not be asked for the pipelines: {}. Going on without the check."
                                    + " If it is no outage, see {}.",
                            config.baseUrl(),
                            unreachable.reason(),
                            toMend(unreachable.kind(), config));
                    break; // the others would not fare better
                }
                judge(config, pipeline, standing, problems);
            }
        }
        return problems;
    }

    private static String toMend(PipelineCheckResult.FailureKind kind, OpenlayerSinkConfig config) {
        String address =
                config.proxy().isPresent() ? "openlayer.proxy.host and openlayer.base.url" : "openlayer.base.url";
        return switch (kind) {
            case RESOLVE, CONNECT, TIMEOUT, SERVER -> address;
            case PROXY -> "openlayer.proxy.user and openlayer.proxy.password";
            case TLS -> "openlayer.ssl.truststore.location and " + address;
        };
    }

    private static void judge(
            OpenlayerSinkConfig config,
            PipelineConfig pipeline,
            PipelineCheckResult standing,
            Map<String, String> problems) {
        String idProperty = config.property(pipeline, "inference.pipeline.id");
        if (standing instanceof PipelineCheckResult.KeyRefused refused) {
            problems.putIfAbsent(
                    "openlayer.api.key",
                    "Openlayer refuses the key for pipeline '" + pipeline.alias() + "' (" + refused.reason()
                            + "): use a key of the workspace that the pipeline belongs to");
        } else if (standing instanceof PipelineCheckResult.PipelineUnknown unknown) {
            problems.put(
                    idProperty,
                    "Openlayer knows no inference pipeline " + pipeline.inferencePipelineId() + " (" + unknown.reason()
                            + "): copy the id from the project's page, and see that openlayer.base.url is right");
        } else if (standing instanceof PipelineCheckResult.Found found
                && pipeline.taskType().isPresent()) {
            found.taskType()
                    .filter(type ->
                            !type.equals(pipeline.taskType().orElseThrow().value()))
                    .ifPresent(type -> problems.put(
                            config.property(pipeline, "task.type"),
                            "The project of pipeline " + pipeline.inferencePipelineId() + " has task type " + type
                                    + ", not "
                                    + pipeline.taskType().orElseThrow().value()
                                    + ": set task.type to it, or use the id of another pipeline"));
        } else if (standing instanceof PipelineCheckResult.Unclear unclear) {
            log.warn("Pipeline '{}' could not be checked: {}.", pipeline.alias(), unclear.reason());
        }
    }
}
