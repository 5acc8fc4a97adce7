package com.openlayer.kafka.connect.benchmark;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.openlayer.kafka.connect.benchmark.floor.FloorSinkConnector;
import com.openlayer.kafka.connect.testing.Workspace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;

/** Packages the floor sink as a separate plugin, with the libraries of the connector's ZIP. */
final class FloorPlugin {
    private static final String SERVICE = "META-INF/services/org.apache.kafka.connect.sink.SinkConnector";

    private FloorPlugin() {}

    /** A directory for {@code plugin.path}. */
    static Path packed(Path connectorPlugins) {
        Path root = Workspace.fresh("floor-plugin");
        try {
            Path plugin = Files.createDirectories(root.resolve("floor"));
            for (Path library : files(connectorPlugins, ".jar")) {
                if (!library.getFileName().toString().startsWith("kafka-connect-openlayer")) {
                    Files.copy(library, plugin.resolve(library.getFileName()));
                }
            }
            jar(plugin.resolve("floor.jar"));
            return root;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void jar(Path file) throws IOException {
        Path classes = classes();
        Path floor = classes.resolve(FloorSinkConnector.class.getPackageName().replace('.', '/'));
        try (JarOutputStream jar = new JarOutputStream(Files.newOutputStream(file))) {
            for (Path each : files(floor, ".class")) {
                jar.putNextEntry(
                        new JarEntry(classes.relativize(each).toString().replace('\\', '/')));
                Files.copy(each, jar);
            }
            jar.putNextEntry(new JarEntry(SERVICE));
            jar.write(FloorSinkConnector.class.getName().getBytes(UTF_8));
        }
    }

    private static Path classes() {
        try {
            return Path.of(FloorSinkConnector.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    static List<Path> files(Path directory, String suffix) throws IOException {
        try (Stream<Path> all = Files.walk(directory)) {
            return all.filter(file -> file.toString().endsWith(suffix)).toList();
        }
    }
}
