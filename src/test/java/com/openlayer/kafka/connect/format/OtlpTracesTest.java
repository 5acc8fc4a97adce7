package com.openlayer.kafka.connect.format;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Compares the decoder with OpenTelemetry's own exporter, which writes the same spans in protobuf and JSON. */
class OtlpTracesTest {
    private static final Path SAMPLES =
            Path.of("src/main/resources/com/openlayer/kafka/connect/format/otel-genai/samples");

    /** The traces that are {@code .bin} samples of the preset. */
    private static final Map<String, Supplier<ExportedTraces>> TRACES = Map.of(
            "exported-semantic-conventions", ExportedTraces::semanticConventions,
            "exported-openinference-failure", ExportedTraces::openInference,
            "exported-openllmetry", ExportedTraces::openLlmetry);

    private final ObjectMapper mapper = new ObjectMapper();

    @TestFactory
    @DisplayName("protobuf from an exporter becomes what the exporter writes as JSON")
    Stream<DynamicTest> exporterIsOracle() {
        return Stream.concat(TRACES.values().stream(), Stream.of((Supplier<ExportedTraces>) ExportedTraces::allParts))
                .map(Supplier::get)
                .map(traces -> DynamicTest.dynamicTest(
                        "traces", () -> assertThat(decode(traces.protobuf())).isEqualTo(merged(traces.json()))));
    }

    /** One request of several, without the empty lists that the exporter writes. */
    private JsonNode merged(List<String> requests) throws IOException {
        ArrayNode spans = mapper.createArrayNode();
        for (String request : requests) {
            spans.addAll((ArrayNode) mapper.readTree(request).path("resourceSpans"));
        }
        dropEmptyLists(spans);
        return mapper.createObjectNode().set("resourceSpans", spans);
    }

    private static void dropEmptyLists(JsonNode node) {
        if (node instanceof ObjectNode object) {
            object.properties()
                    .removeIf(field ->
                            field.getValue().isArray() && field.getValue().isEmpty());
        }
        node.forEach(OtlpTracesTest::dropEmptyLists);
    }

    @TestFactory
    @DisplayName("the samples are the exporter's bytes (-Dsamples.update=true writes them)")
    Stream<DynamicTest> samples() {
        return TRACES.entrySet().stream()
                .map(entry -> DynamicTest.dynamicTest(entry.getKey(), () -> {
                    Path file = SAMPLES.resolve(entry.getKey() + ".bin");
                    byte[] exported = entry.getValue().get().protobuf();
                    if (Boolean.getBoolean("samples.update")) {
                        Files.write(file, exported);
                    }
                    assertThat(Files.readAllBytes(file)).isEqualTo(exported);
                }));
    }

    @Test
    @DisplayName("a request as JSON text is read as JSON")
    void jsonText() throws IOException {
        String json = ExportedTraces.openLlmetry().json().get(0);

        assertThat(decode(("\r\n \t" + json).getBytes(UTF_8))).isEqualTo(mapper.readTree(json));
    }

    @Test
    @DisplayName("a request whose first two bytes are those of a line feed and a brace is protobuf")
    void lineFeedAndBrace() {
        byte[] spans = message(out -> out.writeString(3, "s".repeat('{' - 2)));
        byte[] request = message(out -> out.writeByteArray(1, spans));

        assertThat(Arrays.copyOf(request, 2)).isEqualTo("\n{".getBytes(UTF_8));
        assertThat(decode(request).at("/resourceSpans/0/schemaUrl").asText()).hasSize('{' - 2);
    }

    @Test
    @DisplayName("an empty request has no spans")
    void empty() {
        assertThat(decode(new byte[0])).isEmpty();
    }

    @Test
    @DisplayName("fields that are unknown, or of another wire type, are skipped")
    void unknownFields() {
        byte[] request = message(out -> {
            out.writeString(1000, "instrumentation_library_spans");
            out.writeInt64(1, 7);
            out.writeTag(5, 3);
            out.writeFixed32(1, 7);
            out.writeTag(5, 4);
            out.writeByteArray(1, new byte[0]);
        });

        assertThat(decode(request).toString()).isEqualTo("{\"resourceSpans\":[{}]}");
    }

    @Test
    @DisplayName("text truncated within a character is read with a replacement character")
    void cutText() {
        byte[] name = Arrays.copyOf("aé".getBytes(UTF_8), 2);

        assertThat(decode(request(message(out -> out.writeByteArray(5, name))))
                        .findValue("name")
                        .asText())
                .isEqualTo("a\uFFFD");
    }

    @Test
    @DisplayName("every truncated request is rejected unless it ends between two fields, and no message quotes it")
    void cuts() {
        byte[] request = ExportedTraces.openLlmetry().protobuf();
        for (int length = 1; length < request.length; length++) {
            byte[] cut = Arrays.copyOf(request, length);
            assertThatThrownBy(() -> decode(cut))
                    .isInstanceOf(UndecodableValueException.class)
                    .hasMessage("value is not an OTLP trace request in protobuf");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"plain text", "\n\uFFFD\uFFFD", "\u0000", "\n\u0004abcd"})
    @DisplayName("other bytes are rejected")
    void otherBytes(String text) {
        assertThatThrownBy(() -> decode(text.getBytes(UTF_8)))
                .isInstanceOf(UndecodableValueException.class)
                .hasMessage("value is not an OTLP trace request in protobuf");
    }

    @Test
    @DisplayName("nesting is bounded")
    void nesting() {
        byte[] value = message(out -> out.writeString(1, "deep"));
        for (int i = 0; i < 100; i++) {
            byte[] inner = value;
            value = message(out -> out.writeByteArray(5, message(list -> list.writeByteArray(1, inner))));
        }
        byte[] span = wrap(wrap(value, 2), 9);

        assertThatThrownBy(() -> decode(request(span)))
                .isInstanceOf(UndecodableValueException.class)
                .hasMessageStartingWith("value nests more than 100 protobuf messages");
    }

    @Test
    @DisplayName("the number of messages is bounded")
    void many() {
        byte[] spans = new byte[2_000_002];
        for (int i = 0; i < spans.length; i += 2) {
            spans[i] = 10;
        }

        assertThatThrownBy(() -> decode(spans))
                .isInstanceOf(UndecodableValueException.class)
                .hasMessageEndingWith("or holds more than 1000000");
    }

    private static JsonNode decode(byte[] value) {
        byte[] within = new byte[value.length + 2];
        System.arraycopy(value, 0, within, 1, value.length);
        List<JsonNode> inputs = Decoder.OTLP_PROTOBUF.decode(within, 1, 1 + value.length);
        assertThat(inputs).hasSize(1);
        return inputs.get(0);
    }

    private static byte[] request(byte[] span) {
        return wrap(wrap(wrap(span, 2), 2), 1);
    }

    /** A message that contains another one in the field with this number. */
    private static byte[] wrap(byte[] message, int number) {
        return message(out -> out.writeByteArray(number, message));
    }

    private interface Writing {
        void to(CodedOutputStream out) throws IOException;
    }

    private static byte[] message(Writing writing) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        try {
            writing.to(out);
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}
