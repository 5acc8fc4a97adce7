package com.openlayer.kafka.connect.testing.child;

import java.io.IOException;
import java.io.Reader;
import java.lang.reflect.Constructor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Collectors;

/**
 * A broker and a distributed worker in one JVM, which starts in half the time of two. It is run by {@link Child}, and like it
 * uses only the JDK and, by reflection, Kafka.
 */
public final class KafkaAndConnect {
    private KafkaAndConnect() {}

    /**
     * Starts both and returns; their threads continue.
     *
     * @param args the files with the properties of the worker and of the broker
     */
    public static void main(String[] args) throws Exception {
        try {
            startBroker(properties(args[1]));
            startWorker(properties(args[0]));
        } catch (Exception e) {
            e.printStackTrace();
            // The threads of the other half would keep the JVM running.
            Runtime.getRuntime().halt(1);
        }
    }

    private static void startBroker(Properties properties) throws ReflectiveOperationException {
        Class<?> configType = Class.forName("kafka.server.KafkaConfig");
        Class<?> timeType = Class.forName("org.apache.kafka.common.utils.Time");
        Class<?> serverType = Class.forName("kafka.server.KafkaRaftServer");
        Object config = configType.getMethod("fromProps", Properties.class).invoke(null, properties);
        Constructor<?> constructor = serverType.getConstructor(configType, timeType);
        Object server =
                constructor.newInstance(config, timeType.getField("SYSTEM").get(null));
        serverType.getMethod("startup").invoke(server);
    }

    private static void startWorker(Properties properties) throws ReflectiveOperationException {
        Map<String, String> map = properties.stringPropertyNames().stream()
                .collect(Collectors.toMap(name -> name, properties::getProperty));
        Class<?> type = Class.forName("org.apache.kafka.connect.cli.ConnectDistributed");
        Object worker = type.getConstructor(String[].class).newInstance((Object) new String[0]);
        type.getMethod("startConnect", Map.class).invoke(worker, map);
    }

    private static Properties properties(String file) throws IOException {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(Path.of(file))) {
            properties.load(reader);
        }
        return properties;
    }
}
