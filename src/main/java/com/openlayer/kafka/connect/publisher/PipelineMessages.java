package com.openlayer.kafka.connect.publisher;

import com.openlayer.kafka.connect.api.Answer;
import java.util.UUID;
import java.util.function.UnaryOperator;

/**
 * Error messages about one pipeline, which name it and the properties to check.
 *
 * @param updates whether it updates existing rows
 * @param propertyName the name under which a property of the pipeline is set, such as {@code pipelines.chat.task.type}
 *     for {@code task.type}
 */
record PipelineMessages(String alias, UUID inferencePipelineId, boolean updates, UnaryOperator<String> propertyName) {

    /** The task fails. */
    Outcome.Failed failed(String reason) {
        return new Outcome.Failed("pipeline '" + alias + "': " + reason);
    }

    /** All of the first rows were rejected for the same reason. */
    Outcome.Failed allRejected(long rows, String reason) {
        return failed("the first " + rows + " rows were each rejected with " + reason + ": check "
                + propertyName.apply(updates ? "inference.id.column.name" : "task.type") + ", "
                + propertyName.apply("inference.pipeline.id") + " and the properties that name columns");
    }

    /** A row was rejected before any was accepted, so the configuration may be at fault. */
    String withoutAcceptance(String reason) {
        return reason + " (pipeline '" + alias
                + "' has accepted no row since the task started: check its configuration)";
    }

    /** What to check if requests fail for this cause. */
    String remedy(Answer.Cause cause) {
        return switch (cause) {
            case API_KEY -> "check openlayer.api.key";
            case PLAN -> "check the plan and the quota of the workspace that openlayer.api.key belongs to";
            case NOT_FOUND ->
                "check " + propertyName.apply("inference.pipeline.id") + "=" + inferencePipelineId
                        + ", and that openlayer.base.url ends in /v1";
            case OTHER -> "check openlayer.base.url, and the proxies and gateways between the worker and Openlayer";
        };
    }
}
