package com.openlayer.kafka.connect.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** The directory of brokers' and workers' data and logs: {@code target/it}. */
public final class Workspace {
    private static final Path ROOT =
            Path.of(System.getProperty("basedir", ""), "target", "it").toAbsolutePath();

    private Workspace() {}

    /** An empty directory. Files of an earlier run are deleted. */
    public static Path fresh(String name) {
        Path directory = ROOT.resolve(name);
        delete(directory);
        return create(directory);
    }

    /** A path directly below the workspace. */
    public static Path file(String name) {
        return create(ROOT).resolve(name);
    }

    static Path create(Path directory) {
        try {
            return Files.createDirectories(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void delete(Path path) {
        if (!Files.exists(path)) {
            return;
        }
        List<Path> deepestFirst;
        try (Stream<Path> all = Files.walk(path)) {
            deepestFirst = all.sorted(Comparator.reverseOrder()).toList();
            for (Path each : deepestFirst) {
                Files.deleteIfExists(each);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
