package com.openlayer.kafka.connect;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code docker/start-worker}, with a script in place of Kafka's that prints its arguments. */
class StartWorkerTest {
    private static final String KAFKA = """
            #!/usr/bin/env bash
            echo "heap=$KAFKA_HEAP_OPTS"
            echo "options=$KAFKA_OPTS"
            echo "logging=$KAFKA_LOG4J_OPTS"
            """;

    @TempDir
    Path directory;

    private final Map<String, String> environment = new HashMap<>();
    private final Properties worker = new Properties();
    private final Properties jvm = new Properties();

    @BeforeEach
    void copy() throws IOException {
        for (String file : new String[] {"start-worker", "connect.properties"}) {
            Files.copy(Path.of("docker", file), directory.resolve(file));
        }
        Path script = Files.createDirectory(directory.resolve("bin")).resolve("connect-distributed.sh");
        Files.writeString(script, KAFKA);
        assertThat(script.toFile().setExecutable(true)).isTrue();
        environment.put("KAFKA_HOME", directory.toString());
        environment.put("TMPDIR", directory.toString());
    }

    private int run() throws Exception {
        ProcessBuilder builder =
                new ProcessBuilder("bash", directory.resolve("start-worker").toString());
        builder.environment().putAll(environment);
        Path output = directory.resolve("output");
        int exit = builder.redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start()
                .waitFor();
        if (exit == 0) {
            load(jvm, output);
            load(worker, directory.resolve("connect-worker.properties"));
        }
        return exit;
    }

    private static void load(Properties into, Path file) throws IOException {
        try (Reader reader = Files.newBufferedReader(file, UTF_8)) {
            into.load(reader);
        }
    }

    @Test
    @DisplayName("without a variable it starts a worker with the shipped properties")
    void shipped() throws Exception {
        assertThat(run()).isZero();
        assertThat(worker)
                .containsEntry("bootstrap.servers", "localhost:9092")
                .containsEntry("config.storage.topic", "openlayer-workers-configs")
                .containsEntry("offset.storage.topic", "openlayer-workers-offsets")
                .containsEntry("status.storage.topic", "openlayer-workers-status")
                .containsEntry("listeners", "http://:8083");
    }

    @Test
    @DisplayName("CONNECT_ variables set any property of the worker, with unchanged values")
    void variables() throws Exception {
        String password = "x required\n\tpassword=\"a\\b$c& #d\";";
        environment.put("CONNECT_GROUP_ID", "mine");
        environment.put("CONNECT_STATUS_STORAGE_TOPIC", "states");
        environment.put("CONNECT_LISTENERS", "https://:8443");
        environment.put("CONNECT_LISTENERS_HTTPS_SSL_KEYSTORE_PASSWORD", " " + password);
        environment.put("CONNECT_A__B___C", "d");
        environment.put("CONNECT_SSL_ENDPOINT_IDENTIFICATION_ALGORITHM", "");
        assertThat(run()).isZero();
        assertThat(worker)
                .containsEntry("group.id", "mine")
                .containsEntry("config.storage.topic", "mine-configs")
                .containsEntry("status.storage.topic", "states")
                .containsEntry("listeners", "https://:8443")
                .containsEntry("listeners.https.ssl.keystore.password", " " + password)
                .containsEntry("a_b-c", "d")
                .containsEntry("ssl.endpoint.identification.algorithm", "");
    }

    @Test
    @DisplayName(
            "SASL and TLS settings of the worker are those of the connectors' clients, unless these have their own")
    void security() throws Exception {
        environment.put("CONNECT_SECURITY_PROTOCOL", "SASL_SSL");
        environment.put("CONNECT_SASL_MECHANISM", "PLAIN");
        environment.put("CONNECT_PRODUCER_SASL_MECHANISM", "SCRAM-SHA-512");
        environment.put("CONNECT_SSL_TRUSTSTORE_TYPE", "PEM");
        assertThat(run()).isZero();
        for (String client : new String[] {"", "consumer.", "producer.", "admin."}) {
            assertThat(worker)
                    .containsEntry(client + "security.protocol", "SASL_SSL")
                    .containsEntry(client + "ssl.truststore.type", "PEM")
                    .containsEntry(client + "sasl.mechanism", client.equals("producer.") ? "SCRAM-SHA-512" : "PLAIN");
        }
    }

    @Test
    @DisplayName("a mounted worker.properties overrides the shipped properties, a variable overrides both")
    void mounted() throws Exception {
        Files.writeString(directory.resolve("worker.properties"), """
                group.id=mounted
                listeners = http://:8084
                offset.flush.interval.ms=1""");
        environment.put("CONNECT_OFFSET_FLUSH_INTERVAL_MS", "2");
        assertThat(run()).isZero();
        assertThat(worker)
                .containsEntry("group.id", "mounted")
                .containsEntry("offset.storage.topic", "mounted-offsets")
                .containsEntry("listeners", "http://:8084")
                .containsEntry("offset.flush.interval.ms", "2");
    }

    @Test
    @DisplayName("a value that a properties file cannot represent is an error, and is not shown")
    void notAscii() throws Exception {
        environment.put("CONNECT_SASL_JAAS_CONFIG", "Müller");
        assertThat(run()).isEqualTo(1);
        assertThat(Files.readString(directory.resolve("output")))
                .contains("CONNECT_SASL_JAAS_CONFIG contains characters that are not ASCII")
                .doesNotContain("ller");
    }

    @Test
    @DisplayName("the heap follows the container's limit, OutOfMemoryError ends the process, the log has no file")
    void jvm() throws Exception {
        assertThat(run()).isZero();
        assertThat(jvm.getProperty("heap")).isEqualTo("-XX:MaxRAMPercentage=60");
        assertThat(jvm.getProperty("options"))
                .contains("-XX:+ExitOnOutOfMemoryError")
                .doesNotContain("-javaagent");
        assertThat(jvm.getProperty("logging"))
                .isEqualTo("-Dlog4j2.configurationFile=" + directory.resolve("log4j2.yaml"));
        assertThat(Files.readString(Path.of("docker", "log4j2.yaml"))).doesNotContain("File:");
    }

    @Test
    @DisplayName("METRICS_PORT starts the exporter with the image's rules, WORKER_OPTS are for this JVM only")
    void options() throws Exception {
        environment.put("METRICS_PORT", "9404");
        environment.put("WORKER_OPTS", "-Dworker=1");
        environment.put("KAFKA_HEAP_OPTS", "-Xmx1g");
        assertThat(run()).isZero();
        assertThat(jvm.getProperty("heap")).isEqualTo("-Xmx1g");
        assertThat(jvm.getProperty("options"))
                .contains("-Dworker=1")
                .contains("-javaagent:%1$s/jmx-exporter.jar=9404:%1$s/jmx-exporter.yml".formatted(directory));
    }

    @Test
    @DisplayName("the properties, which hold credentials, are readable by their owner only")
    void permissions() throws Exception {
        assertThat(run()).isZero();
        assertThat(Files.getPosixFilePermissions(directory.resolve("connect-worker.properties")))
                .containsExactlyInAnyOrder(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
    }
}
