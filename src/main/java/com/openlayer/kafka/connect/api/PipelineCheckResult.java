package com.openlayer.kafka.connect.api;

import java.util.Optional;

/** The result of a {@link PipelineCheck}. Reasons do not contain the key and fit on one line. */
public sealed interface PipelineCheckResult {
    /**
     * The key has access to the pipeline. Every part may be missing, because the response's fields vary by server version.
     * The texts are redacted like error texts of the server.
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

    /** No response, or a 5xx: key and pipeline remain unknown. */
    record Unreachable(String reason, FailureKind kind) implements PipelineCheckResult {}

    /** A response without information about key and pipeline, such as a redirect or a login page. */
    record Unclear(String reason) implements PipelineCheckResult {}

    /** Why there was no usable response. */
    enum FailureKind {
        /** The host name of the server or the proxy has no address. */
        RESOLVE,
        /** Connection refused, no route, or a broken connection. */
        CONNECT,
        /** The proxy rejects the credentials. */
        PROXY,
        /** The handshake failed, or the certificate is not trusted. */
        TLS,
        /** A timeout expired. */
        TIMEOUT,
        /** The server, or a gateway in front of it, responded with 5xx. */
        SERVER
    }
}
