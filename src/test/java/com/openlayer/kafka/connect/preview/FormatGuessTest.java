package com.openlayer.kafka.connect.preview;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.openlayer.kafka.connect.format.FormatPreset;
import com.openlayer.kafka.connect.format.FormatSample;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests that each format is recognized from its own samples, and only from these. */
class FormatGuessTest {
    /** Samples that look the same in both APIs, and become no row in either. */
    private static final Set<String> OF_NO_FORMAT =
            Set.of("openai-chat/embeddings", "openai-responses/embeddings", "debezium/tombstone");

    private static final String EVENT =
            "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"s\",\"type\":\"t\",\"data\":{\"a\":1}}";
    private static final String CHAT =
            "{\"request\":{\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]},\"response\":{\"choices\":[]}}";

    @TestFactory
    Stream<DynamicTest> aSampleIsOfItsFormat() {
        return FormatPreset.all().stream()
                .flatMap(preset -> preset.samples().stream()
                        .map(sample -> DynamicTest.dynamicTest(preset + "/" + sample, () -> {
                            Optional<FormatPreset> guess = FormatGuess.of(List.of(record(sample)));
                            if (OF_NO_FORMAT.contains(preset + "/" + sample)) {
                                assertThat(guess).isEmpty();
                            } else {
                                assertThat(guess).contains(preset);
                            }
                        })));
    }

    @TestFactory
    Stream<DynamicTest> allSamplesTogetherAreOfTheirFormat() {
        return FormatPreset.all().stream()
                .map(preset -> DynamicTest.dynamicTest(
                        preset.name(),
                        () -> assertThat(FormatGuess.of(preset.samples().stream()
                                        .map(FormatGuessTest::record)
                                        .toList()))
                                .contains(preset)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"support-chat", "churn-scores", "house-prices", "message-triage"})
    void flatRecordsAreOfNone(String topic) throws IOException {
        assertThat(FormatGuess.of(
                        Files.readAllLines(Path.of("src/test/resources/quickstart", topic + ".jsonl")).stream()
                                .map(FormatGuessTest::record)
                                .toList()))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"order\":{\"id\":7,\"lines\":[{\"item\":\"a\",\"price\":1.5}]},\"shop\":{\"name\":\"b\"}}",
                "{\"request\":{\"path\":\"/score\",\"body\":{\"age\":41}},\"response\":{\"status\":200,\"body\":{\"score\":0.2}}}",
                "{\"inputs\":{\"age\":41},\"outputs\":{\"score\":0.2}}",
                "{\"features\":[1,2],\"predictions\":[0.5],\"headers\":{\"request\":{\"type\":\"x\"}}}",
                "{\"op\":\"c\",\"source\":\"web\",\"after\":\"x\",\"payload\":{\"a\":1}}",
                "{\"id\":\"1\",\"type\":\"message\",\"source\":\"web\",\"data\":{\"text\":\"Hi\"}}",
                "{\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}],\"reply\":\"Hello!\"}",
                "{\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"},{\"role\":\"assistant\",\"content\":\"Hello!\"}]}",
                "{\"request\":{\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]},\"response\":{\"text\":\"Hello!\"}}",
                "{\"request\":{\"prompt\":\"Hi\"},\"reply\":\"Hello!\"}",
                "{\"request\":{\"input\":\"Hi\"},\"response\":{\"output\":\"Hello!\"}}",
                "{\"role\":\"assistant\",\"content\":\"Hello!\",\"steps\":3,\"error\":null}",
                "{\"role\":\"assistant\",\"content\":[{\"text\":\"Hello!\"}]}",
                "{\"model\":\"gpt-4o\",\"prompt\":\"Hi\",\"choices\":\"a,b\",\"usage\":{\"total_tokens\":3}}",
                "[{\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}],\"answer\":{\"content\":\"Hello!\"}}]",
                "[]",
                "7",
                "not JSON",
            })
    void otherRecordsAreOfNone(String value) {
        assertThat(FormatGuess.of(List.of(record(value)))).isEmpty();
    }

    @Test
    void theFormatOfMostIsTaken() {
        assertThat(name(record(EVENT), record(EVENT), record("not JSON"))).contains("cloudevents");
        assertThat(name(record(EVENT), record("not JSON"))).isEmpty();
        assertThat(name(record(EVENT), record(CHAT), record(CHAT))).contains("openai-chat");
        assertThat(name(record(EVENT), record(CHAT))).isEmpty();
        assertThat(name()).isEmpty();
    }

    @Test
    void allObjectsOfARecordMustBeOfTheFormat() {
        assertThat(name(record("[" + EVENT + "," + EVENT + "]"))).contains("cloudevents");
        assertThat(name(record("[" + EVENT + "," + CHAT + "]"))).isEmpty();
        assertThat(name(record(EVENT + "\n" + CHAT))).isEmpty();
    }

    @Test
    void recordsWithoutAValueDoNotCount() {
        KafkaRecord tombstone = record((byte[]) null, new RecordHeaders());
        assertThat(name(record(EVENT), tombstone, tombstone)).contains("cloudevents");
        assertThat(name(tombstone)).isEmpty();
    }

    @Test
    void aSpecificFormatWinsOverAGeneralOne() {
        String claude = "{\"request\":{\"model\":\"%s\",\"messages\":[]},\"error\":\"timeout\"}";
        assertThat(name(record(claude.formatted("claude-sonnet-4-5")))).contains("anthropic-messages");
        assertThat(name(record(claude.formatted("gpt-4o-mini")))).contains("openai-chat");
        String logged =
                "{\"llm_summary\":{},\"request\":{\"body\":{\"messages\":[]}},\"response\":{\"body\":{\"choices\":[]}}}";
        assertThat(name(record(logged))).contains("apisix-ai");
    }

    @Test
    void aModelServersEventsAloneAreOfNone() {
        String instances = "{\"instances\":[[1,2]]}";
        assertThat(name(binary(instances, "com.example.prediction"))).contains("cloudevents");
        assertThat(name(binary(instances, "org.kubeflow.serving.inference.request")))
                .isEmpty();
    }

    private static Optional<String> name(KafkaRecord... records) {
        return FormatGuess.of(List.of(records)).map(FormatPreset::name);
    }

    private static KafkaRecord binary(String value, String type) {
        Headers headers = new RecordHeaders();
        Map.of("ce_specversion", "1.0", "ce_id", "1", "ce_type", type)
                .forEach((name, text) -> headers.add(name, text.getBytes(UTF_8)));
        return record(value.getBytes(UTF_8), headers);
    }

    private static KafkaRecord record(FormatSample sample) {
        Headers headers = new RecordHeaders();
        try {
            new ObjectMapper()
                    .readTree(sample.record().orElse("{}"))
                    .path("headers")
                    .properties()
                    .forEach(header -> headers.add(
                            header.getKey(), header.getValue().asText().getBytes(UTF_8)));
        } catch (IOException e) {
            throw new IllegalStateException(sample.name(), e);
        }
        return record(sample.value(), headers);
    }

    private static KafkaRecord record(String value) {
        return record(value.getBytes(UTF_8), new RecordHeaders());
    }

    private static KafkaRecord record(byte[] value, Headers headers) {
        return new KafkaRecord("topic", 0, 0, null, null, value, headers);
    }
}
