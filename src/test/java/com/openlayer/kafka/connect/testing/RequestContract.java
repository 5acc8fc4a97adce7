package com.openlayer.kafka.connect.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.dialect.Dialects;
import com.openlayer.kafka.connect.config.TaskType;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The contract for requests to a pipeline: the branch of Openlayer's published API specification for the task type,
 * without additional keys, and undocumented rules of the server.
 */
public final class RequestContract {
    private static final String SPEC = "openlayer/publish-records.md";
    static final Pattern COLUMN = Pattern.compile("^(?!openlayer)[a-zA-Z0-9_-]{1,60}$");
    /** The branch of each task type, and the fields that the server requires in addition. */
    private static final Map<TaskType, Branch> BRANCHES = Map.of(
            TaskType.LLM_BASE, new Branch("LLMData", List.of("inputVariableNames")),
            TaskType.TABULAR_CLASSIFICATION,
                    new Branch("TabularClassificationData", List.of("featureNames", "categoricalFeatureNames")),
            TaskType.TABULAR_REGRESSION,
                    new Branch("TabularRegressionData", List.of("featureNames", "categoricalFeatureNames")),
            TaskType.TEXT_CLASSIFICATION, new Branch("TextClassificationData", List.of()));

    private static final Map<TaskType, RequestContract> ALL = load();

    private final Schema schema;
    private final List<String> wanted;

    private record Branch(String schema, List<String> wanted) {}

    private RequestContract(Schema schema, List<String> wanted) {
        this.schema = schema;
        this.wanted = wanted;
    }

    public static RequestContract of(TaskType taskType) {
        return ALL.get(taskType);
    }

    /** Openlayer's OpenAPI document. */
    public static JsonNode spec() {
        try (InputStream in = RequestContract.class.getClassLoader().getResourceAsStream(SPEC)) {
            String page = new String(in.readAllBytes(), UTF_8);
            int fence = page.indexOf("````yaml");
            int start = page.indexOf('\n', fence) + 1;
            return new ObjectMapper(new YAMLFactory()).readTree(page.substring(start, page.indexOf("\n````", start)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Map<TaskType, RequestContract> load() {
        JsonNode spec = spec();
        Map<TaskType, RequestContract> contracts = new EnumMap<>(TaskType.class);
        BRANCHES.forEach((type, branch) ->
                contracts.put(type, new RequestContract(closed(spec, branch.schema()), branch.wanted())));
        return contracts;
    }

    /** Replaces {@code oneOf}, which accepts almost any config or none, by one branch. */
    private static Schema closed(JsonNode spec, String branch) {
        ObjectNode config = spec.at("/components/schemas/" + branch).deepCopy();
        config.put("additionalProperties", false);
        JsonNode post = spec.path("paths")
                .path("/inference-pipelines/{inferencePipelineId}/data-stream")
                .path("post");
        ObjectNode body =
                post.at("/requestBody/content/application~1json/schema").deepCopy();
        body.put("additionalProperties", false);
        ((ObjectNode) body.path("properties")).set("config", config);
        return SchemaRegistry.withDialect(Dialects.getOpenApi30()).getSchema(body);
    }

    /** The violations in a body; empty if Openlayer would accept it. */
    public List<String> violations(JsonNode body) {
        Set<String> found = new LinkedHashSet<>();
        schema.validate(body).forEach(error -> found.add(reason(error)));
        if (!found.isEmpty()) {
            return List.copyOf(found);
        }
        JsonNode config = body.path("config");
        JsonNode rows = body.path("rows");
        if (rows.isEmpty()) {
            found.add("rows: empty");
        }
        for (String field : wanted) {
            if (!config.has(field)) {
                found.add("config: the server requires " + field);
            }
        }
        config.properties().forEach(field -> {
            if (!field.getKey().equals("metadata") && holdsNull(field.getValue())) {
                found.add("config: null in " + field.getKey());
            }
        });
        found.addAll(columns(config, rows));
        ServerRules rules = new ServerRules(config);
        found.addAll(rules.violations(rows));
        found.addAll(rules.textViolations(rows));
        return List.copyOf(found);
    }

    /** Formatted here, because the library's messages depend on the locale. */
    private static String reason(Error error) {
        return "%s: %s %s"
                .formatted(error.getInstanceLocation(), error.getKeyword(), Arrays.toString(error.getArguments()));
    }

    private static boolean holdsNull(JsonNode node) {
        if (node.isNull()) {
            return true;
        }
        for (JsonNode child : node) {
            if (holdsNull(child)) {
                return true;
            }
        }
        return false;
    }

    private static List<String> columns(JsonNode config, JsonNode rows) {
        List<String> found = new ArrayList<>();
        config.properties().forEach(field -> {
            for (String column : named(field.getKey(), field.getValue())) {
                if (!COLUMN.matcher(column).matches()) {
                    found.add(
                            "config: %s names a column %s, which the server rejects".formatted(field.getKey(), column));
                }
                boolean carried = false;
                for (JsonNode row : rows) {
                    carried |= row.has(column);
                }
                if (!carried) {
                    found.add("config: %s names column %s, which no row has".formatted(field.getKey(), column));
                }
            }
        });
        return found;
    }

    private static List<String> named(String field, JsonNode value) {
        if (field.endsWith("ColumnName")) {
            return List.of(value.asText());
        }
        if (field.equals("inputVariableNames")
                || field.equals("featureNames")
                || field.equals("categoricalFeatureNames")) {
            List<String> names = new ArrayList<>();
            value.forEach(name -> names.add(name.asText()));
            return names;
        }
        return List.of();
    }
}
