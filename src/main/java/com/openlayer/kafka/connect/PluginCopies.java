package com.openlayer.kafka.connect;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds other copies of this connector in its entry of {@code plugin.path}. A worker that has several silently loads
 * the highest version, so an old version that was left next to a new one would go unnoticed.
 */
final class PluginCopies {
    private static final Logger log = LoggerFactory.getLogger(PluginCopies.class);
    private static final String JAR = "kafka-connect-openlayer-";
    /** Directory levels from an entry of {@code plugin.path} to a jar: the plugin's directory, {@code lib}, the jar. */
    private static final int DEPTH = 3;

    private PluginCopies() {}

    /** Logs a WARN if there are any. */
    static void warn() {
        try {
            CodeSource source = PluginCopies.class.getProtectionDomain().getCodeSource();
            Path own = source == null ? null : Path.of(source.getLocation().toURI());
            List<Path> others = own == null || !isCopy(own) ? List.of() : besides(own);
            if (!others.isEmpty()) {
                log.warn(
                        "There are other copies of this connector on the plugin.path: {}. This is version {}, from {}."
                                + " Remove the directories of the others, on every worker, and restart the workers.",
                        others,
                        Version.get(),
                        own);
            }
        } catch (IOException | UncheckedIOException | URISyntaxException | SecurityException e) {
            log.debug("Could not look for other copies of this connector.", e);
        }
    }

    /** @param jar of the connector, in {@code lib} of the plugin's directory */
    static List<Path> besides(Path jar) throws IOException {
        Path plugins = jar.toAbsolutePath().resolve("../../..").normalize();
        try (Stream<Path> files = Files.walk(plugins, DEPTH)) {
            return files.filter(file -> isCopy(file) && !file.equals(jar.toAbsolutePath()))
                    .sorted()
                    .toList();
        }
    }

    private static boolean isCopy(Path file) {
        Path name = file.getFileName();
        return name != null
                && name.toString().startsWith(JAR)
                && name.toString().endsWith(".jar");
    }
}
