package com.openlayer.kafka.connect.containers;

import com.openlayer.kafka.connect.testing.ConnectRest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.Network;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.images.builder.ImageFromDockerfile;

/** A Connect worker in the image that {@code docker/Dockerfile} builds from the packaged ZIP. */
final class ConnectContainer extends GenericContainer<ConnectContainer> {
    static final int METRICS_PORT = 9405;
    static final long MEMORY = 800L * 1024 * 1024;

    /** Not the default port, to verify that the health check uses the configured listener. */
    private static final int PORT = 8084;

    ConnectContainer(Network network, String bootstrapServers) {
        super(new ImageFromDockerfile().withFileFromPath(".", Path.of("target", "docker")));
        withNetwork(network);
        withEnv("CONNECT_BOOTSTRAP_SERVERS", bootstrapServers);
        withEnv("CONNECT_LISTENERS", "http://:" + PORT);
        withEnv("METRICS_PORT", Integer.toString(METRICS_PORT));
        withCreateContainerCmdModifier(
                command -> command.getHostConfig().withMemory(MEMORY).withMemorySwap(MEMORY));
        withEnv("OPENLAYER_API_KEY", "key-of-the-container-tests");
        withExposedPorts(PORT);
        waitingFor(Wait.forHealthcheck());
    }

    ConnectRest rest() {
        return new ConnectRest(URI.create("http://" + getHost() + ":" + getMappedPort(PORT)));
    }

    /** The output of a command in the container, run like {@code docker exec}. */
    String run(String... command) {
        try {
            ExecResult result = execInContainer(command);
            if (result.getExitCode() != 0) {
                throw new IllegalStateException(result.toString());
            }
            return result.getStdout();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Whether the connector has logged that the pipeline is unavailable. */
    boolean warnedOf(String alias) {
        return getLogs().lines().anyMatch(line -> line.contains(" WARN ") && line.contains("'" + alias + "'"));
    }
}
