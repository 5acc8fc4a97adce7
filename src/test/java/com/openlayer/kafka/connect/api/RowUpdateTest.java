package com.openlayer.kafka.connect.api;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.putRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.wireMockConfig;
import static com.openlayer.kafka.connect.api.Answers.ofKind;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.http.Fault;
import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import com.openlayer.kafka.connect.api.Answer.Cause;
import java.net.URLDecoder;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Updates of rows by {@link DataStreamClient}. */
class RowUpdateTest {
    private static final String PATH = "/v1/inference-pipelines/" + Requests.PIPELINE + "/rows";
    private static final String ROW = "{\"id\":\"order 66\",\"truth\":\"é\"}";
    private static final String CONFIG = "{\"groundTruthColumnName\":\"truth\",\"inferenceIdColumnName\":\"id\"}";

    @RegisterExtension
    static final WireMockExtension openlayer = WireMockExtension.newInstance()
            .options(wireMockConfig().dynamicPort().bindAddress("127.0.0.1"))
            .build();

    @Test
    void putsTheRowAndItsConfig() {
        respond(okJson("{\"success\":true}"));
        DataStreamRequest request = update("order-66");

        assertThat(answer(connection(), request)).isEqualTo(Answer.accepted());

        String body = "{\"row\":" + ROW + ",\"config\":" + CONFIG + "}";
        assertThat(request.size()).isEqualTo(body.getBytes(UTF_8).length);
        openlayer.verify(
                1,
                putRequestedFor(urlEqualTo(PATH + "?inferenceId=order-66"))
                        .withHeader("Authorization", equalTo("Bearer " + Connections.API_KEY))
                        .withHeader("Content-Type", equalTo("application/json"))
                        .withHeader("Accept", equalTo("application/json"))
                        .withHeader("Content-Length", equalTo(String.valueOf(request.size()))));
        assertThat(openlayer.getAllServeEvents().get(0).getRequest().getBody()).isEqualTo(body.getBytes(UTF_8));
    }

    @Test
    void compressesTheBodyIfConfigured() {
        respond(okJson("{\"success\":true}"));
        assertThat(answer(connection().gzip(), update("a"))).isEqualTo(Answer.accepted());
        var received = openlayer.getAllServeEvents().get(0).getRequest();
        assertThat(received.getHeader("Content-Encoding")).isEqualTo("gzip");
        assertThat(received.getBodyAsString()).isEqualTo("{\"row\":" + ROW + ",\"config\":" + CONFIG + "}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "order 66",
                "a+b",
                "a&inferenceId=b",
                "a#b",
                "100%",
                "%41",
                "a/../b?c=d",
                "ключ-é-鍵-😀",
                "[\"x\"]{|}\\^`'",
                "line\nbreak\ttab\u0000",
                " ",
            })
    void escapesTheId(String id) {
        respond(okJson("{\"success\":true}"));
        assertThat(answer(connection(), update(id))).isEqualTo(Answer.accepted());
        String url = openlayer.getAllServeEvents().get(0).getRequest().getUrl();
        assertThat(url).startsWith(PATH + "?inferenceId=");
        String raw = url.substring((PATH + "?inferenceId=").length());
        assertThat(raw).matches("[A-Za-z0-9%._~*-]+");
        assertThat(URLDecoder.decode(raw, UTF_8)).isEqualTo(id);
    }

    @Test
    void treatsTheRejectionOfALongIdAsARefusedRow() {
        respond(aResponse().withStatus(414));
        String id = "x".repeat(5_000);
        assertThat(answer(connection(), update(id)))
                .satisfies(
                        ofKind(Answer.Kind.REFUSED),
                        answer -> assertThat(answer.reason()).isEqualTo("HTTP 414 with an empty body"));
        openlayer.verify(1, putRequestedFor(urlPathEqualTo(PATH)).withQueryParam("inferenceId", equalTo(id)));
        respond(aResponse().withStatus(431));
        assertThat(answer()).satisfies(ofKind(Answer.Kind.REFUSED));
    }

    @ParameterizedTest
    @ValueSource(ints = {201, 202, 204, 301, 307, 400, 404, 408, 409, 413, 425, 429, 500, 503})
    void sendsOneRequestForAnyStatus(int status) {
        respond(aResponse()
                .withStatus(status)
                .withHeader("Retry-After", "0")
                .withHeader("Location", openlayer.baseUrl() + "/elsewhere"));
        assertThat(answer()).extracting(Answer::kind).isNotEqualTo(Answer.Kind.ACCEPTED);
        openlayer.verify(1, anyRequestedFor(anyUrl()));
    }

    @ParameterizedTest
    @EnumSource(Fault.class)
    void isUnavailableAfterABrokenResponseAndSendsNoSecondRequest(Fault fault) {
        respond(aResponse().withStatus(200).withFault(fault));
        assertThat(answer()).satisfies(ofKind(Answer.Kind.UNAVAILABLE));
        openlayer.verify(1, anyRequestedFor(anyUrl()));
    }

    @Test
    void acceptsOnly200WithSuccessTrue() {
        respond(okJson("{\"success\":false}"));
        assertThat(answer()).satisfies(ofKind(Answer.Kind.UNAVAILABLE));
        respond(okJson("{\"success\":\"true\"}"));
        assertThat(answer()).satisfies(ofKind(Answer.Kind.UNAVAILABLE));
        respond(okJson("{\"success\":true}").withStatus(201));
        assertThat(answer()).satisfies(ofKind(Answer.Kind.UNAVAILABLE));
    }

    @Test
    void distinguishesAnUnknownRowFromAnUnknownPipeline() {
        for (String error : List.of(
                "Not found",
                "Row not found",
                "Inference id not found in the inference pipeline",
                "No row of this pipeline has that inferenceId")) {
            respond(error(404, error));
            assertThat(answer()).as(error).satisfies(ofKind(Answer.Kind.ROW_UNKNOWN));
        }
        respond(aResponse().withStatus(404));
        assertThat(answer()).satisfies(ofKind(Answer.Kind.UNAVAILABLE));
        respond(error(404, "Row not found").withHeader("x-should-retry", "false"));
        assertThat(answer()).satisfies(ofKind(Answer.Kind.ROW_UNKNOWN));
        respond(error(404, "Inference pipeline not found"));
        assertThat(answer()).isEqualTo(Answer.denied("HTTP 404: Inference pipeline not found", Cause.NOT_FOUND));
    }

    @Test
    void hidesTheId() {
        respond(error(404, "Row order 66 not found"));
        assertThat(answer(connection(), update("order 66")))
                .satisfies(
                        ofKind(Answer.Kind.ROW_UNKNOWN),
                        answer -> assertThat(answer.reason()).startsWith("HTTP 404: Row … not found ("));
        respond(error(400, "bad id 'order%2066'"));
        assertThat(answer(connection(), update("order 66")))
                .satisfies(
                        ofKind(Answer.Kind.REFUSED),
                        answer -> assertThat(answer.reason()).startsWith("HTTP 400: bad id … ("));
    }

    @Test
    void isPrintedWithoutIdAndContent() {
        assertThat(update("order-66"))
                .hasToString("an update, " + update("order-66").size() + " bytes");
        assertThat(Requests.any().toString()).matches("\\d+ rows to publish, \\d+ bytes");
    }

    @Test
    void hasExactlyOneRow() {
        byte[] row = ROW.getBytes(UTF_8);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new DataStreamRequest(Requests.PIPELINE, List.of(row, row), row, "id"));
    }

    private static ResponseDefinitionBuilder error(int status, String text) {
        return aResponse().withStatus(status).withBody("{\"code\":" + status + ",\"error\":\"" + text + "\"}");
    }

    private static void respond(ResponseDefinitionBuilder response) {
        openlayer.resetRequests();
        openlayer.stubFor(any(anyUrl()).willReturn(response));
    }

    private static DataStreamRequest update(String id) {
        return new DataStreamRequest(Requests.PIPELINE, List.of(ROW.getBytes(UTF_8)), CONFIG.getBytes(UTF_8), id);
    }

    private static Answer answer() {
        return answer(connection(), update("order-66"));
    }

    private static Answer answer(Connections connection, DataStreamRequest request) {
        try (DataStreamClient client = new DataStreamClient(connection.connection(), new OwnThreads())) {
            return Answers.to(client, request);
        }
    }

    private static Connections connection() {
        return Connections.toLoopback(openlayer.getPort());
    }
}
