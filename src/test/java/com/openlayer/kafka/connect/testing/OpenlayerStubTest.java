package com.openlayer.kafka.connect.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.openlayer.kafka.connect.config.TaskType;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class OpenlayerStubTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final OpenlayerStub stub = OpenlayerStub.start();
    private final StubPipeline pipeline = stub.pipeline(TaskType.LLM_BASE);
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @AfterEach
    void stop() {
        stub.close();
    }

    @Test
    @DisplayName("accepts and records requests that satisfy the contract")
    void accepts() throws Exception {
        HttpResponse<String> answer = publish("a");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(JSON.readTree(answer.body()).path("success").isBoolean()).isTrue();
        assertThat(pipeline.column("id")).containsExactly("a");
        assertThat(pipeline.ids().countOf("a")).isEqualTo(1);
        assertThat(pipeline.requests()).singleElement().satisfies(r -> {
            assertThat(r.outcome()).isEqualTo("200");
            assertThat(r.header("Authorization")).contains(OpenlayerStub.API_KEY);
        });
    }

    @Test
    @DisplayName("rejects a wrong path, a wrong key, an unknown pipeline and an invalid body")
    void refuses() throws Exception {
        String good = body("a");
        assertThat(post("/v2/inference-pipelines/" + pipeline.id() + "/data-stream", OpenlayerStub.API_KEY, good))
                .isEqualTo(404);
        assertThat(post(path(UUID.randomUUID()), OpenlayerStub.API_KEY, good)).isEqualTo(404);
        assertThat(post(path(pipeline.id()), "wrong", good)).isEqualTo(401);
        assertThat(stub.strangers()).hasSize(3);
        HttpResponse<String> refused = send(request(path(pipeline.id()), OpenlayerStub.API_KEY)
                .POST(HttpRequest.BodyPublishers.ofString("{\"rows\": []}"))
                .build());
        assertThat(refused.statusCode()).isEqualTo(422);
        assertThat(JSON.readTree(refused.body()).path("error").asText()).contains("config");
        assertThat(pipeline.rowCount()).isZero();
        assertThat(pipeline.violations()).isNotEmpty();
    }

    @Test
    @DisplayName("updates only rows that were published")
    void updates() throws Exception {
        publish("a b");
        String good = "{\"row\":{\"truth\":\"yes\"},\"config\":{\"groundTruthColumnName\":\"truth\"}}";
        assertThat(put("?inferenceId=other", good)).isEqualTo(404);
        assertThat(put("?inferenceId=a%20b", good)).isEqualTo(200);
        assertThat(pipeline.updates().of("a b", "truth")).containsExactly("yes");
        assertThat(pipeline.violations()).isEmpty();
        assertThat(pipeline.rowCount()).isEqualTo(1);
    }

    @Test
    @DisplayName("rejects an update without an id, with a field of other requests, or with a column that the row lacks")
    void refusesUpdates() throws Exception {
        publish("a");
        for (String body : List.of(
                "{\"row\":{},\"config\":{},\"rows\":[]}",
                "{\"rows\":[{}],\"config\":{}}",
                "{\"row\":{\"l\":1},\"config\":{\"labelColumnName\":\"l\"}}",
                "{\"row\":{},\"config\":{\"groundTruthColumnName\":\"truth\"}}",
                "{\"row\":{\"t\":\"now\"},\"config\":{\"timestampColumnName\":\"t\"}}",
                "{\"row\":{\"id\":\"b\"},\"config\":{\"inferenceIdColumnName\":\"id\"}}")) {
            assertThat(put("?inferenceId=a", body)).as(body).isEqualTo(422);
        }
        assertThat(put("", "{\"row\":{},\"config\":{}}")).isEqualTo(422);
        assertThat(put("?inferenceId=a&inferenceId=b", "{\"row\":{},\"config\":{}}"))
                .isEqualTo(422);
        assertThat(pipeline.updates().count()).isZero();
    }

    @Test
    @DisplayName("a configured delay passes before a published row can be updated")
    void rowsAppear() throws Exception {
        pipeline.updates().rowsAppearAfter(Duration.ofHours(1));
        publish("a");
        assertThat(put("?inferenceId=a", "{\"row\":{},\"config\":{}}")).isEqualTo(404);
        pipeline.updates().has("a");
        assertThat(put("?inferenceId=a", "{\"row\":{},\"config\":{}}")).isEqualTo(200);
    }

    @Test
    @DisplayName("describes a pipeline with its project's task type")
    void describes() throws Exception {
        HttpResponse<String> answer =
                send(request("/v1/inference-pipelines/" + pipeline.id() + "?expand=project", OpenlayerStub.API_KEY)
                        .GET()
                        .build());
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(JSON.readTree(answer.body()).at("/project/taskType").asText())
                .isEqualTo("llm-base");
    }

    @Test
    @DisplayName("gives scripted answers to the next requests, then the contract's")
    void scripted() throws Exception {
        stub.faults().next(1, StubAnswer.status(429).header("Retry-After", "3"));
        HttpResponse<String> first = publish("a");
        assertThat(first.statusCode()).isEqualTo(429);
        assertThat(first.headers().firstValue("Retry-After")).contains("3");
        assertThat(pipeline.rowCount()).isZero();
        assertThat(publish("a").statusCode()).isEqualTo(200);
        assertThat(stub.faults().injected()).isEqualTo(1);
    }

    @Test
    @DisplayName("fails matching requests until the rule is removed")
    void rule() throws Exception {
        Faults.FaultRule rule = stub.faults().when(r -> r.text().contains("poison"), StubAnswer.status(500));
        assertThat(publish("poison").statusCode()).isEqualTo(500);
        assertThat(publish("good").statusCode()).isEqualTo(200);
        rule.remove();
        assertThat(publish("poison").statusCode()).isEqualTo(200);
        assertThat(rule.hits()).isEqualTo(1);
    }

    @Test
    @DisplayName("breaks connections in several ways")
    void broken() {
        for (StubAnswer broken :
                List.of(StubAnswer.reset(), StubAnswer.closed(), StubAnswer.truncated(), StubAnswer.garbage())) {
            stub.faults().next(1, broken);
            assertThatThrownBy(() -> publish("a")).describedAs(broken.outcome()).isInstanceOf(IOException.class);
        }
        assertThat(pipeline.rowCount()).isZero();
        Awaitility.await().until(() -> pipeline.inFlight() == 0);
    }

    @Test
    @DisplayName("accepts rows whose answer is lost")
    void answerLost() {
        stub.faults().next(1, StubAnswer.reset().afterAccepting());
        assertThatThrownBy(() -> publish("a")).isInstanceOf(IOException.class);
        assertThat(pipeline.column("id")).containsExactly("a");
    }

    @Test
    @DisplayName("holds a request until the gate opens")
    void holds() {
        Gate gate = stub.faults().hold();
        CompletableFuture<HttpResponse<String>> answer = publishAsync("a");
        gate.awaitWaiting(1);
        assertThat(pipeline.inFlight()).isEqualTo(1);
        assertThat(pipeline.rowCount()).isZero();
        assertThat(answer).isNotDone();
        gate.release();
        assertThat(answer.join().statusCode()).isEqualTo(200);
        assertThat(pipeline.rowCount()).isEqualTo(1);
        Awaitility.await().until(() -> pipeline.inFlight() == 0);
        assertThat(pipeline.mostInFlight()).isEqualTo(1);
    }

    @Test
    @DisplayName("delays an answer, and counts it as in flight meanwhile")
    void delays() {
        stub.faults().next(1, StubAnswer.contract().delayed(Duration.ofMillis(400)));
        CompletableFuture<HttpResponse<String>> answer = publishAsync("a");
        pipeline.awaitRows(1);
        assertThat(answer).isNotDone();
        assertThat(pipeline.inFlight()).isEqualTo(1);
        assertThat(answer.join().statusCode()).isEqualTo(200);
    }

    @Test
    @DisplayName("fails a share of the requests, the same ones for the same seed")
    void randomly() throws Exception {
        stub.faults().randomly(0.5, 7, StubAnswer.status(503), StubAnswer.status(500));
        int failed = 0;
        for (int i = 0; i < 40; i++) {
            failed += publish("id-" + i).statusCode() == 200 ? 0 : 1;
        }
        assertThat(failed).isBetween(8, 32);
        assertThat(pipeline.ids().distinct()).isEqualTo(40 - failed);
    }

    @Test
    @DisplayName("refuses connections while offline, and keeps its data")
    void offline() throws Exception {
        publish("a");
        stub.goOffline();
        assertThatThrownBy(() -> publish("b")).isInstanceOf(ConnectException.class);
        stub.goOnline();
        assertThat(publish("b").statusCode()).isEqualTo(200);
        assertThat(pipeline.column("id")).containsExactly("a", "b");
    }

    private static String path(UUID pipeline) {
        return "/v1/inference-pipelines/" + pipeline + "/data-stream";
    }

    private static String body(String id) {
        ObjectNode body = RequestContractTest.sample(TaskType.LLM_BASE);
        ((ObjectNode) body.path("rows").get(0)).put("id", id);
        return body.toString();
    }

    private HttpRequest.Builder request(String path, String key) {
        return HttpRequest.newBuilder(URI.create("http://" + stub.baseUrl().getAuthority() + path))
                .header("Authorization", "Bearer " + key)
                .header("Content-Type", "application/json");
    }

    private HttpResponse<String> publish(String id) throws IOException, InterruptedException {
        return send(publishing(id));
    }

    private CompletableFuture<HttpResponse<String>> publishAsync(String id) {
        return http.sendAsync(publishing(id), HttpResponse.BodyHandlers.ofString());
    }

    private HttpRequest publishing(String id) {
        return request(path(pipeline.id()), OpenlayerStub.API_KEY)
                .POST(HttpRequest.BodyPublishers.ofString(body(id)))
                .build();
    }

    private int put(String query, String body) throws IOException, InterruptedException {
        return send(request("/v1/inference-pipelines/" + pipeline.id() + "/rows" + query, OpenlayerStub.API_KEY)
                        .PUT(HttpRequest.BodyPublishers.ofString(body))
                        .build())
                .statusCode();
    }

    private int post(String path, String key, String body) throws IOException, InterruptedException {
        return send(request(path, key)
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build())
                .statusCode();
    }

    private HttpResponse<String> send(HttpRequest request) throws IOException, InterruptedException {
        return http.send(request, HttpResponse.BodyHandlers.ofString());
    }
}
