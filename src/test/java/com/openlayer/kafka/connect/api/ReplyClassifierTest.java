package com.openlayer.kafka.connect.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.openlayer.kafka.connect.api.Answer.Accepted;
import com.openlayer.kafka.connect.api.Answer.Blocked;
import com.openlayer.kafka.connect.api.Answer.Cause;
import com.openlayer.kafka.connect.api.Answer.Denied;
import com.openlayer.kafka.connect.api.Answer.Refused;
import com.openlayer.kafka.connect.api.Answer.RowUnknown;
import com.openlayer.kafka.connect.api.Answer.TooLarge;
import com.openlayer.kafka.connect.api.Answer.Unavailable;
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
        assertThat(judge(200, body)).isEqualTo(new Accepted());
    }

    @Test
    void letsTheBodyDecideAndNotItsContentType() {
        assertThat(judge(200, "{\"success\":true}", "Content-Type", "text/html"))
                .isEqualTo(new Accepted());
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
    void takesNoOther200ForSuccess(String body) {
        assertThat(judge(200, body)).isInstanceOf(Unavailable.class);
    }

    @ParameterizedTest
    @ValueSource(
            ints = {
                201, 202, 204, 206, 226, 299, 300, 301, 302, 303, 304, 307, 308, 408, 409, 425, 429, 501, 502, 503, 504,
                520, 599, 999
            })
    void isUnavailableForEveryOtherStatusThatMayPass(int status) {
        assertThat(judge(status, "{\"success\":true}"))
                .isInstanceOfSatisfying(
                        Unavailable.class,
                        answer -> assertThat(answer.mayBeRow())
                                .isEqualTo(!List.of(425, 429).contains(status)));
    }

    /** Some gateways answer 503 where a row makes the server behind them fail; a server that asks to wait speaks of itself. */
    @Test
    void takesA503ThatAsksToWaitForTheServers() {
        assertThat(judge(503, "", "Retry-After", "1"))
                .isInstanceOfSatisfying(
                        Unavailable.class,
                        answer -> assertThat(answer.mayBeRow()).isFalse());
    }

    @Test
    void takesA500ForWhatOneRowMayCause() {
        assertThat(judge(500, "{\"code\":500,\"error\":\"internal error\"}"))
                .isInstanceOfSatisfying(Unavailable.class, answer -> {
                    assertThat(answer.mayBeRow()).isTrue();
                    assertThat(answer.reason()).isEqualTo("HTTP 500: internal error");
                });
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 422})
    void isRefusedForWhatARowCanCause(int status) {
        assertRefused(judge(status, "{\"error\":\"bad row\"}"), "HTTP " + status + ": bad row");
    }

    @Test
    void isTooLargeFor413() {
        assertThat(judge(413, "<html/>", "Content-Type", "text/html; charset=utf-8"))
                .isEqualTo(new TooLarge("HTTP 413 with a body of type text/html (7 bytes)"));
    }

    @ParameterizedTest
    @CsvSource({
        "401,API_KEY", "403,API_KEY", "402,PLAN", "404,NOT_FOUND", "405,OTHER", "406,OTHER", "407,OTHER", "410,OTHER",
        "411,OTHER", "414,OTHER", "415,OTHER", "418,OTHER", "421,OTHER", "423,OTHER", "426,OTHER", "431,OTHER",
        "451,OTHER", "499,OTHER"
    })
    void isDeniedForEveryOther4xx(int status, Cause cause) {
        assertThat(judge(status, "{}"))
                .isEqualTo(new Denied("HTTP " + status + " with a body of type unknown (2 bytes)", cause));
    }

    @ParameterizedTest
    @CsvSource({"401,API_KEY,''", "403,API_KEY,<html/>", "404,NOT_FOUND,page not found"})
    void isBlockedByAGatewayWhereTheBodyIsNoJsonObject(int status, Cause cause, String body) {
        assertThat(judge(status, body)).isInstanceOfSatisfying(Blocked.class, answer -> {
            assertThat(answer.cause()).isEqualTo(cause);
            assertThat(answer.mayBeRow()).isTrue();
        });
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 401, 402, 403, 404, 405, 407, 422, 451, 503})
    void retriesWhateverTheServerAsksToRetry(int status) {
        assertThat(judge(status, "", "x-should-retry", "true", "Retry-After", "3"))
                .isInstanceOfSatisfying(
                        Unavailable.class,
                        answer -> assertThat(answer.retryAfter()).contains(Duration.ofSeconds(3)));
    }

    @Test
    void makesA413SmallerEvenWhereTheServerAsksToRetry() {
        assertThat(judge(413, "", "x-should-retry", "true")).isInstanceOf(TooLarge.class);
    }

    @Test
    void acceptsWhateverTheRetryHeaderSays() {
        assertThat(judge(200, "{\"success\":true}", "x-should-retry", "true")).isEqualTo(new Accepted());
        assertThat(judge(200, "{\"success\":true}", "x-should-retry", "false")).isEqualTo(new Accepted());
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 202, 302, 408, 409, 429, 500, 503})
    void isDeniedWhereTheServerForbidsARetry(int status) {
        assertThat(judge(status, "", "x-should-retry", "false")).isInstanceOfSatisfying(Denied.class, answer -> {
            assertThat(answer.cause()).isEqualTo(Cause.OTHER);
            assertThat(answer.reason()).contains("HTTP " + status, "the server forbids a retry");
        });
    }

    @Test
    void keepsOtherVerdictsWhereTheServerForbidsARetry() {
        assertThat(judge(400, "", "x-should-retry", "false")).isInstanceOf(Refused.class);
        assertThat(judge(413, "", "x-should-retry", "false")).isInstanceOf(TooLarge.class);
        assertThat(judge(401, "", "x-should-retry", "false"))
                .isEqualTo(new Blocked("HTTP 401 with an empty body", Cause.API_KEY));
        assertThat(judge(503, "", "x-should-retry", "perhaps")).isInstanceOf(Unavailable.class);
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
        return ((Refused) judge(400, "{\"error\":\"" + error + "\"}")).fingerprint();
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
    void saysOfARedirectThatNobodyFollowsIt() {
        assertThat(judge(301, ""))
                .isInstanceOfSatisfying(
                        Unavailable.class,
                        answer -> assertThat(answer.reason())
                                .isEqualTo(
                                        "HTTP 301 with an empty body, a redirect that is not followed (openlayer.base.url)"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"code\":404}", "{\"error\":\"Row not found\"}", " {\"detail\":\"No record\"}\n"})
    void takesA404ThatIsAJsonObjectForARowThatIsNotThere(String body) {
        assertThat(judgeUpdate(404, body)).isInstanceOf(RowUnknown.class);
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
    void takesAnyOther404ForAnOutage(String body) {
        for (String retry : List.of("true", "false")) {
            assertThat(judgeUpdate(404, body, "x-should-retry", retry, "Retry-After", "3"))
                    .isInstanceOfSatisfying(Unavailable.class, answer -> {
                        assertThat(answer.mayBeRow()).isTrue();
                        assertThat(answer.retryAfter()).contains(Duration.ofSeconds(3));
                        assertThat(answer.reason()).startsWith("HTTP 404 with ").endsWith("(openlayer.base.url)");
                    });
        }
    }

    @Test
    void takesA404ThatBrokeOffForAnOutage() {
        Reply reply = new Reply(404, Headers.of(), ByteString.encodeUtf8("{\"error\":\"Row not found\"}"), true);
        assertThat(rules.judgeUpdate(reply, redaction())).isInstanceOf(Unavailable.class);
    }

    @Test
    void deniesAnUpdateWhosePipelineIsNotThere() {
        assertThat(judgeUpdate(404, "{\"error\":\"Inference pipeline not found\"}"))
                .isEqualTo(new Denied("HTTP 404: Inference pipeline not found", Cause.NOT_FOUND));
    }

    private static void assertRefused(Answer answer, String reason) {
        assertThat(answer)
                .isInstanceOfSatisfying(
                        Refused.class, refused -> assertThat(refused.reason()).isEqualTo(reason));
    }

    private Answer judge(int status, String body, String... headers) {
        Reply reply = new Reply(status, Headers.of(headers), ByteString.encodeUtf8(body), false);
        return rules.judge(reply, redaction());
    }

    private Answer judgeUpdate(int status, String body, String... headers) {
        Reply reply = new Reply(status, Headers.of(headers), ByteString.encodeUtf8(body), false);
        return rules.judgeUpdate(reply, redaction());
    }

    private static Redaction redaction() {
        return new Redaction(Connections.API_KEY, Requests.any());
    }
}
