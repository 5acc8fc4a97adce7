package com.openlayer.kafka.connect.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import eu.maveniverse.maven.mima.context.Context;
import eu.maveniverse.maven.mima.context.ContextOverrides;
import eu.maveniverse.maven.mima.context.Runtimes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.eclipse.aether.artifact.DefaultArtifact;
import org.eclipse.aether.collection.CollectRequest;
import org.eclipse.aether.graph.Dependency;
import org.eclipse.aether.resolution.ArtifactResult;
import org.eclipse.aether.resolution.DependencyRequest;
import org.eclipse.aether.resolution.DependencyResolutionException;
import org.eclipse.aether.util.artifact.JavaScopes;
import org.eclipse.aether.util.filter.DependencyFilterUtils;

/** Resolves Maven artifacts with their runtime dependencies, with the settings and the repository of the build. */
public final class MavenJars {
    private MavenJars() {}

    /**
     * The jars in class path order.
     *
     * @param name of the file that caches the result
     * @param coordinates each {@code group:artifact:version}
     */
    public static List<Path> resolve(String name, List<String> coordinates) {
        Path cache = Workspace.file(name + ".jars");
        return remembered(cache, coordinates).orElseGet(() -> {
            List<Path> jars = ask(coordinates);
            remember(cache, coordinates, jars);
            return jars;
        });
    }

    private static Optional<List<Path>> remembered(Path cache, List<String> coordinates) {
        try {
            if (!Files.exists(cache)) {
                return Optional.empty();
            }
            List<String> lines = Files.readAllLines(cache, UTF_8);
            if (lines.isEmpty() || !lines.get(0).equals(String.join(" ", coordinates))) {
                return Optional.empty();
            }
            List<Path> jars = lines.stream().skip(1).map(Path::of).toList();
            return jars.stream().allMatch(Files::isRegularFile) ? Optional.of(jars) : Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void remember(Path cache, List<String> coordinates, List<Path> jars) {
        StringBuilder text = new StringBuilder(String.join(" ", coordinates)).append('\n');
        jars.forEach(jar -> text.append(jar).append('\n'));
        try {
            Files.writeString(cache, text, UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Path> ask(List<String> coordinates) {
        try (Context maven = Runtimes.INSTANCE.getRuntime().create(settings())) {
            CollectRequest collect = new CollectRequest();
            collect.setRepositories(maven.remoteRepositories());
            coordinates.forEach(c -> collect.addDependency(new Dependency(new DefaultArtifact(c), JavaScopes.RUNTIME)));
            DependencyRequest request =
                    new DependencyRequest(collect, DependencyFilterUtils.classpathFilter(JavaScopes.RUNTIME));
            return maven
                    .repositorySystem()
                    .resolveDependencies(maven.repositorySystemSession(), request)
                    .getArtifactResults()
                    .stream()
                    .map(ArtifactResult::getArtifact)
                    .map(artifact -> artifact.getFile().toPath().toAbsolutePath())
                    .toList();
        } catch (DependencyResolutionException e) {
            throw new IllegalStateException("Could not resolve " + coordinates, e);
        }
    }

    /** The build passes on its options ({@code -s}, {@code -gs}, {@code -o}, {@code maven.repo.local}) as system properties. */
    private static ContextOverrides settings() {
        ContextOverrides.Builder overrides = ContextOverrides.create().withUserSettings(true);
        existing("maven.settings").ifPresent(overrides::withUserSettingsXmlOverride);
        existing("maven.global.settings").ifPresent(overrides::withGlobalSettingsXmlOverride);
        existing("maven.repo.local").ifPresent(overrides::withLocalRepositoryOverride);
        if (System.getProperty("maven.mode", "").equals("offline=true")) {
            overrides.offline(true);
        }
        return overrides.build();
    }

    private static Optional<Path> existing(String property) {
        return Optional.ofNullable(System.getProperty(property))
                .map(path -> path.startsWith("file:") ? path.substring("file:".length()) : path)
                .map(Path::of)
                .filter(Files::exists);
    }
}
