package com.openlayer.kafka.connect.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** The plugin directory of workers, with the unpacked ZIP. */
public final class PluginPath {
    private PluginPath() {}

    /** The ZIP of this build. */
    public static Path zip() {
        String zip = System.getProperty("plugin.zip");
        if (zip == null) {
            throw new IllegalStateException(
                    "No system property plugin.zip: integration tests run by `mvn verify`, or after `mvn package` with -Dplugin.zip=target/….zip");
        }
        return Path.of(zip).toAbsolutePath();
    }

    /** Unpacked once per build. */
    public static synchronized Path unpacked() {
        Path zip = zip();
        Path directory = Workspace.file("plugins");
        Path stamp = Workspace.file("plugins.stamp");
        try {
            String current = zip + " " + Files.size(zip) + " " + Files.getLastModifiedTime(zip);
            if (Files.exists(stamp) && Files.readString(stamp, UTF_8).equals(current)) {
                return directory;
            }
            unpack(zip, Workspace.fresh("plugins"));
            Files.writeString(stamp, current, UTF_8);
            return directory;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void unpack(Path zip, Path directory) throws IOException {
        try (ZipFile file = new ZipFile(zip.toFile())) {
            Enumeration<? extends ZipEntry> entries = file.entries();
            while (entries.hasMoreElements()) {
                ZipEntry entry = entries.nextElement();
                Path target = directory.resolve(entry.getName()).normalize();
                if (!target.startsWith(directory)) {
                    throw new IOException("Leaves the directory: " + entry.getName());
                }
                if (entry.isDirectory()) {
                    Files.createDirectories(target);
                } else {
                    Files.createDirectories(target.getParent());
                    try (InputStream in = file.getInputStream(entry)) {
                        Files.copy(in, target);
                    }
                }
            }
        }
    }
}
