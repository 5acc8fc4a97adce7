package com.openlayer.kafka.connect.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.openlayer.kafka.connect.api.Answer.Cause;
import java.time.Duration;
import java.util.Optional;

/**
 * Classifies HTTP replies by status, body and headers: accepted, refused, denied, too large, unavailable and the other
 * kinds of {@link Answer}. Success is defined by Openlayer's API
 * specification. Retriable statuses are those of Openlayer's SDKs, plus 425 and every 2xx or 3xx that is not a success.
 */
final class ReplyClassifier {
    /** The header with which Openlayer's servers override the retry policy of clients. */
    private static final String SHOULD_RETRY = "x-should-retry";

    private final RetryAfter retryAfter;

    ReplyClassifier(RetryAfter retryAfter) {
        this.retryAfter = retryAfter;
    }

    /** Classifies the reply to published rows. */
    Answer classify(Reply reply, Redaction redaction) {
        if (isSuccess(reply)) {
            return Answer.accepted();
        }
        Answer answer = byStatus(reply, redaction);
        String shouldRetry = reply.headers().get(SHOULD_RETRY);
        if ("true".equalsIgnoreCase(shouldRetry)) {
            return retriable(answer, reply);
        }
        return "false".equalsIgnoreCase(shouldRetry) ? unretriable(answer) : answer;
    }

    /**
     * Classifies the reply to an update of a row. Unlike {@link #classify}, a 404 means that this row does not exist (yet),
     * unless the error text is about the pipeline, and 414 and 431 mean that its id is too long. A 404 whose body is not a
     * JSON object comes from a gateway and says nothing about the row. {@code x-should-retry} does not change a 404.
     */
    Answer classifyUpdate(Reply reply, Redaction redaction) {
        int status = reply.status();
        if (status == 404 && reply.json().isEmpty()) {
            return unavailable(reply, describe(reply, redaction) + ", so not from Openlayer (openlayer.base.url)");
        }
        if (status == 404 && !reply.isAboutPipeline()) {
            return Answer.rowUnknown(describe(reply, redaction));
        }
        return status == 414 || status == 431
                ? Answer.refused(describe(reply, redaction), reply.fingerprint(redaction))
                : classify(reply, redaction);
    }

    private Answer byStatus(Reply reply, Redaction redaction) {
        String reason = describe(reply, redaction);
        int status = reply.status();
        return switch (status) {
            case 400, 422 -> Answer.refused(reason, reply.fingerprint(redaction));
            case 401, 403 -> denied(reply, reason, Cause.API_KEY);
            case 402 -> Answer.denied(reason, Cause.PLAN);
            case 404 -> denied(reply, reason, Cause.NOT_FOUND);
            case 413 -> Answer.tooLarge(reason);
            case 408, 409, 425, 429 -> unavailable(reply, reason);
            default -> status >= 400 && status < 500 ? Answer.denied(reason, Cause.OTHER) : unavailable(reply, reason);
        };
    }

    /** Openlayer's error bodies are JSON objects. Any other body comes from a gateway in front of it. */
    private static Answer denied(Reply reply, String reason, Cause cause) {
        return reply.json().isPresent() ? Answer.denied(reason, cause) : Answer.blocked(reason, cause);
    }

    private Answer retriable(Answer answer, Reply reply) {
        return switch (answer.kind()) {
            case REFUSED, DENIED, BLOCKED -> unavailable(reply, answer.reason());
            default -> answer;
        };
    }

    private static Answer unretriable(Answer answer) {
        return answer.kind() == Answer.Kind.UNAVAILABLE
                ? Answer.denied(answer.reason() + " (the server forbids a retry: x-should-retry)", Cause.OTHER)
                : answer;
    }

    private Answer unavailable(Reply reply, String reason) {
        Optional<Duration> wait = retryAfter.read(reply.headers());
        return reply.status() == 429
                ? Answer.rateLimited(reason, wait)
                : Answer.unavailable(reason, wait, mayBeRow(reply.status(), wait.isPresent()));
    }

    /**
     * Gateways respond with 502, 503 or 504 if a row makes Openlayer fail or hang, and with an HTML page if they reject
     * it. A 409 may be about one row's id.
     */
    private static boolean mayBeRow(int status, boolean asksToWait) {
        return switch (status) {
            case 425 -> false;
            case 503 -> !asksToWait;
            default -> true;
        };
    }

    private static boolean isSuccess(Reply reply) {
        Optional<JsonNode> success =
                reply.status() == 200 ? reply.json().map(json -> json.path("success")) : Optional.empty();
        return success.isPresent() && success.get().isBoolean() && success.get().booleanValue();
    }

    private static String describe(Reply reply, Redaction redaction) {
        String description = reply.describe(redaction);
        if (reply.status() == 200) {
            return "no \"success\": true in " + description;
        }
        boolean redirect = reply.status() >= 300 && reply.status() < 400;
        return redirect ? description + ", a redirect that is not followed (openlayer.base.url)" : description;
    }
}
