package com.openlayer.kafka.connect.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.dialect.Dialects;
import com.openlayer.kafka.connect.format.FormatPreset;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.kafka.common.config.ConfigDef;

/** Writes {@code docs/connector-config.schema.json} from the ConfigDef, and validates configurations against it. */
public final class ConnectorSchema {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final PipelineNames ALIAS = PipelineNames.of("ALIAS");

    /** A config provider replaces it, so any property may have this value. */
    private static final String VARIABLE = "\\$\\{[^{}:]+:[^{}]*\\}";

    private static final String ANY_ALIAS = "[A-Za-z0-9_-]+";
    private static final Pattern RANGE = Pattern.compile("\\[(\\d+),\\.\\.\\.,?(\\d*)]");

    private final ObjectNode root = JSON.createObjectNode();
    private final List<Property> ofAPipeline = PipelineProperties.of(ALIAS, name -> false);

    private ConnectorSchema() {}

    static String json() {
        try {
            return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(new ConnectorSchema().write()) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The violations of the schema by the map that {@code PUT /connectors/NAME/config} takes. */
    public static List<String> violations(Map<String, String> properties) {
        Schema schema = SchemaRegistry.withDialect(Dialects.getDraft7()).getSchema(json());
        return schema.validate(JSON.<JsonNode>valueToTree(properties)).stream()
                .map(Error::toString)
                .toList();
    }

    private ObjectNode write() {
        root.put("$schema", "http://json-schema.org/draft-07/schema#");
        root.put("title", "Configuration of OpenlayerSinkConnector");
        root.put(
                "description",
                "The flat map that PUT /connectors/NAME/config takes. Generated from the ConfigDef; see"
                        + " configuration.md. Connect's own properties are not checked, except names behind errors.");
        root.put("type", "object");
        root.putArray("required").add(ConnectionSettings.API_KEY);
        ObjectNode properties = root.putObject("properties");
        ObjectNode behindAlias = root.putObject("patternProperties");
        ObjectNode definitions = root.putObject("definitions");
        Map<String, String> examples = ConfigurationReference.properties().stream()
                .collect(Collectors.toMap(Property::name, Property::example));
        ConfigDef definition = ConfigValidation.definition();
        ofAPipeline.forEach(property -> property.define(definition, "pipelines"));
        definition.configKeys().values().forEach(key -> {
            ObjectNode schema = property(key, examples.getOrDefault(key.name, ""));
            if (key.name.startsWith(ALIAS.prefix())) {
                String name = key.name.substring(ALIAS.prefix().length());
                behindAlias
                        .putObject("^pipelines\\." + ANY_ALIAS + "\\." + name.replace(".", "\\.") + "$")
                        .put("$ref", "#/definitions/" + name);
                definitions.set(name, schema);
            } else if (key.group.equals(PipelineProperties.GROUP)) {
                properties.putObject(key.name).put("$ref", "#/definitions/" + key.name);
            } else {
                properties.set(key.name, schema);
            }
        });
        names();
        pipelines();
        return root;
    }

    private static ObjectNode property(ConfigDef.ConfigKey key, String example) {
        ObjectNode schema = JSON.createObjectNode();
        schema.put("title", key.displayName);
        schema.put("description", key.documentation);
        if (key.hasDefault() && key.defaultValue != null) {
            schema.put("default", ConfigDef.convertToString(key.defaultValue, key.type));
        }
        schema.putArray("examples").add(example);
        ArrayNode forms = schema.putArray("anyOf");
        value(key, forms);
        if (!forms.get(0).path("type").asText().equals("string") || forms.get(0).has("pattern")) {
            forms.addObject().put("type", "string").put("pattern", VARIABLE);
        }
        return schema;
    }

    private static void value(ConfigDef.ConfigKey key, ArrayNode forms) {
        Optional<ConfigField> field = Arrays.stream(ConfigField.values())
                .filter(f -> key.name.endsWith(f.property()))
                .findFirst();
        if (key.validator instanceof Choice<?> choice) {
            ArrayNode texts = forms.addObject().putArray("enum");
            choice.texts().forEach(texts::add);
        } else if (key.validator == FormatProperty.SYNTAX) {
            ArrayNode names = forms.addObject().putArray("enum");
            FormatPreset.all().forEach(preset -> names.add(preset.name()));
        } else if (key.type == ConfigDef.Type.BOOLEAN) {
            forms.addObject().put("type", "boolean");
            forms.addObject().put("type", "string").put("pattern", "^\\s*([Tt][Rr][Uu][Ee]|[Ff][Aa][Ll][Ss][Ee])\\s*$");
        } else if (key.type == ConfigDef.Type.INT || key.type == ConfigDef.Type.LONG) {
            ObjectNode number = forms.addObject().put("type", "integer");
            Matcher range = RANGE.matcher(String.valueOf(key.validator));
            if (range.matches()) {
                number.put("minimum", Long.parseLong(range.group(1)));
                if (!range.group(2).isEmpty()) {
                    number.put("maximum", Long.parseLong(range.group(2)));
                }
            }
            forms.addObject().put("type", "string").put("pattern", "^\\s*[+-]?[0-9]+\\s*$");
        } else if (key.validator == PipelineProperties.ID) {
            text(forms, "^\\s*[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}\\s*$");
        } else if (field.isPresent() && key.validator == NameList.COLUMN) {
            text(forms, "^\\s*(?!openlayer)[a-zA-Z0-9_-]{1,60}\\s*$");
        } else {
            forms.addObject().put("type", "string");
        }
    }

    private static void text(ArrayNode forms, String pattern) {
        forms.addObject().put("type", "string").put("pattern", pattern);
    }

    /** Names with the prefixes of the connector, and of Connect's closed set. */
    private void names() {
        ArrayNode allowed = root.putObject("propertyNames").putArray("anyOf");
        allowed.addObject().putObject("not").put("pattern", "^(openlayer|pipelines|errors)\\.");
        ArrayNode known = allowed.addObject().putArray("enum");
        ConfigValidation.definition().configKeys().keySet().stream()
                .filter(name -> name.startsWith("openlayer."))
                .forEach(known::add);
        ConnectProperties.ofErrors("errors.").stream().sorted().forEach(known::add);
        allowed.addObject()
                .put(
                        "pattern",
                        "^pipelines\\." + ANY_ALIAS + "\\.("
                                + ofAPipeline.stream()
                                        .map(property -> property.name()
                                                .substring(ALIAS.prefix().length())
                                                .replace(".", "\\."))
                                        .collect(Collectors.joining("|"))
                                + ")$");
    }

    /** What the flat form requires and rejects. JSON Schema cannot express this for each alias. */
    private void pipelines() {
        root.putObject("if").putArray("required").add(PipelineNames.PIPELINES);
        root.putObject("then").putObject("properties").put(PipelineNames.PIPELINE_ID, false);
        ObjectNode flat = root.putObject("else");
        flat.putObject("propertyNames").putObject("not").put("pattern", "^pipelines\\.");
        ArrayNode kinds = flat.putArray("allOf");
        ObjectNode operation = kinds.addObject();
        is(operation.putObject("if"), PipelineNames.OPERATION, "update");
        limit(operation.putObject("then"), PipelineKind.of("update", null));
        limit(operation.putObject("else"), PipelineKind.of("publish", null));
        for (TaskType type : TaskType.values()) {
            ObjectNode kind = kinds.addObject();
            is(kind.putObject("if"), PipelineNames.TASK_TYPE, type.value());
            limit(kind.putObject("then"), PipelineKind.of("publish", type.value()));
        }
    }

    private static void is(ObjectNode condition, String property, String value) {
        condition.putArray("required").add(property);
        condition.putObject("properties").putObject(property).put("const", value);
    }

    private static void limit(ObjectNode schema, PipelineKind kind) {
        List<String> names = PipelineProperties.of(PipelineNames.flat(), name -> false).stream()
                .map(Property::name)
                .toList();
        schema.putArray("required").add(PipelineNames.PIPELINE_ID);
        ArrayNode unlessFormat = schema.putArray("anyOf");
        unlessFormat.addObject().putArray("required").add(PipelineNames.FORMAT);
        ArrayNode required = unlessFormat.addObject().putArray("required");
        names.stream().filter(kind::requires).forEach(required::add);
        ObjectNode properties = schema.putObject("properties");
        names.stream().filter(name -> !kind.has(name)).forEach(name -> properties.put(name, false));
    }
}
