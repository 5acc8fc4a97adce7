package com.openlayer.kafka.connect.format;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Checks {@code docs/formats.md}. With {@code -Ddocs.update=true} it writes the page. */
class FormatsPageTest {
    private static final Path PAGE = Path.of("docs", "formats.md");
    private static final String INTRODUCTION = """
            # Formats

            <!-- Written by FormatsPageTest from src/main/resources/com/openlayer/kafka/connect/format, do not edit:
                 mvn test -Dtest=FormatsPageTest -Ddocs.update=true -->

            `format` makes rows of the records that a system writes to Kafka, without a mapping. It sets a [filter](filters.md) as `rows`, and defaults of other
            properties of the pipeline. Properties that you set yourself take precedence. [The preview](preview.md) recognizes these formats with `--suggest`, and shows the rows of your
            records.

            Formats of language models write the same columns if the record has the data, so that one dashboard and one set of tests fit all:

            | column | content |
            |---|---|
            | `prompt` | the messages, a list of `{role, content}` |
            | `question` | text of the last user message |
            | `output` | the answer's text; for a tool call without text, JSON text of `{name, arguments}`; for a failed call, the empty text |
            | `error` | the error text of a failed call |
            | `tokens`, `prompt_tokens`, `completion_tokens` | integers |
            | `cost`, `latency`, `timestamp` | USD, milliseconds, UNIX seconds |
            | `id`, `session_id`, `user_id` | text |
            | `model`, `provider`, `finish_reason`, `tool_calls`, `tags` | as given |

            """;

    @Test
    void thePageSaysWhatTheFoldersSay() throws IOException {
        if (Boolean.getBoolean("docs.update")) {
            Files.writeString(PAGE, markdown());
        }
        assertThat(PAGE)
                .as("stale? run mvn test -Dtest=FormatsPageTest -Ddocs.update=true")
                .content()
                .isEqualTo(markdown());
    }

    private static String markdown() {
        StringBuilder page = new StringBuilder(INTRODUCTION);
        page.append("| `format` | |\n|---|---|\n");
        for (FormatPreset preset : FormatPreset.all()) {
            page.append("| [`" + preset.name() + "`](#" + preset.name() + ") | " + preset.title() + " |\n");
        }
        FormatPreset.all().forEach(preset -> page.append(section(preset)));
        return page.toString();
    }

    private static String section(FormatPreset preset) {
        StringBuilder section = new StringBuilder("\n## " + preset.name() + "\n");
        section.append(preset.title() + ". " + preset.shape() + " Source: " + preset.source() + ".\n\n");
        section.append("```properties\nformat=" + preset.name() + "\ninference.pipeline.id=…\nvalue.converter="
                + preset.converter() + "\n");
        preset.example().forEach((name, value) -> section.append(name + "=" + value + "\n"));
        section.append("```\n\n");
        if (!preset.properties().isEmpty()) {
            section.append("It sets:\n\n```properties\n");
            preset.properties().forEach((name, value) -> section.append(name + "=" + value + "\n"));
            section.append("```\n\n");
        }
        preset.typicalSample()
                .ifPresent(sample -> section.append("A record and its rows:\n\n```json\n"
                        + new String(sample.value(), UTF_8).strip() + "\n```\n\n```json\n"
                        + lines(FormatRows.json(sample.rows())) + "```\n"));
        return section.toString();
    }

    private static String lines(JsonNode rows) {
        StringBuilder lines = new StringBuilder();
        rows.forEach(row -> lines.append(row + "\n"));
        return lines.toString();
    }
}
