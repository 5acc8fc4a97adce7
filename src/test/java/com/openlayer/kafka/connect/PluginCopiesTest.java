package com.openlayer.kafka.connect;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PluginCopiesTest {
    @TempDir
    Path plugins;

    private Path file(String name) throws IOException {
        Path file = plugins.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.createFile(file);
    }

    @Test
    @DisplayName("finds a jar of another version, in another plugin or in the same one")
    void found() throws IOException {
        Path own = file("openlayer-kafka-connect-openlayer-0.2.0/lib/kafka-connect-openlayer-0.2.0.jar");
        Path older = file("openlayer-kafka-connect-openlayer-0.1.0/lib/kafka-connect-openlayer-0.1.0.jar");
        Path sameDirectory = file("openlayer-kafka-connect-openlayer-0.2.0/lib/kafka-connect-openlayer-0.1.1.jar");
        assertThat(PluginCopies.besides(own)).containsExactly(older, sameDirectory);
    }

    @Test
    @DisplayName("ignores other jars")
    void alone() throws IOException {
        Path own = file("openlayer-kafka-connect-openlayer-0.2.0/lib/kafka-connect-openlayer-0.2.0.jar");
        file("openlayer-kafka-connect-openlayer-0.2.0/lib/okhttp-jvm-5.5.1.jar");
        file("openlayer-kafka-connect-openlayer-0.2.0/doc/kafka-connect-openlayer-0.1.0.txt");
        file("another/lib/another.jar");
        assertThat(PluginCopies.besides(own)).isEmpty();
    }
}
