package com.openlayer.kafka.connect;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The version of Kafka that the build compiles against is the version that everything else runs. */
class ShippedKafkaVersionTest {
    private static final Pattern BUILT = Pattern.compile("<kafka\\.version>([0-9.]+)</kafka\\.version>");
    private static final Pattern RUN = Pattern.compile("(?:apache/kafka:|worker of Kafka )([0-9.]+[0-9])");

    @ParameterizedTest
    @ValueSource(strings = {"docker/Dockerfile", "docker/compose.yaml", "README.md"})
    @DisplayName("image, demo and README name the version in pom.xml")
    void same(String file) throws IOException {
        Matcher built = BUILT.matcher(Files.readString(Path.of("pom.xml"), UTF_8));
        assertThat(built.find()).isTrue();
        List<String> run = RUN.matcher(Files.readString(Path.of(file), UTF_8))
                .results()
                .map(result -> result.group(1))
                .distinct()
                .toList();
        assertThat(run).containsExactly(built.group(1));
    }
}
