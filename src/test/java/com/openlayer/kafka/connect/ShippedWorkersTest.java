package com.openlayer.kafka.connect;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Checks the worker settings in image, demo, configurations and docs. */
class ShippedWorkersTest {
    private static final Pattern BUILT = Pattern.compile("<kafka\\.version>([0-9.]+)</kafka\\.version>");
    private static final Pattern RUN = Pattern.compile("(?:apache/kafka:|worker of Kafka )([0-9.]+[0-9])");

    @ParameterizedTest
    @ValueSource(strings = {"docker/Dockerfile", "docker/compose.yaml", "docs/quickstart.md"})
    @DisplayName("image, demo and quickstart name the version in pom.xml")
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

    @Test
    @DisplayName("every configured env provider is restricted to the variables of connectors")
    void allowlist() throws IOException {
        List<Path> naming = new ArrayList<>();
        for (String root : List.of("README.md", "docs", "connector-config", "docker")) {
            try (Stream<Path> files = Files.walk(Path.of(root))) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    String text = new String(Files.readAllBytes(file), UTF_8);
                    int providers = count(text, "provider.EnvVarConfigProvider");
                    if (providers > 0) {
                        naming.add(file);
                        assertThat(count(text.toLowerCase(Locale.ROOT).replace('_', '.'), "allowlist.pattern"))
                                .as(file.toString())
                                .isGreaterThanOrEqualTo(providers);
                    }
                }
            }
        }
        assertThat(naming).hasSizeGreaterThan(5);
    }

    private static int count(String text, String part) {
        return text.split(Pattern.quote(part), -1).length - 1;
    }

    @Test
    @DisplayName("Strimzi's operator restarts failed tasks")
    void autoRestart() throws IOException {
        assertThat(Files.readString(Path.of("connector-config", "strimzi.yaml")))
                .containsPattern("autoRestart:\\s+enabled: true");
    }
}
