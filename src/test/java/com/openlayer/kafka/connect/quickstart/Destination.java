package com.openlayer.kafka.connect.quickstart;

import com.openlayer.kafka.connect.config.TaskType;
import com.openlayer.kafka.connect.testing.OpenlayerStub;
import com.openlayer.kafka.connect.testing.ReceivedRequest;
import com.openlayer.kafka.connect.testing.StubPipeline;
import com.openlayer.kafka.connect.testing.StubUpdates;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.ToLongFunction;

/** The destination of the rows: Openlayer if an API key is given, or else a stand-in on this machine. */
final class Destination implements AutoCloseable {
    private static final String API_KEY = "OPENLAYER_API_KEY";
    private static final String BASE_URL = "OPENLAYER_BASE_URL";
    private static final String PUBLIC_URL = "https://api.openlayer.com/v1";

    private final OpenlayerStub stub;
    private final ConnectorFile connector;
    private final Map<String, String> environment;
    private final Map<String, StubPipeline> standIns;

    private Destination(
            OpenlayerStub stub,
            ConnectorFile connector,
            Map<String, String> environment,
            Map<String, StubPipeline> standIns) {
        this.stub = stub;
        this.connector = connector;
        this.environment = environment;
        this.standIns = standIns;
    }

    /**
     * Decides by the environment.
     *
     * @param given the variables that are set
     */
    static Destination of(ConnectorFile connector, Map<String, String> given) {
        return given.containsKey(API_KEY) ? openlayer(connector, given) : standIn(connector, given);
    }

    private static Destination openlayer(ConnectorFile connector, Map<String, String> given) {
        List<String> missing = new ArrayList<>();
        for (String alias : connector.pipelines()) {
            ConnectorFile.variable(connector.of(alias, "inference.pipeline.id"))
                    .filter(name -> !given.containsKey(name))
                    .ifPresent(name -> missing.add("%s (for pipeline '%s')".formatted(name, alias)));
        }
        if (!missing.isEmpty()) {
            throw Failure.ofInput("""
                    %s is given, so the rows are to go to Openlayer, but these pipeline ids are not:
                      %s
                    Set these variables (-Dquickstart.pipeline.chat=UUID sets OPENLAYER_PIPELINE_CHAT, and so on). For one
                    pipeline give another file, for instance -Dquickstart.config=connector-config/llm.json
                    Without %s the rows go to a stand-in on this machine.""".formatted(API_KEY, String.join("\n  ", missing), API_KEY));
        }
        Map<String, String> environment = new HashMap<>(given);
        environment.putIfAbsent(BASE_URL, PUBLIC_URL);
        return new Destination(null, connector, environment, Map.of());
    }

    private static Destination standIn(ConnectorFile file, Map<String, String> given) {
        OpenlayerStub stub = OpenlayerStub.startChecking();
        Map<String, String> environment = new HashMap<>(given);
        environment.put(API_KEY, OpenlayerStub.API_KEY);
        environment.put(BASE_URL, stub.baseUrl().toString());
        ConnectorFile connector = file;
        // Without an API key nothing leaves this machine, whatever the file says.
        if (isNotVariable(file, "openlayer.api.key", API_KEY)) {
            connector = connector.with("openlayer.api.key", OpenlayerStub.API_KEY);
        }
        if (isNotVariable(file, "openlayer.base.url", BASE_URL)) {
            connector = connector.with("openlayer.base.url", stub.baseUrl().toString());
        }
        Map<String, StubPipeline> standIns = new TreeMap<>();
        Map<UUID, StubPipeline> published = new HashMap<>();
        Map<String, UUID> updated = new TreeMap<>();
        for (String alias : file.pipelines()) {
            String id = file.of(alias, "inference.pipeline.id");
            Optional<String> variable = ConnectorFile.variable(id);
            variable.ifPresent(
                    name -> environment.putIfAbsent(name, UUID.randomUUID().toString()));
            String resolved = variable.map(environment::get).orElse(id);
            // Validation reports a wrong id or task type.
            uuid(resolved).ifPresent(uuid -> {
                if (file.updates(alias)) {
                    updated.put(alias, uuid);
                }
                TaskType.of(file.of(alias, "task.type"))
                        .ifPresent(type ->
                                standIns.put(alias, published.computeIfAbsent(uuid, u -> stub.pipeline(u, type))));
            });
        }
        updated.forEach((alias, uuid) -> standIns.put(alias, published.computeIfAbsent(uuid, u -> {
            StubPipeline others = stub.pipeline(u, TaskType.LLM_BASE);
            others.updates().hasAll(); // as if another client had published them
            return others;
        })));
        return new Destination(stub, connector, environment, standIns);
    }

    private static boolean isNotVariable(ConnectorFile file, String property, String variable) {
        return !file.properties().getOrDefault(property, "").equals("${env:" + variable + "}");
    }

    private static Optional<UUID> uuid(String text) {
        try {
            return Optional.of(UUID.fromString(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    String description() {
        if (stub != null) {
            return "a stand-in for Openlayer at " + stub.baseUrl() + ", since no " + API_KEY + " is given";
        }
        return "Openlayer at "
                + connector.resolved(environment).properties().getOrDefault("openlayer.base.url", PUBLIC_URL);
    }

    /** The configuration of the connector to create. */
    ConnectorFile connector() {
        return connector;
    }

    /** The variables of the worker. */
    Map<String, String> environment() {
        return environment;
    }

    /** Whether it counts requests and rows itself. */
    boolean counts() {
        return stub != null;
    }

    /** The stand-in; empty if the rows go to Openlayer. */
    Optional<OpenlayerStub> standIn() {
        return Optional.ofNullable(stub);
    }

    /** The alias that a request to the stand-in belongs to. */
    String alias(ReceivedRequest request) {
        return standIns.entrySet().stream()
                .filter(own ->
                        request.pipeline().equals(Optional.of(own.getValue().id())))
                .map(Map.Entry::getKey)
                .filter(alias -> connector.updates(alias) == request.updates())
                .findFirst()
                .orElse("");
    }

    /** Values that must not be shown. */
    List<String> secrets() {
        return List.of(
                environment.getOrDefault(API_KEY, ""),
                connector.resolved(environment).properties().getOrDefault("openlayer.api.key", ""));
    }

    /** The number of requests sent to a pipeline, if known. */
    OptionalLong requests(String alias) {
        return count(alias, StubPipeline::requestCount, StubUpdates::requestCount);
    }

    /** The number of rows that a pipeline has acknowledged, if known. */
    OptionalLong acknowledged(String alias) {
        return count(alias, StubPipeline::rowCount, StubUpdates::count);
    }

    private OptionalLong count(
            String alias, ToLongFunction<StubPipeline> published, ToLongFunction<StubUpdates> updated) {
        StubPipeline pipeline = standIns.get(alias);
        if (pipeline == null) {
            return OptionalLong.empty();
        }
        return OptionalLong.of(
                connector.updates(alias) ? updated.applyAsLong(pipeline.updates()) : published.applyAsLong(pipeline));
    }

    /** The first row of a pipeline as the stand-in received it. For an update, the id in its URL comes first. */
    Optional<String> firstRow(String alias) {
        Optional<StubPipeline> pipeline = Optional.ofNullable(standIns.get(alias));
        return connector.updates(alias)
                ? pipeline.flatMap(found -> found.updates().first())
                        .map(update -> "update of row " + update.inferenceId() + ": " + update.firstRowText())
                : pipeline.flatMap(StubPipeline::first).map(ReceivedRequest::firstRowText);
    }

    /** Openlayer's row count of a pipeline; empty for the stand-in. */
    Optional<PipelineFigures> figures(String alias) throws InterruptedException {
        if (stub != null) {
            return Optional.empty();
        }
        ConnectorFile resolved = connector.resolved(environment);
        Map<String, String> properties = resolved.properties();
        return Optional.of(PipelineFigures.of(
                properties.getOrDefault("openlayer.base.url", PUBLIC_URL),
                properties.getOrDefault("openlayer.api.key", ""),
                resolved.of(alias, "inference.pipeline.id")));
    }

    /** Why the stand-in rejected requests; empty if it did not. */
    List<String> refusals() {
        List<String> all = new ArrayList<>();
        if (stub != null) {
            standIns.forEach((alias, pipeline) ->
                    pipeline.violations().forEach(reason -> all.add("pipeline '" + alias + "': " + reason)));
            all.addAll(stub.strangers());
        }
        return all;
    }

    @Override
    public void close() {
        if (stub != null) {
            stub.close();
        }
    }
}
