package com.openlayer.kafka.connect.testing;

import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.http.Fault;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** An answer of the stub to a request. Immutable. */
public final class StubAnswer {
    private final AnswerKind kind;
    private final int status;
    private final String body;
    private final Map<String, String> headers;
    private final Fault fault;
    private final Duration delay;
    private final Gate gate;
    private final boolean afterAccepting;

    private enum AnswerKind {
        CONTRACT,
        SCRIPTED,
        BROKEN
    }

    private StubAnswer(
            AnswerKind kind,
            int status,
            String body,
            Map<String, String> headers,
            Fault fault,
            Duration delay,
            Gate gate,
            boolean afterAccepting) {
        this.kind = kind;
        this.status = status;
        this.body = body;
        this.headers = headers;
        this.fault = fault;
        this.delay = delay;
        this.gate = gate;
        this.afterAccepting = afterAccepting;
    }

    /** Openlayer's own answer, for use with {@link #delayed}, {@link #heldBy} and {@link #afterAccepting}. */
    public static StubAnswer contract() {
        return new StubAnswer(AnswerKind.CONTRACT, 0, "", Map.of(), null, Duration.ZERO, null, false);
    }

    /** A status with an error body like Openlayer's, if the status allows a body. */
    public static StubAnswer status(int status) {
        boolean bodiless = status == 204 || status == 304;
        String body = bodiless ? "" : error(status, "scripted answer " + status);
        return new StubAnswer(
                AnswerKind.SCRIPTED,
                status,
                body,
                Map.of("Content-Type", "application/json"),
                null,
                Duration.ZERO,
                null,
                false);
    }

    /** Resets the connection without an answer. */
    public static StubAnswer reset() {
        return broken(Fault.CONNECTION_RESET_BY_PEER);
    }

    /** Closes the connection without an answer. */
    public static StubAnswer closed() {
        return broken(Fault.EMPTY_RESPONSE);
    }

    /** Status 200, but the connection is closed in the middle of the body. */
    public static StubAnswer truncated() {
        return broken(Fault.MALFORMED_RESPONSE_CHUNK);
    }

    /** Bytes that are not HTTP. */
    public static StubAnswer garbage() {
        return broken(Fault.RANDOM_DATA_THEN_CLOSE);
    }

    private static StubAnswer broken(Fault fault) {
        return new StubAnswer(AnswerKind.BROKEN, 0, "", Map.of(), fault, Duration.ZERO, null, false);
    }

    public StubAnswer body(String text) {
        return new StubAnswer(kind, status, text, headers, fault, delay, gate, afterAccepting);
    }

    public StubAnswer header(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new StubAnswer(kind, status, body, more, fault, delay, gate, afterAccepting);
    }

    /** No thread waits meanwhile, so that the delay may be minutes. */
    public StubAnswer delayed(Duration time) {
        return new StubAnswer(kind, status, body, headers, fault, time, gate, afterAccepting);
    }

    /** Sent when the gate opens. The rows are accepted only then, unless {@link #afterAccepting}. */
    public StubAnswer heldBy(Gate until) {
        return new StubAnswer(kind, status, body, headers, fault, delay, until, afterAccepting);
    }

    /** Accepts the rows first, so that the answer to a processed request is lost or late. */
    public StubAnswer afterAccepting() {
        return new StubAnswer(kind, status, body, headers, fault, delay, gate, true);
    }

    boolean isContract() {
        return kind == AnswerKind.CONTRACT;
    }

    boolean acceptsFirst() {
        return afterAccepting;
    }

    Optional<Gate> gate() {
        return Optional.ofNullable(gate);
    }

    /** This answer, completed by the contract's. */
    StubAnswer or(StubAnswer byContract) {
        return isContract() ? byContract.delayed(delay) : this;
    }

    String outcome() {
        return fault == null ? Integer.toString(status) : fault.name();
    }

    ResponseDefinitionBuilder render() {
        ResponseDefinitionBuilder response = new ResponseDefinitionBuilder();
        if (fault != null) {
            response.withFault(fault);
        } else {
            response.withStatus(status);
            headers.forEach(response::withHeader);
            if (!body.isEmpty()) {
                response.withBody(body);
            }
        }
        if (!delay.isZero()) {
            response.withFixedDelay(Math.toIntExact(delay.toMillis()));
        }
        return response;
    }

    static String error(int code, String error) {
        return "{\"code\":" + code + ",\"error\":\""
                + error.replace("\\", "\\\\").replace("\"", "\\\"") + "\"}";
    }
}
