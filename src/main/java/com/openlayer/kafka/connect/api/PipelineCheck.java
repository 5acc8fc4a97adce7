package com.openlayer.kafka.connect.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.openlayer.kafka.connect.api.PipelineCheckResult.FailureKind;
import com.openlayer.kafka.connect.api.PipelineCheckResult.Found;
import com.openlayer.kafka.connect.api.PipelineCheckResult.KeyRefused;
import com.openlayer.kafka.connect.api.PipelineCheckResult.PipelineUnknown;
import com.openlayer.kafka.connect.api.PipelineCheckResult.Unclear;
import com.openlayer.kafka.connect.api.PipelineCheckResult.Unreachable;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import okhttp3.Call;
import okhttp3.Callback;
import okhttp3.HttpUrl;
import okhttp3.Response;

/** Queries a pipeline before anything is published: {@code GET /inference-pipelines/{id}?expand=project,workspace}. */
public final class PipelineCheck implements AutoCloseable {
    private static final String PROJECT = "project";
    /** Comma-separated, as in Openlayer's SDKs. */
    private static final String PROJECT_AND_WORKSPACE = "project,workspace";

    private final Connection connection;
    private final Transport transport;

    /**
     * Neither connects nor starts a thread before the first check.
     *
     * @throws IllegalArgumentException like {@link DataStreamClient}
     */
    public PipelineCheck(Connection connection, ThreadFactory threads) {
        this.connection = connection;
        this.transport = new Transport(connection, threads);
    }

    /**
     * Queries the pipeline and waits for the result. If the server rejects the query because it cannot expand the
     * workspace, a second query expands only the project.
     *
     * @param timeBox the time limit, even if a name lookup hangs; the connection's timeouts apply too
     */
    public PipelineCheckResult check(UUID pipelineId, Duration timeBox) {
        long deadline = System.nanoTime() + timeBox.toNanos();
        CallProgress progress = new CallProgress();
        PipelineCheckResult result = query(pipelineId, PROJECT_AND_WORKSPACE, progress, timeBox);
        if (progress.status() == 400 || progress.status() == 422) {
            Duration left = Duration.ofNanos(Math.max(0, deadline - System.nanoTime()));
            result = query(pipelineId, PROJECT, new CallProgress(), left);
        }
        return result;
    }

    private PipelineCheckResult query(UUID pipelineId, String expanded, CallProgress progress, Duration timeBox) {
        okhttp3.Request.Builder get = transport.request(pipelineId);
        HttpUrl url = get.build()
                .url()
                .newBuilder()
                .addEncodedQueryParameter("expand", expanded)
                .build();
        Call call = transport.call(get.url(url), progress);
        CompletableFuture<PipelineCheckResult> result = new CompletableFuture<>();
        call.enqueue(new Callback() {
            @Override
            public void onResponse(Call query, Response response) {
                try {
                    result.complete(read(Reply.read(response, progress)));
                } catch (IOException e) {
                    onFailure(query, e);
                } catch (RuntimeException e) {
                    result.complete(new Unclear(
                            "the answer could not be read (" + e.getClass().getSimpleName() + ")"));
                }
            }

            @Override
            public void onFailure(Call query, IOException e) {
                CallFailure failure = CallFailure.of(e, progress, connection);
                result.complete(new Unreachable(failure.reason(), failure.kind()));
            }
        });
        return await(result, call, timeBox);
    }

    /** Releases threads and connections. */
    @Override
    public void close() {
        transport.close();
    }

    private static PipelineCheckResult await(
            CompletableFuture<PipelineCheckResult> result, Call call, Duration timeBox) {
        try {
            return result.get(timeBox.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            call.cancel();
            return new Unreachable("no answer within " + timeBox.toMillis() + " ms", FailureKind.TIMEOUT);
        } catch (InterruptedException e) {
            call.cancel();
            Thread.currentThread().interrupt();
            return new Unclear("interrupted");
        } catch (ExecutionException e) {
            throw new IllegalStateException("a result is never exceptional", e);
        }
    }

    private PipelineCheckResult read(Reply reply) {
        int status = reply.status();
        Redaction redaction = new Redaction(connection.apiKey());
        String reason = reply.describe(redaction);
        return switch (status) {
            case 200 -> reply.json().flatMap(json -> found(json, redaction)).orElseGet(() -> new Unclear(reason));
            case 401, 403 -> new KeyRefused(reason);
            case 404 -> new PipelineUnknown(reason);
            default -> status >= 500 ? new Unreachable(reason, FailureKind.SERVER) : new Unclear(reason);
        };
    }

    private static Optional<PipelineCheckResult> found(JsonNode json, Redaction redaction) {
        JsonNode project = json.path("project");
        boolean pipeline = json.hasNonNull("id") || json.hasNonNull("name") || project.isObject();
        return pipeline
                ? Optional.of(new Found(
                        text(project.path("taskType"), redaction),
                        text(json.path("workspace").path("status"), redaction),
                        text(json.path("dataBackend").path("backendType"), redaction)))
                : Optional.empty();
    }

    private static Optional<String> text(JsonNode node, Redaction redaction) {
        return Optional.ofNullable(node.textValue())
                .filter(text -> !text.isBlank())
                .map(redaction::apply);
    }
}
