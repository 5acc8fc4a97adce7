package com.openlayer.kafka.connect;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.openlayer.kafka.connect.testing.KafkaDistribution;
import com.openlayer.kafka.connect.testing.MavenJars;
import com.openlayer.kafka.connect.testing.PluginPath;
import java.awt.image.BufferedImage;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipInputStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The ZIP has the layout that Confluent's installer and a worker's plugin path require. */
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
    @DisplayName("has one folder with the name of the ZIP: owner, name and version of the manifest")
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
    @DisplayName("has a complete manifest without placeholders")
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
    @DisplayName("has no classes outside lib")
    void codeInLibOnly() {
        assertThat(FILES.keySet())
                .filteredOn(name -> name.matches(".*\\.(jar|zip|class)"))
                .isNotEmpty()
                .allMatch(name -> name.startsWith(folder + "/lib/") && name.endsWith(".jar"));
    }

    @Test
    @DisplayName("has nothing of the quickstart and of other test code")
    void noTestCode() throws IOException {
        assertThat(names(file("lib/" + ownJar())))
                .isNotEmpty()
                .noneMatch(name -> name.contains("quickstart") || name.contains("/testing/"));
        assertThat(FILES.keySet())
                .noneMatch(name -> name.contains("selenium") || name.matches(".*(\\.html|\\.js|quickstart-page.*)"));
    }

    @Test
    @DisplayName("has the documentation")
    void documents() throws IOException {
        assertThat(new String(file("doc/LICENSE"), UTF_8)).contains("Apache License", "TERMS AND CONDITIONS");
        assertThat(FILES).containsKey(folder + "/doc/README.md");
    }

    @Test
    @DisplayName("can be installed: one manifest, whose folder is stripped, and no path that leaves it")
    void installed(@TempDir Path components) throws IOException {
        List<String> manifests = FILES.keySet().stream()
                .filter(name -> name.matches(".*/manifest\\.json"))
                .toList();
        assertThat(manifests).containsExactly(folder + "/manifest.json");
        JsonNode manifest = manifest();
        Path installed = components.resolve(manifest.at("/owner/username").asText() + "-"
                + manifest.path("name").asText());
        String prefix = manifests.get(0).substring(0, manifests.get(0).length() - "manifest.json".length());
        for (Map.Entry<String, byte[]> file : FILES.entrySet()) {
            assertThat(file.getKey()).startsWith(prefix);
            Path target =
                    installed.resolve(file.getKey().substring(prefix.length())).normalize();
            assertThat(target).startsWithRaw(installed);
            Files.createDirectories(target.getParent());
            Files.write(target, file.getValue());
        }
        assertThat(directories(installed)).containsExactlyInAnyOrder("assets", "doc", "etc", "lib");
        assertThat(installed.resolve("etc/connector-config.schema.json"))
                .hasSameBinaryContentAs(Path.of("docs", "connector-config.schema.json"));
        assertThat(pluginPathList(components))
                .filteredOn(line -> line.startsWith(OpenlayerSinkConnector.class.getName() + "\t"))
                .singleElement()
                .satisfies(line -> assertThat(line.split("\t"))
                        .contains("OpenlayerSinkConnector", System.getProperty("project.version"), "sink")
                        // loadable, and registered in its service file
                        .containsSubsequence("true", "true"));
    }

    @Test
    @DisplayName("lists exactly the bundled jars, with licences and in the SBOM")
    void bundledJarsListed() throws IOException {
        List<String> jars = new ArrayList<>();
        for (String file : FILES.keySet()) {
            if (file.endsWith(".jar") && !file.endsWith("/" + ownJar())) {
                jars.add(file.substring(file.lastIndexOf('/') + 1));
            }
        }
        List<String> listed = new ArrayList<>();
        for (String line :
                new String(file("doc/THIRD-PARTY.txt"), UTF_8).lines().toList()) {
            Matcher named = Pattern.compile("\\(.*(?:Apache|MIT|BSD-3).*\\) .* \\([^:]+:([^:]+):(\\S+) - .*\\)")
                    .matcher(line.strip());
            if (named.matches()) {
                listed.add(named.group(1) + "-" + named.group(2) + ".jar");
            }
        }
        assertThat(listed).containsExactlyInAnyOrderElementsOf(jars);

        List<String> components = new ArrayList<>();
        JsonNode sbom = new ObjectMapper().readTree(file("doc/sbom.cdx.json"));
        sbom.path("components").forEach(component -> {
            components.add(component.path("name").asText() + "-"
                    + component.path("version").asText() + ".jar");
            assertThat(component.path("licenses").toString())
                    .as(component.path("name").asText())
                    .containsAnyOf("Apache-2.0", "MIT", "BSD-3-Clause");
        });
        assertThat(components).containsExactlyInAnyOrderElementsOf(jars);
    }

    @Test
    @DisplayName("is reproducible: contains no time, path or user of the build")
    void reproducible() throws IOException {
        try (ZipFile zip = new ZipFile(PluginPath.zip().toFile())) {
            assertThat(zip.stream().map(ZipEntry::getTimeLocal).distinct()).hasSize(1);
        }
        String home = System.getProperty("user.home");
        String here = Path.of("").toAbsolutePath().toString();
        for (String name : List.of("doc/THIRD-PARTY.txt", "doc/sbom.cdx.json", "manifest.json")) {
            assertThat(new String(file(name), UTF_8)).doesNotContain(home, here);
        }
        assertThat(new ObjectMapper()
                        .readTree(file("doc/sbom.cdx.json"))
                        .at("/metadata/timestamp")
                        .asText())
                .matches(stamp -> stamp.isEmpty() || stamp.equals("2026-11-23T00:00:00Z"));
    }

    @Test
    @DisplayName("contains no classes of Kafka or slf4j, which the worker provides")
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
    @DisplayName("names the connector in the service file")
    void serviceFile() throws IOException {
        byte[] jar = file("lib/" + ownJar());
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

    private static String ownJar() throws IOException {
        return manifest().path("name").asText() + "-"
                + manifest().path("version").asText() + ".jar";
    }

    /** The output of {@code connect-plugin-path list}: one line per plugin with tab-separated columns. */
    private static List<String> pluginPathList(Path pluginPath) throws IOException {
        String version = KafkaDistribution.current().version();
        String classPath = MavenJars.resolve(
                        "kafka-tools-" + version,
                        List.of(
                                "org.apache.kafka:kafka-tools:" + version,
                                "org.apache.kafka:connect-runtime:" + version))
                .stream()
                .map(Path::toString)
                .collect(Collectors.joining(File.pathSeparator));
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        classPath,
                        "org.apache.kafka.tools.ConnectPluginPath",
                        "list",
                        "--plugin-path",
                        pluginPath.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (BufferedReader out = process.inputReader(UTF_8)) {
            return out.lines().toList();
        }
    }

    private static List<String> directories(Path parent) throws IOException {
        try (Stream<Path> all = Files.list(parent)) {
            return all.filter(Files::isDirectory)
                    .map(directory -> directory.getFileName().toString())
                    .toList();
        }
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
