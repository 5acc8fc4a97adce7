package com.openlayer.kafka.connect.api;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.getRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathMatching;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.wireMockConfig;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import com.openlayer.kafka.connect.api.PipelineCheckResult.FailureKind;
import com.openlayer.kafka.connect.api.PipelineCheckResult.Found;
import com.openlayer.kafka.connect.api.PipelineCheckResult.KeyRefused;
import com.openlayer.kafka.connect.api.PipelineCheckResult.PipelineUnknown;
import com.openlayer.kafka.connect.api.PipelineCheckResult.Unclear;
import com.openlayer.kafka.connect.api.PipelineCheckResult.Unreachable;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PipelineCheckTest {
    private static final Duration TIME_BOX = Duration.ofSeconds(8);

    @RegisterExtension
    static final WireMockExtension openlayer = WireMockExtension.newInstance()
            .options(wireMockConfig().dynamicPort().bindAddress("127.0.0.1"))
            .build();

    private final OwnThreads threads = new OwnThreads();

    @Test
    void findsThePipelineAndTheTaskTypeOfItsProject() {
        respond(okJson("{\"id\":\"x\",\"name\":\"production\",\"status\":\"completed\","
                + "\"workspace\":{\"status\":\"past_due\"},\"dataBackend\":{\"backendType\":\"bigquery\"},"
                + "\"project\":{\"name\":\"chat\\u0007\",\"taskType\":\"llm-base\"}}"));

        assertThat(check())
                .isEqualTo(new Found(Optional.of("llm-base"), Optional.of("past_due"), Optional.of("bigquery")));

        openlayer.verify(
                1,
                getRequestedFor(urlEqualTo(
                                "/v1/inference-pipelines/" + Requests.PIPELINE + "?expand=project,workspace"))
                        .withHeader("Authorization", equalTo("Bearer " + Connections.API_KEY)));
        await().until(() -> threads.alive().isEmpty());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"id\":\"x\"}",
                "{\"id\":\"x\",\"name\":null,\"project\":null}",
                "{\"project\":{}}",
                "{\"id\":1,\"name\":2,\"project\":{\"taskType\":[]}}",
                "{\"id\":\"x\",\"workspace\":\"past_due\",\"dataBackend\":[7]}",
                "{\"id\":\"x\",\"workspace\":{\"status\":{}},\"dataBackend\":{\"backendType\":null}}"
            })
    void isLenientAboutMissingFields(String body) {
        respond(okJson(body));
        assertThat(check()).isEqualTo(new Found(Optional.empty(), Optional.empty(), Optional.empty()));
    }

    @Test
    void redactsUnexpectedTexts() {
        respond(okJson("{\"id\":\"x\",\"project\":{\"taskType\":\"smith-is-ill\"}}"));
        assertThat(check())
                .isInstanceOfSatisfying(
                        Found.class,
                        found -> assertThat(found.taskType().orElseThrow()).startsWith("… (12 characters, hash "));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{}", "[]", "{\"success\":true}", "<html>please log in</html>"})
    void isUnclearIfTheResponseIsNotAPipeline(String body) {
        respond(aResponse().withStatus(200).withBody(body));
        assertThat(check()).isInstanceOf(Unclear.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {201, 204, 302, 402, 405, 407, 408, 429})
    void isUnclearForOtherStatuses(int status) {
        respond(aResponse().withStatus(status).withHeader("Location", "/elsewhere"));
        assertThat(check()).isEqualTo(new Unclear("HTTP " + status + " with an empty body"));
        openlayer.verify(1, anyRequestedFor(anyUrl()));
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 422})
    void queriesOnlyTheProjectIfTheWorkspaceCannotBeExpanded(int status) {
        respond(aResponse().withStatus(status));
        openlayer.stubFor(any(urlPathMatching(".*"))
                .withQueryParam("expand", equalTo("project"))
                .willReturn(okJson("{\"id\":\"x\",\"project\":{\"taskType\":\"llm-base\"}}")));
        assertThat(check()).isEqualTo(new Found(Optional.of("llm-base"), Optional.empty(), Optional.empty()));
        respond(aResponse().withStatus(status));
        assertThat(check()).isEqualTo(new Unclear("HTTP " + status + " with an empty body"));
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 403})
    void reportsARejectedKey(int status) {
        respond(aResponse().withStatus(status).withBody("{\"error\":\"Invalid key " + Connections.API_KEY + "\"}"));
        assertThat(check())
                .isInstanceOfSatisfying(
                        KeyRefused.class,
                        refused -> assertThat(refused.reason())
                                .startsWith("HTTP " + status + ": Invalid key … (30 characters, hash "));
    }

    @Test
    void reportsAnUnknownPipeline() {
        respond(aResponse()
                .withStatus(404)
                .withHeader("Content-Type", "text/html")
                .withBody("nope"));
        assertThat(check()).isEqualTo(new PipelineUnknown("HTTP 404 with a body of type text/html (4 bytes)"));
    }

    @ParameterizedTest
    @ValueSource(ints = {500, 502, 503, 504})
    void isUnreachableFor5xxAndQueriesOnce(int status) {
        respond(aResponse().withStatus(status).withHeader("Retry-After", "0"));
        assertThat(check()).isEqualTo(new Unreachable("HTTP " + status + " with an empty body", FailureKind.SERVER));
        openlayer.verify(1, anyRequestedFor(anyUrl()));
    }

    @Test
    void isUnreachableWithoutAConnection() {
        assertThat(check(Connections.toLoopback(1), TIME_BOX))
                .isEqualTo(new Unreachable("connection refused by 127.0.0.1:1", FailureKind.CONNECT));
        assertThat(check(Connections.to("https://openlayer.invalid/v1"), TIME_BOX))
                .isEqualTo(new Unreachable("cannot resolve the host of openlayer.invalid:443", FailureKind.RESOLVE));
        assertThat(check(Connections.to("https://127.0.0.1:" + openlayer.getPort() + "/v1"), TIME_BOX))
                .isInstanceOfSatisfying(
                        Unreachable.class,
                        standing -> assertThat(standing.kind()).isEqualTo(FailureKind.TLS));
    }

    @Test
    void respectsItsTimeLimit() throws Exception {
        try (RawServer server = new RawServer(visit -> {
            visit.readRequest();
            visit.hang();
        })) {
            assertThat(check(Connections.toLoopback(server.port()), Duration.ofMillis(300)))
                    .isEqualTo(new Unreachable("no answer within 300 ms", FailureKind.TIMEOUT));
            await().until(() -> threads.alive().isEmpty());
        }
    }

    private static void respond(ResponseDefinitionBuilder response) {
        openlayer.stubFor(any(anyUrl()).willReturn(response));
    }

    private PipelineCheckResult check() {
        return check(Connections.toLoopback(openlayer.getPort()), TIME_BOX);
    }

    private PipelineCheckResult check(Connections connection, Duration timeBox) {
        try (PipelineCheck check = new PipelineCheck(connection.connection(), threads)) {
            return check.check(Requests.PIPELINE, timeBox);
        }
    }
}
