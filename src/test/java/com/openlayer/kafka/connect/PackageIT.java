package com.openlayer.kafka.connect;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.openlayer.kafka.connect.testing.PluginPath;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The ZIP as Confluent's installer and a worker's plugin path want it. */
class PackageIT {
    private static final Map<String, byte[]> FILES = new TreeMap<>();
    private static String folder;

    @BeforeAll
    static void read() throws IOException {
        String file = PluginPath.zip().getFileName().toString();
        folder = file.substring(0, file.length() - ".zip".length());
        try (ZipInputStream zip = new ZipInputStream(Files.newInputStream(PluginPath.zip()))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                if (!entry.isDirectory()) {
                    FILES.put(entry.getName(), zip.readAllBytes());
                }
            }
        }
    }

    @Test
    @DisplayName("holds one folder, called as the ZIP is: owner, name, version of the manifest")
    void oneFolder() throws IOException {
        assertThat(FILES.keySet()).allMatch(name -> name.startsWith(folder + "/"));
        JsonNode manifest = manifest();
        assertThat(folder)
                .isEqualTo(manifest.at("/owner/username").asText() + "-"
                        + manifest.path("name").asText() + "-"
                        + manifest.path("version").asText());
        assertThat(manifest.path("version").asText()).isEqualTo(System.getProperty("project.version"));
    }

    @Test
    @DisplayName("has a manifest that is complete and filtered")
    void manifestComplete() throws IOException {
        JsonNode manifest = manifest();
        assertThat(manifest.toString()).doesNotContain("${");
        for (String text : List.of(
                "/name",
                "/version",
                "/title",
                "/description",
                "/owner/username",
                "/owner/type",
                "/owner/name",
                "/owner/url",
                "/owner/logo",
                "/support/summary",
                "/support/url",
                "/support/logo",
                "/support/provider_name",
                "/documentation_url",
                "/source_url",
                "/license/0/name",
                "/license/0/url",
                "/release_date",
                "/logo",
                "/tags/0",
                "/requirements/0",
                "/features/supported_encodings/0",
                "/features/delivery_guarantee/0")) {
            assertThat(manifest.at(text).asText()).describedAs(text).isNotBlank();
        }
        for (String flag : List.of(
                "/features/single_message_transforms",
                "/features/confluent_control_center_integration",
                "/features/kafka_connect_api")) {
            assertThat(manifest.at(flag).isBoolean()).describedAs(flag).isTrue();
        }
        assertThat(manifest.at("/owner/username").asText()).matches("[a-z0-9_]+");
        assertThat(manifest.at("/component_types")).hasToString("[\"sink\"]");
        assertThat(manifest.at("/docker_image").isObject()).isTrue();
        assertThat(LocalDate.parse(manifest.path("release_date").asText())).isNotNull();
    }

    @Test
    @DisplayName("has the logos that the manifest names, of at least 400 by 200")
    void logos() throws IOException {
        for (String pointer : List.of("/logo", "/owner/logo", "/support/logo")) {
            byte[] png = file(manifest().at(pointer).asText());
            BufferedImage logo = ImageIO.read(new ByteArrayInputStream(png));
            assertThat(logo.getWidth()).isGreaterThanOrEqualTo(400);
            assertThat(logo.getHeight()).isGreaterThanOrEqualTo(200);
        }
    }

    @Test
    @DisplayName("has nothing outside lib that a worker would load")
    void codeInLibOnly() {
        assertThat(FILES.keySet())
                .filteredOn(name -> name.matches(".*\\.(jar|zip|class)"))
                .isNotEmpty()
                .allMatch(name -> name.startsWith(folder + "/lib/") && name.endsWith(".jar"));
    }

    @Test
    @DisplayName("has the documents that users look for")
    void documents() throws IOException {
        assertThat(new String(file("doc/LICENSE"), UTF_8)).contains("Apache License", "TERMS AND CONDITIONS");
        assertThat(FILES).containsKey(folder + "/doc/README.md");
    }

    @Test
    @DisplayName("brings nothing that the worker has: no class of Kafka's, none of slf4j's")
    void noClassesOfTheWorker() throws IOException {
        List<String> classes = new ArrayList<>();
        for (Map.Entry<String, byte[]> jar : FILES.entrySet()) {
            if (jar.getKey().endsWith(".jar")) {
                classes.addAll(names(jar.getValue()));
            }
        }
        assertThat(classes)
                .contains("com/openlayer/kafka/connect/OpenlayerSinkConnector.class")
                .contains("META-INF/services/org.apache.kafka.connect.sink.SinkConnector")
                .noneMatch(name -> name.startsWith("org/apache/kafka/"))
                .noneMatch(name -> name.startsWith("org/slf4j/"));
    }

    @Test
    @DisplayName("says in the service file which connector it has")
    void serviceFile() throws IOException {
        byte[] jar = file("lib/" + manifest().path("name").asText() + "-"
                + manifest().path("version").asText() + ".jar");
        try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(jar))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                if (entry.getName().equals("META-INF/services/org.apache.kafka.connect.sink.SinkConnector")) {
                    assertThat(new String(zip.readAllBytes(), UTF_8))
                            .isEqualToIgnoringNewLines(OpenlayerSinkConnector.class.getName());
                    return;
                }
            }
        }
        throw new AssertionError("No service file");
    }

    private static JsonNode manifest() throws IOException {
        return new ObjectMapper().readTree(file("manifest.json"));
    }

    private static byte[] file(String name) {
        assertThat(FILES).containsKey(folder + "/" + name);
        return FILES.get(folder + "/" + name);
    }

    private static List<String> names(byte[] jar) throws IOException {
        List<String> names = new ArrayList<>();
        try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(jar))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                names.add(entry.getName());
            }
        }
        return names;
    }
}
