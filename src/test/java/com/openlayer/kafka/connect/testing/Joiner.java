package com.openlayer.kafka.connect.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The joiner of {@code examples/pair-events}, as its own build packages it, in its own JVM. */
public final class Joiner implements AutoCloseable {
    /** The command that builds it. */
    public static final String BUILD = "mvn -f examples/pair-events/pom.xml package";

    private static final Path APPLICATION =
            Path.of("examples", "pair-events", "target", "pair-events").toAbsolutePath();

    private final JavaProcess.Command command;
    private final Path log;
    private JavaProcess process;

    private Joiner(JavaProcess.Command command, Path log) {
        this.command = command;
        this.log = log;
        process = JavaProcess.start(command, log);
    }

    public static boolean isBuilt() {
        return Files.isDirectory(APPLICATION) && !jars().isEmpty();
    }

    /**
     * Starts it with a state directory of its own. A successor of a killed one takes over within seconds.
     *
     * @param name of the directory below {@code target/it} and of the application
     * @param properties in addition to those
     */
    public static Joiner start(String name, Broker broker, Map<String, String> properties) {
        Path directory = Workspace.fresh(name);
        List<String> arguments = new ArrayList<>(List.of(
                "com.openlayer.kafka.pairs.PairEvents",
                "--bootstrap.servers=" + broker.bootstrapServers(),
                "--application.id=" + name,
                "--state.dir=" + directory.resolve("state"),
                "--consumer.session.timeout.ms=6000",
                "--consumer.heartbeat.interval.ms=1000",
                "--producer.transaction.timeout.ms=3000"));
        properties.forEach((property, value) -> arguments.add("--" + property + "=" + value));
        JavaProcess.Command command = new JavaProcess.Command(
                Path.of(System.getProperty("java.home")), List.of("-Xmx256m"), jars(), arguments, Map.of());
        return new Joiner(command, directory.resolve("joiner.log"));
    }

    private static List<Path> jars() {
        try (Stream<Path> files = Files.list(APPLICATION)) {
            return files.filter(file -> file.toString().endsWith(".jar")).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public void kill() {
        process.kill();
    }

    /** Starts it again after {@link #kill()}, without waiting. */
    public void launch() {
        process = JavaProcess.start(command, log);
    }

    /** Fails with the end of the log if it has ended. */
    public void requireAlive() {
        process.requireAlive("The joiner");
    }

    @Override
    public void close() {
        process.kill();
    }
}
