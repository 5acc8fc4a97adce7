package com.openlayer.kafka.connect;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.openlayer.kafka.connect.testing.Dashboard;
import com.openlayer.kafka.connect.testing.Prometheus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Checks the alert rules and the dashboard in {@code docker/monitoring}. {@code PrometheusIT} evaluates them. */
class AlertsTest {
    private static final Path MONITORING = Path.of("docker", "monitoring");
    private static final Path PAGE = Path.of("docs", "operations.md");
    private static final Pattern GROUPING = Pattern.compile("\\bby \\(([^)]*)\\)");
    private static final int A_MINUTE = 60_000;

    private static JsonNode yaml(String file) throws IOException {
        return new ObjectMapper(new YAMLFactory())
                .readTree(MONITORING.resolve(file).toFile());
    }

    private static List<JsonNode> alerts() throws IOException {
        return elements(yaml("alerts.yml").at("/groups/0/rules"));
    }

    private static List<JsonNode> elements(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false).toList();
    }

    @Test
    @DisplayName("each alert has a test case that fires and one that does not")
    void cases() throws IOException {
        Set<String> firing = new TreeSet<>();
        Set<String> silent = new TreeSet<>();
        for (JsonNode test : yaml("alerts-test.yml").path("tests")) {
            for (JsonNode expectation : test.path("promql_expr_test")) {
                String alert = expectation.path("expr").asText().replaceAll(".*alertname=\"(\\w+)\".*", "$1");
                (expectation.path("exp_samples").isEmpty() ? silent : firing).add(alert);
            }
        }
        List<String> names =
                alerts().stream().map(alert -> alert.path("alert").asText()).toList();
        assertThat(names).hasSizeGreaterThan(10);
        assertThat(firing).containsExactlyInAnyOrderElementsOf(names);
        assertThat(silent).containsExactlyInAnyOrderElementsOf(names);
    }

    @Test
    @DisplayName("promtool confirms the test cases")
    void promtool() throws Exception {
        Optional<Path> program = Prometheus.program("promtool");
        if (program.isEmpty()) {
            System.out.println("[WARNING] No promtool on the PATH: the cases of the alerts are SKIPPED. On Debian:"
                    + " apt-get install prometheus");
        }
        assumeTrue(program.isPresent(), "no promtool on the PATH");
        Process process = new ProcessBuilder(program.get().toString(), "test", "rules", "alerts-test.yml")
                .directory(MONITORING.toFile())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
    }

    @Test
    @DisplayName("each alert has a row in operations.md, with its severity, and links to it")
    void documented() throws IOException {
        String page = Files.readString(PAGE);
        for (JsonNode alert : alerts()) {
            String name = alert.path("alert").asText();
            assertThat(page)
                    .contains("<a id=\"%1$s\"></a>`%1$s` | %2$s |"
                            .formatted(name, alert.at("/labels/severity").asText()));
            assertThat(alert.at("/annotations/runbook_url").asText()).endsWith("docs/operations.md#" + name);
        }
    }

    @Test
    @DisplayName("every panel of the dashboard links to a section of operations.md")
    void links() throws IOException {
        String page = Files.readString(PAGE);
        Set<String> places = new TreeSet<>();
        page.lines()
                .filter(line -> line.startsWith("#"))
                .map(line -> line.replaceFirst("^#+ ", "")
                        .toLowerCase(Locale.ROOT)
                        .replace(",", "")
                        .replace(' ', '-'))
                .forEach(places::add);
        Pattern.compile("<a id=\"([^\"]+)\">").matcher(page).results().forEach(match -> places.add(match.group(1)));
        for (JsonNode panel : Dashboard.shipped().panels()) {
            String url = panel.at("/links/0/url").asText();
            assertThat(places).as(url).contains(url.substring(url.indexOf('#') + 1));
        }
    }

    @Test
    @DisplayName("no panel merges connectors, and thresholds of milliseconds are milliseconds")
    void panels() {
        for (JsonNode panel : Dashboard.shipped().panels()) {
            String title = panel.path("title").asText();
            List<String> groupings = new ArrayList<>();
            for (String expression : Dashboard.expressions(panel)) {
                GROUPING.matcher(expression).results().forEach(match -> groupings.add(match.group(1)));
                assertThat(expression.startsWith("ALERTS")
                                || GROUPING.matcher(expression).find())
                        .as(title)
                        .isTrue();
            }
            assertThat(groupings).as(title).allMatch(labels -> labels.matches("(connector|consumergroup)\\b.*"));
            if (panel.at("/fieldConfig/defaults/unit").asText().equals("ms")) {
                for (JsonNode step : panel.at("/fieldConfig/defaults/thresholds/steps")) {
                    assertThat(step.path("value").isNull() || step.path("value").asInt() >= A_MINUTE)
                            .as(title)
                            .isTrue();
                }
            }
        }
        assertThat(Dashboard.shipped().panels().stream()
                        .limit(4)
                        .map(panel -> panel.path("title").asText()))
                .containsExactly("Connectors", "Tasks", "Firing alerts", "Oldest unacknowledged record");
    }
}
