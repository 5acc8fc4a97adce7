package com.openlayer.kafka.connect.api;

import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.wireMockConfig;
import static com.openlayer.kafka.connect.api.Answers.ofKind;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import com.openlayer.kafka.connect.api.Answer.Cause;
import com.openlayer.kafka.connect.api.Connection.HttpProxy;
import com.openlayer.kafka.connect.api.Connection.Tls;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** TLS and proxies. */
class EncryptedTest {
    private static final String PASSWORD = "changeit";
    private static final String LOGIN =
            "Basic " + Base64.getEncoder().encodeToString("me:pass".getBytes(StandardCharsets.UTF_8));

    @TempDir
    static Path directory;

    private static Path keystore = Path.of("");

    @RegisterExtension
    static final WireMockExtension plain = WireMockExtension.newInstance()
            .options(wireMockConfig().dynamicPort().bindAddress("127.0.0.1"))
            .build();

    /** Its certificate is only for "localhost". */
    private static com.github.tomakehurst.wiremock.WireMockServer secure;

    private final List<String> seenByProxy = new CopyOnWriteArrayList<>();

    @BeforeAll
    static void start() throws Exception {
        keystore = directory.resolve("server.p12");
        keytool(
                keystore,
                "-genkeypair -alias server -keyalg EC -dname CN=localhost -ext san=dns:localhost -validity 2");
        secure = new com.github.tomakehurst.wiremock.WireMockServer(wireMockConfig()
                .httpDisabled(true)
                .dynamicHttpsPort()
                .bindAddress("127.0.0.1")
                .keystorePath(keystore.toString())
                .keystoreType("PKCS12")
                .keystorePassword(PASSWORD)
                .keyManagerPassword(PASSWORD));
        secure.start();
    }

    @org.junit.jupiter.api.AfterAll
    static void stop() {
        secure.stop();
    }

    @BeforeEach
    void accept() {
        secure.resetAll();
        secure.stubFor(any(anyUrl()).willReturn(okJson("{\"success\":true}")));
        plain.stubFor(any(anyUrl()).willReturn(okJson("{\"success\":true}")));
    }

    @Test
    void trustsTheConfiguredTrustStore() throws Exception {
        assertThat(answer(secure("localhost").tls(trusting(true)))).isEqualTo(Answer.accepted());
    }

    @Test
    void rejectsAnUnknownCertificate() {
        assertThat(answer(secure("localhost")))
                .isEqualTo(tlsFailure("unable to find valid certification path to requested target"
                        + " (SunCertPathBuilderException)"));
        assertThat(secure.getAllServeEvents()).isEmpty();
    }

    @Test
    void verifiesTheHostNameUnlessDisabled() throws Exception {
        assertThat(answer(secure("127.0.0.1").tls(trusting(true))))
                .isEqualTo(Answer.unavailable(
                        "TLS failure with 127.0.0.1:" + secure.httpsPort()
                                + ": the certificate is for [localhost], not for 127.0.0.1",
                        Optional.empty(),
                        false));
        assertThat(answer(secure("127.0.0.1").tls(trusting(false)))).isEqualTo(Answer.accepted());
    }

    @Test
    void reportsWhenACertificateExpired() throws Exception {
        Path expired = directory.resolve("expired.p12");
        keytool(expired, "-genkeypair -alias ca -keyalg EC -dname CN=ca -ext bc:c -validity 9");
        keytool(expired, "-genkeypair -alias server -keyalg EC -dname CN=localhost");
        String csr = directory.resolve("server.csr").toString();
        String cert = directory.resolve("server.crt").toString();
        keytool(expired, "-certreq -alias server -file " + csr);
        keytool(
                expired,
                "-gencert -alias ca -ext san=dns:localhost -startdate 2020/01/01 -validity 1 -infile " + csr
                        + " -outfile " + cert);
        keytool(expired, "-importcert -noprompt -alias server -file " + cert);
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store(expired), PASSWORD.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        try (RawServer server = new RawServer(
                context.getServerSocketFactory().createServerSocket(0, 50, InetAddress.getLoopbackAddress()),
                RawServer.Visit::readRequest)) {
            Connections connection = Connections.to("https://localhost:" + server.port() + "/v1");
            assertThat(answer(connection.tls(trusting(expired, "ca", true, List.of(), List.of()))))
                    .satisfies(
                            ofKind(Answer.Kind.UNAVAILABLE),
                            answer -> assertThat(answer.reason())
                                    .startsWith("TLS failure with localhost:" + server.port()
                                            + ": a certificate of the server expired at 2020-01-0"));
        }
    }

    /** OkHttp's default cipher suites lack it. */
    @Test
    void offersTheConfiguredProtocolsAndCipherSuites() throws Exception {
        String suite = "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256";
        List<String> agreed = new CopyOnWriteArrayList<>();
        try (RawServer server = secureServer(visit -> {
            SSLSocket socket = (SSLSocket) visit.socket();
            agreed.add(socket.getSession().getProtocol() + " "
                    + socket.getSession().getCipherSuite());
            visit.readRequest();
            visit.accept200();
        })) {
            Connections connection = Connections.to("https://localhost:" + server.port() + "/v1");
            assertThat(answer(connection.tls(trusting(keystore, "server", true, List.of("TLSv1.2"), List.of(suite)))))
                    .isEqualTo(Answer.accepted());
        }
        assertThat(agreed).containsExactly("TLSv1.2 " + suite);
    }

    @Test
    void replacesAConnectionThatWasClosedWhileIdle() throws Exception {
        CountDownLatch closed = new CountDownLatch(1);
        try (RawServer server = secureServer(visit -> {
            visit.readRequest();
            visit.accept200();
            visit.socket().close();
            closed.countDown();
        })) {
            Connections connection = Connections.to("https://localhost:" + server.port() + "/v1");
            try (DataStreamClient client =
                    new DataStreamClient(connection.tls(trusting(true)).connection(), new OwnThreads())) {
                assertThat(Answers.to(client, Requests.any())).isEqualTo(Answer.accepted());
                assertThat(closed.await(10, TimeUnit.SECONDS)).isTrue();
                assertThat(Answers.to(client, Requests.any())).isEqualTo(Answer.accepted());
            }
        }
    }

    @Test
    void reportsAPeerWithoutTls() {
        assertThat(answer(Connections.to("https://127.0.0.1:" + plain.getPort() + "/v1")))
                .satisfies(
                        ofKind(Answer.Kind.UNAVAILABLE),
                        answer -> assertThat(answer.reason()).startsWith("TLS failure with"));
    }

    @Test
    void authenticatesWithAProxy() throws Exception {
        try (RawServer proxy = new RawServer(visit -> tunnel(visit, secure.httpsPort()))) {
            assertThat(answer(secure("localhost").tls(trusting(true)).proxy(proxy(proxy, "pass"))))
                    .isEqualTo(Answer.accepted());
            assertThat(seenByProxy).allMatch(head -> head.startsWith("CONNECT localhost:"));
            assertThat(String.join("", seenByProxy)).doesNotContain(Connections.API_KEY);
            assertThat(secure.getAllServeEvents().get(0).getRequest().getHeader("Proxy-Authorization"))
                    .isNull();
        }
    }

    @Test
    void isDeniedIfTheProxyRejectsTheCredentials() throws Exception {
        try (RawServer proxy = new RawServer(visit -> tunnel(visit, secure.httpsPort()))) {
            assertThat(answer(secure("localhost").tls(trusting(true)).proxy(proxy(proxy, "wrong"))))
                    .isEqualTo(Answer.denied(
                            "HTTP 407: proxy 127.0.0.1:" + proxy.port()
                                    + " rejects the credentials (openlayer.proxy.*)",
                            Cause.OTHER));
            assertThat(proxy.requests()).isLessThanOrEqualTo(2);
        }
    }

    @Test
    void isDeniedIfTheProxyRequiresCredentialsAndNoneAreConfigured() throws Exception {
        try (RawServer proxy = new RawServer(visit -> tunnel(visit, secure.httpsPort()))) {
            HttpProxy nobody = new HttpProxy("127.0.0.1", proxy.port(), Optional.empty(), Optional.empty());
            assertThat(answer(secure("localhost").tls(trusting(true)).proxy(nobody)))
                    .satisfies(ofKind(Answer.Kind.DENIED));
            assertThat(proxy.requests()).isEqualTo(1);
        }
    }

    @Test
    void authenticatesWithAProxyInOneRequestWithoutTls() throws Exception {
        try (RawServer proxy = new RawServer(visit -> {
            String head = visit.readRequest();
            seenByProxy.add(head);
            if (head.contains(LOGIN)) {
                visit.accept200();
            } else {
                visit.send("HTTP/1.1 407 Login\r\nProxy-Authenticate: Basic realm=\"x\"\r\nContent-Length: 0\r\n\r\n");
            }
        })) {
            Connections connection = Connections.to("http://openlayer.invalid/v1");
            assertThat(answer(connection.proxy(proxy(proxy, "pass")))).isEqualTo(Answer.accepted());
            assertThat(seenByProxy).hasSize(1);
            assertThat(seenByProxy.get(0)).startsWith("POST http://openlayer.invalid/v1/inference-pipelines/");
            assertThat(answer(connection.proxy(proxy(proxy, "wrong"))))
                    .isEqualTo(Answer.denied("HTTP 407 with an empty body", Cause.OTHER));
            assertThat(seenByProxy).hasSize(2);
        }
    }

    @Test
    void namesTheProxyIfItRefusesTheConnection() {
        HttpProxy proxy = new HttpProxy("127.0.0.1", 1, Optional.of("me"), Optional.of("pass"));
        assertThat(answer(secure("localhost").proxy(proxy)))
                .isEqualTo(Answer.unavailable("connection refused by proxy 127.0.0.1:1", Optional.empty(), false));
    }

    /** The proxy's side of CONNECT, always to the same port. */
    private void tunnel(RawServer.Visit visit, int port) throws Exception {
        String head = visit.readHead();
        seenByProxy.add(head);
        while (!head.contains(LOGIN)) {
            visit.send("HTTP/1.1 407 Login\r\nProxy-Authenticate: Basic realm=\"x\"\r\nContent-Length: 0\r\n\r\n");
            head = visit.readHead();
            seenByProxy.add(head);
        }
        try (Socket server = new Socket(InetAddress.getLoopbackAddress(), port)) {
            visit.send("HTTP/1.1 200 Connected\r\n\r\n");
            RawServer.daemon(() -> copy(visit.socket(), server));
            copy(server, visit.socket());
        }
    }

    private static void copy(Socket from, Socket to) {
        try {
            InputStream in = from.getInputStream();
            byte[] buffer = new byte[8192];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                to.getOutputStream().write(buffer, 0, n);
            }
        } catch (java.io.IOException e) {
            // One of the peers closed its connection.
        }
    }

    private static HttpProxy proxy(RawServer proxy, String password) {
        return new HttpProxy("127.0.0.1", proxy.port(), Optional.of("me"), Optional.of(password));
    }

    private static Connections secure(String host) {
        return Connections.to("https://" + host + ":" + secure.httpsPort() + "/v1");
    }

    private static Answer tlsFailure(String reason) {
        return Answer.unavailable(
                "TLS failure with localhost:" + secure.httpsPort() + ": " + reason, Optional.empty(), false);
    }

    private static RawServer secureServer(RawServer.ConnectionScript script) throws Exception {
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store(keystore), PASSWORD.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        return new RawServer(
                context.getServerSocketFactory().createServerSocket(0, 50, InetAddress.getLoopbackAddress()), script);
    }

    private static void keytool(Path store, String arguments) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(List.of(arguments.split(" ")));
        command.addAll(List.of("-storetype", "PKCS12", "-keystore", store.toString(), "-storepass", PASSWORD));
        Path log = directory.resolve("keytool.log");
        Process keytool = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        assertThat(keytool.waitFor()).as(Files.readString(log)).isZero();
    }

    private static KeyStore store(Path file) throws Exception {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            keys.load(in, PASSWORD.toCharArray());
        }
        return keys;
    }

    private static Tls trusting(boolean verifyHostname) throws Exception {
        return trusting(keystore, "server", verifyHostname, List.of(), List.of());
    }

    private static Tls trusting(
            Path store, String alias, boolean verifyHostname, List<String> protocols, List<String> cipherSuites)
            throws Exception {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry(alias, store(store).getCertificate(alias));
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, factory.getTrustManagers(), null);
        return new Tls(
                context.getSocketFactory(),
                (X509TrustManager) factory.getTrustManagers()[0],
                verifyHostname,
                protocols,
                cipherSuites);
    }

    private static Answer answer(Connections connection) {
        try (DataStreamClient client = new DataStreamClient(connection.connection(), new OwnThreads())) {
            return Answers.to(client, Requests.any());
        }
    }
}
