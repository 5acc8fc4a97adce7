package com.openlayer.kafka.connect.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.Set;

/** JSON in the value of a property. */
final class JsonProperty {
    /** Numbers keep the digits that the user wrote, because the document is sent unchanged. */
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    private static final Set<String> PROMPT_KEYS = Set.of("role", "content");

    static final PropertySyntax<JsonNode> PROMPT = new PropertySyntax<>(
            "a JSON array of objects, each with the strings role and content", JsonProperty::prompt);

    static final PropertySyntax<JsonNode> METADATA = new PropertySyntax<>("a JSON object", JsonProperty::metadata);

    private JsonProperty() {}

    static JsonNode parse(String text) {
        try {
            return MAPPER.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("Invalid JSON: " + e.getOriginalMessage() + at(e) + ". Fix it there", e);
        }
    }

    private static String at(JsonProcessingException e) {
        return e.getLocation() == null
                ? ""
                : ", at line " + e.getLocation().getLineNr() + ", column "
                        + e.getLocation().getColumnNr();
    }

    private static JsonNode prompt(String text) {
        JsonNode prompt = parse(text);
        if (!prompt.isArray()) {
            throw new IllegalArgumentException("It must be a JSON array of messages, such as"
                    + " [{\"role\": \"user\", \"content\": \"{{ user_query }}\"}]");
        }
        int number = 0;
        for (JsonNode message : prompt) {
            number++;
            if (!message.path("role").isTextual() || !message.path("content").isTextual()) {
                throw new IllegalArgumentException(
                        "Message " + number + " of it must be an object with the strings 'role' and 'content'");
            }
            for (var key : message.properties()) {
                if (!PROMPT_KEYS.contains(key.getKey())) {
                    throw new IllegalArgumentException("Message " + number + " of it contains '" + key.getKey()
                            + "': a message has 'role' and 'content' only, so remove it");
                }
            }
        }
        return prompt;
    }

    private static JsonNode metadata(String text) {
        JsonNode metadata = parse(text);
        if (!metadata.isObject()) {
            throw new IllegalArgumentException("It must be a JSON object, such as {\"model\": \"v3\"}");
        }
        return metadata;
    }
}
