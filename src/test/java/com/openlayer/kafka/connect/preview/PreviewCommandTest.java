package com.openlayer.kafka.connect.preview;

import static com.openlayer.kafka.connect.preview.PreviewFixture.JSON_CONVERTER;
import static com.openlayer.kafka.connect.preview.PreviewFixture.parse;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PreviewCommandTest {
    private static final String GOOD = "{\"user_query\": \"How long?\", \"output\": \"30 days.\", \"cost\": 2.50e-05}";
    private static final String BAD = "{\"user_query\": \"How long?\", \"ouput\": \"30 days.\"}";

    @TempDir
    private Path directory;

    private PreviewFixture preview;

    @BeforeEach
    void begin() {
        preview = new PreviewFixture(directory);
    }

    @Test
    @DisplayName("prints each row as it would be sent and the config, and a summary on standard error")
    void rows() {
        PreviewFixture.PreviewOutput run =
                preview.run("--config", preview.config(), "--records", preview.file("records.jsonl", GOOD, "", GOOD));
        assertThat(run.status()).isZero();
        assertThat(run.out().lines().toList())
                .containsExactly(
                        "{\"record\":\"support-chat-0-0\",\"pipeline\":\"default\",\"row\":{\"user_query\": \"How long?\","
                                + " \"output\": \"30 days.\", \"cost\": 2.50e-05,\"kafka_id\":\"support-chat-0-0\"}}",
                        "{\"record\":\"support-chat-0-1\",\"pipeline\":\"default\",\"row\":{\"user_query\": \"How long?\","
                                + " \"output\": \"30 days.\", \"cost\": 2.50e-05,\"kafka_id\":\"support-chat-0-1\"}}",
                        "{\"pipeline\":\"default\",\"config\":{\"inputVariableNames\":[\"user_query\"],"
                                + "\"outputColumnName\":\"output\",\"inferenceIdColumnName\":\"kafka_id\"}}");
        assertThat(run.err()).contains("2 records: 2 rows (default 2), 0 skipped, 0 errant");
    }

    @Test
    @DisplayName("reads standard input, and reports why a record is errant and which fields it has")
    void errant() {
        PreviewFixture.PreviewOutput run = preview.input(GOOD, BAD).run("--config", preview.config());
        assertThat(run.status()).isEqualTo(1);
        assertThat(run.line(1))
                .isEqualTo(parse("{\"record\":\"support-chat-0-1\","
                        + "\"errant\":\"column 'output' (output.column.name) is missing\","
                        + "\"hint\":\"the value has no /output, but /ouput. It has /user_query, /ouput\"}"));
        assertThat(run.err()).contains("2 records: 1 row (default 1), 0 skipped, 1 errant");
    }

    @Test
    @DisplayName("suggests the pointer of a nested field that has the name of the missing column")
    void nested() {
        PreviewFixture.PreviewOutput run = preview.input("{\"user_query\":\"a\",\"response\":{\"output\":\"b\"}}")
                .run("--config", preview.config());
        assertThat(run.line(0).path("hint").asText())
                .isEqualTo("the value has no /output, but /response/output. It has /user_query, /response/output");
    }

    @Test
    @DisplayName("lists optional columns that the configuration names and no record has")
    void neverSeen() {
        PreviewFixture.PreviewOutput run = preview.input(GOOD, GOOD)
                .run("--config", preview.config("cost.column.name", "costs", "latency.column.name", "latency"));
        assertThat(run.status()).isZero();
        assertThat(run.err())
                .contains("No record has these columns of default:"
                        + " 'costs' (cost.column.name): the nearest field is /cost; 'latency' (latency.column.name)");
    }

    @Test
    @DisplayName("indents rows on a terminal, keeps all digits, and prints no control characters")
    void pretty() {
        PreviewFixture.PreviewOutput run = preview.onTerminal()
                .input(GOOD, "{\"\\u001b[31m\":1,\"ouput\":\"x\"}")
                .run("--config", preview.config());
        assertThat(run.out())
                .contains("support-chat-0-0 becomes a row of default\n{\n  \"user_query\": \"How long?\",\n")
                .contains("  \"cost\": 2.50e-05,\n")
                .contains("support-chat-0-1 is errant: column 'output' (output.column.name) is missing")
                .contains("\n  the value has no /output, but /ouput. It has /?[31m, /ouput\n")
                .contains("config of default\n{\n")
                .doesNotContain("\u001b");
        assertThat(preview.run("--config", preview.config(), "--no-pretty")
                        .line(0)
                        .has("row"))
                .isTrue();
    }

    @Test
    @DisplayName("prints a row on one line, even if the record has line breaks between its values")
    void oneLine() {
        PreviewFixture.PreviewOutput run = preview.input(
                        "{\"value\": \"{\\n\\\"user_query\\\":1,\\r\\n \\\"output\\\": \\\"a\\\\nb\\\"}\"}")
                .run("--config", preview.config(), "--envelope");
        assertThat(run.status()).isZero();
        assertThat(run.out().lines()).hasSize(2);
        assertThat(run.line(0).at("/row/output").asText()).isEqualTo("a\nb");
    }

    @Test
    @DisplayName("prints validation errors by property, and reads no record then")
    void validation() {
        PreviewFixture.PreviewOutput run = preview.run(
                "--config",
                preview.config("task.type", "llm", "batch.max.rows", "0", "ouput.column.name", "x"),
                "--records",
                "nowhere.jsonl");
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        assertThat(run.err())
                .contains("chat.json has errors in ")
                .contains("\ntask.type\n  ")
                .contains("\nbatch.max.rows\n  ")
                .contains("Did you mean 'output.column.name'?")
                .doesNotContain("nowhere.jsonl");
    }

    @Test
    @DisplayName("reads the body of POST /connectors, and .properties files")
    void formats() {
        Path posted = preview.file(
                "posted.json", "{\"name\":\"chat\",\"config\":" + PreviewFixture.json(PreviewFixture.chat()) + "}");
        assertThat(preview.input(GOOD).run("--config", posted).status()).isZero();
        StringBuilder lines = new StringBuilder();
        PreviewFixture.chat().forEach((name, value) -> lines.append(name + "=" + value + " \n"));
        Path properties = preview.file("chat.properties", lines.toString());
        assertThat(preview.input(GOOD).run("--config", properties).status()).isZero();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "[1]|is not a JSON object: it contains an array",
                "{\"topics\": \"a\"|is not a JSON object: Unexpected end-of-input",
                "``|is not a JSON object: it contains nothing",
                "{\"topics\": [\"a\"]}|the value of topics is an array. Properties are strings",
            })
    @DisplayName("reports in one line what is wrong with a configuration that is not a JSON object")
    void noObject(String text, String message) {
        PreviewFixture.PreviewOutput run = preview.input(GOOD).run("--config", preview.file("c.json", text));
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err()).contains(message).hasLineCount(1);
    }

    @Test
    @DisplayName("reports in one line a file that is unreadable, empty, or a single document over several lines")
    void badRecords() {
        assertThat(preview.run("--config", preview.config(), "--records", directory.resolve("no.jsonl")))
                .isEqualTo(new PreviewFixture.PreviewOutput(
                        2, "", "Cannot read " + directory.resolve("no.jsonl") + ": no such file\n"));
        assertThat(preview.run("--config", preview.config(), "--records", directory)
                        .status())
                .isEqualTo(2);
        assertThat(preview.run("--config", preview.config()))
                .isEqualTo(new PreviewFixture.PreviewOutput(2, "", "There are no records in standard input\n"));
        assertThat(preview.input("[", GOOD, "]")
                        .run("--config", preview.config())
                        .err())
                .startsWith("standard input is one JSON array over several lines")
                .contains("jq -c '.[]'")
                .hasLineCount(1);
    }

    @Test
    @DisplayName("reports in one line a converter that is not found, unusable or not configured")
    void badConverter() {
        assertThat(preview.input(GOOD).run("--config", preview.config("value.converter", "com.example.Converter")))
                .satisfies(run -> assertThat(run.status()).isEqualTo(2))
                .satisfies(run -> assertThat(run.err())
                        .startsWith("value.converter: class com.example.Converter is neither on the class path nor on"
                                + " plugin.path")
                        .hasLineCount(1));
        assertThat(preview.run("--config", preview.config("value.converter", "java.lang.String"))
                        .err())
                .isEqualTo("value.converter: class java.lang.String is not a Converter\n");
        assertThat(preview.run("--config", preview.config("key.converter", null))
                        .err())
                .startsWith("key.converter is not set, and the worker's default is unknown")
                .hasLineCount(1);
        assertThat(preview.run(
                                "--config",
                                preview.config(
                                        "value.converter", JSON_CONVERTER, "value.converter.schemas.cache.size", "x"))
                        .err())
                .startsWith("value.converter: " + JSON_CONVERTER + " cannot be used: Invalid value x")
                .hasLineCount(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "--config c.json --records a --max-records 1",
                "--config c.json --envelope --bootstrap-server localhost:1",
                "--config c.json --max-records 0",
                "--config c.json --max-records many",
                "--suggest --config c.json",
                "--config c.json --task-type llm-base",
                "--suggest --task-type llm",
                "--confg c.json",
                "--config c.json stray",
            })
    @DisplayName("reports invalid options in one line")
    void usage(String line) {
        PreviewFixture.PreviewOutput run =
                preview.run((Object[]) (line.isEmpty() ? new String[0] : line.split(" ", -1)));
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err()).contains("preview --help lists the options").hasLineCount(1);
    }

    @Test
    void helpAndVersion() {
        assertThat(preview.run("--help").out()).contains("--suggest", "Exit status:");
        assertThat(preview.run("--version").out()).isEqualTo("1.2.3\n");
    }

    @Test
    @DisplayName(
            "--check runs the connection check even if connection.check is off, and prints its results by property")
    void check() {
        preview.input(GOOD).connectionCheck(config -> {
            assertThat(config.connection().connectionCheck()).isTrue();
            return new PreviewCommand.CheckResult(
                    Map.of("openlayer.api.key", "Openlayer refuses the key"),
                    Map.of("inference.pipeline.id", "it was not asked"));
        });
        Path config = preview.config("connection.check", "off");
        assertThat(preview.run("--config", config).status()).isZero();
        PreviewFixture.PreviewOutput run = preview.run("--config", config, "--check");
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err())
                .contains("openlayer.api.key\n")
                .contains("Openlayer refuses the key")
                .contains("Warning: inference.pipeline.id: it was not asked");
    }

    @Test
    @DisplayName("needs no secrets: values that only sending needs may be unresolved, except with --check")
    void unresolved() {
        Path config = preview.config(
                "openlayer.api.key", "${env:NOT_SET_ANYWHERE}",
                "openlayer.base.url", "${env:NOT_SET_ANYWHERE}",
                "inference.pipeline.id", "${env:NOT_SET_ANYWHERE}");
        PreviewFixture.PreviewOutput run = preview.input(GOOD).run("--config", config);
        assertThat(run.status()).isZero();
        assertThat(run.err())
                .containsPattern("Unresolved, but not needed for a preview: .*openlayer.api.key")
                .containsPattern("Unresolved.*openlayer.base.url")
                .containsPattern("Unresolved.*inference.pipeline.id");
        PreviewFixture.PreviewOutput checked = preview.run("--config", config, "--check");
        assertThat(checked.status()).isEqualTo(2);
        assertThat(checked.err()).contains("The variable in its value is unresolved");
    }

    @Test
    @DisplayName("compares with the output of an earlier preview")
    void expected() {
        Path config = preview.config();
        preview.input(GOOD, GOOD);
        String printed = preview.run("--config", config).out();
        PreviewFixture.PreviewOutput same =
                preview.run("--config", config, "--expect", preview.file("rows.jsonl", printed));
        assertThat(same.status()).isZero();
        assertThat(same.err()).contains("All rows match the expected ones.");

        String other = printed.replaceFirst("(?s)(-0-1.*)30 days", "$114 days");
        PreviewFixture.PreviewOutput different =
                preview.run("--config", config, "--expect", preview.file("rows.jsonl", other));
        assertThat(different.status()).isEqualTo(1);
        assertThat(different.err())
                .contains("rows.jsonl, line 2: /row/output is expected to be \"14 days.\", but is \"30 days.\"");
    }

    @Test
    @DisplayName("an errant record is a failure even if it is expected")
    void expectedErrant() {
        preview.input(BAD);
        Path expected = preview.file(
                "rows.jsonl", preview.run("--config", preview.config()).out());
        PreviewFixture.PreviewOutput run = preview.run("--config", preview.config(), "--expect", expected);
        assertThat(run.err()).contains("All rows match the expected ones.");
        assertThat(run.status()).isEqualTo(1);
    }
}
