package com.openlayer.kafka.connect.api;

import java.time.Duration;
import java.util.Optional;

/**
 * The classified response to one request, or the failure to get one.
 *
 * @param reason why it is not a success, on one line without row content, headers or keys; empty for a success
 * @param retryAfter how long the server asked to wait ({@code Retry-After-Ms}, {@code Retry-After})
 * @param mayBeRow whether a single bad row can be the cause: it makes Openlayer fail or hang, or a gateway reject the
 *     request. Rate limits (425, 429), a 503 with {@code Retry-After}, and failures to connect have other causes.
 * @param fingerprint equal for failures with equal causes. For rejections it is a hash of the server's text, because
 *     redaction may hide the difference between two texts.
 * @param rateLimited whether the server asks for fewer requests (429)
 * @param cause what to check if the server denies every request
 */
public record Answer(
        Kind kind,
        String reason,
        Optional<Duration> retryAfter,
        boolean mayBeRow,
        boolean rateLimited,
        String fingerprint,
        Cause cause) {
    /** The kinds of answers, by what the caller can do. */
    public enum Kind {
        /** Status 200 and {@code "success": true}: Openlayer has stored the rows. No other response is a success. */
        ACCEPTED,
        /** Worth a retry: I/O error, 408, 409, 425, 429, 5xx, and every 2xx or 3xx that is not a success. */
        UNAVAILABLE,
        /**
         * Connected, but no complete response within {@code request.timeout.ms}: the server hangs, possibly because of
         * a row.
         */
        TIMED_OUT,
        /**
         * 401, 403 or 404 whose body is not a JSON object, so that it comes from a gateway and not from Openlayer: an outage
         * for a pipeline that has accepted rows, a wrong configuration for any other.
         */
        BLOCKED,
        /** 413: the request is larger than Openlayer, or a gateway, allows. */
        TOO_LARGE,
        /** 400 or 422: Openlayer rejects at least one of the rows, or the config. */
        REFUSED,
        /** 404 for an update: no row has this inference id (yet), or the pipeline does not exist. */
        ROW_UNKNOWN,
        /** No row can be published until the configuration is fixed, or the server forbade retries. */
        DENIED
    }

    /** The probable cause of a denied or blocked request. */
    public enum Cause {
        /** 401, 403: the API key. */
        API_KEY,
        /** 402: the plan or quota of the workspace. */
        PLAN,
        /** 404: the pipeline id, or a base URL that does not end in {@code /v1}. */
        NOT_FOUND,
        /** Any other status that rejects the request as such. */
        OTHER
    }

    /** An answer of kind {@link Kind#ACCEPTED}. */
    public static Answer accepted() {
        return of(Kind.ACCEPTED, "", false, Cause.OTHER);
    }

    /** An answer of kind {@link Kind#UNAVAILABLE}. */
    public static Answer unavailable(String reason, Optional<Duration> retryAfter, boolean mayBeRow) {
        return new Answer(Kind.UNAVAILABLE, reason, retryAfter, mayBeRow, false, Kind.UNAVAILABLE.name(), Cause.OTHER);
    }

    /** An answer of kind {@link Kind#UNAVAILABLE} with which the server asks for fewer requests. */
    public static Answer rateLimited(String reason, Optional<Duration> retryAfter) {
        return new Answer(Kind.UNAVAILABLE, reason, retryAfter, false, true, Kind.UNAVAILABLE.name(), Cause.OTHER);
    }

    /** An answer of kind {@link Kind#TIMED_OUT}. */
    public static Answer timedOut(String reason) {
        return of(Kind.TIMED_OUT, reason, true, Cause.OTHER);
    }

    /** An answer of kind {@link Kind#BLOCKED}. */
    public static Answer blocked(String reason, Cause cause) {
        return of(Kind.BLOCKED, reason, true, cause);
    }

    /** An answer of kind {@link Kind#TOO_LARGE}. */
    public static Answer tooLarge(String reason) {
        return of(Kind.TOO_LARGE, reason, false, Cause.OTHER);
    }

    /** An answer of kind {@link Kind#REFUSED}. */
    public static Answer refused(String reason, String fingerprint) {
        return new Answer(Kind.REFUSED, reason, Optional.empty(), false, false, fingerprint, Cause.OTHER);
    }

    /** An answer of kind {@link Kind#ROW_UNKNOWN}. */
    public static Answer rowUnknown(String reason) {
        return of(Kind.ROW_UNKNOWN, reason, false, Cause.OTHER);
    }

    /** An answer of kind {@link Kind#DENIED}. */
    public static Answer denied(String reason, Cause cause) {
        return of(Kind.DENIED, reason, false, cause);
    }

    private static Answer of(Kind kind, String reason, boolean mayBeRow, Cause cause) {
        return new Answer(kind, reason, Optional.empty(), mayBeRow, false, kind.name(), cause);
    }
}
