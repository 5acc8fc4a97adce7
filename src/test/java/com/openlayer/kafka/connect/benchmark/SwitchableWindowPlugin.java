package com.openlayer.kafka.connect.benchmark;

import com.openlayer.kafka.connect.testing.Workspace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.tools.ToolProvider;

/**
 * A copy of the plugin whose window can be fixed, to compare the two in one worker: in two workers, the same code differs
 * by a tenth, because two JVMs do not compile it in the same way. A property of the connector for this would serve nobody
 * else.
 */
final class SwitchableWindowPlugin {
    /** The system property of the worker that names a file. A task that starts while it exists has a fixed window. */
    static final String SWITCH = "benchmark.fixed.window";

    private static final String SOURCE = "InFlightWindow.java";
    private static final Path PACKAGE = Path.of("com", "openlayer", "kafka", "connect", "publisher");

    private SwitchableWindowPlugin() {}

    /** A directory for {@code plugin.path}. */
    static Path packed(Path connectorPlugins) {
        Path root = Workspace.fresh("switchable-window-plugin");
        try {
            List<Path> libraries = FloorPlugin.files(connectorPlugins, ".jar");
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
            Path classes = Workspace.fresh("switchable-window-classes");
            if (!compile(sources(classes), connector.toString(), classes)) {
                throw new IllegalStateException("The window that can be fixed does not compile");
            }
            addTo(connector, classes.resolve(PACKAGE));
            return root;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * The connector's window under another name, and the class that takes its place.
     *
     * @param directory where the first is written to
     */
    static List<Path> sources(Path directory) throws IOException {
        String window =
                Files.readString(Path.of("src", "main", "java").resolve(PACKAGE).resolve(SOURCE));
        Path adaptive = directory.resolve("AdaptiveWindow.java");
        Files.writeString(adaptive, window.replaceAll("\\bInFlightWindow\\b", "AdaptiveWindow"));
        try {
            return List.of(
                    adaptive,
                    Path.of(SwitchableWindowPlugin.class.getResource(SOURCE).toURI()));
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Whether these sources compile. */
    static boolean compile(List<Path> sources, String classPath, Path target) {
        List<String> arguments = new ArrayList<>(List.of("-proc:none", "-d", target.toString(), "-cp", classPath));
        sources.forEach(source -> arguments.add(source.toString()));
        return ToolProvider.getSystemJavaCompiler().run(null, null, null, arguments.toArray(String[]::new)) == 0;
    }

    private static void addTo(Path jar, Path classes) throws IOException {
        try (FileSystem contents = FileSystems.newFileSystem(URI.create("jar:" + jar.toUri()), Map.of())) {
            Path packageDirectory = contents.getPath(PACKAGE.toString().replace('\\', '/'));
            for (Path each : FloorPlugin.files(classes, ".class")) {
                Files.copy(
                        each,
                        packageDirectory.resolve(each.getFileName().toString()),
                        StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }
}
