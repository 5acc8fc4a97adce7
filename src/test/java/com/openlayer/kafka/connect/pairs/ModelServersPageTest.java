package com.openlayer.kafka.connect.pairs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.openlayer.kafka.connect.config.ConfigValidation;
import com.openlayer.kafka.connect.quickstart.ConnectorFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The examples of docs/model-servers.md. */
class ModelServersPageTest {
    private static final Path PAGE = Path.of("docs", "model-servers.md");
    private static final ConnectorFile SHIPPED = ConnectorFile.of(Path.of("connector-config", "model-server.json"));
    private static final String ID = "b2c2c5f0-1a4f-4a1e-9f54-2d6f0f8c8a11";

    private static String section(String heading) {
        try {
            String page = Files.readString(PAGE);
            int from = page.indexOf("\n## " + heading);
            assertThat(from).as(heading).isPositive();
            int to = page.indexOf("\n## ", from + 1);
            return page.substring(from, to < 0 ? page.length() : to);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The blocks of a section whose first line ends with this word. */
    private static List<String> blocks(String heading, String kind) {
        return Pattern.compile("(?ms)^```\\w+ " + kind + "\n(.*?)^```$")
                .matcher(section(heading))
                .results()
                .map(block -> block.group(1))
                .toList();
    }

    private static String block(String heading, String kind) {
        assertThat(blocks(heading, kind)).as(heading + ": " + kind).hasSize(1);
        return blocks(heading, kind).get(0);
    }

    private static ConnectorFile connector(String heading) {
        Map<String, String> properties = new LinkedHashMap<>();
        PairRecord.json(block(heading, "config"))
                .properties()
                .forEach(property ->
                        properties.put(property.getKey(), property.getValue().asText()));
        return new ConnectorFile(heading, properties);
    }

    @Test
    @DisplayName(
            "KServe: the request and the response become the row by the shipped configuration, whose mapping is the three lines")
    void kserve() {
        String heading = "KServe, from the YAML to the row";
        PairRecord pair = PairRecord.of(
                PairRecord.json(block(heading, "request")), PairRecord.json(block(heading, "response")), ID, 38);
        assertThat(pair.rows(SHIPPED)).containsExactly(PairRecord.json(block(heading, "row")));
        SHIPPED.properties().forEach((name, value) -> {
            if (List.of("format", "feature.names", "class.names").contains(name)) {
                assertThat(section(heading)).contains("  \"" + name + "\": \"" + value + "\"");
            }
        });
    }

    @Test
    @DisplayName("a streamed answer becomes its text")
    void streamed() {
        String heading = "Language models and streamed answers";
        PairRecord pair = PairRecord.of(
                PairRecord.json(block(heading, "request")), TextNode.valueOf(block(heading, "response")), ID, 700);
        assertThat(pair.rows(connector(heading))).containsExactly(PairRecord.json(block(heading, "row")));
    }

    @Test
    @DisplayName("Seldon: feedback on several instances becomes the updates of their rows")
    void feedback() {
        JsonNode feedback = PairRecord.json(block("Seldon Core", "record"));
        assertThat(feedback(feedback.path("value"), headers(feedback)))
                .isEqualTo(blocks("Seldon Core", "row").stream()
                        .map(PairRecord::json)
                        .toList());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"ndarray\": [1]}",
                "{\"ndarray\": [[1]]}",
                "{\"names\": [\"c\"], \"tensor\": {\"shape\": [1, 1], \"values\": [1]}}"
            })
    @DisplayName("Seldon: the truth of one instance is the label of the row with the request's id")
    void truth(String data) {
        JsonNode body = PairRecord.json("{\"response\": {}, \"reward\": 1, \"truth\": {\"data\": " + data + "}}");
        assertThat(feedback(body, headers("io.seldon.serving.feedback")))
                .containsExactly(PairRecord.json("{\"id\": \"" + ID + "\", \"label\": 1}"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "io.seldon.serving.inference.request",
                "io.seldon.serving.inference.response",
                "io.seldon.serving.feedback"
            })
    @DisplayName("Seldon: requests, responses and feedback that is only a reward need no update")
    void noTruth(String type) {
        String truth = type.endsWith("feedback") ? "" : ", \"truth\": {\"data\": {\"ndarray\": [1]}}";
        assertThat(feedback(
                        PairRecord.json("{\"data\": {\"ndarray\": [[5.1]]}, \"reward\": 1" + truth + "}"),
                        headers(type)))
                .isEmpty();
    }

    private static List<JsonNode> feedback(JsonNode body, Map<String, String> headers) {
        return new PairRecord(body.toString(), headers).rows(connector("Seldon Core"));
    }

    private static Map<String, String> headers(String type) {
        return Map.of("type", type, "requestid", ID);
    }

    private static Map<String, String> headers(JsonNode record) {
        Map<String, String> headers = new HashMap<>();
        record.path("headers")
                .properties()
                .forEach(
                        header -> headers.put(header.getKey(), header.getValue().asText()));
        return headers;
    }

    @ParameterizedTest
    @ValueSource(strings = {"Language models and streamed answers", "Seldon Core"})
    @DisplayName("each configuration is valid")
    void valid(String heading) {
        ConfigValidation validation = ConfigValidation.of(
                ConfigValidation.definition(),
                connector(heading).resolved(Map.of("OPENLAYER_API_KEY", "key")).properties());
        assertThat(validation.values())
                .allSatisfy(value ->
                        assertThat(value.errorMessages()).as(value.name()).isEmpty());
    }
}
