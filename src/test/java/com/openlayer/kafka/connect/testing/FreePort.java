package com.openlayer.kafka.connect.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Ports on loopback for servers that are killed and come back on the same one. They lie below the range from which
 * systems take the local ports of outgoing connections, so that nothing else sits there meanwhile.
 */
public final class FreePort {
    private static final int FIRST = 18_000;
    private static final int COUNT = 12_000;
    // Two builds on one machine start at different places.
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
                // the next one, then
            }
        }
        throw new IllegalStateException("No free port from " + FIRST + " to " + (FIRST + COUNT));
    }
}
