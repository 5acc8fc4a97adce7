package com.openlayer.kafka.connect.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;

/**
 * An installed Prometheus with the shipped alerts. It scrapes every second, and the durations of alerts are divided by
 * sixty, so that alerts fire within seconds.
 */
public final class Prometheus implements AutoCloseable {
    private static final Pattern MINUTES = Pattern.compile("\\b(\\d+)m\\b");
    private static final Pattern HOURS = Pattern.compile("\\b(\\d+)h\\b");
    private static final Pattern MILLISECONDS = Pattern.compile("(?<=_ms > )(\\d+)");
    private static final int FASTER = 60;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient client = HttpClient.newHttpClient();
    private final URI base;
    private final Process process;
    private final Path log;
    private final Thread end;

    private Prometheus(Process process, Path log, int port) {
        this.process = process;
        this.log = log;
        base = URI.create("http://127.0.0.1:" + port);
        end = new Thread(process::destroyForcibly, "end-prometheus");
        Runtime.getRuntime().addShutdownHook(end);
    }

    /**
     * Starts it and waits until it answers.
     *
     * @param targets of the job {@code kafka-connect}, {@code host:port}
     */
    public static Prometheus start(Path program, Path alerts, List<String> targets) {
        Path directory = Workspace.fresh("prometheus");
        int port = FreePort.next();
        Path log = directory.resolve("prometheus.log");
        try {
            Files.writeString(directory.resolve("alerts.yml"), faster(Files.readString(alerts)));
            Files.writeString(directory.resolve("prometheus.yml"), """
                    global: {scrape_interval: 1s, scrape_timeout: 1s, evaluation_interval: 1s}
                    rule_files: [alerts.yml]
                    scrape_configs:
                      - job_name: kafka-connect
                        static_configs: [{targets: [%s]}]
                    """.formatted(
                            targets.stream().map(each -> "'" + each + "'").collect(Collectors.joining(","))));
            Process process = new ProcessBuilder(
                            program.toString(),
                            "--config.file=" + directory.resolve("prometheus.yml"),
                            "--storage.tsdb.path=" + directory.resolve("data"),
                            "--web.listen-address=127.0.0.1:" + port)
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            return new Prometheus(process, log, port).awaitReady();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String faster(String alerts) {
        String hours =
                HOURS.matcher(alerts).replaceAll(found -> Integer.parseInt(found.group(1)) * 3_600 / FASTER + "s");
        String minutes = MINUTES.matcher(hours).replaceAll("$1s");
        return MILLISECONDS
                .matcher(minutes)
                .replaceAll(found -> Long.toString(Long.parseLong(found.group(1)) / FASTER));
    }

    private Prometheus awaitReady() {
        Awaitility.await("Prometheus")
                .atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(200))
                .until(() -> {
                    if (!process.isAlive()) {
                        throw new IllegalStateException("Prometheus has ended: " + Files.readString(log));
                    }
                    try {
                        return get("/-/ready").statusCode() == 200;
                    } catch (UncheckedIOException e) {
                        return false;
                    }
                });
        return this;
    }

    /** The samples of an instant query. Throws if the expression is invalid. */
    public JsonNode query(String expression) {
        return data("/api/v1/query?query=" + URLEncoder.encode(expression, StandardCharsets.UTF_8))
                .path("result");
    }

    /** The firing and pending alerts, with their annotations. */
    public JsonNode alerts() {
        return data("/api/v1/alerts").path("alerts");
    }

    private JsonNode data(String path) {
        HttpResponse<String> response = get(path);
        try {
            JsonNode body = JSON.readTree(response.body());
            if (!body.path("status").asText().equals("success")) {
                throw new IllegalArgumentException(path + ": " + response.body());
            }
            return body.path("data");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private HttpResponse<String> get(String path) {
        try {
            return client.send(
                    HttpRequest.newBuilder(base.resolve(path)).build(), HttpResponse.BodyHandlers.ofString());
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
        Runtime.getRuntime().removeShutdownHook(end);
    }
}
