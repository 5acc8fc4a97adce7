package com.openlayer.kafka.connect.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.openlayer.kafka.connect.api.Answer.Accepted;
import com.openlayer.kafka.connect.api.Answer.Blocked;
import com.openlayer.kafka.connect.api.Answer.Cause;
import com.openlayer.kafka.connect.api.Answer.Denied;
import com.openlayer.kafka.connect.api.Answer.Refused;
import com.openlayer.kafka.connect.api.Answer.RowUnknown;
import com.openlayer.kafka.connect.api.Answer.TooLarge;
import com.openlayer.kafka.connect.api.Answer.Unavailable;
import java.time.Duration;
import java.util.Optional;

/**
 * What a reply to a published request means. Success is what the spec says it is; the rest is what Openlayer's SDKs
 * retry, and more of it: 425, and whatever looks like success without being one.
 */
final class ReplyClassifier {
    /** Openlayer's servers override the retry policy of their clients by it. */
    private static final String SHOULD_RETRY = "x-should-retry";

    private final RetryAfter retryAfter;

    ReplyClassifier(RetryAfter retryAfter) {
        this.retryAfter = retryAfter;
    }

    Answer judge(Reply reply, Redaction redaction) {
        if (isSuccess(reply)) {
            return new Accepted();
        }
        Answer answer = byStatus(reply, redaction);
        String shouldRetry = reply.headers().get(SHOULD_RETRY);
        if ("true".equalsIgnoreCase(shouldRetry)) {
            return retriable(answer, reply);
        }
        return "false".equalsIgnoreCase(shouldRetry) ? unretriable(answer) : answer;
    }

    /**
     * As {@link #judge}, but about one row: 404 means that this row is not there (yet), unless Openlayer says that the
     * pipeline is not, and 414 and 431 that its id is too long. A 404 that is no JSON object is that of something before
     * Openlayer, and says nothing of the row. {@code x-should-retry} does not change what a 404 means.
     */
    Answer judgeUpdate(Reply reply, Redaction redaction) {
        int status = reply.status();
        if (status == 404 && reply.json().isEmpty()) {
            return unavailable(reply, describe(reply, redaction) + ", so not from Openlayer (openlayer.base.url)");
        }
        if (status == 404 && !reply.saysOfPipeline()) {
            return new RowUnknown(describe(reply, redaction));
        }
        return status == 414 || status == 431
                ? new Refused(describe(reply, redaction), reply.fingerprint(redaction))
                : judge(reply, redaction);
    }

    private Answer byStatus(Reply reply, Redaction redaction) {
        String reason = describe(reply, redaction);
        int status = reply.status();
        return switch (status) {
            case 400, 422 -> new Refused(reason, reply.fingerprint(redaction));
            case 401, 403 -> denied(reply, reason, Cause.API_KEY);
            case 402 -> new Denied(reason, Cause.PLAN);
            case 404 -> denied(reply, reason, Cause.NOT_FOUND);
            case 413 -> new TooLarge(reason);
            case 408, 409, 425, 429 -> unavailable(reply, reason);
            default -> status >= 400 && status < 500 ? new Denied(reason, Cause.OTHER) : unavailable(reply, reason);
        };
    }

    /** Openlayer answers with a JSON object; whatever else comes with these is that of a gateway in front of it. */
    private static Answer denied(Reply reply, String reason, Cause cause) {
        return reply.json().isPresent() ? new Denied(reason, cause) : new Blocked(reason, cause);
    }

    private Answer retriable(Answer answer, Reply reply) {
        return switch (answer.kind()) {
            case REFUSED, DENIED, BLOCKED -> unavailable(reply, answer.reason());
            default -> answer;
        };
    }

    private static Answer unretriable(Answer answer) {
        return answer instanceof Unavailable unavailable
                ? new Denied(unavailable.reason() + " (the server forbids a retry: x-should-retry)", Cause.OTHER)
                : answer;
    }

    private Unavailable unavailable(Reply reply, String reason) {
        Optional<Duration> wait = retryAfter.read(reply.headers());
        return new Unavailable(reason, wait, mayBeRow(reply.status(), wait.isPresent()));
    }

    /**
     * Gateways answer 502, 503 or 504 where a row makes Openlayer fail or hang, and pages of their own where they reject it; 409
     * may be about one row's id.
     */
    private static boolean mayBeRow(int status, boolean asksToWait) {
        return switch (status) {
            case 425, 429 -> false;
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
