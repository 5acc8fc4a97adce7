package com.openlayer.kafka.connect.testing;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;

/** A program on this machine that some tests need. Without it they are skipped. */
public final class InstalledProgram {
    private InstalledProgram() {}

    /** The program of this name on the PATH. */
    public static Optional<Path> find(String name) {
        return Pattern.compile(Pattern.quote(File.pathSeparator))
                .splitAsStream(System.getenv("PATH"))
                .map(directory -> Path.of(directory, name))
                .filter(Files::isExecutable)
                .findFirst();
    }
}
