package com.openlayer.kafka.pairs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PairSettingsTest {
    private static Map<String, String> properties() {
        return new HashMap<>(Map.of(
                "bootstrap.servers", "broker:9092",
                "input.topics", "events",
                "output.topic", "pairs",
                "preset", "kserve"));
    }

    @Test
    @DisplayName("the command line overrides the environment, which overrides the file")
    void sources(@TempDir Path directory) throws IOException {
        Path file = directory.resolve("pairs.properties");
        Files.writeString(file, """
                bootstrap.servers=file:9092
                output.topic=file
                window=1s
                preset=seldon-v2
                sasl.jaas.config=module required;
                security.protocol=SASL_SSL
                consumer.fetch.max.wait.ms=100
                """);
        PairSettings settings = PairSettings.read(
                List.of("--config=" + file, "--window", "2m", "--grace=500ms"),
                Map.of(
                        "PAIRS_OUTPUT_TOPIC", "environment",
                        "PAIRS_WINDOW", "3s",
                        "PAIRS_INPUT_TOPICS", "a.inputs, a.outputs",
                        "PAIRS_NUM_STREAM_THREADS", "2",
                        "HOME", "/"));
        assertThat(settings.inputs()).containsExactly("a.inputs", "a.outputs");
        assertThat(settings.output()).isEqualTo("environment");
        assertThat(settings.unpaired()).isEqualTo("environment-unpaired");
        assertThat(settings.window()).isEqualTo(Duration.ofMinutes(2));
        assertThat(settings.grace()).isEqualTo(Duration.ofMillis(500));
        assertThat(settings.format()).isEqualTo(Body.Format.INFERENCE);
        assertThat(settings.streams())
                .containsEntry("bootstrap.servers", "file:9092")
                .containsEntry("num.stream.threads", "2")
                .containsEntry("security.protocol", "SASL_SSL")
                .containsEntry("sasl.jaas.config", "module required;")
                .containsEntry("consumer.fetch.max.wait.ms", "100")
                .containsEntry("processing.guarantee", "exactly_once_v2")
                .containsEntry("application.id", "pair-events");
    }

    @ParameterizedTest
    @DisplayName("a wrong property has one line that names it")
    @CsvSource(
            delimiter = '|',
            value = {
                "input.topcs|x|Unknown property 'input.topcs'.",
                "consumer.fetch.max.wait|x|Unknown property 'consumer.fetch.max.wait'.",
                "input.topics|''|input.topics is missing",
                "input.topics|,|input.topics names no topic",
                "output.topic|events|must be different topics",
                "unpaired.topic|pairs|must be different topics",
                "preset|triton|preset=triton is unknown. It is one of kserve, seldon-v1, seldon-v2",
                "key.filter|.a[|key.filter is not a valid jq filter:",
                "role.filter|rol(.a)|role.filter is not a valid jq filter: Function rol/1 does not exist",
                "key.filter|$head|key.filter is not a valid jq filter: $head is not defined",
                "body.format|avro|body.format=avro is unknown. It is json or inference",
                "window|60|window=60 is not a duration from 1ms to 24h",
                "window|25h|window=25h is not a duration from 1ms to 24h",
                "grace|0s|grace=0s is not a duration from 1ms to 24h",
                "repartition|no|repartition=no is neither true nor false",
                "max.pair.bytes|1e6|max.pair.bytes=1e6 is not a number",
                "processing.guarantee|at_least_once|processing.guarantee=at_least_once would lose or repeat pairs",
                "num.stream.threads|many|Invalid value many for configuration num.stream.threads"
            })
    void wrong(String name, String value, String message) {
        Map<String, String> properties = properties();
        properties.put(name, value);
        assertThatThrownBy(() -> PairSettings.of(properties))
                .isInstanceOf(PairSettings.InvalidException.class)
                .hasMessageContaining(message)
                .message()
                .doesNotContain("\n");
    }

    @Test
    @DisplayName("without preset, both filters are needed; without brokers, nothing starts")
    void missing() {
        Map<String, String> properties = properties();
        properties.remove("preset");
        assertThatThrownBy(() -> PairSettings.of(properties))
                .hasMessage("key.filter is missing. Set it, or set preset to one of kserve, seldon-v1, seldon-v2");
        properties.putAll(Map.of("preset", "kserve"));
        properties.remove("bootstrap.servers");
        assertThatThrownBy(() -> PairSettings.of(properties)).hasMessage("bootstrap.servers is missing");
        assertThatThrownBy(() -> PairSettings.read(List.of("--config=/no/such"), Map.of()))
                .hasMessage("Cannot read the properties file /no/such: NoSuchFileException");
        assertThatThrownBy(() -> PairSettings.read(List.of("window"), Map.of()))
                .hasMessage("Unexpected argument 'window'. Write --<property>=<value>");
    }
}
