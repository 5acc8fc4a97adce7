package com.openlayer.kafka.connect.preview;

import static com.openlayer.kafka.connect.preview.PreviewFixture.JSON_CONVERTER;
import static com.openlayer.kafka.connect.preview.PreviewFixture.STRING_CONVERTER;
import static com.openlayer.kafka.connect.preview.PreviewFixture.parse;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.openlayer.kafka.connect.testing.Broker;
import com.openlayer.kafka.connect.testing.KafkaDistribution;
import com.openlayer.kafka.connect.testing.PluginPath;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The packaged command in its own JVM, with Kafka's jars on the class path as kafka-run-class.sh adds them. */
class PreviewIT {
    private static final String RECORD = "{\"user_query\":\"a\",\"output\":1.50}";
    private static Broker broker;

    @TempDir
    private Path directory;

    @BeforeAll
    static void start() throws Exception {
        broker = Broker.named("preview-broker").start();
        Map<String, Object> client = Map.of("bootstrap.servers", broker.bootstrapServers());
        try (Admin admin = Admin.create(client)) {
            admin.createTopics(List.of(new NewTopic("support-chat", 2, (short) 1), new NewTopic("empty", 1, (short) 1)))
                    .all()
                    .get();
        }
        try (KafkaProducer<String, String> producer =
                new KafkaProducer<>(client, new StringSerializer(), new StringSerializer())) {
            for (int i = 0; i < 20; i++) {
                producer.send(new ProducerRecord<>(
                                "support-chat", i % 2, 1_795_340_000_000L + i, "user-" + i, "{\"output\":" + i + "}"))
                        .get();
            }
        }
    }

    @AfterAll
    static void stop() {
        if (broker != null) {
            broker.close();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"3.7.2", "4.4.0"})
    @DisplayName("applies Kafka's converters and transforms, and prints only results on standard output")
    void file(String kafka) throws Exception {
        PreviewFixture files = new PreviewFixture(directory);
        Path config = files.config(
                "value.converter", JSON_CONVERTER,
                "value.converter.schemas.enable", "false",
                "transforms", "env",
                "transforms.env.type", "InsertField$Value",
                "transforms.env.static.field", "env",
                "transforms.env.static.value", "prod");
        PreviewFixture.PreviewOutput run =
                run(kafka, "--config", config, "--records", files.file("r.jsonl", RECORD, "[1]"), "--no-pretty");
        assertThat(run.status()).as(run.err()).isEqualTo(1);
        assertThat(run.lines()).hasSize(3);
        assertThat(run.line(0).path("row"))
                .isEqualTo(
                        parse(
                                "{\"user_query\":\"a\",\"output\":\"1.5\",\"env\":\"prod\",\"kafka_id\":\"support-chat-0-0\"}"));
        assertThat(run.line(1).path("errant").asText()).startsWith("transforms.env (");
        assertThat(run.err()).contains("2 records: 1 row (default 1), 0 skipped, 1 errant");
    }

    @ParameterizedTest
    @ValueSource(strings = {"3.7.2", "4.4.0"})
    @DisplayName("reads the last records of all partitions of a live topic, with the worker's file")
    void liveTopic(String kafka) throws Exception {
        PreviewFixture files = new PreviewFixture(directory);
        Path plugins = PluginPath.unpacked();
        Path worker = files.file(
                "worker.properties",
                "bootstrap.servers=" + broker.bootstrapServers(),
                "key.converter=" + STRING_CONVERTER,
                "value.converter=" + JSON_CONVERTER,
                "value.converter.schemas.enable=false",
                "plugin.path=" + plugins,
                "config.providers=env",
                "config.providers.env.class=org.apache.kafka.common.config.provider.EnvVarConfigProvider",
                "consumer.isolation.level=read_committed");
        Path config = files.config("key.converter", null, "value.converter", null, "columns", "*,user=key");
        PreviewFixture.PreviewOutput run = run(kafka, "--config", config, "--worker", worker, "--max-records", 3);
        assertThat(run.status()).as(run.err()).isZero();
        assertThat(run.out().lines().limit(3))
                .containsExactly(
                        line("support-chat-1-8", 17), line("support-chat-0-9", 18), line("support-chat-1-9", 19));
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            assertThat(groups(admin)).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"3.7.2", "4.4.0"})
    @DisplayName("suggests a configuration for a live topic with which a preview succeeds")
    void suggest(String kafka) throws Exception {
        PreviewFixture.PreviewOutput suggested =
                run(kafka, "--suggest", "--topic", "support-chat", "--bootstrap-server", broker.bootstrapServers());
        assertThat(suggested.status()).as(suggested.err()).isZero();
        Path config = new PreviewFixture(directory).file("suggested.json", suggested.out());
        PreviewFixture.PreviewOutput run =
                run(kafka, "--config", config, "--bootstrap-server", broker.bootstrapServers(), "--max-records", "20");
        assertThat(run.status()).as(run.err()).isZero();
        assertThat(run.err()).contains("20 records: 20 rows");
    }

    @ParameterizedTest
    @ValueSource(strings = {"3.7.2", "4.4.0"})
    @DisplayName("reports in one line a topic that does not exist or is empty, and creates none")
    void noTopic(String kafka) throws Exception {
        PreviewFixture files = new PreviewFixture(directory);
        for (String topic : List.of("not-there", "empty")) {
            PreviewFixture.PreviewOutput run = run(
                    kafka, "--config", files.config("topics", topic), "--bootstrap-server", broker.bootstrapServers());
            assertThat(run.status()).isEqualTo(2);
            assertThat(run.err().lines().filter(line -> line.startsWith("There ")))
                    .containsExactly(
                            topic.equals("empty")
                                    ? "There are no records in topic empty"
                                    : "There is no topic not-there at " + broker.bootstrapServers());
        }
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            assertThat(admin.listTopics().names().get()).doesNotContain("not-there");
        }
    }

    private static String line(String id, int number) {
        return "{\"record\":\"" + id + "\",\"pipeline\":\"default\",\"row\":{\"output\":\"" + number
                + "\",\"user\":\"user-" + number + "\",\"kafka_timestamp\":1795340000.0" + number
                + ",\"kafka_id\":\"" + id + "\"}}";
    }

    private static List<String> groups(Admin admin) throws ExecutionException, InterruptedException {
        return admin.listGroups().all().get().stream()
                .map(group -> group.groupId())
                .toList();
    }

    /** Runs the command with the class path of kafka-run-class.sh: CLASSPATH, then Kafka's own jars. */
    private PreviewFixture.PreviewOutput run(String kafka, Object... arguments)
            throws IOException, InterruptedException {
        List<Path> classPath = new ArrayList<>();
        try (Stream<Path> plugins = Files.list(PluginPath.unpacked())) {
            plugins.forEach(plugin -> classPath.add(plugin.resolve("lib").resolve("*")));
        }
        classPath.addAll(KafkaDistribution.of(kafka).jars());
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                classPath.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator)),
                "com.openlayer.kafka.connect.Preview"));
        for (Object argument : arguments) {
            command.add(argument.toString());
        }
        Path out = directory.resolve("out");
        Path err = directory.resolve("err");
        Process process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        try {
            assertThat(process.waitFor(90, TimeUnit.SECONDS)).as("ended").isTrue();
        } finally {
            process.destroyForcibly();
        }
        return new PreviewFixture.PreviewOutput(
                process.exitValue(), Files.readString(out, UTF_8), Files.readString(err, UTF_8));
    }
}
