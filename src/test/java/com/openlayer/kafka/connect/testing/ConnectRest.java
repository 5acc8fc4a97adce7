package com.openlayer.kafka.connect.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/** A worker's REST interface. */
public final class ConnectRest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(2))
            .build();

    private final URI base;

    public ConnectRest(URI base) {
        this.base = base;
    }

    /** A response of the worker. An empty body is a missing node. */
    public record RestResponse(int status, JsonNode body) {
        public boolean ok() {
            return status / 100 == 2;
        }
    }

    public URI base() {
        return base;
    }

    public RestResponse request(String method, String path, Object body) {
        try {
            return send(method, path, body);
        } catch (IOException e) {
            throw new UncheckedIOException(method + " " + path, e);
        }
    }

    private RestResponse send(String method, String path, Object body) throws IOException {
        HttpRequest request = HttpRequest.newBuilder(base.resolve(path))
                .timeout(Duration.ofSeconds(95))
                .header("Content-Type", "application/json")
                .method(
                        method,
                        body == null
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(body), UTF_8))
                .build();
        try {
            HttpResponse<String> response = HTTP.send(request, HttpResponse.BodyHandlers.ofString(UTF_8));
            return new RestResponse(response.statusCode(), parse(response.body()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    private static JsonNode parse(String body) {
        if (body.isBlank()) {
            return MissingNode.getInstance();
        }
        try {
            return JSON.readTree(body);
        } catch (JsonProcessingException e) {
            return JSON.getNodeFactory().textNode(body);
        }
    }

    boolean answers(String path) {
        try {
            return send("GET", path, null).ok();
        } catch (IOException e) {
            return false;
        }
    }

    /** Retries during rebalances, when the worker responds with 409. */
    private JsonNode settled(String method, String path, Object body) {
        RestResponse reply = settledReply(method, path, body);
        if (!reply.ok()) {
            throw new IllegalStateException(method + " " + path + " returned " + reply.status() + ": " + reply.body());
        }
        return reply.body();
    }

    private RestResponse settledReply(String method, String path, Object body) {
        return Awaitility.await(method + " " + path)
                .atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(100))
                .until(() -> request(method, path, body), r -> !rebalances(r));
    }

    /** Some requests get 500 during a rebalance. */
    private static boolean rebalances(RestResponse reply) {
        return reply.status() == 409
                || (reply.status() == 500
                        && reply.body().path("message").asText().contains("rebalance"));
    }

    /** {@code GET /connectors/name}: its configuration and tasks. */
    public JsonNode connector(String name) {
        return settled("GET", "/connectors/" + name, null);
    }

    /** {@code GET /connector-plugins}. */
    public List<JsonNode> plugins() {
        return elements(settled("GET", "/connector-plugins", null));
    }

    public List<String> connectors() {
        return elements(settled("GET", "/connectors", null)).stream()
                .map(JsonNode::asText)
                .toList();
    }

    /** {@code PUT /connectors/name/config}. */
    public void put(String name, Map<String, String> config) {
        settled("PUT", "/connectors/" + name + "/config", config);
    }

    /** {@code PUT /connector-plugins/plugin/config/validate}: the whole response. */
    public JsonNode validate(String plugin, Map<String, String> config) {
        Map<String, String> body = new LinkedHashMap<>(config);
        // The worker does not validate without the class.
        body.putIfAbsent("connector.class", plugin);
        return settled("PUT", "/connector-plugins/" + plugin + "/config/validate", body);
    }

    /** The errors in a response of {@link #validate} by property. */
    public static Map<String, List<String>> errors(JsonNode validation) {
        Map<String, List<String>> errors = new TreeMap<>();
        for (JsonNode config : validation.path("configs")) {
            JsonNode value = config.path("value");
            if (!value.path("errors").isEmpty()) {
                errors.put(
                        value.path("name").asText(),
                        elements(value.path("errors")).stream()
                                .map(JsonNode::asText)
                                .toList());
            }
        }
        return errors;
    }

    public JsonNode status(String name) {
        return settled("GET", "/connectors/" + name + "/status", null);
    }

    /** Restarts connector and tasks in any state. */
    public void restart(String name) {
        settled("POST", "/connectors/" + name + "/restart?includeTasks=true", null);
    }

    public void pause(String name) {
        settled("PUT", "/connectors/" + name + "/pause", null);
    }

    public void resume(String name) {
        settled("PUT", "/connectors/" + name + "/resume", null);
    }

    public void stop(String name) {
        settled("PUT", "/connectors/" + name + "/stop", null);
    }

    public void delete(String name) {
        settled("DELETE", "/connectors/" + name, null);
    }

    public void deleteIfExists(String name) {
        RestResponse reply = settledReply("DELETE", "/connectors/" + name, null);
        if (!reply.ok() && reply.status() != 404) {
            throw new IllegalStateException("Deleting " + name + " returned " + reply.status() + ": " + reply.body());
        }
    }

    /** {@code GET /connectors/name/offsets}: the committed offsets of the connector's group. */
    public Map<TopicPartition, Long> offsets(String name) {
        Map<TopicPartition, Long> offsets = new LinkedHashMap<>();
        for (JsonNode each :
                settled("GET", "/connectors/" + name + "/offsets", null).path("offsets")) {
            JsonNode partition = each.path("partition");
            offsets.put(
                    new TopicPartition(
                            partition.path("kafka_topic").asText(),
                            partition.path("kafka_partition").asInt()),
                    each.path("offset").path("kafka_offset").asLong());
        }
        return offsets;
    }

    /** Replaces the offsets of a stopped connector. */
    public void alterOffsets(String name, Map<TopicPartition, Long> offsets) {
        List<Object> all = new ArrayList<>();
        offsets.forEach((partition, offset) -> all.add(Map.of(
                "partition",
                Map.of("kafka_topic", partition.topic(), "kafka_partition", partition.partition()),
                "offset",
                Map.of("kafka_offset", offset))));
        settled("PATCH", "/connectors/" + name + "/offsets", Map.of("offsets", all));
    }

    /** {@code PUT /admin/loggers/logger}, while the worker runs. */
    public void logLevel(String logger, String level) {
        settled("PUT", "/admin/loggers/" + logger, Map.of("level", level));
    }

    /** Waits until the connector and exactly this many tasks run. Fails early if one remains failed. */
    public void awaitRunning(String name, int tasks) {
        AtomicInteger failed = new AtomicInteger();
        awaiting(name + " running with " + tasks + " tasks").until(() -> {
            JsonNode status = statusOrMissing(name);
            // Shortly after a restart the old failure is still visible.
            if (!status.findValuesAsText("state").contains("FAILED")) {
                failed.set(0);
            } else if (failed.incrementAndGet() > 30) {
                throw new IllegalStateException("Failed: " + status.toPrettyString());
            }
            List<String> states = taskStates(status);
            return connectorState(status).equals("RUNNING")
                    && states.size() == tasks
                    && states.stream().allMatch("RUNNING"::equals);
        });
    }

    /** Waits until a task has failed, and returns its trace. */
    public String awaitTaskFailed(String name) {
        return awaiting("a failed task of " + name)
                .until(() -> failedTrace(statusOrMissing(name)), trace -> !trace.isEmpty());
    }

    /** Waits until the connector itself has failed, and returns its trace. */
    public String awaitConnectorFailed(String name) {
        return awaiting(name + " failed")
                .until(
                        () -> statusOrMissing(name).path("connector"),
                        c -> c.path("state").asText().equals("FAILED"))
                .path("trace")
                .asText();
    }

    public void awaitPaused(String name) {
        awaiting(name + " paused").until(() -> {
            JsonNode status = statusOrMissing(name);
            return connectorState(status).equals("PAUSED")
                    && taskStates(status).stream().allMatch("PAUSED"::equals);
        });
    }

    /** Waits until it is stopped and has no tasks. */
    public void awaitStopped(String name) {
        awaiting(name + " stopped").until(() -> {
            JsonNode status = statusOrMissing(name);
            return connectorState(status).equals("STOPPED")
                    && taskStates(status).isEmpty();
        });
    }

    /** The number of workers with tasks of the connector. */
    public long workersOf(String name) {
        return elements(status(name).path("tasks")).stream()
                .map(task -> task.path("worker_id").asText())
                .distinct()
                .count();
    }

    /** The numbers of tasks per worker in ascending order. */
    public List<Long> tasksByWorker(String name) {
        return elements(status(name).path("tasks")).stream()
                .collect(Collectors.groupingBy(task -> task.path("worker_id").asText(), Collectors.counting()))
                .values()
                .stream()
                .sorted()
                .toList();
    }

    private static ConditionFactory awaiting(String what) {
        return Awaitility.await(what).atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(100));
    }

    /** Missing while the worker starts, stops or rebalances, or does not know the connector yet. */
    private JsonNode statusOrMissing(String name) {
        try {
            RestResponse reply = send("GET", "/connectors/" + name + "/status", null);
            return reply.ok() ? reply.body() : MissingNode.getInstance();
        } catch (IOException e) {
            return MissingNode.getInstance();
        }
    }

    private static String connectorState(JsonNode status) {
        return status.path("connector").path("state").asText();
    }

    private static List<String> taskStates(JsonNode status) {
        return elements(status.path("tasks")).stream()
                .map(task -> task.path("state").asText())
                .toList();
    }

    private static String failedTrace(JsonNode status) {
        return elements(status.path("tasks")).stream()
                .filter(task -> task.path("state").asText().equals("FAILED"))
                .map(task -> task.path("trace").asText())
                .findFirst()
                .orElse("");
    }

    private static List<JsonNode> elements(JsonNode array) {
        List<JsonNode> all = new ArrayList<>();
        array.forEach(all::add);
        return all;
    }
}
