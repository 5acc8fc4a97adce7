package com.openlayer.kafka.connect.quickstart.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordWorkbenchTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String RECORD =
            "{\n  \"question\": \"Where?\",\n  \"answer\": \"Here.\", \"cost\": 2.50e-05\n}";

    private RecordWorkbench workbench;

    @BeforeEach
    void open(@TempDir Path directory) throws IOException {
        workbench = new RecordWorkbench(directory);
    }

    @Test
    @DisplayName("suggests a configuration for a record over several lines, with reasons, that makes a row of it")
    void suggests() throws Exception {
        JsonNode suggestion = workbench.suggest(request(RECORD, Map.of()));
        assertThat(suggestion.path("reasons").path("output.column.name").asText())
                .contains("/answer");
        ObjectNode request = request(RECORD, Map.of());
        request.set("properties", suggestion.path("properties"));
        JsonNode preview = workbench.preview(request);
        assertThat(preview.path("isValid").asBoolean()).isTrue();
        assertThat(preview.path("results").findValuesAsText("kind")).containsExactly("row", "config");
        assertThat(preview.at("/results/0/text").asText())
                .contains("\"cost\": 2.50e-05")
                .contains("\"kafka_timestamp\": ");
        assertThat(preview.at("/results/1/text").asText()).contains("\"outputColumnName\": \"answer\"");
    }

    @Test
    @DisplayName("shows for each line why it cannot become a row")
    void errant() throws Exception {
        JsonNode preview = workbench.preview(request("{\"question\": 1}\nnot JSON", llm()));
        assertThat(preview.path("results").findValuesAsText("kind")).containsExactly("errant", "errant");
        assertThat(preview.at("/results/0/about").asText()).contains("'answer'", "is missing");
    }

    @Test
    @DisplayName("previews nothing with an invalid configuration, whose errors the form has")
    void invalid() throws Exception {
        Map<String, String> typo = new HashMap<>(llm());
        typo.put("task.type", "llm");
        JsonNode preview = workbench.preview(request(RECORD, typo));
        assertThat(preview.path("isValid").asBoolean()).isFalse();
        assertThat(preview.path("results")).isEmpty();
        JsonNode form = new ConfigForm(typo).describe();
        assertThat(field(form, "task.type").path("errors").toString()).contains("llm");
    }

    @Test
    @DisplayName("hides the fields that do not fit the task type")
    void visible() {
        JsonNode llm = new ConfigForm(llm()).describe();
        assertThat(field(llm, "prompt").path("visible").asBoolean()).isTrue();
        assertThat(field(llm, "class.names").path("visible").asBoolean()).isFalse();
        JsonNode tabular = new ConfigForm(Map.of("task.type", "tabular-classification")).describe();
        assertThat(field(tabular, "prompt").path("visible").asBoolean()).isFalse();
        assertThat(field(tabular, "class.names").path("visible").asBoolean()).isTrue();
    }

    @Test
    @DisplayName("resolves no variable, so that nothing of this process is shown")
    void variables() throws Exception {
        String variable = System.getenv().keySet().iterator().next();
        Map<String, String> curious = new HashMap<>(llm());
        curious.put("metadata", "{\"leak\": \"${env:" + variable + "}\"}");
        JsonNode preview = workbench.preview(request(RECORD, curious));
        assertThat(preview.toString()).contains("${env:" + variable + "}");
    }

    @Test
    @DisplayName("says why it has no suggestion")
    void noSuggestion() {
        for (String text : List.of("", "plain text", "[1]")) {
            assertThatThrownBy(() -> workbench.suggest(request(text, Map.of())))
                    .isInstanceOf(PageServer.BadRequestException.class)
                    .message()
                    .isNotBlank();
        }
    }

    private static Map<String, String> llm() {
        return Map.of(
                "connector.class", "com.openlayer.kafka.connect.OpenlayerSinkConnector",
                "topics", "t",
                "value.converter", "org.apache.kafka.connect.storage.StringConverter",
                "openlayer.api.key", "${env:OPENLAYER_API_KEY}",
                "inference.pipeline.id", "182bd5e5-6e1a-4fe4-a799-aa6d9a6ab26e",
                "task.type", "llm-base",
                "output.column.name", "answer");
    }

    private static ObjectNode request(String text, Map<String, String> properties) {
        ObjectNode request = JSON.createObjectNode().put("record", text);
        request.set("properties", JSON.valueToTree(properties));
        return request;
    }

    private static JsonNode field(JsonNode form, String name) {
        for (JsonNode field : form.path("fields")) {
            if (field.path("name").asText().equals(name)) {
                return field;
            }
        }
        throw new AssertionError("no field " + name);
    }
}
