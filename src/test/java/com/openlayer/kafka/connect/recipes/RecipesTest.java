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
import org.apache.kafka.common.config.ConfigValue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The recipes of docs/recipes.md without a worker. {@link RecipesIT} runs them on one. */
class RecipesTest {
    /** The worker's value of {@code OPENLAYER_SALT}. */
    static final String SALT = "salt of the recipes";

    static List<Recipe> recipes() {
        return Recipe.all();
    }

    /** The recipes with converters of Kafka that are on the class path; ByteArrayConverter is in the worker. */
    static List<Recipe> recipesWithoutPlugins() {
        return recipes().stream()
                .filter(recipe -> recipe.avroSchema().isEmpty())
                .filter(recipe -> !recipe.config().get("value.converter").endsWith("ByteArrayConverter"))
                .toList();
    }

    @Test
    void thereIsARecipeForEachCase() {
        assertThat(recipes())
                .extracting(Recipe::title)
                .containsExactly(
                        "A chat log in JSON",
                        "A tool-using agent",
                        "LiteLLM logs",
                        "OTLP traces",
                        "Predictions in Avro",
                        "Ids from a header",
                        "A topic for each tenant",
                        "One topic for all tenants",
                        "Late events",
                        "Late labels",
                        "Late labels by coordinates",
                        "Labels from a database",
                        "A filter of your own",
                        "Personal data",
                        "Sampling",
                        "One topic, several pipelines",
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
            List<DryRun.DryRunRow> rows = run.rows(message);
            assertThat(rows)
                    .extracting(row -> new Recipe.RecipeRow(
                            row.pipeline().alias(), Recipe.parse(row.row().json())))
                    .containsExactlyElementsOf(sample.rows());
            assertThat(rows).allSatisfy(row -> assertThat(row.violations()).isEmpty());
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
        resolved.replaceAll((name, value) ->
                value.replace("${env:OPENLAYER_API_KEY}", "key-of-the-tests").replace("${env:OPENLAYER_SALT}", SALT));
        resolved.put("name", "recipe");
        return resolved;
    }
}
