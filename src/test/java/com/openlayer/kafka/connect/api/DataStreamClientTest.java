package com.openlayer.kafka.connect.api;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.absent;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.wireMockConfig;
import static com.openlayer.kafka.connect.api.Answers.ofKind;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.http.Fault;
import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import com.openlayer.kafka.connect.api.Answer.Cause;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import okhttp3.HttpUrl;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class DataStreamClientTest {
    private static final String PATH = "/v1/inference-pipelines/" + Requests.PIPELINE + "/data-stream";

    @RegisterExtension
    static final WireMockExtension openlayer = WireMockExtension.newInstance()
            .options(wireMockConfig().dynamicPort().bindAddress("127.0.0.1"))
            .build();

    @Test
    void postsTheJoinedPartsWithItsHeaders() {
        openlayer.stubFor(any(anyUrl()).willReturn(okJson("{\"success\":true}")));
        DataStreamRequest request = Requests.ofRows("{\"a\":1}", "{\"a\":\"é\"}", "{}");

        assertThat(answer(connection(), request)).isEqualTo(Answer.accepted());

        String body = "{\"rows\":[{\"a\":1},{\"a\":\"é\"},{}],\"config\":" + Requests.CONFIG + "}";
        assertThat(request.size()).isEqualTo(body.getBytes(UTF_8).length);
        openlayer.verify(
                1,
                postRequestedFor(urlEqualTo(PATH))
                        .withHeader("Authorization", equalTo("Bearer " + Connections.API_KEY))
                        .withHeader("Content-Type", equalTo("application/json"))
                        .withHeader("Accept", equalTo("application/json"))
                        .withHeader("User-Agent", equalTo("test-agent/1"))
                        .withHeader("Content-Length", equalTo(String.valueOf(request.size())))
                        .withoutHeader("Content-Encoding")
                        .withHeader("Cookie", absent()));
        assertThat(openlayer.getAllServeEvents().get(0).getRequest().getBody()).isEqualTo(body.getBytes(UTF_8));
    }

    @Test
    void compressesTheBodyIfConfigured() {
        openlayer.stubFor(any(anyUrl()).willReturn(okJson("{\"success\":true}")));
        String row = "{\"a\":\"" + "long ".repeat(1000) + "\"}";

        assertThat(answer(connection().gzip(), Requests.ofRows(row, row))).isEqualTo(Answer.accepted());

        var received = openlayer.getAllServeEvents().get(0).getRequest();
        assertThat(received.getHeader("Content-Encoding")).isEqualTo("gzip");
        assertThat(Integer.parseInt(received.getHeader("Content-Length"))).isBetween(10, 1000);
        assertThat(received.getBodyAsString())
                .isEqualTo("{\"rows\":[" + row + "," + row + "],\"config\":" + Requests.CONFIG + "}");
    }

    @ParameterizedTest
    @ValueSource(ints = {300, 301, 302, 303, 307, 308})
    void followsNoRedirect(int status) {
        openlayer.stubFor(any(urlEqualTo(PATH))
                .willReturn(aResponse().withStatus(status).withHeader("Location", openlayer.baseUrl() + "/elsewhere")));
        openlayer.stubFor(any(urlEqualTo("/elsewhere")).willReturn(okJson("{\"success\":true}")));

        assertThat(answer()).satisfies(ofKind(Answer.Kind.UNAVAILABLE));
        openlayer.verify(1, com.github.tomakehurst.wiremock.client.WireMock.anyRequestedFor(anyUrl()));
    }

    @ParameterizedTest
    @ValueSource(
            ints = {
                201, 202, 204, 205, 206, 304, 400, 401, 403, 404, 407, 408, 409, 413, 421, 425, 429, 500, 502, 503, 504
            })
    void sendsOneRequestForAnyStatus(int status) {
        ResponseDefinitionBuilder response = aResponse().withStatus(status).withHeader("Retry-After", "0");
        openlayer.stubFor(any(anyUrl())
                .willReturn(
                        status < 300 && status != 204 && status != 205
                                ? response.withBody("{\"success\":true}")
                                : response));

        assertThat(answer()).extracting(Answer::kind).isNotEqualTo(Answer.Kind.ACCEPTED);
        openlayer.verify(1, com.github.tomakehurst.wiremock.client.WireMock.anyRequestedFor(anyUrl()));
    }

    @Test
    void readsARetryAfterThatOkHttpCannotParse() {
        openlayer.stubFor(
                any(anyUrl()).willReturn(aResponse().withStatus(503).withHeader("Retry-After", "99999999999")));
        assertThat(answer())
                .isEqualTo(Answer.unavailable("HTTP 503 with an empty body", Optional.of(Duration.ofDays(365)), false));
    }

    @Test
    void deniesA407WithoutAProxy() {
        respond(aResponse().withStatus(407));
        assertThat(answer()).isEqualTo(Answer.denied("HTTP 407 with an empty body", Cause.OTHER));
    }

    @Test
    void distinguishesTheAnswers() {
        respond(aResponse().withStatus(400).withBody("{\"code\":400,\"error\":\"bad 'secret' value\"}"));
        assertThat(answer())
                .satisfies(
                        ofKind(Answer.Kind.REFUSED),
                        answer ->
                                assertThat(answer.reason()).startsWith("HTTP 400: bad … value (18 characters, hash "));
        respond(aResponse()
                .withStatus(413)
                .withHeader("Content-Type", "text/html")
                .withBody("<html/>"));
        assertThat(answer()).isEqualTo(Answer.tooLarge("HTTP 413 with a body of type text/html (7 bytes)"));
        respond(aResponse().withStatus(401).withBody("{}"));
        assertThat(answer()).isEqualTo(Answer.denied("HTTP 401 with a body of type unknown (2 bytes)", Cause.API_KEY));
        respond(aResponse().withStatus(429).withHeader("Retry-After-Ms", "1500"));
        assertThat(answer())
                .isEqualTo(Answer.rateLimited("HTTP 429 with an empty body", Optional.of(Duration.ofMillis(1500))));
        respond(aResponse().withStatus(200));
        assertThat(answer()).satisfies(ofKind(Answer.Kind.UNAVAILABLE));
        respond(aResponse().withStatus(200).withBody("<html/>"));
        assertThat(answer()).satisfies(ofKind(Answer.Kind.UNAVAILABLE));
    }

    @Test
    void limitsTheSizeOfBodies() {
        String error = "{\"error\":\"no\",\"rest\":\"" + "x".repeat(Reply.MAX_BODY_BYTES) + "\"}";
        respond(aResponse()
                .withStatus(400)
                .withHeader("Content-Type", "application/json")
                .withBody(error));
        assertThat(answer())
                .satisfies(
                        ofKind(Answer.Kind.REFUSED),
                        answer -> assertThat(answer.reason())
                                .isEqualTo("HTTP 400 with a body of type application/json (more than 65536 bytes)"));
        respond(okJson("{\"success\":true}" + " ".repeat(Reply.MAX_BODY_BYTES)));
        assertThat(answer()).satisfies(ofKind(Answer.Kind.UNAVAILABLE));
    }

    @Test
    void readsACompressedResponse() {
        respond(okJson("{\"success\":true,\"rest\":\"" + "x".repeat(5000) + "\"}"));
        assertThat(answer()).isEqualTo(Answer.accepted());
    }

    @ParameterizedTest
    @EnumSource(Fault.class)
    void isUnavailableAfterABrokenResponseAndSendsNoSecondRequest(Fault fault) {
        respond(aResponse().withStatus(200).withFault(fault));
        assertThat(answer()).satisfies(ofKind(Answer.Kind.UNAVAILABLE));
        openlayer.verify(1, com.github.tomakehurst.wiremock.client.WireMock.anyRequestedFor(anyUrl()));
    }

    @Test
    void hidesContentThatTheServerEchoes() {
        String row = "{\"user_query\":\"Mallory drinks absinthe\",\"output\":\"4711-0815\"}";
        respond(aResponse()
                .withStatus(422)
                .withHeader("Content-Type", "application/json")
                .withBody("{\"error\":\"row Mallory drinks absinthe 4711-0815 Bearer " + Connections.API_KEY
                        + " column user_query\"}"));
        assertThat(answer(connection(), Requests.ofRows(row)))
                .satisfies(
                        ofKind(Answer.Kind.REFUSED),
                        answer -> assertThat(answer.reason())
                                .doesNotContain("Mallory", "absinthe", "4711", "0815", "ThisKey")
                                .contains("user_query"));
    }

    @Test
    void survivesAReceiverThatThrows() {
        respond(okJson("{\"success\":true}"));
        try (DataStreamClient client = client(connection().maxRequests(1))) {
            Answers answers = new Answers();
            for (int i = 0; i < 3; i++) {
                client.publish(Requests.any(), answer -> {
                    answers.accept(answer);
                    throw new IllegalStateException("a receiver that throws");
                });
            }
            assertThat(answers.await(3)).containsOnly(Answer.accepted());
        }
    }

    @Test
    void rejectsAKeyThatIsNotAHeaderValueWithoutShowingIt() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> client(connection().apiKey("line\nbreak")))
                .satisfies(e -> assertThat(e.toString()).doesNotContain("line").doesNotContain("break"));
    }

    @Test
    void sendsTheConfiguredHeadersToo() {
        respond(okJson("{\"success\":true}"));
        Connections connection = connection().headers(Map.of("X-Gateway-Key", "gate keeper", "X-Tenant", "blue"));
        assertThat(answer(connection, Requests.any())).isEqualTo(Answer.accepted());
        openlayer.verify(
                1,
                postRequestedFor(urlEqualTo(PATH))
                        .withHeader("X-Gateway-Key", equalTo("gate keeper"))
                        .withHeader("X-Tenant", equalTo("blue"))
                        .withHeader("Authorization", equalTo("Bearer " + Connections.API_KEY)));
        assertThat(connection.connection().toString()).doesNotContain("gate keeper");
    }

    /** They could send plain HTTP, with the key, to another machine. */
    @Test
    void ignoresTheProxiesOfTheJvm() {
        respond(okJson("{\"success\":true}"));
        Map<String, String> proxies = Map.of(
                "http.proxyHost", "127.0.0.1",
                "http.proxyPort", "1",
                "http.nonProxyHosts", "",
                "socksProxyHost", "127.0.0.1",
                "socksProxyPort", "1",
                "socksNonProxyHosts", "");
        try {
            proxies.forEach(System::setProperty);
            assertThat(answer()).isEqualTo(Answer.accepted());
        } finally {
            proxies.keySet().forEach(System::clearProperty);
        }
    }

    @Test
    void toleratesASlashAfterTheBaseUrl() {
        Connection connection = Connections.to("http://127.0.0.1:1/v1/").connection();
        HttpUrl url = new Transport(connection, new OwnThreads())
                .request(Requests.PIPELINE, "data-stream")
                .build()
                .url();
        assertThat(url.encodedPath()).isEqualTo(PATH);
    }

    private static void respond(ResponseDefinitionBuilder response) {
        openlayer.resetRequests();
        openlayer.stubFor(any(anyUrl()).willReturn(response));
    }

    private static Answer answer() {
        return answer(connection(), Requests.any());
    }

    private static Answer answer(Connections connection, DataStreamRequest request) {
        try (DataStreamClient client = client(connection)) {
            return Answers.to(client, request);
        }
    }

    private static Connections connection() {
        return Connections.toLoopback(openlayer.getPort());
    }

    private static DataStreamClient client(Connections connection) {
        return new DataStreamClient(connection.connection(), new OwnThreads());
    }
}
