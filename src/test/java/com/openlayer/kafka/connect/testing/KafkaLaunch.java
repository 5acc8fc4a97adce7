package com.openlayer.kafka.connect.testing;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The settings of a Kafka process. */
abstract class KafkaLaunch<B extends KafkaLaunch<B>> {
    final String name;
    final Map<String, String> properties = new TreeMap<>();
    KafkaDistribution kafka;
    private final Map<String, String> levels = new TreeMap<>();
    private final List<String> jvmFlags = new ArrayList<>();
    private Path javaHome = Path.of(System.getProperty("java.home"));
    private String heap = "512m";

    KafkaLaunch(String name) {
        this.name = name;
    }

    abstract B self();

    public B kafka(KafkaDistribution distribution) {
        kafka = distribution;
        return self();
    }

    public B javaHome(Path home) {
        javaHome = home;
        return self();
    }

    public B heap(String size) {
        heap = size;
        return self();
    }

    public B jvmFlag(String flag) {
        jvmFlags.add(flag);
        return self();
    }

    public B property(String key, String value) {
        properties.put(key, value);
        return self();
    }

    public B logLevel(String logger, String level) {
        levels.put(logger, level);
        return self();
    }

    JavaProcess.Command command(
            Path directory, KafkaDistribution distribution, List<String> arguments, Map<String, String> environment) {
        List<String> flags = new ArrayList<>(jvmFlags);
        flags.add("-Xmx" + heap);
        flags.add(LogConfig.write(directory, distribution, levels));
        return new JavaProcess.Command(javaHome, flags, distribution.jars(), arguments, environment);
    }
}
