package com.openlayer.kafka.connect.testing;

import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.ok;

import com.fasterxml.jackson.databind.JsonNode;
import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.core.Options;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import com.github.tomakehurst.wiremock.extension.Parameters;
import com.github.tomakehurst.wiremock.extension.ResponseDefinitionTransformerV2;
import com.github.tomakehurst.wiremock.extension.ServeEventListener;
import com.github.tomakehurst.wiremock.http.ResponseDefinition;
import com.github.tomakehurst.wiremock.stubbing.ServeEvent;
import com.openlayer.kafka.connect.config.TaskType;
import java.net.URI;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * A stand-in for Openlayer on loopback, based on WireMock. It accepts what the contract allows, rejects other requests
 * with the reason, records requests, and fails as scripted.
 */
public final class OpenlayerStub implements AutoCloseable {
    public static final String API_KEY = "test-key-of-the-stub";

    private final int port = FreePort.next();
    private final boolean countsOnly;
    private final int checkedShare;
    private final Faults faults = new Faults();
    private final Map<UUID, StubPipeline> pipelines = new ConcurrentHashMap<>();
    private final ConcurrentLinkedQueue<String> strangers = new ConcurrentLinkedQueue<>();
    private final AtomicLong numbers = new AtomicLong();
    private volatile Consumer<ReceivedRequest> listener = request -> {};
    private WireMockServer server;

    private OpenlayerStub(boolean countsOnly, int checkedShare) {
        this.countsOnly = countsOnly;
        this.checkedShare = checkedShare;
        goOnline();
    }

    /** Records every row and request, and checks each against the whole contract. */
    public static OpenlayerStub start() {
        return new OpenlayerStub(false, 1);
    }

    /** For a million rows: counts ids without keeping rows, checks a tenth of the requests fully and the shape of the others. */
    public static OpenlayerStub startCounting() {
        return new OpenlayerStub(true, 10);
    }

    /** For any number of a user's rows: checks each request fully, counts ids without keeping rows. */
    public static OpenlayerStub startChecking() {
        return new OpenlayerStub(true, 1);
    }

    /** A new pipeline whose project has this task type. */
    public StubPipeline pipeline(TaskType taskType) {
        return pipeline(UUID.randomUUID(), taskType);
    }

    /** A pipeline with this id, whose project has this task type. */
    public StubPipeline pipeline(UUID id, TaskType taskType) {
        StubPipeline pipeline = new StubPipeline(id, taskType, countsOnly);
        pipelines.put(pipeline.id(), pipeline);
        return pipeline;
    }

    public Collection<StubPipeline> pipelines() {
        return List.copyOf(pipelines.values());
    }

    /** The value of {@code openlayer.base.url}. */
    public URI baseUrl() {
        return URI.create("http://127.0.0.1:" + port + "/v1");
    }

    public Faults faults() {
        return faults;
    }

    /**
     * Calls the listener for every request whose rows were accepted, once its outcome is decided and before the answer is
     * sent. If the outcome is not 200, the answer is lost.
     */
    public void listen(Consumer<ReceivedRequest> to) {
        listener = to;
    }

    /** Requests to unknown addresses or with a wrong key: method, URL and answer. */
    public List<String> strangers() {
        return List.copyOf(strangers);
    }

    /** Refuses connections from now on. */
    public synchronized void goOffline() {
        if (server != null) {
            server.stop();
            server = null;
        }
    }

    /** Accepts connections again on the same port, with all recorded data. */
    public synchronized void goOnline() {
        if (server != null) {
            return;
        }
        server = new WireMockServer(WireMockConfiguration.options()
                .bindAddress("127.0.0.1")
                .port(port)
                // A held request occupies its thread.
                .containerThreads(96)
                .asynchronousResponseEnabled(true)
                .asynchronousResponseThreads(8)
                .jettyStopTimeout(200L)
                .disableRequestJournal()
                .gzipDisabled(true)
                .useChunkedTransferEncoding(Options.ChunkedEncodingPolicy.NEVER)
                .extensions(new ScriptedAnswers(), new InFlight()));
        server.stubFor(any(anyUrl()).willReturn(ok()));
        server.start();
    }

    @Override
    public void close() {
        faults.clear();
        goOffline();
    }

    private ResponseDefinition answer(ServeEvent event) {
        ReceivedRequest request = new ReceivedRequest(numbers.incrementAndGet(), event.getRequest());
        Optional<StubPipeline> pipeline = request.pipeline().map(pipelines::get);
        if (request.publishes()) {
            pipeline.ifPresent(p -> p.arrived(request));
        } else if (request.updates()) {
            pipeline.ifPresent(p -> p.updates().arrived(request));
        }
        StubAnswer scripted = faults.answerTo(request);
        StubAnswer byContract = scripted.acceptsFirst() ? byContract(request, pipeline) : null;
        scripted.gate().ifPresent(Gate::pass);
        if (scripted.isContract() && byContract == null) {
            byContract = byContract(request, pipeline);
        }
        StubAnswer answer = byContract == null ? scripted : scripted.or(byContract);
        request.answered(answer.outcome());
        if (request.updates()) {
            pipeline.ifPresent(p -> p.updates().answered(request));
        }
        if (request.delivers() && byContract != null && byContract.outcome().equals("200")) {
            listener.accept(request);
        }
        return answer.render().build();
    }

    private StubAnswer byContract(ReceivedRequest request, Optional<StubPipeline> pipeline) {
        StubAnswer answer = judge(request, pipeline);
        if (pipeline.isEmpty() || answer.outcome().equals("401")) {
            strangers.add(request.method() + " " + request.url() + " " + answer.outcome());
        }
        return answer;
    }

    private StubAnswer judge(ReceivedRequest request, Optional<StubPipeline> pipeline) {
        if (!request.path().startsWith("/v1/") || request.pipeline().isEmpty()) {
            return refusal(404, "Not found");
        }
        if (!request.header("Authorization").equals("Bearer " + API_KEY)) {
            return refusal(401, "Invalid API key");
        }
        if (pipeline.isEmpty()) {
            return refusal(404, "Inference pipeline not found");
        }
        if (request.publishes()) {
            return published(request, pipeline.get());
        }
        if (request.updates()) {
            return updated(request, pipeline.get());
        }
        if (request.method().equals("GET")
                && !request.path().endsWith("/data-stream")
                && !request.path().endsWith("/rows")) {
            return StubAnswer.status(200).body(described(request, pipeline.get()));
        }
        return refusal(405, "Method not allowed");
    }

    private StubAnswer published(ReceivedRequest request, StubPipeline pipeline) {
        if (!request.header("Content-Type").startsWith("application/json")) {
            return refusal(415, "Unsupported media type");
        }
        List<String> violations = request.number() % checkedShare == 0
                ? RequestContract.of(pipeline.taskType()).violations(request.body())
                : shape(request.body());
        if (!violations.isEmpty()) {
            pipeline.violated(violations);
            return refusal(422, violations.get(0));
        }
        pipeline.accepted(request);
        return StubAnswer.status(200).body("{\"success\": true}");
    }

    private static StubAnswer updated(ReceivedRequest request, StubPipeline pipeline) {
        if (!request.header("Content-Type").startsWith("application/json")) {
            return refusal(415, "Unsupported media type");
        }
        List<String> violations = UpdateContract.violations(request.inferenceId(), request.body());
        if (!violations.isEmpty()) {
            pipeline.violated(violations);
            return refusal(422, violations.get(0));
        }
        if (!pipeline.updates().isVisible(request.inferenceId(), pipeline.ids())) {
            return refusal(404, "Row not found");
        }
        pipeline.updates().accepted(request);
        return StubAnswer.status(200).body("{\"success\": true}");
    }

    private static List<String> shape(JsonNode body) {
        boolean right = body.size() == 2
                && body.path("rows").isArray()
                && !body.path("rows").isEmpty()
                && body.path("config").isObject();
        return right ? List.of() : List.of("The body is not rows and config");
    }

    private static String described(ReceivedRequest request, StubPipeline pipeline) {
        String project = request.url().contains("expand=project")
                ? ",\"project\":{\"id\":\"%s\",\"name\":\"stub\",\"taskType\":\"%s\"}"
                        .formatted(
                                UUID.nameUUIDFromBytes(new byte[] {1}),
                                pipeline.taskType().value())
                : "";
        String lastSample =
                pipeline.lastAcceptance().map(time -> "\"" + time + "\"").orElse("null");
        return "{\"id\":\"%s\",\"name\":\"production\",\"status\":\"completed\",\"totalRecordsCount\":%d,\"dateLastSampleReceived\":%s%s}"
                .formatted(pipeline.id(), pipeline.rowCount(), lastSample, project);
    }

    private static StubAnswer refusal(int status, String reason) {
        return StubAnswer.status(status).body(StubAnswer.error(status, reason));
    }

    /** Replaces WireMock's own matching, which would keep every body in memory. */
    private final class ScriptedAnswers implements ResponseDefinitionTransformerV2 {
        @Override
        public ResponseDefinition transform(ServeEvent event) {
            return answer(event);
        }

        @Override
        public String getName() {
            return "openlayer";
        }
    }

    /** Counts requests in flight, until their answer is sent or has failed. */
    private final class InFlight implements ServeEventListener {
        @Override
        public void beforeMatch(ServeEvent event, Parameters parameters) {
            pipelineOf(event).ifPresent(StubPipeline::begin);
        }

        @Override
        public void afterComplete(ServeEvent event, Parameters parameters) {
            // Called before the delay of an answer.
            Integer delay = event.getResponseDefinition().getFixedDelayMilliseconds();
            pipelineOf(event)
                    .ifPresent(pipeline -> CompletableFuture.delayedExecutor(
                                    delay == null ? 0 : delay, TimeUnit.MILLISECONDS, Runnable::run)
                            .execute(pipeline::end));
        }

        private Optional<StubPipeline> pipelineOf(ServeEvent event) {
            String path = ReceivedRequest.path(event.getRequest().getUrl());
            return path.endsWith("/data-stream") || path.endsWith("/rows")
                    ? ReceivedRequest.pipeline(path).map(pipelines::get)
                    : Optional.empty();
        }

        @Override
        public String getName() {
            return "in-flight";
        }
    }
}
