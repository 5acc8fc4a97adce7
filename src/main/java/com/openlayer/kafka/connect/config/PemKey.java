package com.openlayer.kafka.connect.config;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A private key in PEM. Kafka reads PKCS#8 only, and reports any other format as invalid without a reason. */
final class PemKey {
    private static final List<String> TRADITIONAL =
            List.of("BEGIN RSA PRIVATE KEY", "BEGIN EC PRIVATE KEY", "BEGIN DSA PRIVATE KEY");

    private PemKey() {}

    /** The error in the format, and how to convert it; empty if there is none, or if the file cannot be read. */
    static Optional<String> wrongFormat(Optional<String> text, Optional<String> file) {
        String pem = file.map(PemKey::content).or(() -> text).orElse("");
        return TRADITIONAL.stream()
                .filter(pem::contains)
                .findFirst()
                .map(format -> "The key is in the traditional format (" + format + "), which Kafka does not read:"
                        + " convert it to PKCS#8 with 'openssl pkcs8 -topk8 -nocrypt -in key.pem -out key-pkcs8.pem',"
                        + " and put the result in its place");
    }

    private static String content(String file) {
        try {
            return Files.readString(Path.of(file), StandardCharsets.ISO_8859_1);
        } catch (IOException | InvalidPathException e) {
            return ""; // Kafka's reader reports it
        }
    }
}
