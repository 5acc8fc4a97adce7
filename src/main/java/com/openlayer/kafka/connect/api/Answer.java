package com.openlayer.kafka.connect.api;

import java.time.Duration;
import java.util.Optional;

/** What the answer to one request means. Reasons hold no row content, no header and no key, and fit on one line. */
public sealed interface Answer {
    /** Which answer it is, for exhaustive switches. */
    enum Kind {
        ACCEPTED,
        UNAVAILABLE,
        TIMED_OUT,
        BLOCKED,
        TOO_LARGE,
        REFUSED,
        ROW_UNKNOWN,
        DENIED
    }

    Kind kind();

    /** Why it is no success; empty for one. */
    default String reason() {
        return "";
    }

    /** How long the server asked to wait ({@code Retry-After-Ms}, {@code Retry-After}). */
    default Optional<Duration> retryAfter() {
        return Optional.empty();
    }

    /**
     * Whether one bad row can be the cause: it makes Openlayer fail or hang, or something in front of it reject the request. What
     * is said about the rate (425, 429), a 503 that asks to wait, and a failure to connect, cannot be.
     */
    default boolean mayBeRow() {
        return false;
    }

    /** Tells the causes of refusals apart: equal for equal causes. */
    default String fingerprint() {
        return kind().name();
    }

    /** What to check where the server denies every request. */
    default Cause cause() {
        return Cause.OTHER;
    }

    /** Status 200 and {@code "success": true}: the rows are Openlayer's now. Nothing else is a success. */
    record Accepted() implements Answer {
        @Override
        public Kind kind() {
            return Kind.ACCEPTED;
        }
    }

    /**
     * Worth sending again: I/O error, 408, 409, 425, 429, 5xx, and every 2xx or 3xx that is no success.
     *
     * @param mayBeRow whether one bad row can cause it too
     */
    record Unavailable(String reason, Optional<Duration> retryAfter, boolean mayBeRow) implements Answer {
        @Override
        public Kind kind() {
            return Kind.UNAVAILABLE;
        }
    }

    /** Connected, but no complete answer within {@code request.timeout.ms}: the server hangs, or one row makes it hang. */
    record TimedOut(String reason) implements Answer {
        @Override
        public Kind kind() {
            return Kind.TIMED_OUT;
        }

        @Override
        public boolean mayBeRow() {
            return true;
        }
    }

    /**
     * 401, 403 or 404 whose body is no JSON object, so it is not Openlayer's but that of a gateway in front of it: an outage for
     * a pipeline that has accepted rows, and a wrong configuration for any other.
     */
    record Blocked(String reason, Cause cause) implements Answer {
        @Override
        public Kind kind() {
            return Kind.BLOCKED;
        }

        @Override
        public boolean mayBeRow() {
            return true;
        }
    }

    /** 413: the request is larger than Openlayer, or something in front of it, allows. */
    record TooLarge(String reason) implements Answer {
        @Override
        public Kind kind() {
            return Kind.TOO_LARGE;
        }
    }

    /**
     * 400 or 422: Openlayer rejects at least one of the rows, or the config.
     *
     * @param fingerprint a hash of the server's own text, equal for equal causes; the reason may hide where they differ
     */
    record Refused(String reason, String fingerprint) implements Answer {
        @Override
        public Kind kind() {
            return Kind.REFUSED;
        }
    }

    /** 404 for an update: there is no row of that inference id (yet), or else no such pipeline. */
    record RowUnknown(String reason) implements Answer {
        @Override
        public Kind kind() {
            return Kind.ROW_UNKNOWN;
        }
    }

    /**
     * No row can be published before the connector's configuration is fixed, or the server forbade to retry.
     *
     * @param cause what to check
     */
    record Denied(String reason, Cause cause) implements Answer {
        @Override
        public Kind kind() {
            return Kind.DENIED;
        }
    }

    /** What a {@link Denied} or {@link Blocked} answer points at. */
    enum Cause {
        /** 401, 403: the API key. */
        API_KEY,
        /** 402: the plan or quota of the workspace. */
        PLAN,
        /** 404: the pipeline id, or a base URL that does not end in {@code /v1}. */
        NOT_FOUND,
        /** Any other status that rejects the request as such. */
        OTHER
    }
}
