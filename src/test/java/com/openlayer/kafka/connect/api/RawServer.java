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

/** A server that does with a connection what no HTTP server would. */
final class RawServer implements AutoCloseable {
    /** What happens on one connection. Once it returns, the connection is closed. */
    interface Script {
        void play(Visit visit) throws Exception;
    }

    private final ServerSocket server;
    private final Script script;
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final AtomicInteger requests = new AtomicInteger();
    private final CountDownLatch closing = new CountDownLatch(1);

    RawServer(Script script) throws IOException {
        this(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), script);
    }

    RawServer(ServerSocket server, Script script) {
        this.script = script;
        this.server = server;
        daemon(this::accept);
    }

    int port() {
        return server.getLocalPort();
    }

    /** How many request heads have arrived. */
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
            // The client went away, or the test is over.
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

        /** The request line and headers. */
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

        /** A whole request; its head. */
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

        /** Until the server is closed. */
        void hang() throws InterruptedException {
            closing.await();
        }
    }
}
