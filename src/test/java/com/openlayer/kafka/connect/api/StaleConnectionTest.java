package com.openlayer.kafka.connect.api;

import static com.openlayer.kafka.connect.api.Answers.ofKind;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLException;
import okhttp3.internal.http2.ConnectionShutdownException;
import okhttp3.internal.http2.ErrorCode;
import okhttp3.internal.http2.StreamResetException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Pooled connections that the server has closed. */
class StaleConnectionTest {
    private final AtomicInteger visits = new AtomicInteger();

    /** Servers close idle connections like this. */
    @Test
    void replacesAConnectionThatWasClosedWhileIdle() throws Exception {
        CountDownLatch closed = new CountDownLatch(1);
        try (RawServer server = new RawServer(visit -> {
                    visit.readRequest();
                    visit.accept200();
                    visit.socket().close();
                    closed.countDown();
                });
                DataStreamClient client = client(Connections.toLoopback(server.port()))) {
            assertThat(Answers.to(client, Requests.any())).isEqualTo(Answer.accepted());
            assertThat(closed.await(10, TimeUnit.SECONDS)).isTrue();
            assertThat(Answers.to(client, Requests.any())).isEqualTo(Answer.accepted());
            assertThat(server.requests()).isEqualTo(2);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void retriesARequestAfterAReset(boolean gzip) throws Exception {
        try (RawServer server = new RawServer(visit -> {
                    boolean first = visits.getAndIncrement() == 0;
                    visit.readRequest();
                    visit.accept200();
                    visit.readRequest();
                    if (first) {
                        visit.reset();
                    }
                });
                DataStreamClient client = client(server, gzip)) {
            assertThat(Answers.to(client, Requests.any())).isEqualTo(Answer.accepted());
            assertThat(Answers.to(client, Requests.any())).isEqualTo(Answer.accepted());
            assertThat(server.requests()).isEqualTo(3);
            assertThat(server.connections()).isEqualTo(2);
        }
    }

    @Test
    void retriesOnlyOnce() throws Exception {
        try (RawServer server = new RawServer(visit -> {
                    boolean first = visits.getAndIncrement() == 0;
                    visit.readRequest();
                    if (first) {
                        visit.accept200();
                        visit.readRequest();
                    }
                    visit.reset();
                });
                DataStreamClient client = client(server, false)) {
            assertThat(Answers.to(client, Requests.any())).isEqualTo(Answer.accepted());
            assertThat(Answers.to(client, Requests.any())).satisfies(ofKind(Answer.Kind.UNAVAILABLE));
            assertThat(server.requests()).isEqualTo(3);
            assertThat(server.connections()).isEqualTo(2);
        }
    }

    /** Other pooled connections may be stale too. */
    @Test
    void retriesOnANewConnection() throws Exception {
        CyclicBarrier both = new CyclicBarrier(2);
        try (RawServer server = new RawServer(visit -> {
                    boolean early = visits.getAndIncrement() < 2;
                    visit.readRequest();
                    if (early) {
                        both.await(10, TimeUnit.SECONDS);
                    }
                    visit.accept200();
                    visit.readRequest();
                    visit.reset();
                });
                DataStreamClient client = client(server, false)) {
            Answers first = new Answers();
            client.publish(Requests.any(), first);
            client.publish(Requests.any(), first);
            assertThat(first.await(2)).containsOnly(Answer.accepted());
            assertThat(Answers.to(client, Requests.any())).isEqualTo(Answer.accepted());
            assertThat(server.connections()).isEqualTo(3);
        }
    }

    /** No row is suspected, although the first attempt had a connection. */
    @Test
    void suspectsNoRowIfTheRetryCannotConnect() throws Exception {
        ServerSocket listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        try (RawServer server = new RawServer(listening, visit -> {
                    visit.readRequest();
                    visit.accept200();
                    visit.readRequest();
                    listening.close();
                    visit.reset();
                });
                DataStreamClient client = client(server, false)) {
            assertThat(Answers.to(client, Requests.any())).isEqualTo(Answer.accepted());
            assertThat(Answers.to(client, Requests.any())).satisfies(ofKind(Answer.Kind.UNAVAILABLE), answer -> {
                assertThat(answer.reason()).startsWith("connection refused by ");
                assertThat(answer.mayBeRow()).isFalse();
            });
        }
    }

    @Test
    void doesNotRetryIfANewConnectionIsClosed() throws Exception {
        try (RawServer server = new RawServer(RawServer.Visit::readRequest);
                DataStreamClient client = client(server, false)) {
            assertThat(Answers.to(client, Requests.any())).satisfies(ofKind(Answer.Kind.UNAVAILABLE));
            assertThat(server.requests()).isEqualTo(1);
        }
    }

    @Test
    void doesNotRetryAfterTheFirstByteOfAResponse() throws Exception {
        try (RawServer server = new RawServer(visit -> {
                    visit.readRequest();
                    visit.accept200();
                    visit.readRequest();
                    visit.send("H");
                });
                DataStreamClient client = client(server, false)) {
            assertThat(Answers.to(client, Requests.any())).isEqualTo(Answer.accepted());
            assertThat(Answers.to(client, Requests.any())).satisfies(ofKind(Answer.Kind.UNAVAILABLE));
            assertThat(server.requests()).isEqualTo(2);
        }
    }

    @Test
    void doesNotRetryAfterATimeout() throws Exception {
        try (RawServer server = new RawServer(visit -> {
                    visit.readRequest();
                    visit.accept200();
                    visit.readRequest();
                    visit.hang();
                });
                DataStreamClient client =
                        client(Connections.toLoopback(server.port()).requestTimeout(Duration.ofMillis(500)))) {
            assertThat(Answers.to(client, Requests.any())).isEqualTo(Answer.accepted());
            assertThat(Answers.to(client, Requests.any())).satisfies(ofKind(Answer.Kind.TIMED_OUT));
            assertThat(server.requests()).isEqualTo(2);
        }
    }

    /** Common servers close them after 5 s. */
    @Test
    void closesIdleConnections() throws Exception {
        CountDownLatch closed = new CountDownLatch(1);
        try (RawServer server = new RawServer(visit -> {
                    visit.readRequest();
                    visit.accept200();
                    assertThat(visit.socket().getInputStream().read()).isNegative();
                    closed.countDown();
                });
                DataStreamClient client = client(server, false)) {
            assertThat(Answers.to(client, Requests.any())).isEqualTo(Answer.accepted());
            assertThat(closed.await(20, TimeUnit.SECONDS)).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource(ErrorCode.class)
    void onlyRefusedAndCancelledHttp2StreamsAreSilent(ErrorCode code) {
        assertThat(CallProgress.endsSilently(new StreamResetException(code)))
                .isEqualTo(code == ErrorCode.REFUSED_STREAM || code == ErrorCode.CANCEL);
    }

    @Test
    void recognizesSilentlyClosedConnections() {
        assertThat(CallProgress.endsSilently(new ConnectionShutdownException())).isTrue();
        assertThat(CallProgress.endsSilently(new SSLException("x", new SocketException("Broken pipe"))))
                .isTrue();
        assertThat(CallProgress.endsSilently(new IOException("x", new EOFException())))
                .isTrue();
        assertThat(CallProgress.endsSilently(new SocketTimeoutException("Read timed out")))
                .isFalse();
        assertThat(CallProgress.endsSilently(new java.net.ProtocolException("x")))
                .isFalse();
    }

    private static DataStreamClient client(RawServer server, boolean gzip) {
        Connections connection = Connections.toLoopback(server.port());
        return client(gzip ? connection.gzip() : connection);
    }

    private static DataStreamClient client(Connections connection) {
        return new DataStreamClient(connection.connection(), new OwnThreads());
    }
}
