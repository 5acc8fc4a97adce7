package com.openlayer.kafka.connect.containers;

import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathMatching;
import static com.github.tomakehurst.wiremock.stubbing.Scenario.STARTED;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.dockerjava.api.model.ContainerNetwork;
import com.github.tomakehurst.wiremock.client.WireMock;
import com.github.tomakehurst.wiremock.verification.LoggedRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.Network;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.utility.MountableFile;

/** A stand-in for Openlayer: WireMock in a container, with the mappings of {@code docker/wiremock}. */
final class OpenlayerContainer extends GenericContainer<OpenlayerContainer> {
    static final String BASE_URL = "http://openlayer:8080/v1";
    /** The id of the pipeline with task type {@code llm-base} in the mappings. */
    static final String LLM_PIPELINE = "00000000-0000-0000-0000-000000000001";

    private static final String ALIAS = "openlayer";
    private static final int PORT = 8080;
    private static final String DATA_STREAM = "/v1/inference-pipelines/[0-9a-f-]{36}/data-stream";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Network network;

    OpenlayerContainer(Network network) {
        super("wiremock/wiremock:3.13.2");
        this.network = network;
        withNetwork(network);
        withNetworkAliases(ALIAS);
        withExposedPorts(PORT);
        withCopyFileToContainer(
                MountableFile.forHostPath(Path.of("docker", "wiremock", "mappings")), "/home/wiremock/mappings");
        waitingFor(Wait.forHttp("/__admin/mappings"));
    }

    /** The ids of the rows received from a topic, in order, including duplicates. */
    List<String> idsFrom(String topic) {
        List<String> ids = new ArrayList<>();
        for (LoggedRequest request : admin().find(postRequestedFor(urlPathMatching(DATA_STREAM)))) {
            JsonNode body = body(request);
            String column = body.path("config").path("inferenceIdColumnName").asText();
            for (JsonNode row : body.path("rows")) {
                if (row.path(column).asText().startsWith(topic + "-")) {
                    ids.add(row.path(column).asText());
                }
            }
        }
        return ids;
    }

    /** Delays the response to the next request. Later ones get immediate responses. */
    void answerNextAfter(Duration delay) {
        admin().register(post(urlPathMatching(DATA_STREAM))
                .atPriority(1)
                .inScenario("late")
                .whenScenarioStateIs(STARTED)
                .willSetStateTo("answered")
                .withHeader("Content-Type", equalTo("application/json"))
                .willReturn(okJson("{\"success\": true}").withFixedDelay((int) delay.toMillis())));
    }

    /** Suspends it: connections are accepted, but requests are not processed. */
    void pause() {
        dockerClient.pauseContainerCmd(getContainerId()).exec();
    }

    void unpause() {
        dockerClient.unpauseContainerCmd(getContainerId()).exec();
    }

    /** Takes it off the network: its name cannot be resolved, and its packets do not arrive. */
    void disconnect() {
        dockerClient
                .disconnectFromNetworkCmd()
                .withContainerId(getContainerId())
                .withNetworkId(network.getId())
                .withForce(true)
                .exec();
    }

    void reconnect() {
        dockerClient
                .connectToNetworkCmd()
                .withContainerId(getContainerId())
                .withNetworkId(network.getId())
                .withContainerNetwork(new ContainerNetwork().withAliases(ALIAS))
                .exec();
    }

    /** Queried on each call, because the published port changes when the network is reconnected. */
    private WireMock admin() {
        String port = getCurrentContainerInfo().getNetworkSettings().getPorts().getBindings().entrySet().stream()
                .filter(each -> each.getKey().getPort() == PORT && each.getValue() != null)
                .map(each -> each.getValue()[0].getHostPortSpec())
                .findFirst()
                .orElseThrow();
        return new WireMock(DockerClientFactory.instance().dockerHostIpAddress(), Integer.parseInt(port));
    }

    private static JsonNode body(LoggedRequest request) {
        try {
            return JSON.readTree(request.getBodyAsString());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A request is no JSON", e);
        }
    }
}
