package com.openlayer.kafka.connect.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Ports on loopback for servers that restart on the same port. They are below the range from which
 * systems take the local ports of outgoing connections, so that no other process takes them meanwhile.
 */
public final class FreePort {
    private static final int FIRST = 18_000;
    private static final int COUNT = 12_000;
    // Concurrent builds on one machine start at different ports.
    private static final AtomicInteger NEXT =
            new AtomicInteger((int) (ProcessHandle.current().pid() * 37 % COUNT));

    private FreePort() {}

    public static int next() {
        for (int tried = 0; tried < COUNT; tried++) {
            int port = FIRST + NEXT.getAndIncrement() % COUNT;
            try (ServerSocket socket = new ServerSocket()) {
                socket.setReuseAddress(true);
                socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
                return port;
            } catch (IOException taken) {
                // try the next one
            }
        }
        throw new IllegalStateException("No free port from " + FIRST + " to " + (FIRST + COUNT));
    }
}
