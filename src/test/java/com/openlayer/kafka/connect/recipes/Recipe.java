package com.openlayer.kafka.connect.recipes;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A recipe of {@code docs/recipes.md}: a section with a {@code json config} block. Each {@code json record} is followed by
 * its results: {@code json row <pipeline>} for each row, {@code text dead-letter}, or nothing.
 */
record Recipe(String title, Map<String, String> config, Optional<JsonNode> avroSchema, List<RecipeSample> samples) {
    static final Path PAGE = Path.of("docs", "recipes.md");
    /** Keeps the digits of fractions: 12043.20 is not 12043.2. */
    static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    private static final Pattern BLOCK = Pattern.compile("(?ms)^```(\\w+) ([^\n]*)\n(.*?)^```$");

    /** A record and its results. */
    record RecipeSample(JsonNode record, List<RecipeRow> rows, Optional<String> reason) {
        String topic() {
            return record.path("topic").asText();
        }

        @Override
        public String toString() {
            return record.toString();
        }
    }

    record RecipeRow(String pipeline, JsonNode json) {}

    static List<Recipe> all() {
        String page;
        try {
            page = Files.readString(PAGE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        List<Recipe> recipes = new ArrayList<>();
        for (String section : page.split("(?m)^## ", -1)) {
            if (section.contains("```json config")) {
                recipes.add(of(section));
            }
        }
        return recipes;
    }

    private static Recipe of(String section) {
        Map<String, String> config = Map.of();
        JsonNode avroSchema = null;
        List<RecipeSample> samples = new ArrayList<>();
        Matcher block = BLOCK.matcher(section);
        while (block.find()) {
            String[] kind = block.group(2).split(" ", -1);
            String text = block.group(3);
            switch (kind[0]) {
                case "config" -> config = config(text);
                case "avro" -> avroSchema = parse(text);
                case "record" -> samples.add(new RecipeSample(parse(text), new ArrayList<>(), Optional.empty()));
                case "row" -> samples.get(samples.size() - 1).rows().add(new RecipeRow(kind[1], parse(text)));
                case "dead-letter" -> {
                    JsonNode record = samples.remove(samples.size() - 1).record();
                    samples.add(new RecipeSample(record, List.of(), Optional.of(text.strip())));
                }
                default -> throw new IllegalStateException("A block of an unknown kind: " + block.group(2));
            }
        }
        return new Recipe(section.lines().findFirst().orElseThrow(), config, Optional.ofNullable(avroSchema), samples);
    }

    static Map<String, String> config(String json) {
        try {
            return JSON.readValue(json, new TypeReference<LinkedHashMap<String, String>>() {});
        } catch (IOException e) {
            throw new UncheckedIOException(json, e);
        }
    }

    static JsonNode parse(String json) {
        try {
            return JSON.readTree(json);
        } catch (IOException e) {
            throw new UncheckedIOException(json, e);
        }
    }

    static JsonNode parse(byte[] json) {
        return parse(new String(json, StandardCharsets.UTF_8));
    }

    /** The aliases of its pipelines with the prefixes of their properties, which are empty in the flat form. */
    Map<String, String> prefixes() {
        String aliases = config.get("pipelines");
        return aliases == null
                ? Map.of("default", "")
                : Stream.of(aliases.split(",", -1))
                        .collect(Collectors.toMap(
                                alias -> alias,
                                alias -> "pipelines." + alias + ".",
                                (one, other) -> one,
                                LinkedHashMap::new));
    }

    /** The topics of its records, in order of appearance. */
    List<String> topics() {
        return samples.stream().map(RecipeSample::topic).distinct().toList();
    }

    @Override
    public String toString() {
        return title;
    }
}
