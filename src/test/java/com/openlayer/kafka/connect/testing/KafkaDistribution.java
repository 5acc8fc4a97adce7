package com.openlayer.kafka.connect.testing;

import java.nio.file.Path;
import java.util.List;

/**
 * The jars of one Kafka version: broker, worker and a logging binding.
 *
 * @param jars the class path of a broker or worker of that version
 */
public record KafkaDistribution(String version, List<Path> jars) {
    /** The version that the build uses. */
    public static KafkaDistribution current() {
        return of(System.getProperty("kafka.version", "4.4.0"));
    }

    public static KafkaDistribution of(String version) {
        List<String> roots = List.of(
                "org.apache.kafka:kafka_2.13:" + version,
                "org.apache.kafka:connect-runtime:" + version,
                logsWithLog4j2(version)
                        ? "org.apache.logging.log4j:log4j-slf4j-impl:" + System.getProperty("log4j.version", "2.25.4")
                        : "org.slf4j:slf4j-reload4j:1.7.36");
        return new KafkaDistribution(version, MavenJars.resolve("kafka-" + version, roots));
    }

    /** Kafka 3 uses Log4j 1. */
    boolean logsWithLog4j2() {
        return logsWithLog4j2(version);
    }

    private static boolean logsWithLog4j2(String version) {
        return !version.startsWith("3.");
    }
}
