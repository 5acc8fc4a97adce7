package com.openlayer.kafka.connect.quickstart;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * The configuration of a connector as {@code PUT /connectors/NAME/config} accepts it. It is not checked, because the
 * worker validates it.
 *
 * @param source where it comes from, for messages
 * @param properties with unresolved variables
 */
public record ConnectorFile(String source, Map<String, String> properties) {
    private static final String TOLERANCE = "errors.tolerance";
    private static final String DEAD_LETTER_TOPIC = "errors.deadletterqueue.topic.name";
    private static final String ONLY_PIPELINE = "default";
    private static final Set<String> OF_CONNECT = Set.of("topics", "topics.regex");
    private static final Set<String> NEVER_SHARED = Set.of("topics", "topics.regex", "inference.pipeline.id");
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{env:([^}]+)}");

    public ConnectorFile {
        properties = Collections.unmodifiableMap(new LinkedHashMap<>(properties));
    }

    public static ConnectorFile of(Path file) {
        JsonNode json;
        try {
            json = new ObjectMapper().readTree(Files.readString(file));
        } catch (JsonProcessingException e) {
            throw Failure.ofInput(file + " is not valid JSON: " + e.getOriginalMessage());
        } catch (IOException e) {
            throw Failure.ofInput("The connector's configuration cannot be read: " + e);
        }
        // POST /connectors wants the same map one level down.
        JsonNode map = json.path("config").isObject() ? json.path("config") : json;
        Map<String, String> properties = new LinkedHashMap<>();
        map.properties().forEach(property -> {
            if (property.getValue().isContainerNode()) {
                throw Failure.ofInput(
                        file + ": the value of " + property.getKey() + " is not a string, number or boolean");
            }
            properties.put(property.getKey(), property.getValue().asText());
        });
        return new ConnectorFile(file.toString(), properties);
    }

    public List<String> topics() {
        return list("topics");
    }

    /** The aliases of its pipelines; {@value #ONLY_PIPELINE} alone in a flat configuration. */
    public List<String> pipelines() {
        return isFlat() ? List.of(ONLY_PIPELINE) : list("pipelines");
    }

    /** A property of a pipeline: its own, or the one without a prefix. Empty where neither is set. */
    String of(String alias, String property) {
        String own = properties.get("pipelines." + alias + "." + property);
        if (own != null) {
            return own.strip();
        }
        boolean shared = isFlat() ? !OF_CONNECT.contains(property) : !NEVER_SHARED.contains(property);
        return shared ? properties.getOrDefault(property, "").strip() : "";
    }

    private boolean isFlat() {
        return !properties.containsKey("pipelines");
    }

    /** Whether a pipeline updates rows rather than publish them. */
    boolean updates(String alias) {
        return of(alias, "operation").equals("update");
    }

    /** The pipeline that takes a topic of that name, if no transform changes it. */
    Optional<String> pipelineOf(String topic) {
        List<String> aliases = pipelines();
        return aliases.stream()
                .filter(alias -> elements(of(alias, "topics")).contains(topic))
                .findFirst()
                .or(() -> aliases.stream()
                        .filter(alias -> matches(of(alias, "topics.regex"), topic))
                        .findFirst())
                .or(() -> aliases.stream()
                        .filter(alias -> of(alias, "topics").isEmpty()
                                && of(alias, "topics.regex").isEmpty())
                        .findFirst())
                .or(() -> aliases.size() == 1 ? Optional.of(aliases.get(0)) : Optional.empty());
    }

    private static boolean matches(String regex, String topic) {
        try {
            return !regex.isEmpty() && Pattern.matches(regex, topic);
        } catch (PatternSyntaxException e) {
            return false;
        }
    }

    /** The name of the variable that a value consists of. */
    static Optional<String> variable(String value) {
        Matcher matcher = VARIABLE.matcher(value);
        return matcher.matches() ? Optional.of(matcher.group(1)) : Optional.empty();
    }

    /** The dead-letter topic; empty unless errors are tolerated. */
    Optional<String> deadLetterTopic() {
        return toleratesErrors()
                ? Optional.of(properties.getOrDefault(DEAD_LETTER_TOPIC, "").strip())
                        .filter(topic -> !topic.isEmpty())
                : Optional.empty();
    }

    boolean toleratesErrors() {
        return properties.getOrDefault(TOLERANCE, "none").strip().equalsIgnoreCase("all");
    }

    /** Whether each record of the dead-letter topic has the coordinates of the original. */
    boolean deadLettersHaveCoordinates() {
        return deadLetterTopic().isPresent()
                && Boolean.parseBoolean(properties
                        .getOrDefault("errors.deadletterqueue.context.headers.enable", "false")
                        .strip());
    }

    /** With a dead-letter topic, unless the configuration has error handling of its own. */
    ConnectorFile withErrantRecordsKept() {
        if (properties.containsKey(TOLERANCE) || properties.containsKey(DEAD_LETTER_TOPIC)) {
            return this;
        }
        return with(TOLERANCE, "all")
                .with(DEAD_LETTER_TOPIC, "openlayer-errant")
                .with("errors.deadletterqueue.context.headers.enable", "true");
    }

    ConnectorFile with(String property, String value) {
        Map<String, String> changed = new LinkedHashMap<>(properties);
        changed.put(property, value);
        return new ConnectorFile(source, changed);
    }

    /** Resolves variables like a worker's config provider. Variables that are not set remain. */
    public ConnectorFile resolved(Map<String, String> environment) {
        Map<String, String> resolved = new LinkedHashMap<>();
        properties.forEach((name, value) -> resolved.put(
                name,
                VARIABLE.matcher(value)
                        .replaceAll(match ->
                                Matcher.quoteReplacement(environment.getOrDefault(match.group(1), match.group())))));
        return new ConnectorFile(source, resolved);
    }

    private List<String> list(String property) {
        return elements(properties.getOrDefault(property, ""));
    }

    private static List<String> elements(String list) {
        List<String> all = new ArrayList<>(Arrays.asList(list.strip().split("\\s*,\\s*")));
        all.removeIf(String::isEmpty);
        return all;
    }
}
