package com.openlayer.kafka.connect.benchmark;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.StreamSupport;

/** A running {@link StandInServer}. */
final class StandIn implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * Its counts since the run began.
     *
     * @param latencyMicros the sum of all requests' latencies
     */
    record Stats(
            long rows,
            long distinct,
            long requests,
            long bytes,
            int maxInFlight,
            long refused,
            long latencyMicros,
            double p95Millis) {
        double refusedShare() {
            return (double) refused / Math.max(1, refused + requests);
        }
    }

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Process process;
    private final URI base;

    private StandIn(Process process, URI base) {
        this.process = process;
        this.base = base;
    }

    static StandIn start() throws IOException {
        Process process = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        StandInServer.class.getName()))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
        String port = new BufferedReader(new InputStreamReader(process.getInputStream(), US_ASCII)).readLine();
        return new StandIn(process, URI.create("http://127.0.0.1:" + port));
    }

    URI base() {
        return base;
    }

    void begin(int latencyMillis, int stride, int rows) {
        get("/reset/" + latencyMillis + "/" + stride + "/" + rows);
    }

    /**
     * Restricts the run that has begun.
     *
     * @param room requests that it handles at once, while others wait; 0 for any number
     * @param limit requests beyond which it responds with 429; 0 for none
     */
    void limit(int room, int limit) {
        get("/limit/" + room + "/" + limit);
    }

    /** Changes the latency of the run that has begun. */
    void latency(int millis) {
        get("/latency/" + millis);
    }

    /** When each row arrived, in microseconds since the epoch; 0 for rows that did not. Empty in runs of many rows. */
    long[] arrivals() {
        JsonNode arrivals = get("/arrivals");
        return StreamSupport.stream(arrivals.spliterator(), false)
                .mapToLong(JsonNode::asLong)
                .toArray();
    }

    /** Forgets latencies, requests and refused requests so far. */
    void settled() {
        get("/settled");
    }

    /** Makes it respond with 503, or not. */
    void away(boolean away) {
        get("/away/" + away);
    }

    Stats stats() {
        JsonNode stats = get("/stats");
        return new Stats(
                stats.path("rows").asLong(),
                stats.path("distinct").asLong(),
                stats.path("requests").asLong(),
                stats.path("bytes").asLong(),
                stats.path("maxInFlight").asInt(),
                stats.path("refused").asLong(),
                stats.path("latencyMicros").asLong(),
                stats.path("p95").asDouble());
    }

    private JsonNode get(String path) {
        try {
            return JSON.readTree(
                    http.send(HttpRequest.newBuilder(base.resolve(path)).build(), HttpResponse.BodyHandlers.ofString())
                            .body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
