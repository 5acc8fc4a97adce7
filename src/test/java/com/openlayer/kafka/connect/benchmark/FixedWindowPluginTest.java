package com.openlayer.kafka.connect.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import com.openlayer.kafka.connect.publisher.Publisher;
import java.io.File;
import java.nio.file.Path;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FixedWindowPluginTest {
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

        FixedWindowPlugin.compiled(classes, target);

        String classPath = target + File.pathSeparator + System.getProperty("java.class.path");
        assertThat(ToolProvider.getSystemJavaCompiler()
                        .run(
                                null,
                                null,
                                null,
                                "-proc:none",
                                "-d",
                                target.toString(),
                                "-cp",
                                classPath,
                                PUBLISHER.resolve("RequestsInFlight.java").toString(),
                                PUBLISHER.resolve("Pipeline.java").toString()))
                .isZero();
    }
}
