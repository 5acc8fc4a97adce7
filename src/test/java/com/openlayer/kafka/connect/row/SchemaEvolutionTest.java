package com.openlayer.kafka.connect.row;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.openlayer.kafka.connect.config.ConfigField;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * Checks the statements of {@code docs/schema-evolution.md}. With {@code -Ddocs.update=true} it writes the page's
 * table.
 */
class SchemaEvolutionTest {
    private static final Path PAGE = Path.of("docs/schema-evolution.md");
    private static final String BEGIN = "<!-- changes: written by SchemaEvolutionTest, do not edit -->\n";
    private static final String END = "<!-- end of changes -->";

    /** @param columns the pipeline's {@code columns}; none for the default {@code *} */
    private record Change(String what, String value, List<String> columns) {
        Change(String what, String value, String... columns) {
            this(what, value, List.of(columns));
        }

        String line() {
            PipelineFixture pipeline = chat().columns(columns.toArray(String[]::new));
            String shown = columns.isEmpty() ? "" : ", `columns=" + String.join(",", columns) + "`";
            String result;
            try {
                Row row = pipeline.map((Object) value);
                result = "`" + PipelineFixture.text(row) + "` | " + named(pipeline.configFor(row));
            } catch (InvalidRowException e) {
                result = "errant: " + e.getMessage() + " | –";
            }
            return "| " + what + shown + " | `" + value + "` | " + result + " |\n";
        }

        private static String named(JsonNode config) {
            List<String> names = new ArrayList<>();
            config.path("inputVariableNames").forEach(name -> names.add(name.asText()));
            config.properties().stream()
                    .filter(field -> field.getKey().endsWith("ColumnName"))
                    .forEach(field -> names.add(field.getValue().asText()));
            return String.join(", ", names);
        }
    }

    private static final List<Change> CHANGES = List.of(
            new Change("as configured", "{\"query\":\"q\",\"output\":\"a\",\"latency\":12}"),
            new Change("new field", "{\"query\":\"q\",\"output\":\"a\",\"latency\":12,\"channel\":\"web\"}"),
            new Change(
                    "new field",
                    "{\"query\":\"q\",\"output\":\"a\",\"latency\":12,\"channel\":\"web\"}",
                    "query=value:/query",
                    "output=value:/output"),
            new Change("dropped field, optional", "{\"query\":\"q\",\"output\":\"a\"}"),
            new Change("dropped field, input variable", "{\"output\":\"a\",\"latency\":12}"),
            new Change("dropped field, required", "{\"query\":\"q\",\"latency\":12}"),
            new Change("renamed field, required", "{\"query\":\"q\",\"answer\":\"a\",\"latency\":12}"),
            new Change(
                    "renamed field",
                    "{\"query\":\"q\",\"answer\":\"a\",\"latency\":12}",
                    "*",
                    "-answer",
                    "output=value:/answer"),
            new Change("integer becomes floating", "{\"query\":\"q\",\"output\":\"a\",\"latency\":12.5}"),
            new Change("number becomes text", "{\"query\":\"q\",\"output\":\"a\",\"latency\":\"12\"}"),
            new Change("text becomes an object", "{\"query\":\"q\",\"output\":{\"text\":\"a\"},\"latency\":12}"),
            new Change(
                    "text becomes an object",
                    "{\"query\":\"q\",\"output\":{\"text\":\"a\"},\"latency\":12}",
                    "*",
                    "output=value:/output/text"),
            new Change("value becomes null, optional", "{\"query\":\"q\",\"output\":\"a\",\"latency\":null}"));

    private static PipelineFixture chat() {
        return PipelineFixture.llm()
                .names(ConfigField.INPUT_VARIABLE_NAMES, "query")
                .name(ConfigField.LATENCY_COLUMN_NAME, "latency");
    }

    @Test
    @DisplayName("the page's table matches the mapper")
    void tableOfChanges() throws IOException {
        StringBuilder table = new StringBuilder("| change | value | row | columns in `config` |\n|---|---|---|---|\n");
        CHANGES.forEach(change -> table.append(change.line()));
        String page = Files.readString(PAGE);
        int from = page.indexOf(BEGIN) + BEGIN.length();
        int to = page.indexOf(END);
        if (Boolean.getBoolean("docs.update")) {
            Files.writeString(PAGE, page.substring(0, from) + table + page.substring(to));
        } else {
            assertThat(page.substring(from, to))
                    .as("docs/schema-evolution.md is stale: mvn test -Dtest=SchemaEvolutionTest -Ddocs.update=true")
                    .isEqualTo(table.toString());
        }
    }

    @Test
    @DisplayName("versions of a schema may alternate: each record is mapped by its own")
    void versionsAlternate() {
        Schema v1 = SchemaBuilder.struct()
                .version(1)
                .field("query", Schema.STRING_SCHEMA)
                .field("output", Schema.STRING_SCHEMA)
                .field("latency", Schema.INT32_SCHEMA)
                .build();
        Schema v2 = SchemaBuilder.struct()
                .version(2)
                .field("latency", Schema.FLOAT64_SCHEMA)
                .field("output", Schema.STRING_SCHEMA)
                .field("channel", SchemaBuilder.string().defaultValue("web").build())
                .build();
        Struct old = new Struct(v1).put("query", "q").put("output", "a").put("latency", 12);
        Struct changed = new Struct(v2).put("output", "a").put("latency", 12.5);
        PipelineFixture pipeline = chat();
        for (int i = 0; i < 2; i++) {
            assertThat(pipeline.wire(PipelineFixture.record(v1, old)))
                    .isEqualTo("{\"query\":\"q\",\"output\":\"a\",\"latency\":12}");
            assertThat(pipeline.wire(PipelineFixture.record(v2, changed)))
                    .isEqualTo("{\"latency\":12.5,\"output\":\"a\",\"channel\":\"web\"}");
        }
    }

    @Test
    @DisplayName("rows from before and after a change share a request, whose config names the columns of both")
    void versionsShareARequest() {
        PipelineFixture pipeline = chat();
        Row before = pipeline.map((Object) "{\"query\":\"q\",\"output\":\"a\",\"latency\":12}");
        Row after = pipeline.map((Object) "{\"output\":\"a\",\"channel\":\"web\"}");
        RequestConfig config = new RequestConfig(pipeline.config());
        assertThat(config.batchKey(before.columns())).isEqualTo(config.batchKey(after.columns()));
        assertThat(pipeline.configFor(before, after).toString())
                .contains("\"inputVariableNames\":[\"query\"]", "\"latencyColumnName\":\"latency\"");
    }

    @Test
    @DisplayName("rows with a label and rows without one do not share a request")
    void labelsAreAllOrNone() {
        PipelineFixture pipeline = PipelineFixture.classification()
                .name(ConfigField.PREDICTIONS_COLUMN_NAME, "prediction")
                .name(ConfigField.LABEL_COLUMN_NAME, "label");
        RequestConfig config = new RequestConfig(pipeline.config());
        Row with = pipeline.map((Object) "{\"prediction\":0,\"label\":1}");
        Row without = pipeline.map((Object) "{\"prediction\":0}");
        assertThat(config.batchKey(with.columns())).isNotEqualTo(config.batchKey(without.columns()));
    }

    @Test
    @DisplayName("a new class is errant until class.names has it")
    void newClass() {
        assertThatThrownBy(() -> PipelineFixture.classification()
                        .name(ConfigField.PREDICTIONS_COLUMN_NAME, "prediction")
                        .map((Object) "{\"prediction\":\"Paused\"}"))
                .isInstanceOf(InvalidRowException.class);
        assertThat(PipelineFixture.classification()
                        .names(ConfigField.CLASS_NAMES, "Retained", "Exited", "Paused")
                        .name(ConfigField.PREDICTIONS_COLUMN_NAME, "prediction")
                        .wire("{\"prediction\":\"Paused\"}"))
                .isEqualTo("{\"prediction\":2}");
    }

    @Test
    @DisplayName("timestamp.unit=auto reads seconds, milliseconds and ISO-8601 text as the same time")
    void timestampUnit() {
        for (String time : List.of("1795340000", "1795340000000", "\"2026-11-22T09:33:20Z\"")) {
            assertThat(PipelineFixture.plain()
                            .name(ConfigField.TIMESTAMP_COLUMN_NAME, "at")
                            .wire("{\"at\":" + time + "}"))
                    .matches("\\{\"at\":1795340000(\\.0+)?}");
        }
    }
}
