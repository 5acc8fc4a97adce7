package com.openlayer.kafka.connect.recipes;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.openlayer.kafka.connect.config.TaskType;
import com.openlayer.kafka.connect.format.FormatPreset;
import com.openlayer.kafka.connect.testing.Broker;
import com.openlayer.kafka.connect.testing.Cluster;
import com.openlayer.kafka.connect.testing.ConnectWorker;
import com.openlayer.kafka.connect.testing.DeadLetter;
import com.openlayer.kafka.connect.testing.OpenlayerStub;
import com.openlayer.kafka.connect.testing.PluginPath;
import com.openlayer.kafka.connect.testing.StubPipeline;
import com.openlayer.kafka.connect.testing.TestBed;
import com.openlayer.kafka.connect.testing.Workspace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The recipes of docs/recipes.md, unchanged except for addresses and pipeline ids, on a
 * real worker. They have their own cluster, because their topics have fixed names.
 */
class RecipesIT {
    private static Cluster cluster;
    private static AvroConverter avro;

    @BeforeAll
    static void start() throws IOException {
        Broker broker = Broker.named("recipes-broker").launch();
        cluster = Cluster.start(
                broker,
                ConnectWorker.named("recipes-worker", broker)
                        .pluginPath(plugins())
                        // Apicurio's jar does not register its converters, so the worker must scan for them.
                        .property("plugin.discovery", "hybrid_warn")
                        .environment("OPENLAYER_API_KEY", OpenlayerStub.API_KEY)
                        .environment("OPENLAYER_SALT", RecipesTest.SALT));
        avro = new AvroConverter();
    }

    @AfterAll
    static void stop() {
        if (avro != null) {
            avro.close();
        }
        if (cluster != null) {
            cluster.close();
        }
    }

    /** The connector as packaged, and the converter for Avro. */
    private static Path plugins() throws IOException {
        Path plugins = Workspace.fresh("recipes-plugins");
        try (var unpacked = Files.list(PluginPath.unpacked())) {
            for (Path plugin : unpacked.toList()) {
                Files.createSymbolicLink(plugins.resolve(plugin.getFileName()), plugin);
            }
        }
        Path converter = Files.createDirectory(plugins.resolve("avro-converter"));
        for (Path jar : AvroConverter.jars()) {
            Files.copy(jar, converter.resolve(jar.getFileName()));
        }
        return plugins;
    }

    static List<Recipe> recipes() {
        return Recipe.all();
    }

    @ParameterizedTest
    @MethodSource("recipes")
    void theRecordsBecomeTheRows(Recipe recipe) {
        try (TestBed bed = new TestBed(cluster, recipe.title())) {
            Map<String, StubPipeline> pipelines = new HashMap<>();
            Map<String, String> config = inPlace(recipe, bed, pipelines);
            recipe.topics().forEach(topic -> bed.topics().create(topic, 1));
            recipe.samples().forEach(sample -> bed.topics().produce(message(recipe, sample.record())));
            String name = bed.name("recipe");

            bed.connect(name, config);

            pipelines.forEach((alias, pipeline) -> {
                List<JsonNode> expected = recipe.samples().stream()
                        .flatMap(sample -> sample.rows().stream())
                        .filter(row -> row.pipeline().equals(alias))
                        .map(Recipe.RecipeRow::json)
                        .toList();
                boolean updates = "update".equals(config.get(recipe.prefixes().get(alias) + "operation"));
                if (updates) {
                    pipeline.updates().await(expected.size());
                } else {
                    pipeline.awaitRows(expected.size());
                }
                assertThat(normal(updates ? pipeline.updates().rows() : pipeline.rows()))
                        .as(alias)
                        .containsExactlyInAnyOrderElementsOf(normal(expected));
            });
            recipe.topics().forEach(topic -> bed.topics().awaitAllCommitted(name, Duration.ofSeconds(30), topic));
            assertDeadLetters(recipe, bed);
            assertThat(pipelines.values())
                    .allSatisfy(pipeline -> assertThat(pipeline.violations()).isEmpty());
            assertThat(bed.openlayer().strangers()).isEmpty();
        }
    }

    private static void assertDeadLetters(Recipe recipe, TestBed bed) {
        List<String> reasons = recipe.samples().stream()
                .flatMap(sample -> sample.reason().stream())
                .toList();
        if (reasons.isEmpty()) {
            return;
        }
        String topic = recipe.config().get("errors.deadletterqueue.topic.name");
        Awaitility.await(reasons.size() + " dead letters")
                .atMost(Duration.ofSeconds(30))
                .until(() -> bed.topics().deadLetters(topic).size() >= reasons.size());
        assertThat(bed.topics().deadLetters(topic))
                .extracting(DeadLetter::reason)
                .zipSatisfy(reasons, (found, reason) -> assertThat(found).contains(reason));
    }

    private static Map<String, String> inPlace(Recipe recipe, TestBed bed, Map<String, StubPipeline> pipelines) {
        Map<String, String> config = new HashMap<>(recipe.config());
        config.put("openlayer.base.url", bed.openlayer().baseUrl().toString());
        config.computeIfPresent("value.converter.apicurio.registry.url", (name, url) -> avro.registryUrl());
        Map<String, StubPipeline> byId = new HashMap<>();
        recipe.prefixes().forEach((alias, prefix) -> {
            // An update pipeline follows the one whose rows it updates, and has the same id.
            StubPipeline pipeline = byId.computeIfAbsent(
                    config.get(prefix + "inference.pipeline.id"), id -> bed.pipeline(taskType(config, prefix)));
            pipelines.put(alias, pipeline);
            config.put(prefix + "inference.pipeline.id", pipeline.id().toString());
        });
        return config;
    }

    private static TaskType taskType(Map<String, String> config, String prefix) {
        return Optional.ofNullable(config.get(prefix + "task.type"))
                .or(() -> FormatPreset.named(config.get(prefix + "format"))
                        .map(format -> format.properties().get("task.type")))
                .flatMap(TaskType::of)
                .orElseThrow();
    }

    private static ProducerRecord<String, byte[]> message(Recipe recipe, JsonNode record) {
        DryRun.DryRunRecord message = RecipesTest.message(record);
        byte[] value = recipe.avroSchema()
                .map(schema -> AvroWriter.message(avro.register(schema), schema, record.path("value")))
                .orElse(message.value());
        ProducerRecord<String, byte[]> sent = new ProducerRecord<>(
                message.topic(),
                0,
                message.timestamp(),
                message.key() == null ? null : new String(message.key(), UTF_8),
                value);
        message.headers().forEach((name, text) -> sent.headers().add(name, text.getBytes(UTF_8)));
        return sent;
    }

    /** The stub's parser reads 12043.20 as 12043.2; the unit test compares the digits. */
    private static List<JsonNode> normal(List<JsonNode> rows) {
        return rows.stream().map(RecipesIT::normal).toList();
    }

    private static JsonNode normal(JsonNode row) {
        try {
            return new ObjectMapper().readTree(row.toString());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
