package com.openlayer.kafka.connect.api;

import java.time.Duration;
import java.util.Optional;

/** What the answer to one request means. Reasons hold no row content, no header and no key, and fit on one line. */
public sealed interface Answer {
    /** Status 200 and {@code "success": true}: the rows are Openlayer's now. Nothing else is. */
    record Accepted() implements Answer {}

    /**
     * Worth sending again: I/O error, timeout, 408, 409, 425, 429, 5xx, and every 2xx or 3xx that is no success.
     *
     * @param retryAfter how long the server asked to wait ({@code Retry-After-Ms}, {@code Retry-After})
     * @param internalError whether it was exactly status 500, which one bad row can cause too
     */
    record Unavailable(String reason, Optional<Duration> retryAfter, boolean internalError) implements Answer {}

    /** 413: the request is larger than something on the way allows. */
    record TooLarge(String reason) implements Answer {}

    /**
     * 400 or 422: at least one of the rows, or the config, is invalid to the server.
     *
     * @param fingerprint a hash of the server's own text, equal for equal causes; the reason may hide where they differ
     */
    record Refused(String reason, String fingerprint) implements Answer {}

    /** 404 for an update: there is no row of that inference id (yet), or else no such pipeline. */
    record RowUnknown(String reason) implements Answer {}

    /**
     * No row can be published before somebody mends the connector's configuration, or the server forbade to retry.
     *
     * @param cause what to mend
     */
    record Denied(String reason, Cause cause) implements Answer {}

    /** What a {@link Denied} answer points at. */
    enum Cause {
        /** 401, 403: the API key. */
        API_KEY,
        /** 402: the plan or quota of the workspace. */
        PLAN,
        /** 404: the pipeline id, or a base URL that does not end in {@code /v1}. */
        NOT_FOUND,
        /** Any other status that speaks against the request as such. */
        OTHER
    }
}
