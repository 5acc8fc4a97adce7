package com.openlayer.kafka.connect.api;

import static com.openlayer.kafka.connect.api.Answers.ofKind;
import static org.assertj.core.api.Assertions.assertThat;

import com.openlayer.kafka.connect.api.Answer.Cause;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import okhttp3.Headers;
import okio.ByteString;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReplyClassifierTest {
    private final ReplyClassifier rules = new ReplyClassifier(new RetryAfter(Clock.systemUTC()));

    @ParameterizedTest
    @ValueSource(strings = {"{\"success\":true}", " {\"success\" : true, \"rows\": 3}\n"})
    void acceptsOnly200WithSuccessTrue(String body) {
        assertThat(judge(200, body)).isEqualTo(Answer.accepted());
    }

    @Test
    void ignoresTheContentTypeOfTheBody() {
        assertThat(judge(200, "{\"success\":true}", "Content-Type", "text/html"))
                .isEqualTo(Answer.accepted());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "true",
                "null",
                "[]",
                "{}",
                "{\"success\":false}",
                "{\"success\":\"true\"}",
                "{\"success\":1}",
                "{\"success\":null}",
                "{\"success\":[true]}",
                "{\"Success\":true}",
                "{\"data\":{\"success\":true}}",
                "[{\"success\":true}]",
                "{\"success\":true",
                "{\"success\":true}{\"success\":false}",
                "{\"success\":true,\"success\":false}",
                "{\"success\":false,\"success\":true}",
                "<html>{\"success\":true}</html>",
            })
    void isUnavailableForAnyOther200(String body) {
        assertThat(judge(200, body)).satisfies(ofKind(Answer.Kind.UNAVAILABLE));
    }

    @ParameterizedTest
    @ValueSource(
            ints = {
                201, 202, 204, 206, 226, 299, 300, 301, 302, 303, 304, 307, 308, 408, 409, 425, 429, 501, 502, 503, 504,
                520, 599, 999
            })
    void isUnavailableForRetriableStatuses(int status) {
        assertThat(judge(status, "{\"success\":true}"))
                .satisfies(
                        ofKind(Answer.Kind.UNAVAILABLE),
                        answer -> assertThat(answer.mayBeRow())
                                .isEqualTo(!List.of(425, 429).contains(status)))
                .satisfies(answer -> assertThat(answer.rateLimited())
                        .as("%s asks for fewer requests", status)
                        .isEqualTo(status == 429));
    }

    /** Some gateways respond with 503 if a row crashes the server behind them, but they do not ask to wait. */
    @Test
    void suspectsNoRowIfA503AsksToWait() {
        assertThat(judge(503, "", "Retry-After", "1"))
                .satisfies(
                        ofKind(Answer.Kind.UNAVAILABLE),
                        answer -> assertThat(answer.mayBeRow()).isFalse());
    }

    @Test
    void suspectsARowAfterA500() {
        assertThat(judge(500, "{\"code\":500,\"error\":\"internal error\"}"))
                .satisfies(ofKind(Answer.Kind.UNAVAILABLE), answer -> {
                    assertThat(answer.mayBeRow()).isTrue();
                    assertThat(answer.reason()).isEqualTo("HTTP 500: internal error");
                });
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 422})
    void isRefusedForAnInvalidRow(int status) {
        assertRefused(judge(status, "{\"error\":\"bad row\"}"), "HTTP " + status + ": bad row");
    }

    @Test
    void isTooLargeFor413() {
        assertThat(judge(413, "<html/>", "Content-Type", "text/html; charset=utf-8"))
                .isEqualTo(Answer.tooLarge("HTTP 413 with a body of type text/html (7 bytes)"));
    }

    @ParameterizedTest
    @CsvSource({
        "401,API_KEY", "403,API_KEY", "402,PLAN", "404,NOT_FOUND", "405,OTHER", "406,OTHER", "407,OTHER", "410,OTHER",
        "411,OTHER", "414,OTHER", "415,OTHER", "418,OTHER", "421,OTHER", "423,OTHER", "426,OTHER", "431,OTHER",
        "451,OTHER", "499,OTHER"
    })
    void isDeniedForEveryOther4xx(int status, Cause cause) {
        assertThat(judge(status, "{}"))
                .isEqualTo(Answer.denied("HTTP " + status + " with a body of type unknown (2 bytes)", cause));
    }

    @ParameterizedTest
    @CsvSource({"401,API_KEY,''", "403,API_KEY,<html/>", "404,NOT_FOUND,page not found"})
    void isBlockedByAGatewayIfTheBodyIsNotAJsonObject(int status, Cause cause, String body) {
        assertThat(judge(status, body)).satisfies(ofKind(Answer.Kind.BLOCKED), answer -> {
            assertThat(answer.cause()).isEqualTo(cause);
            assertThat(answer.mayBeRow()).isTrue();
        });
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 401, 402, 403, 404, 405, 407, 422, 451, 503})
    void retriesIfTheServerAsksForIt(int status) {
        assertThat(judge(status, "", "x-should-retry", "true", "Retry-After", "3"))
                .satisfies(
                        ofKind(Answer.Kind.UNAVAILABLE),
                        answer -> assertThat(answer.retryAfter()).contains(Duration.ofSeconds(3)));
    }

    @Test
    void isTooLargeEvenIfTheServerAsksForARetry() {
        assertThat(judge(413, "", "x-should-retry", "true")).satisfies(ofKind(Answer.Kind.TOO_LARGE));
    }

    @Test
    void acceptsASuccessRegardlessOfTheRetryHeader() {
        assertThat(judge(200, "{\"success\":true}", "x-should-retry", "true")).isEqualTo(Answer.accepted());
        assertThat(judge(200, "{\"success\":true}", "x-should-retry", "false")).isEqualTo(Answer.accepted());
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 202, 302, 408, 409, 429, 500, 503})
    void isDeniedIfTheServerForbidsARetry(int status) {
        assertThat(judge(status, "", "x-should-retry", "false")).satisfies(ofKind(Answer.Kind.DENIED), answer -> {
            assertThat(answer.cause()).isEqualTo(Cause.OTHER);
            assertThat(answer.reason()).contains("HTTP " + status, "the server forbids a retry");
        });
    }

    @Test
    void keepsOtherAnswersIfTheServerForbidsARetry() {
        assertThat(judge(400, "", "x-should-retry", "false")).satisfies(ofKind(Answer.Kind.REFUSED));
        assertThat(judge(413, "", "x-should-retry", "false")).satisfies(ofKind(Answer.Kind.TOO_LARGE));
        assertThat(judge(401, "", "x-should-retry", "false"))
                .isEqualTo(Answer.blocked("HTTP 401 with an empty body", Cause.API_KEY));
        assertThat(judge(503, "", "x-should-retry", "perhaps")).satisfies(ofKind(Answer.Kind.UNAVAILABLE));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"error\":{\"message\":\"no such column\"}}|HTTP 400: no such column",
                "{\"message\":\"no such column\"}|HTTP 400: no such column",
                "{\"detail\":\"no such column\"}|HTTP 400: no such column",
                "{\"error\":\" \",\"message\":\"no\"}|HTTP 400: no",
                "{\"error\":7}|HTTP 400 with a body of type unknown (11 bytes)",
                "[\"row content\"]|HTTP 400 with a body of type unknown (15 bytes)",
                "row content|HTTP 400 with a body of type unknown (11 bytes)",
            })
    void quotesOnlyTheErrorTextOfAJsonObject(String body, String reason) {
        assertRefused(judge(400, body), reason);
    }

    @Test
    void fingerprintsTheServersOwnText() {
        assertThat(fingerprint("unknown label 'smith' in row 3"))
                .isEqualTo(fingerprint("unknown label 'smith' in row 4"))
                .isNotEqualTo(fingerprint("unknown label 'jones' in row 3"));
    }

    private String fingerprint(String error) {
        return judge(400, "{\"error\":\"" + error + "\"}").fingerprint();
    }

    @ParameterizedTest
    @CsvSource({
        "my secret row, unknown",
        "zebra/fish, unknown",
        "application/smith+json, unknown",
        "Text/HTML; charset=utf-8, text/html",
        "application/problem+json, application/problem+json"
    })
    void namesOnlyAWellKnownMediaType(String header, String shown) {
        assertRefused(judge(400, "x", "Content-Type", header), "HTTP 400 with a body of type " + shown + " (1 bytes)");
    }

    @Test
    void reportsThatARedirectIsNotFollowed() {
        assertThat(judge(301, ""))
                .satisfies(
                        ofKind(Answer.Kind.UNAVAILABLE),
                        answer -> assertThat(answer.reason())
                                .isEqualTo(
                                        "HTTP 301 with an empty body, a redirect that is not followed (openlayer.base.url)"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"code\":404}", "{\"error\":\"Row not found\"}", " {\"detail\":\"No record\"}\n"})
    void aJson404OfAnUpdateMeansThatTheRowIsUnknown(String body) {
        assertThat(judgeUpdate(404, body)).satisfies(ofKind(Answer.Kind.ROW_UNKNOWN));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "<html><h1>404 Not Found</h1></html>",
                "default backend - 404",
                "404 page not found",
                "\"Row not found\"",
                "[{\"error\":\"Row not found\"}]",
                "null",
                "{\"error\":\"Row not found\"",
            })
    void anyOther404OfAnUpdateIsAnOutage(String body) {
        for (String retry : List.of("true", "false")) {
            assertThat(judgeUpdate(404, body, "x-should-retry", retry, "Retry-After", "3"))
                    .satisfies(ofKind(Answer.Kind.UNAVAILABLE), answer -> {
                        assertThat(answer.mayBeRow()).isTrue();
                        assertThat(answer.retryAfter()).contains(Duration.ofSeconds(3));
                        assertThat(answer.reason()).startsWith("HTTP 404 with ").endsWith("(openlayer.base.url)");
                    });
        }
    }

    @Test
    void aTruncated404OfAnUpdateIsAnOutage() {
        Reply reply = new Reply(404, Headers.of(), ByteString.encodeUtf8("{\"error\":\"Row not found\"}"), true);
        assertThat(rules.classifyUpdate(reply, redaction())).satisfies(ofKind(Answer.Kind.UNAVAILABLE));
    }

    @Test
    void deniesAnUpdateOfAnUnknownPipeline() {
        assertThat(judgeUpdate(404, "{\"error\":\"Inference pipeline not found\"}"))
                .isEqualTo(Answer.denied("HTTP 404: Inference pipeline not found", Cause.NOT_FOUND));
    }

    private static void assertRefused(Answer answer, String reason) {
        assertThat(answer)
                .satisfies(
                        ofKind(Answer.Kind.REFUSED),
                        refused -> assertThat(refused.reason()).isEqualTo(reason));
    }

    private Answer judge(int status, String body, String... headers) {
        Reply reply = new Reply(status, Headers.of(headers), ByteString.encodeUtf8(body), false);
        return rules.classify(reply, redaction());
    }

    private Answer judgeUpdate(int status, String body, String... headers) {
        Reply reply = new Reply(status, Headers.of(headers), ByteString.encodeUtf8(body), false);
        return rules.classifyUpdate(reply, redaction());
    }

    private static Redaction redaction() {
        return new Redaction(Connections.API_KEY, Requests.any());
    }
}
