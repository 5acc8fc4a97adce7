package com.openlayer.kafka.connect.containers;

import com.openlayer.kafka.connect.testing.ConnectRest;
import java.net.URI;
import java.nio.file.Path;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.Network;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.images.builder.ImageFromDockerfile;

/** A Connect worker, of the image that {@code docker/Dockerfile} makes of the packaged ZIP. */
final class ConnectContainer extends GenericContainer<ConnectContainer> {
    private static final int PORT = 8083;

    ConnectContainer(Network network, String bootstrapServers) {
        super(new ImageFromDockerfile().withFileFromPath(".", Path.of("target", "docker")));
        withNetwork(network);
        withEnv("BOOTSTRAP_SERVERS", bootstrapServers);
        withEnv("OPENLAYER_API_KEY", "key-of-the-container-tests");
        withExposedPorts(PORT);
        waitingFor(Wait.forHealthcheck());
    }

    ConnectRest rest() {
        return new ConnectRest(URI.create("http://" + getHost() + ":" + getMappedPort(PORT)));
    }

    /** Whether the connector has said that the pipeline of that alias does not accept rows. */
    boolean warnedOf(String alias) {
        return getLogs().lines().anyMatch(line -> line.contains(" WARN ") && line.contains("'" + alias + "'"));
    }
}
