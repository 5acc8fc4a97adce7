package com.openlayer.kafka.connect.preview;

import static com.openlayer.kafka.connect.preview.PreviewFixture.JSON_CONVERTER;
import static com.openlayer.kafka.connect.preview.PreviewFixture.STRING_CONVERTER;
import static com.openlayer.kafka.connect.preview.PreviewFixture.parse;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Envelopes, converters, transforms, predicates and config providers, through the command. */
class RecordConversionTest {
    private static final String TRANSFORMS = "org.apache.kafka.connect.transforms.";
    private static final String WHOLE =
            "{\"topic\":\"tenant-a\",\"partition\":2,\"offset\":41,\"timestamp\":1795340000123,"
                    + "\"key\":\"user-42\",\"headers\":{\"trace\":\"t-1\",\"n\":7,\"none\":null},"
                    + "\"value\":{\"user_query\":\"a\",\"output\":\"b\"}}";

    @TempDir
    private Path directory;

    private PreviewFixture preview;

    @BeforeEach
    void begin() {
        preview = new PreviewFixture(directory);
    }

    @Test
    @DisplayName("an envelope contains key, headers, timestamp and coordinates")
    void envelope() {
        PreviewFixture.PreviewOutput run = preview.input(WHOLE)
                .run(
                        "--envelope",
                        "--config",
                        preview.config(
                                "columns",
                                "*,user=key,trace=header:trace,n=header:n,from=record:topic,p=record:partition"));
        assertThat(run.status()).as(run.err()).isZero();
        assertThat(run.line(0))
                .isEqualTo(parse("{\"record\":\"tenant-a-2-41\",\"pipeline\":\"default\",\"row\":{\"user_query\":\"a\","
                        + "\"output\":\"b\",\"user\":\"user-42\",\"trace\":\"t-1\",\"n\":7,\"from\":\"tenant-a\",\"p\":2,"
                        + "\"kafka_timestamp\":1795340000.123,\"kafka_id\":\"tenant-a-2-41\"}}"));
        assertThat(run.err()).doesNotContain("no timestamp");
    }

    @Test
    @DisplayName("missing offsets count up per topic and partition from the last one given")
    void offsets() {
        PreviewFixture.PreviewOutput run = preview.input(
                        WHOLE,
                        "{\"topic\":\"tenant-a\",\"partition\":2,\"value\":{\"output\":1}}",
                        "{\"value\":{\"output\":1}}",
                        "{\"value\":{\"output\":1}}")
                .run("--envelope", "--config", preview.config());
        assertThat(run.lines())
                .extracting(line -> line.path("record").asText())
                .startsWith("tenant-a-2-41", "tenant-a-2-42", "support-chat-0-0", "support-chat-0-1");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"valeu\":1}|standard input, line 2: unknown field 'valeu'|Did you mean 'value'?",
                "[]|standard input, line 2: --envelope expects a JSON object|",
                "{\"offset\":-1}|line 2: offset must be a whole number|",
                "{\"timestamp\":\"now\"}|line 2: timestamp must be a whole number, the milliseconds since 1970|",
                "{\"headers\":[]}|line 2: headers must be an object|",
            })
    void badEnvelope(String line, String message, String more) {
        PreviewFixture.PreviewOutput run = preview.input(WHOLE, line).run("--envelope", "--config", preview.config());
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err()).contains(message).hasLineCount(1);
        if (more != null) {
            assertThat(run.err()).contains(more);
        }
    }

    @Test
    @DisplayName("asks for the topic if the configuration has only a pattern")
    void topicByPattern() {
        Path config = preview.config("topics", null, "topics.regex", "tenant-.*");
        preview.input("{\"output\":1}");
        assertThat(preview.run("--config", config).err())
                .startsWith("The configuration names no topic in topics: give the topic of the records with --topic")
                .hasLineCount(1);
        assertThat(preview.run("--config", config, "--topic", "tenant-b")
                        .line(0)
                        .path("record")
                        .asText())
                .isEqualTo("tenant-b-0-0");
        assertThat(preview.input("{\"value\":{}}")
                        .run("--config", config, "--envelope")
                        .err())
                .contains("the envelope has no topic");
    }

    @Test
    @DisplayName("a record that a converter cannot read is errant for the converter's reason")
    void converterFails() {
        PreviewFixture.PreviewOutput run = preview.input("{\"key\":\"user-42\",\"value\":{\"output\":1}}")
                .run(
                        "--envelope",
                        "--config",
                        preview.config("key.converter", JSON_CONVERTER, "value.converter", JSON_CONVERTER));
        assertThat(run.status()).isEqualTo(1);
        assertThat(run.line(0).path("errant").asText())
                .startsWith(
                        "key.converter (" + JSON_CONVERTER + ") failed: Converting byte[] to Kafka Connect data failed")
                .contains("Unrecognized token 'user'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ignore", "dead-letter", "fail"})
    void nullValues(String behavior) {
        PreviewFixture.PreviewOutput run = preview.input("{\"key\":\"k\",\"value\":null}")
                .run("--envelope", "--config", preview.config("behavior.on.null.values", behavior));
        assertThat(run.status()).isEqualTo(behavior.equals("ignore") ? 0 : 1);
        assertThat(run.line(0)
                        .path(behavior.equals("ignore") ? "skipped" : "errant")
                        .asText())
                .startsWith("the value is null");
    }

    @Test
    @DisplayName(
            "transforms apply in order, with predicates and negate, and records are routed by the transformed topic")
    void transforms() {
        Path config = preview.config(
                "topics", "tenant-a,tenant-b",
                "value.converter", JSON_CONVERTER,
                "value.converter.schemas.enable", "false",
                "transforms", "route, env,drop",
                "transforms.route.type", TRANSFORMS + "RegexRouter",
                "transforms.route.regex", "tenant-(.*)",
                "transforms.route.replacement", "chat-$1",
                "transforms.env.type", "InsertField$Value",
                "transforms.env.static.field", "env",
                "transforms.env.static.value", "prod",
                "transforms.env.predicate", "isA",
                "transforms.drop.type", TRANSFORMS + "Filter",
                "transforms.drop.predicate", "isA",
                "transforms.drop.negate", "true",
                "predicates", "isA",
                "predicates.isA.type", TRANSFORMS + "predicates.TopicNameMatches",
                "predicates.isA.pattern", "chat-a");
        PreviewFixture.PreviewOutput run = preview.input(
                        "{\"topic\":\"tenant-a\",\"value\":{\"output\":\"x\"}}",
                        "{\"topic\":\"tenant-b\",\"value\":{\"output\":\"x\"}}")
                .run("--envelope", "--config", config);
        assertThat(run.status()).as(run.err()).isZero();
        assertThat(run.line(0).path("row"))
                .isEqualTo(parse("{\"output\":\"x\",\"env\":\"prod\",\"kafka_id\":\"tenant-a-0-0\"}"));
        assertThat(run.line(1))
                .isEqualTo(parse("{\"record\":\"tenant-b-0-0\",\"skipped\":\"a transform drops the record\"}"));
        assertThat(run.err()).contains("2 records: 1 row (default 1), 1 skipped, 0 errant");
    }

    @Test
    @DisplayName("a record of an unclaimed topic is errant, and the hint lists the claimed topics")
    void noPipeline() {
        Path config = preview.config(
                "topics", null,
                "topics.regex", "support-.*|other",
                "inference.pipeline.id", null,
                "pipelines", "chat",
                "pipelines.chat.topics", "support-chat",
                "pipelines.chat.inference.pipeline.id", "182bd5e5-6e1a-4fe4-a799-aa6d9a6ab26e");
        PreviewFixture.PreviewOutput run = preview.input("{\"output\":1}").run("--config", config, "--topic", "other");
        assertThat(run.status()).as(run.err()).isEqualTo(1);
        assertThat(run.line(0))
                .isEqualTo(parse("{\"record\":\"other-0-0\",\"errant\":\"no pipeline takes topic other\","
                        + "\"hint\":\"the pipelines claim support-chat (chat)\"}"));
    }

    @Test
    @DisplayName("reports which transform or predicate is unusable")
    void badTransform() {
        preview.input("{\"output\":1}");
        assertThat(preview.run("--config", preview.config("transforms", "a")).err())
                .isEqualTo("transforms.a.type is missing, but transforms names it\n");
        assertThat(preview.run(
                                "--config",
                                preview.config(
                                        "transforms",
                                        "a",
                                        "transforms.a.type",
                                        "Filter",
                                        "transforms.a.predicate",
                                        "p"))
                        .err())
                .isEqualTo("predicates.p.type is missing, but a transform names this predicate\n");
        assertThat(preview.run(
                                "--config",
                                preview.config("transforms", "a", "transforms.a.type", TRANSFORMS + "RegexRouter"))
                        .err())
                .startsWith("transforms.a.type: " + TRANSFORMS + "RegexRouter cannot be used: Missing required")
                .hasLineCount(1);
    }

    @Test
    @DisplayName("default converters, config providers and their parameters come from the worker's file")
    void worker() {
        preview.file("secrets.properties", "column=output");
        Path worker = preview.file(
                "worker.properties",
                "config.providers=file",
                "config.providers.file.class=org.apache.kafka.common.config.provider.FileConfigProvider",
                "key.converter=" + STRING_CONVERTER,
                "value.converter=JsonConverter",
                "value.converter.schemas.enable=false");
        Path config = preview.config(
                "key.converter", null,
                "value.converter", null,
                "output.column.name", "${file:" + directory.resolve("secrets.properties") + ":column}");
        preview.input("{\"output\":1.50}");
        PreviewFixture.PreviewOutput run = preview.run("--config", config, "--worker", worker);
        assertThat(run.status()).as(run.err()).isZero();
        // read by JsonConverter, not as text
        assertThat(run.out()).contains("\"output\":\"1.5\"").contains("\"outputColumnName\":\"output\"");
        // with a converter of its own, the connector does not inherit the settings of the worker's converter
        assertThat(preview.run("--config", preview.config("value.converter", JSON_CONVERTER), "--worker", worker)
                        .line(0)
                        .path("errant")
                        .asText())
                .contains("\"schema\" and \"payload\"");
    }

    @Test
    void badWorker() {
        assertThat(preview.run("--config", preview.config(), "--worker", "no.properties")
                        .err())
                .isEqualTo("Cannot read no.properties: no such file\n");
        assertThat(preview.run(
                                "--config",
                                preview.config(),
                                "--worker",
                                preview.file("w.properties", "config.providers=vault"))
                        .err())
                .isEqualTo("config.providers.vault.class is missing in the worker's file\n");
    }

    @Test
    @DisplayName("reports in one line that no brokers are configured, or that Kafka does not answer")
    void noBrokers() {
        assertThat(preview.run("--config", preview.config(), "--max-records", "1")
                        .err())
                .startsWith("No brokers are configured: give --bootstrap-server")
                .hasLineCount(1);
        Path client = preview.file("client.properties", "default.api.timeout.ms=500", "request.timeout.ms=400");
        PreviewFixture.PreviewOutput run = preview.run(
                "--config", preview.config(), "--bootstrap-server", "127.0.0.1:1", "--command-config", client);
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err()).startsWith("Kafka at 127.0.0.1:1 did not answer").hasLineCount(1);
        assertThat(preview.run("--config", preview.config(), "--bootstrap-server", "no port")
                        .err())
                .startsWith("Cannot read from Kafka at no port: ")
                .contains("no port")
                .hasLineCount(1);
    }
}
