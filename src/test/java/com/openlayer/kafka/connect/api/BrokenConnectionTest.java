package com.openlayer.kafka.connect.api;

import static com.openlayer.kafka.connect.api.Answers.ofKind;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class BrokenConnectionTest {
    @Test
    void isUnavailableIfTheResponseIsLost() throws Exception {
        try (RawServer server = new RawServer(RawServer.Visit::readRequest)) {
            assertThat(reason(server)).startsWith("the connection to 127.0.0.1:" + server.port() + " broke");
            assertThat(server.requests()).isEqualTo(1);
        }
    }

    @Test
    void sendsNoSecondRequestAfterAReset() throws Exception {
        try (RawServer server = new RawServer(visit -> {
            visit.readRequest();
            visit.reset();
        })) {
            assertThat(reason(server)).contains("broke before the answer was complete");
            assertThat(server.connections()).isEqualTo(1);
        }
    }

    @Test
    void isUnavailableIfTheBodyOfA200IsTruncated() throws Exception {
        try (RawServer server = new RawServer(visit -> {
            visit.readRequest();
            visit.send("HTTP/1.1 200 OK\r\nContent-Length: 20\r\nx-should-retry: false\r\n\r\n{\"success\":true}");
        })) {
            assertThat(reason(server)).contains("broke before the answer was complete");
        }
    }

    @Test
    void isUnavailableIfTheChunksOfA200AreTruncated() throws Exception {
        try (RawServer server = new RawServer(visit -> {
            visit.readRequest();
            visit.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n10\r\n{\"success\":true}\r\n");
        })) {
            assertThat(reason(server)).contains("broke before the answer was complete");
        }
    }

    @Test
    void classifiesAnErrorWithATruncatedBodyByItsStatus() throws Exception {
        try (RawServer server = new RawServer(visit -> {
            visit.readRequest();
            visit.send("HTTP/1.1 413 Too Large\r\nContent-Type: text/html\r\nContent-Length: 99\r\n\r\n<html>");
        })) {
            assertThat(answer(Connections.toLoopback(server.port())))
                    .isEqualTo(Answer.tooLarge("HTTP 413 with a body of type text/html that was truncated"));
        }
    }

    @Test
    void readsA413ThatArrivesBeforeTheWholeRequestIsSent() throws Exception {
        try (RawServer server = new RawServer(visit -> {
            visit.readHead();
            visit.send("HTTP/1.1 413 Too Large\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
            visit.socket().shutdownOutput();
            visit.socket().getInputStream().transferTo(java.io.OutputStream.nullOutputStream());
        })) {
            DataStreamRequest large = Requests.ofRows("{\"a\":\"" + "x".repeat(8 << 20) + "\"}");
            assertThat(answer(Connections.toLoopback(server.port()), large)).satisfies(ofKind(Answer.Kind.TOO_LARGE));
        }
    }

    @Test
    void understandsHttp10() throws Exception {
        try (RawServer server = new RawServer(visit -> {
            visit.readRequest();
            visit.send("HTTP/1.0 200 OK\r\n\r\n{\"success\":true}");
        })) {
            assertThat(answer(Connections.toLoopback(server.port()))).isEqualTo(Answer.accepted());
        }
    }

    @Test
    void doesNotQuoteResponsesThatAreNotHttp() throws Exception {
        try (RawServer server = new RawServer(visit -> {
            visit.readRequest();
            visit.send("secret row content\r\n\r\n");
        })) {
            assertThat(reason(server)).doesNotContain("secret").contains("(ProtocolException)");
        }
    }

    @Test
    void isTimedOutAfterTheRequestTimeout() throws Exception {
        try (RawServer server = new RawServer(visit -> {
            visit.readRequest();
            visit.hang();
        })) {
            Connections connection = Connections.toLoopback(server.port()).requestTimeout(Duration.ofMillis(300));
            assertThat(answer(connection)).isEqualTo(Answer.timedOut("no answer within request.timeout.ms=300"));
            assertThat(server.requests()).isEqualTo(1);
        }
    }

    @Test
    void theRequestTimeoutCoversSlowResponses() throws Exception {
        CountDownLatch gone = new CountDownLatch(1);
        try (RawServer server = new RawServer(visit -> {
            visit.readRequest();
            visit.send("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n");
            try {
                while (!gone.await(20, TimeUnit.MILLISECONDS)) {
                    visit.send(" ");
                }
            } finally {
                gone.countDown();
            }
        })) {
            Connections connection = Connections.toLoopback(server.port()).requestTimeout(Duration.ofMillis(300));
            assertThat(answer(connection)).isEqualTo(Answer.timedOut("no answer within request.timeout.ms=300"));
            assertThat(gone.await(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void isUnavailableIfTheConnectionIsRefused() throws Exception {
        int port = unusedPort();
        assertThat(answer(Connections.toLoopback(port)))
                .isEqualTo(unavailable("connection refused by 127.0.0.1:" + port));
    }

    @Test
    void isUnavailableIfTheHostCannotBeResolved() {
        assertThat(answer(Connections.to("http://openlayer.invalid/v1")))
                .isEqualTo(unavailable("cannot resolve the host of openlayer.invalid:80"));
    }

    @Test
    void theConnectTimeoutCoversTheHandshake() throws Exception {
        try (RawServer server = new RawServer(RawServer.Visit::hang)) {
            Connections connection =
                    Connections.to("https://127.0.0.1:" + server.port() + "/v1").connectTimeout(Duration.ofMillis(300));
            assertThat(answer(connection))
                    .isEqualTo(unavailable("no connection to 127.0.0.1:" + server.port()
                            + " within connect.timeout.ms=300 and request.timeout.ms=10000"));
        }
    }

    private static int unusedPort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static String reason(RawServer server) {
        return answer(Connections.toLoopback(server.port())).reason();
    }

    private static Answer unavailable(String reason) {
        return Answer.unavailable(reason, java.util.Optional.empty(), false);
    }

    private static Answer answer(Connections connection) {
        return answer(connection, Requests.any());
    }

    private static Answer answer(Connections connection, DataStreamRequest request) {
        try (DataStreamClient client = client(connection)) {
            return Answers.to(client, request);
        }
    }

    private static DataStreamClient client(Connections connection) {
        return new DataStreamClient(connection.connection(), new OwnThreads());
    }
}
