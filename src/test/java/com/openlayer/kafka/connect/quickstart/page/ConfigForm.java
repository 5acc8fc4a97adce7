package com.openlayer.kafka.connect.quickstart.page;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.openlayer.kafka.connect.config.ConfigValidation;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigValue;

/** The form of a configuration as the connector's ConfigDef describes it, with the errors of the values. */
final class ConfigForm {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{[^:}]+:[^}]+}");

    private final Map<String, String> resolved = new LinkedHashMap<>();
    private final ConfigDef definition = ConfigValidation.definition();
    private final ConfigValidation validation;

    ConfigForm(Map<String, String> properties) {
        properties.forEach((name, value) -> {
            if (!value.isBlank()) {
                resolved.put(name, withoutVariable(name, value));
            }
        });
        validation = ConfigValidation.of(definition, new LinkedHashMap<>(resolved));
    }

    /** Variables are resolved by the worker that will run the connector. Here a valid value takes their place. */
    private static String withoutVariable(String name, String value) {
        if (!VARIABLE.matcher(value).matches()) {
            return value;
        }
        return switch (name) {
            case "openlayer.api.key" -> "from-a-variable";
            case "openlayer.base.url" -> "https://api.openlayer.com/v1";
            case "inference.pipeline.id" -> new UUID(0, 0).toString();
            default -> value;
        };
    }

    boolean isValid() {
        return validation.isValid();
    }

    /** The properties that are set, with values in place of variables. */
    Map<String, String> resolved() {
        return resolved;
    }

    ObjectNode describe() {
        ObjectNode form = JSON.createObjectNode().put("isValid", isValid());
        ArrayNode fields = form.putArray("fields");
        Map<String, List<String>> warnings = validation.warnings();
        for (ConfigValue value : validation.values()) {
            ObjectNode field = fields.addObject().put("name", value.name()).put("visible", value.visible());
            ConfigDef.ConfigKey key = definition.configKeys().get(value.name());
            if (key != null) {
                field.put("group", key.group)
                        .put("title", key.displayName)
                        .put("documentation", key.documentation)
                        .put("type", key.type.name().toLowerCase(Locale.ROOT))
                        .put("importance", key.importance.name().toLowerCase(Locale.ROOT))
                        .put("isRequired", !key.hasDefault())
                        .put(
                                "default",
                                key.hasDefault() && key.defaultValue != null
                                        ? ConfigDef.convertToString(key.defaultValue, key.type)
                                        : "");
            }
            value.recommendedValues()
                    .forEach(choice -> field.withArray("choices").add(choice.toString()));
            value.errorMessages().forEach(error -> field.withArray("errors").add(error));
            warnings.getOrDefault(value.name(), List.of())
                    .forEach(warning -> field.withArray("warnings").add(warning));
        }
        return form;
    }
}
