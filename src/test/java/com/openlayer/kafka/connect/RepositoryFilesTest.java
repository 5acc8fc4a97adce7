package com.openlayer.kafka.connect;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files for hosting services and editors, which no other step of the build reads: workflows, templates. */
class RepositoryFilesTest {
    private static final ObjectMapper YAML =
            new ObjectMapper(new YAMLFactory()).enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION);
    private static final Path GITHUB = Path.of(".github");
    private static final Pattern ACTION = Pattern.compile("[a-z-]+/[a-z-]+@v\\d+");
    /** A relative link: path and heading. */
    private static final Pattern LINK = Pattern.compile("]\\((?!https?:)([^)#]*)(?:#([^)]*))?\\)");

    private static final Pattern PROFILE = Pattern.compile("(?<= )-P([a-z]+)");

    static List<Path> workflows() throws IOException {
        return files(GITHUB.resolve("workflows"), ".yml");
    }

    @ParameterizedTest
    @MethodSource("workflows")
    @DisplayName("each workflow has triggers and permissions, and each job a timeout and valid steps")
    void workflow(Path file) throws IOException {
        JsonNode workflow = YAML.readTree(file.toFile());
        assertThat(workflow.path("name").asText()).isNotBlank();
        assertThat(workflow.path("on").isObject()).isTrue();
        assertThat(workflow.path("permissions").path("contents").asText()).isIn("read", "write");
        assertThat(workflow.path("jobs").properties()).isNotEmpty().allSatisfy(job -> {
            assertThat(job.getValue().path("runs-on").asText()).as(job.getKey()).isNotBlank();
            assertThat(job.getValue().path("timeout-minutes").asInt())
                    .as(job.getKey())
                    .isPositive();
            assertThat(job.getValue().path("steps"))
                    .as(job.getKey())
                    .isNotEmpty()
                    .allSatisfy(step -> {
                        assertThat(step.has("uses") ^ step.has("run"))
                                .as("%s", step)
                                .isTrue();
                        if (step.has("uses")) {
                            assertThat(step.path("uses").asText()).matches(ACTION);
                        }
                    });
        });
    }

    @ParameterizedTest
    @MethodSource("workflows")
    @DisplayName("the pom has each profile that a workflow uses")
    void profiles(Path file) throws IOException {
        String pom = Files.readString(Path.of("pom.xml"));
        Matcher named = PROFILE.matcher(Files.readString(file));
        while (named.find()) {
            assertThat(pom).contains("<id>" + named.group(1) + "</id>");
        }
    }

    @Test
    @DisplayName("build and tests run on Java 17, 21 and 25")
    void javaVersions() throws IOException {
        JsonNode verify =
                YAML.readTree(GITHUB.resolve("workflows/build.yml").toFile()).at("/jobs/verify");
        assertThat(verify.at("/strategy/matrix/java"))
                .extracting(JsonNode::asText)
                .containsExactly("17", "21", "25");
        assertThat(commands(verify)).contains("mvn -B verify");
    }

    @Test
    @DisplayName("a release tests first, and attaches the ZIP, the SBOM and checksums of both")
    void release() throws IOException {
        JsonNode release =
                YAML.readTree(GITHUB.resolve("workflows/release.yml").toFile()).at("/jobs/release");
        String commands = commands(release);
        assertThat(commands)
                .containsSubsequence(
                        "mvn -B verify",
                        "openlayer-kafka-connect-openlayer-$VERSION.zip",
                        "sbom.cdx.json",
                        "SHA256SUMS",
                        "gh release create",
                        "target/release/*");
        // The release notes are the section of the version, which the workflow finds by this heading.
        assertThat(commands).contains("heading=\"## [$VERSION]\"");
        assertThat(Files.readString(Path.of("CHANGELOG.md"))).contains("\n## [" + Version.get() + "]");
        String pom = Files.readString(Path.of("pom.xml"));
        assertThat(pom)
                .contains("<zip.name>${hub.owner}-${project.artifactId}-${project.version}</zip.name>")
                .contains("<outputDirectory>${project.build.directory}/bundled</outputDirectory>")
                .contains("<outputName>sbom.cdx</outputName>");
    }

    @ParameterizedTest
    @ValueSource(strings = {"bug_report.yml", "feature_request.yml"})
    @DisplayName("each issue form has a name, a description and fields with distinct ids and labels")
    void issueForm(String name) throws IOException {
        JsonNode form = form(name);
        assertThat(form.path("name").asText()).isNotBlank();
        assertThat(form.path("description").asText()).isNotBlank();
        Set<String> ids = new HashSet<>();
        assertThat(form.path("body")).isNotEmpty().allSatisfy(field -> {
            assertThat(field.path("type").asText()).isIn("markdown", "input", "textarea");
            if (field.path("type").asText().equals("markdown")) {
                assertThat(field.at("/attributes/value").asText()).isNotBlank();
            } else {
                assertThat(ids.add(field.path("id").asText())).as("%s", field).isTrue();
                assertThat(field.at("/attributes/label").asText()).isNotBlank();
            }
        });
    }

    @Test
    @DisplayName("a bug report asks for version, worker, and configuration without secrets")
    void bugReport() throws IOException {
        List<String> required = new ArrayList<>();
        for (JsonNode field : form("bug_report.yml").path("body")) {
            if (field.at("/validations/required").asBoolean()) {
                required.add(field.path("id").asText());
            }
            if (field.path("id").asText().equals("configuration")) {
                assertThat(field.at("/attributes/label").asText()).contains("without secrets");
            }
        }
        assertThat(required).contains("version", "worker", "configuration");
        assertThat(Files.readString(GITHUB.resolve("PULL_REQUEST_TEMPLATE.md")))
                .contains("version", "worker", "configuration without secrets");
    }

    @Test
    @DisplayName("dependency updates cover Maven, the image and the workflows")
    void dependencyUpdates() throws IOException {
        JsonNode updates = YAML.readTree(GITHUB.resolve("dependabot.yml").toFile());
        assertThat(updates.path("version").asInt()).isEqualTo(2);
        assertThat(updates.path("updates")).allSatisfy(update -> {
            assertThat(Path.of("." + update.path("directory").asText())).isDirectory();
            assertThat(update.at("/schedule/interval").asText()).isEqualTo("weekly");
        });
        assertThat(updates.path("updates"))
                .extracting(update -> update.path("package-ecosystem").asText())
                .containsExactlyInAnyOrder("maven", "docker", "github-actions");
    }

    @Test
    @DisplayName(".editorconfig has sections of known keys")
    void editorConfig() throws IOException {
        List<String> lines = Files.readAllLines(Path.of(".editorconfig"));
        assertThat(lines.get(0)).isEqualTo("root = true");
        Pattern known = Pattern.compile("""
                \\[\\*(\\.[a-z]+)?]|charset = utf-8|end_of_line = lf|indent_style = space|(insert_final_newline|trim_trailing_whitespace) = true\
                |(indent_size|max_line_length) = \\d+""");
        assertThat(lines.subList(1, lines.size()))
                .allSatisfy(line -> assertThat(line)
                        .matches(text -> text.isEmpty() || known.matcher(text).matches()));
    }

    @Test
    @DisplayName("text files follow .editorconfig: UTF-8, LF, a final newline, no trailing whitespace")
    void textFiles() throws IOException {
        List<Path> all = new ArrayList<>(
                List.of(Path.of("pom.xml"), Path.of(".editorconfig"), Path.of("manifest.json"), Path.of(".gitignore")));
        all.addAll(files(Path.of("."), ".md"));
        for (String directory : List.of(".github", "docs", "connector-config", "docker", "src/main", "src/assembly")) {
            try (Stream<Path> files = Files.walk(Path.of(directory))) {
                files.filter(Files::isRegularFile)
                        .filter(file -> !file.toString().matches(".*\\.(svg|png|jar|bin)"))
                        .forEach(all::add);
            }
        }
        assertThat(all).hasSizeGreaterThan(100).allSatisfy(file -> {
            String text = Files.readString(file, UTF_8);
            assertThat(text).as("%s", file).endsWith("\n").doesNotContain("\r", " \n", "\t\n");
        });
    }

    static List<Path> pages() throws IOException {
        List<Path> all = new ArrayList<>(files(Path.of("."), ".md"));
        all.addAll(files(Path.of("docs"), ".md"));
        all.addAll(files(Path.of("connector-config"), ".md"));
        return all;
    }

    @ParameterizedTest
    @MethodSource("pages")
    @DisplayName("each link of a page leads to an existing file and heading")
    void links(Path page) throws IOException {
        Matcher link = LINK.matcher(Files.readString(page));
        while (link.find()) {
            String target = link.group(1);
            Path file = target.isEmpty()
                    ? page
                    : Path.of(".").resolve(page).resolveSibling(target).normalize();
            assertThat(file).as("%s in %s", link.group(), page).exists();
            if (link.group(2) != null) {
                assertThat(anchors(file)).as("%s in %s", link.group(), page).contains(link.group(2));
            }
        }
    }

    /** The anchors that hosting services generate for headings. */
    private static List<String> anchors(Path page) throws IOException {
        Stream<String> headings = Files.readAllLines(page).stream()
                .filter(line -> line.startsWith("#"))
                .map(line -> line.replaceFirst("#+ ", "").toLowerCase(Locale.ROOT))
                .map(title -> title.replaceAll("[^\\p{L}\\d _-]", "").replace(' ', '-'));
        Stream<String> own = Pattern.compile("<a id=\"([^\"]+)\">")
                .matcher(Files.readString(page))
                .results()
                .map(anchor -> anchor.group(1));
        return Stream.concat(headings, own).toList();
    }

    private static String commands(JsonNode job) {
        StringBuilder all = new StringBuilder();
        job.path("steps").forEach(step -> all.append(step.path("run").asText()).append('\n'));
        return all.toString();
    }

    private static JsonNode form(String name) throws IOException {
        return YAML.readTree(GITHUB.resolve("ISSUE_TEMPLATE").resolve(name).toFile());
    }

    private static List<Path> files(Path directory, String suffix) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.toString().endsWith(suffix))
                    .sorted()
                    .toList();
        }
    }
}
