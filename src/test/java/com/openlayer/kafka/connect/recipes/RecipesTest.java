package com.openlayer.kafka.connect.recipes;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.openlayer.kafka.connect.config.ConfigValidation;
import com.openlayer.kafka.connect.config.OpenlayerSinkConfig;
import com.openlayer.kafka.connect.row.InvalidRowException;
import com.openlayer.kafka.connect.testing.Topics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.config.ConfigValue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The recipes of docs/recipes.md without a worker. {@link RecipesIT} runs them on one. */
class RecipesTest {
    static List<Recipe> recipes() {
        return Recipe.all();
    }

    /** The recipes with Kafka's own converters. */
    static List<Recipe> recipesWithoutPlugins() {
        return recipes().stream().filter(r -> r.avroSchema().isEmpty()).toList();
    }

    @Test
    void thereIsARecipeForEachCase() {
        assertThat(recipes())
                .extracting(Recipe::title)
                .containsExactly(
                        "A chat log in JSON",
                        "Predictions in Avro",
                        "Ids from a header",
                        "A topic for each tenant",
                        "One topic for all tenants",
                        "Late events",
                        "Late labels",
                        "Late labels by coordinates",
                        "Dead letters");
        assertThat(recipes()).allSatisfy(recipe -> assertThat(recipe.samples()).isNotEmpty());
    }

    @ParameterizedTest
    @MethodSource("recipes")
    void theConfigurationIsValid(Recipe recipe) {
        ConfigValidation validation = ConfigValidation.of(ConfigValidation.definition(), resolved(recipe.config()));
        assertThat(validation.values())
                .flatExtracting(ConfigValue::errorMessages)
                .isEmpty();
        assertThat(OpenlayerSinkConfig.of(validation).orElseThrow().unknownProperties())
                .isEmpty();
    }

    @ParameterizedTest
    @MethodSource("recipesWithoutPlugins")
    void theRecordsBecomeTheRows(Recipe recipe) {
        DryRun run = new DryRun(resolved(recipe.config()));
        for (Recipe.RecipeSample sample : recipe.samples()) {
            DryRun.DryRunRecord message = message(sample.record());
            if (sample.reason().isPresent()) {
                assertThatThrownBy(() -> run.map(message))
                        .isInstanceOf(InvalidRowException.class)
                        .satisfies(e -> assertThat(sample.reason().get()).endsWith(e.getMessage()));
                continue;
            }
            Optional<DryRun.DryRunRow> mapped = run.map(message);
            assertThat(mapped.map(m -> new Recipe.RecipeRow(
                            m.pipeline().alias(), Recipe.parse(m.row().json()))))
                    .isEqualTo(sample.row());
            mapped.ifPresent(m -> assertThat(m.violations()).isEmpty());
        }
    }

    @Test
    void theChatLogIsTheExampleThatIsShipped() throws IOException {
        Recipe chatLog = recipes().get(0);
        assertThat(chatLog.config())
                .isEqualTo(Recipe.config(Files.readString(Path.of("connector-config", "openai-chat-log.json"))));
        assertThat(chatLog.samples().get(0).record().path("value"))
                .isEqualTo(
                        Recipe.parse(Files.readString(Path.of("src/test/resources/recipes", "openai-chat-log.json"))));
    }

    static DryRun.DryRunRecord message(JsonNode record) {
        JsonNode timestamp = record.path("timestamp");
        JsonNode key = record.path("key");
        JsonNode value = record.path("value");
        Map<String, String> headers = new HashMap<>();
        record.path("headers")
                .properties()
                .forEach(h -> headers.put(h.getKey(), h.getValue().asText()));
        return new DryRun.DryRunRecord(
                record.path("topic").asText(),
                timestamp.isMissingNode() ? null : timestamp.asLong(),
                key.isMissingNode() ? null : key.asText().getBytes(UTF_8),
                value.isNull() ? null : Topics.bytes(value.toString()),
                headers);
    }

    /** Resolves variables like the worker's config provider. */
    static Map<String, String> resolved(Map<String, String> config) {
        Map<String, String> resolved = new HashMap<>(config);
        resolved.replaceAll((name, value) -> value.equals("${env:OPENLAYER_API_KEY}") ? "key-of-the-tests" : value);
        resolved.put("name", "recipe");
        return resolved;
    }
}
