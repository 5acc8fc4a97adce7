package com.openlayer.kafka.connect.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** The logging of a child JVM: to standard output, with the connector's context in each line. */
final class LogConfig {
    private static final String PATTERN = "[%d] %p [%t] %X{connector.context}%m (%c)%n";

    private LogConfig() {}

    /**
     * Writes the configuration.
     *
     * @param levels by logger, the root's under the empty name
     * @return the JVM flag that activates it
     */
    static String write(Path directory, KafkaDistribution kafka, Map<String, String> levels) {
        Path file = directory.resolve("log4j.properties");
        try {
            Files.writeString(file, kafka.logsWithLog4j2() ? log4j2(levels) : log4j1(levels), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return (kafka.logsWithLog4j2() ? "-Dlog4j2.configurationFile=" : "-Dlog4j.configuration=") + file.toUri();
    }

    private static String log4j2(Map<String, String> levels) {
        StringBuilder text = new StringBuilder("""
                appender.out.type=Console
                appender.out.name=out
                appender.out.layout.type=PatternLayout
                appender.out.layout.pattern=%s
                rootLogger.level=%s
                rootLogger.appenderRef.out.ref=out
                """.formatted(PATTERN, levels.getOrDefault("", "INFO")));
        int i = 0;
        for (Map.Entry<String, String> level : levels.entrySet()) {
            if (!level.getKey().isEmpty()) {
                text.append(
                        "logger.l%d.name=%s\nlogger.l%d.level=%s\n".formatted(i, level.getKey(), i, level.getValue()));
                i++;
            }
        }
        return text.toString();
    }

    private static String log4j1(Map<String, String> levels) {
        StringBuilder text = new StringBuilder("""
                log4j.appender.out=org.apache.log4j.ConsoleAppender
                log4j.appender.out.layout=org.apache.log4j.PatternLayout
                log4j.appender.out.layout.ConversionPattern=%s
                log4j.rootLogger=%s, out
                """.formatted(PATTERN, levels.getOrDefault("", "INFO")));
        levels.forEach((logger, level) -> {
            if (!logger.isEmpty()) {
                text.append("log4j.logger.%s=%s\n".formatted(logger, level));
            }
        });
        return text.toString();
    }
}
