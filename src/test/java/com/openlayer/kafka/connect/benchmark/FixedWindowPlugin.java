package com.openlayer.kafka.connect.benchmark;

import com.openlayer.kafka.connect.testing.Workspace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.tools.ToolProvider;

/**
 * The connector with a window that does not adapt, to compare with: a copy of the plugin in which one class is
 * replaced. A property of the connector for this would serve nobody else.
 */
final class FixedWindowPlugin {
    private static final String SOURCE = "InFlightWindow.java";
    private static final Path CLASSES = Path.of("com", "openlayer", "kafka", "connect", "publisher");

    private FixedWindowPlugin() {}

    /** A directory for {@code plugin.path}. */
    static Path packed(Path connectorPlugins) {
        Path root = Workspace.fresh("fixed-window-plugin");
        try (Stream<Path> all = Files.walk(connectorPlugins)) {
            List<Path> libraries =
                    all.filter(file -> file.toString().endsWith(".jar")).toList();
            Path plugin = Files.createDirectories(root.resolve("connector"));
            for (Path library : libraries) {
                Files.copy(library, plugin.resolve(library.getFileName()));
            }
            Path connector = libraries.stream()
                    .map(Path::getFileName)
                    .filter(name -> name.toString().startsWith("kafka-connect-openlayer"))
                    .map(plugin::resolve)
                    .findFirst()
                    .orElseThrow();
            replace(connector, compiled(connector, Workspace.fresh("fixed-window-classes")));
            return root;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Compiles the window that does not adapt.
     *
     * @param classPath what it is compiled against: its package is the connector's
     * @return its class files
     */
    static List<Path> compiled(Path classPath, Path target) throws IOException {
        URL source = FixedWindowPlugin.class.getResource(SOURCE);
        try {
            int failed = ToolProvider.getSystemJavaCompiler()
                    .run(
                            null,
                            null,
                            null,
                            "-proc:none",
                            "-d",
                            target.toString(),
                            "-cp",
                            classPath.toString(),
                            Path.of(source.toURI()).toString());
            if (failed != 0) {
                throw new IllegalStateException(SOURCE + " does not compile");
            }
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
        try (Stream<Path> classes = Files.list(target.resolve(CLASSES))) {
            return classes.toList();
        }
    }

    private static void replace(Path jar, List<Path> classes) throws IOException {
        try (FileSystem contents = FileSystems.newFileSystem(URI.create("jar:" + jar.toUri()), Map.of())) {
            Path packageDirectory = contents.getPath(CLASSES.toString().replace('\\', '/'));
            for (Path each : classes) {
                Files.copy(
                        each,
                        packageDirectory.resolve(each.getFileName().toString()),
                        StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }
}
