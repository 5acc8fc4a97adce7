package com.openlayer.kafka.connect.quickstart;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/**
 * What Openlayer shows of a pipeline: {@code GET /inference-pipelines/{id}}, the request of the connector's own check.
 *
 * @param totalRecords {@code totalRecordsCount}, or -1 if the answer does not have it
 * @param lastSample {@code dateLastSampleReceived}, or {@code –} if the answer does not have it
 */
record PipelineFigures(long totalRecords, String lastSample) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    /** No response, or one without counts. */
    static final PipelineFigures UNKNOWN = new PipelineFigures(-1, "–");

    /** Queries once. Every failure is {@link #UNKNOWN}, because the counts are only shown; validation reports the cause. */
    static PipelineFigures of(String baseUrl, String apiKey, String id) throws InterruptedException {
        try {
            HttpRequest request = HttpRequest.newBuilder(URI.create(baseUrl + "/inference-pipelines/" + id))
                    .timeout(TIMEOUT)
                    .header("Authorization", "Bearer " + apiKey)
                    .header("Accept", "application/json")
                    .build();
            HttpClient http = HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(TIMEOUT)
                    .build();
            HttpResponse<byte[]> response = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
            return response.statusCode() == 200 ? read(JSON.readTree(response.body())) : UNKNOWN;
        } catch (IOException | IllegalArgumentException e) {
            return UNKNOWN;
        }
    }

    private static PipelineFigures read(JsonNode pipeline) {
        return new PipelineFigures(
                pipeline.path("totalRecordsCount").asLong(UNKNOWN.totalRecords),
                pipeline.path("dateLastSampleReceived").asText(UNKNOWN.lastSample));
    }

    /** Whether Openlayer has counted this many more rows than before. True if it shows no count. */
    boolean hasCounted(long rows, PipelineFigures before) {
        return totalRecords < 0 || before.totalRecords < 0 || totalRecords >= before.totalRecords + rows;
    }

    String total() {
        return totalRecords < 0 ? "–" : Long.toString(totalRecords);
    }
}
