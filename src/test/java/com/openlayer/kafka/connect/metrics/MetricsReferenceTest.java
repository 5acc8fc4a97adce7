package com.openlayer.kafka.connect.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class MetricsReferenceTest {
    private static final Path PAGE = Path.of("docs", "operations.md");
    private static final String BEGIN = "<!-- Generated: mvn test -Dtest=MetricsReferenceTest -Ddocs.update=true -->\n";
    private static final String END = "\n<!-- End of the generated part. -->";

    @Test
    void thePageListsAllMetrics() throws IOException {
        String page = Files.readString(PAGE);
        int begin = page.indexOf(BEGIN) + BEGIN.length();
        int end = page.indexOf(END);
        if (Boolean.getBoolean("docs.update")) {
            Files.writeString(PAGE, page.substring(0, begin) + MetricsReference.markdown() + page.substring(end));
            return;
        }
        assertThat(page.substring(begin, end))
                .as("stale? run mvn test -Dtest=MetricsReferenceTest -Ddocs.update=true")
                .isEqualTo(MetricsReference.markdown());
    }

    @Test
    void namesHaveKafkasStyleAndDescriptionsAreSentences() {
        assertThat(Stream.concat(
                        new PipelineMetrics().metrics(() -> 0).stream(),
                        new TaskMetrics().metrics(() -> 0, () -> 0).stream()))
                .allSatisfy(metric -> {
                    assertThat(metric.name()).matches("[a-z0-9]+(-[a-z0-9]+)*");
                    assertThat(metric.description()).matches("[A-Z0-9].*\\.");
                });
    }
}
