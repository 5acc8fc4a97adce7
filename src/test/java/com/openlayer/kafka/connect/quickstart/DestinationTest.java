package com.openlayer.kafka.connect.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import com.openlayer.kafka.connect.config.TaskType;
import com.openlayer.kafka.connect.testing.OpenlayerStub;
import com.openlayer.kafka.connect.testing.StubPipeline;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class DestinationTest {
    private static final String BODY = """
            {"rows": [{"user_query": "q", "output": "a", "cost": 2.50, "id": "1"}, {"user_query": "q", "output": "b", "id": "2"}],
             "config": {"inputVariableNames": ["user_query"], "outputColumnName": "output", "inferenceIdColumnName": "id"}}""";

    private final Map<String, String> flat = Map.of(
            "topics", "support-chat",
            "task.type", "llm-base",
            "openlayer.api.key", "${env:OPENLAYER_API_KEY}",
            "openlayer.base.url", "${env:OPENLAYER_BASE_URL}",
            "inference.pipeline.id", "${env:OPENLAYER_PIPELINE_CHAT}");

    @Test
    @DisplayName("given an API key, it reads Openlayer's own figures of each pipeline")
    void figuresOfOpenlayer() throws Exception {
        try (OpenlayerStub stub = OpenlayerStub.start()) {
            StubPipeline pipeline = stub.pipeline(TaskType.LLM_BASE);
            try (Destination destination = openlayer(stub, pipeline.id(), OpenlayerStub.API_KEY)) {
                assertThat(destination.counts()).isFalse();
                PipelineFigures before = destination.figures("default").orElseThrow();
                publish(stub.baseUrl(), pipeline.id());
                PipelineFigures after = destination.figures("default").orElseThrow();
                assertThat(before.totalRecords()).isZero();
                assertThat(after.totalRecords()).isEqualTo(2);
                assertThat(after.lastSample()).startsWith("20").isNotEqualTo(before.lastSample());
                assertThat(after.hasCounted(2, before)).isTrue();
                assertThat(after.hasCounted(3, before)).isFalse();
            }
        }
    }

    @Test
    @DisplayName("figures are unknown, and no failure, if Openlayer rejects the key or cannot be reached")
    void figuresUnknown() throws Exception {
        OpenlayerStub stub = OpenlayerStub.start();
        StubPipeline pipeline = stub.pipeline(TaskType.LLM_BASE);
        try (Destination destination = openlayer(stub, pipeline.id(), "another key")) {
            assertThat(destination.figures("default")).contains(PipelineFigures.UNKNOWN);
            stub.close();
            assertThat(destination.figures("default")).contains(PipelineFigures.UNKNOWN);
        }
    }

    @Test
    @DisplayName("without an API key, it shows the first row as the stand-in received it, character by character")
    void firstRow() throws Exception {
        UUID id = UUID.randomUUID();
        Map<String, String> environment = new HashMap<>(Map.of("OPENLAYER_PIPELINE_CHAT", id.toString()));
        try (Destination destination = Destination.of(new ConnectorFile("test", flat), environment)) {
            assertThat(destination.counts()).isTrue();
            assertThat(destination.figures("default")).isEmpty();
            assertThat(destination.firstRow("default")).isEmpty();
            publish(URI.create(destination.environment().get("OPENLAYER_BASE_URL")), id);
            assertThat(destination.firstRow("default"))
                    .contains("{\"user_query\": \"q\", \"output\": \"a\", \"cost\": 2.50, \"id\": \"1\"}");
            assertThat(destination.acknowledged("default")).hasValue(2);
        }
    }

    private Destination openlayer(OpenlayerStub stub, UUID id, String key) {
        return Destination.of(
                new ConnectorFile("test", flat),
                Map.of(
                        "OPENLAYER_API_KEY", key,
                        "OPENLAYER_BASE_URL", stub.baseUrl().toString(),
                        "OPENLAYER_PIPELINE_CHAT", id.toString()));
    }

    private static void publish(URI baseUrl, UUID id) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create(baseUrl + "/inference-pipelines/" + id + "/data-stream"))
                .header("Authorization", "Bearer " + OpenlayerStub.API_KEY)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(BODY))
                .build();
        HttpClient http =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        assertThat(http.send(request, HttpResponse.BodyHandlers.ofString()).statusCode())
                .isEqualTo(200);
    }
}
