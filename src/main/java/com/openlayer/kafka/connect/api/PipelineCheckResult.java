package com.openlayer.kafka.connect.api;

import java.util.Optional;

/** What Openlayer answers about a pipeline before anything is published to it. Reasons hold no key and fit on one line. */
public sealed interface PipelineCheckResult {
    /**
     * The key may see the pipeline. Every part may be missing, because the answer's fields vary by server version. The
     * texts are redacted as errors of the server are.
     *
     * @param taskType {@code project.taskType}, such as {@code llm-base}
     * @param workspaceStatus {@code workspace.status}, such as {@code active} or {@code past_due}
     * @param dataBackend {@code dataBackend.backendType}, such as {@code default}
     */
    record Found(Optional<String> taskType, Optional<String> workspaceStatus, Optional<String> dataBackend)
            implements PipelineCheckResult {}

    /** 401, 403: the API key is not accepted, or not for this pipeline. */
    record KeyRefused(String reason) implements PipelineCheckResult {}

    /** 404: no such pipeline, or a base URL that does not end in {@code /v1}. */
    record PipelineUnknown(String reason) implements PipelineCheckResult {}

    /** No answer, or a 5xx: it says nothing about key or pipeline. */
    record Unreachable(String reason, FailureKind kind) implements PipelineCheckResult {}

    /** An answer that says nothing about key or pipeline, such as a redirect or a login page. */
    record Unclear(String reason) implements PipelineCheckResult {}

    /** What stood between us and an answer. */
    enum FailureKind {
        /** The host name of the server or the proxy has no address. */
        RESOLVE,
        /** Nothing listens, no route, or a connection that broke. */
        CONNECT,
        /** The proxy wants other credentials. */
        PROXY,
        /** The handshake failed, or the certificate is not trusted. */
        TLS,
        /** The time was up. */
        TIMEOUT,
        /** The server, or a gateway before it, answered 5xx. */
        SERVER
    }
}
