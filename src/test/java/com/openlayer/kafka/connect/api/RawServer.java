package com.openlayer.kafka.connect.api;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** A TCP server for faults that no HTTP server produces. */
final class RawServer implements AutoCloseable {
    /** The behavior on one connection, which is closed afterwards. */
    interface ConnectionScript {
        void play(Visit visit) throws Exception;
    }

    private final ServerSocket server;
    private final ConnectionScript script;
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final AtomicInteger requests = new AtomicInteger();
    private final CountDownLatch closing = new CountDownLatch(1);

    RawServer(ConnectionScript script) throws IOException {
        this(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), script);
    }

    RawServer(ServerSocket server, ConnectionScript script) {
        this.script = script;
        this.server = server;
        daemon(this::accept);
    }

    int port() {
        return server.getLocalPort();
    }

    /** The number of request heads received. */
    int requests() {
        return requests.get();
    }

    int connections() {
        return sockets.size();
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = server.accept();
                sockets.add(socket);
                daemon(() -> serve(socket));
            }
        } catch (IOException e) {
            // Closed.
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            script.play(new Visit(socket));
        } catch (Exception e) {
            // The client closed the connection, or the test has ended.
        }
    }

    static void daemon(Runnable task) {
        Thread thread = new Thread(task, "raw-server");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        closing.countDown();
        server.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }

    /** One connection. */
    final class Visit {
        private final Socket socket;

        Visit(Socket socket) {
            this.socket = socket;
        }

        Socket socket() {
            return socket;
        }

        /** Reads the request line and headers. */
        String readHead() throws IOException {
            InputStream in = socket.getInputStream();
            StringBuilder head = new StringBuilder();
            while (head.indexOf("\r\n\r\n") < 0) {
                int c = in.read();
                if (c < 0) {
                    throw new IOException("hung up");
                }
                head.append((char) c);
            }
            requests.incrementAndGet();
            return head.toString();
        }

        /** Reads a whole request and returns its head. */
        String readRequest() throws IOException {
            String head = readHead();
            for (String line : head.lines().toList()) {
                if (line.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
                    socket.getInputStream()
                            .readNBytes(Integer.parseInt(line.substring(15).trim()));
                }
            }
            return head;
        }

        void send(String text) throws IOException {
            socket.getOutputStream().write(text.getBytes(ISO_8859_1));
            socket.getOutputStream().flush();
        }

        void accept200() throws IOException {
            send("HTTP/1.1 200 OK\r\nContent-Length: 16\r\n\r\n{\"success\":true}");
        }

        /** Closes with a TCP reset. */
        void reset() throws IOException {
            socket.setSoLinger(true, 0);
            socket.close();
        }

        /** Blocks until the server is closed. */
        void hang() throws InterruptedException {
            closing.await();
        }
    }
}
