package com.openlayer.kafka.connect.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.File;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A Java installation.
 *
 * @param version its feature version, such as 17
 */
public record Jdk(int version, Path home) {
    /** One per version: those in the property {@code matrix.jdks}, this JVM's own, and those next to it. */
    public static List<Jdk> installed() {
        Path own = Path.of(System.getProperty("java.home"));
        Map<Integer, Jdk> byVersion = new TreeMap<>();
        Stream.of(listed(), List.of(own), siblings(own))
                .flatMap(Collection::stream)
                .flatMap(home -> at(home).stream())
                .forEach(jdk -> byVersion.putIfAbsent(jdk.version(), jdk));
        return List.copyOf(byVersion.values());
    }

    private static List<Path> listed() {
        return Stream.of(System.getProperty("matrix.jdks", "").split(File.pathSeparator))
                .filter(home -> !home.isBlank())
                .map(Path::of)
                .toList();
    }

    private static List<Path> siblings(Path home) {
        try (Stream<Path> all = Files.list(home.toRealPath().getParent())) {
            return all.sorted(Comparator.naturalOrder()).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Optional<Jdk> at(Path home) {
        Path release = home.resolve("release");
        if (!Files.isExecutable(home.resolve(Path.of("bin", "java"))) || !Files.isRegularFile(release)) {
            return Optional.empty();
        }
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(release, UTF_8)) {
            properties.load(reader);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        String version = properties.getProperty("JAVA_VERSION", "").replace("\"", "");
        return version.isEmpty()
                ? Optional.empty()
                : Optional.of(new Jdk(Runtime.Version.parse(version).feature(), home));
    }

    @Override
    public String toString() {
        return "Java " + version;
    }
}
