package com.openlayer.kafka.connect.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.StreamSupport;

/** The shipped Grafana dashboard. */
public final class Dashboard {
    private static final Path FILE = Path.of("docker", "monitoring", "grafana", "dashboards", "openlayer.json");

    private final JsonNode json;

    private Dashboard(JsonNode json) {
        this.json = json;
    }

    public static Dashboard shipped() {
        try {
            return new Dashboard(new ObjectMapper().readTree(FILE.toFile()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public List<JsonNode> panels() {
        return StreamSupport.stream(json.path("panels").spliterator(), false).toList();
    }

    /** All expressions as Grafana sends them with this connector and all pipelines selected. */
    public List<String> expressions(String connector) {
        return panels().stream()
                .flatMap(panel -> expressions(panel).stream())
                .map(expression -> chosen(expression, connector))
                .toList();
    }

    /** The first expression of the panel with this title. */
    public String expression(String title, String connector) {
        return panels().stream()
                .filter(panel -> panel.path("title").asText().equals(title))
                .map(panel -> chosen(expressions(panel).get(0), connector))
                .findFirst()
                .orElseThrow();
    }

    public static List<String> expressions(JsonNode panel) {
        return StreamSupport.stream(panel.path("targets").spliterator(), false)
                .map(target -> target.path("expr").asText())
                .toList();
    }

    private static String chosen(String expression, String connector) {
        return expression
                .replace("$connector", connector)
                .replace("$pipeline", ".+")
                .replace("$__rate_interval", "10s");
    }
}
