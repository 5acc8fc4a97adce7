package com.openlayer.kafka.connect.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.openlayer.kafka.connect.config.TaskType;
import com.openlayer.kafka.connect.quickstart.Outage.OutageKind;
import com.openlayer.kafka.connect.testing.OpenlayerStub;
import com.openlayer.kafka.connect.testing.ReceivedRequest;
import com.openlayer.kafka.connect.testing.StubPipeline;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class OutageTest {
    private final OpenlayerStub stub = OpenlayerStub.start();
    private final StubPipeline pipeline = stub.pipeline(TaskType.LLM_BASE);
    private final Outage outage = new Outage(stub);
    private final List<ReceivedRequest> accepted = new CopyOnWriteArrayList<>();
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    OutageTest() {
        stub.listen(accepted::add);
    }

    @AfterEach
    void stop() {
        stub.close();
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("every outage ends, and the next request is accepted")
    void ends(OutageKind kind) throws Exception {
        outage.set(kind);
        assertThat(outage.kind()).isEqualTo(kind);
        outage.set(OutageKind.NONE);
        assertThat(publish("a").statusCode()).isEqualTo(200);
        assertThat(accepted).extracting(ReceivedRequest::outcome).containsExactly("200");
    }

    @Test
    @DisplayName("while it is unavailable or limits the rate, no row is accepted")
    void statuses() throws Exception {
        outage.set(OutageKind.UNAVAILABLE);
        assertThat(publish("a").statusCode()).isEqualTo(503);
        outage.set(OutageKind.RATE_LIMITED);
        HttpResponse<String> limited = publish("a");
        assertThat(limited.statusCode()).isEqualTo(429);
        assertThat(limited.headers().firstValue("Retry-After")).contains("1");
        assertThat(accepted).isEmpty();
    }

    @Test
    @DisplayName("a hanging stand-in accepts rows and answers when the outage ends")
    void hanging() throws Exception {
        outage.set(OutageKind.HANGING);
        CompletableFuture<HttpResponse<String>> held =
                http.sendAsync(request("a"), HttpResponse.BodyHandlers.ofString());
        pipeline.awaitRequests(1);
        assertThat(accepted).isEmpty();
        assertThat(held).isNotDone();
        outage.set(OutageKind.NONE);
        assertThat(held.get(30, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
    }

    @Test
    @DisplayName("a row whose answer is lost is accepted with another outcome than 200")
    void losingAnswers() {
        outage.set(OutageKind.LOSING_ANSWERS);
        assertThatThrownBy(() -> publish("a")).isInstanceOf(IOException.class);
        assertThat(accepted)
                .singleElement()
                .satisfies(request -> assertThat(request.outcome()).isNotEqualTo("200"));
        assertThat(pipeline.column("id")).contains("a");
    }

    @Test
    @DisplayName("one row is refused for good, and its neighbors are accepted")
    void refusedRow() throws Exception {
        outage.refuseOneRow();
        assertThat(publish("a", "b", "c").statusCode()).isEqualTo(422);
        assertThat(publish("a").statusCode()).isEqualTo(200);
        assertThat(publish("b").statusCode()).isEqualTo(422);
        assertThat(publish("c", "d").statusCode()).isEqualTo(200);
    }

    private HttpResponse<String> publish(String... ids) throws Exception {
        return http.send(request(ids), HttpResponse.BodyHandlers.ofString());
    }

    private HttpRequest request(String... ids) {
        String rows = Stream.of(ids)
                .map(id -> "{\"id\":\"" + id + "\",\"output\":\"o\"}")
                .collect(Collectors.joining(","));
        return HttpRequest.newBuilder(
                        stub.baseUrl().resolve("/v1/inference-pipelines/" + pipeline.id() + "/data-stream"))
                .header("Authorization", "Bearer " + OpenlayerStub.API_KEY)
                .header("Content-Type", "application/json")
                .POST(
                        HttpRequest.BodyPublishers.ofString(
                                "{\"rows\":[" + rows
                                        + "],\"config\":{\"inputVariableNames\":[],\"outputColumnName\":\"output\",\"inferenceIdColumnName\":\"id\"}}"))
                .build();
    }
}
