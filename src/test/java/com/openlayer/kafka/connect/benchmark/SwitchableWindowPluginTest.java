package com.openlayer.kafka.connect.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import com.openlayer.kafka.connect.publisher.Publisher;
import java.io.File;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SwitchableWindowPluginTest {
    private static final Path PUBLISHER =
            Path.of("src", "main", "java", "com", "openlayer", "kafka", "connect", "publisher");

    @TempDir
    private Path target;

    @Test
    void hasWhatItsCallersCall() throws Exception {
        Path classes = Path.of(Publisher.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());

        assertThat(SwitchableWindowPlugin.compile(SwitchableWindowPlugin.sources(target), classes.toString(), target))
                .isTrue();

        List<Path> callers = List.of(PUBLISHER.resolve("RequestsInFlight.java"), PUBLISHER.resolve("Pipeline.java"));
        String classPath = target + File.pathSeparator + System.getProperty("java.class.path");
        assertThat(SwitchableWindowPlugin.compile(callers, classPath, target)).isTrue();
    }
}
