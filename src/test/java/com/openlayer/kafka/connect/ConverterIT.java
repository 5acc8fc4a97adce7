package com.openlayer.kafka.connect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.openlayer.kafka.connect.testing.ReceivedRequest;
import com.openlayer.kafka.connect.testing.SharedCluster;
import com.openlayer.kafka.connect.testing.Sink;
import com.openlayer.kafka.connect.testing.TestBed;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@ExtendWith(SharedCluster.class)
@Execution(ExecutionMode.CONCURRENT)
class ConverterIT {
    private static final ObjectMapper JSON = new ObjectMapper();

    private static final String PLAIN = """
            {"user_query": "Grüße, 世界 🌍 \\"quoted\\"", "output": "fine\\nand well", "tokens": 9007199254740993,
             "score": 0.25, "flag": true, "nothing": null, "tags": ["a", "b"], "nested": {"depth": {"is": 3}}}""";

    private static final String WITH_SCHEMA = """
            {"schema": {"type": "struct", "fields": [
              {"field": "user_query", "type": "string"}, {"field": "output", "type": "string"},
              {"field": "tokens", "type": "int64"}, {"field": "score", "type": "double"},
              {"field": "flag", "type": "boolean"}, {"field": "nothing", "type": "string", "optional": true},
              {"field": "tags", "type": "array", "items": {"type": "string"}},
              {"field": "nested", "type": "struct", "fields": [
                {"field": "depth", "type": "struct", "fields": [{"field": "is", "type": "int32"}]}]}]},
             "payload": %s}""".formatted(PLAIN);

    static Stream<Arguments> converters() {
        String json = "org.apache.kafka.connect.json.JsonConverter";
        return Stream.of(
                arguments("JsonConverter without schemas", json, false, PLAIN),
                arguments("JsonConverter with schemas", json, true, WITH_SCHEMA),
                arguments("StringConverter", "org.apache.kafka.connect.storage.StringConverter", false, PLAIN),
                arguments(
                        "ByteArrayConverter", "org.apache.kafka.connect.converters.ByteArrayConverter", false, PLAIN));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("converters")
    @DisplayName("a row equals its record with every converter")
    void arrivesEqual(String name, String converter, boolean schemas, String value, TestBed bed) throws Exception {
        Sink sink = Sink.on(bed).with("value.converter", converter);
        if (converter.endsWith("JsonConverter")) {
            sink.with("value.converter.schemas.enable", schemas);
        }

        sink.produce(List.of(value, value)).connect().awaitRows(2).awaitAllCommitted();

        ReceivedRequest request = sink.pipeline().requests().get(0);
        assertThat(sink.pipeline().violations()).isEmpty();
        for (JsonNode row : sink.pipeline().rows()) {
            ObjectNode arrived = row.deepCopy();
            // Added by the connector.
            arrived.remove(List.of(
                    request.config().path("inferenceIdColumnName").asText(),
                    request.config().path("timestampColumnName").asText()));
            assertThat(arrived).isEqualTo(JSON.readTree(PLAIN));
        }
        assertThat(request.config().path("outputColumnName").asText()).isEqualTo("output");
        assertThat(request.header("User-Agent")).contains("openlayer");
    }
}
