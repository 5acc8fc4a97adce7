package com.openlayer.kafka.connect.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Key;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.Base64;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TlsPropertiesTest {
    private static final String PASSWORD = "hush-hush-1";

    @TempDir
    static Path dir;

    private static Path pkcs12;
    private static Path jks;
    private static Path pem;
    private static String certificate;
    private static String privateKey;

    @BeforeAll
    static void makeStores() throws Exception {
        pkcs12 = generatedKey();
        jks = jksCopy();
        KeyStore store = store(pkcs12);
        certificate = pem("CERTIFICATE", store.getCertificate("server").getEncoded());
        Key key = store.getKey("server", PASSWORD.toCharArray());
        privateKey = pem("PRIVATE KEY", key.getEncoded());
        pem = Files.writeString(dir.resolve("trust.pem"), certificate);
    }

    @Test
    void withoutPropertiesTheJvmsDefaultsApply() {
        assertThat(Settings.chat().config().tls()).isEmpty();
    }

    @Test
    void aPkcs12TruststoreIsTrusted() throws Exception {
        assertTrusts(trusting(pkcs12, "PKCS12"));
    }

    @Test
    void aJksTruststoreIsTrusted() throws Exception {
        assertTrusts(trusting(jks, "JKS"));
    }

    @Test
    void aPemTruststoreIsTrusted() throws Exception {
        assertTrusts(trusting(pem, "PEM").without("openlayer.ssl.truststore.password"));
    }

    @Test
    void certificatesInThePropertyItselfAreTrusted() throws Exception {
        assertTrusts(Settings.chat()
                .with("openlayer.ssl.truststore.type", "PEM")
                .with("openlayer.ssl.truststore.certificates", certificate));
    }

    @Test
    void keysAloneKeepTheJvmsTrust() throws Exception {
        TlsMaterial tls = tls(keys(pkcs12, "PKCS12"));
        assertThatThrownBy(() -> handshake(tls.sockets(), false)).isInstanceOf(SSLException.class);
        assertThat(tls.trust().getAcceptedIssuers()).hasSizeGreaterThan(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"PKCS12", "JKS"})
    void theKeystoreAuthenticatesTheClient(String type) throws Exception {
        Settings settings = keys(type.equals("JKS") ? jks : pkcs12, type)
                .with("openlayer.ssl.truststore.type", "PEM")
                .with("openlayer.ssl.truststore.location", pem.toString());
        assertThat(handshake(tls(settings).sockets(), true)).isNotBlank();
    }

    @Test
    void aPemKeyAuthenticatesTheClient() throws Exception {
        Settings settings = Settings.chat()
                .with("openlayer.ssl.keystore.type", "PEM")
                .with("openlayer.ssl.keystore.key", privateKey)
                .with("openlayer.ssl.keystore.certificate.chain", certificate)
                .with("openlayer.ssl.truststore.type", "PEM")
                .with("openlayer.ssl.truststore.location", pem.toString());
        assertThat(handshake(tls(settings).sockets(), true)).isNotBlank();
    }

    @Test
    void readsProtocolsAndCipherSuites() {
        TlsMaterial tls = tls(trusting(pkcs12, "PKCS12")
                .with("openlayer.ssl.enabled.protocols", "TLSv1.2")
                .with("openlayer.ssl.cipher.suites", "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256"));
        assertThat(tls.protocols()).containsExactly("TLSv1.2");
        assertThat(tls.cipherSuites()).containsExactly("TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256");
    }

    @ParameterizedTest
    @CsvSource({
        "NO_SUCH_SUITE, 'TLSv1.2,TLSv1.3'",
        "TLS_AES_256_GCM_SHA384, TLSv1.2",
        "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, TLSv1.3",
        "TLS_ECDH_anon_WITH_AES_128_CBC_SHA, 'TLSv1.2,TLSv1.3'",
        "SSL_RSA_WITH_RC4_128_SHA, 'TLSv1.2,TLSv1.3'"
    })
    void aCipherSuiteThatCannotBeNegotiatedIsAnErrorOnIt(String suite, String protocols) {
        assertThat(Settings.chat()
                        .with("openlayer.ssl.cipher.suites", suite)
                        .with("openlayer.ssl.enabled.protocols", protocols)
                        .onlyError("openlayer.ssl.cipher.suites"))
                .contains("cannot negotiate", suite);
    }

    @Test
    void aProtocolThatTheJvmDoesNotEnableIsAnErrorOnIt() {
        assertThat(Settings.chat()
                        .with("openlayer.ssl.enabled.protocols", "TLSv1.3,TLSv1.1")
                        .onlyError("openlayer.ssl.enabled.protocols"))
                .contains("TLSv1.1", "does not enable");
    }

    @ParameterizedTest
    @ValueSource(strings = {"RSA", "EC"})
    void aKeyInTheTraditionalFormatNamesTheConversion(String algorithm) throws Exception {
        String key = pem(algorithm + " PRIVATE KEY", new byte[] {42});
        Settings settings = Settings.chat().with("openlayer.ssl.keystore.type", "PEM");
        assertThat(settings.with("openlayer.ssl.keystore.key", key)
                        .with("openlayer.ssl.keystore.certificate.chain", certificate)
                        .onlyError("openlayer.ssl.keystore.key"))
                .contains(
                        "[hidden]", "BEGIN " + algorithm + " PRIVATE KEY", "openssl pkcs8 -topk8 -nocrypt -in key.pem");
        Path file = Files.writeString(dir.resolve(algorithm + ".pem"), key + certificate);
        assertThat(Settings.chat()
                        .with("openlayer.ssl.keystore.type", "PEM")
                        .with("openlayer.ssl.keystore.location", file.toString())
                        .onlyError("openlayer.ssl.keystore.location"))
                .contains("openssl pkcs8 -topk8 -nocrypt -in key.pem");
    }

    @Test
    void hostNamesAreVerifiedUnlessTheAlgorithmIsEmpty() {
        assertThat(tls(trusting(pkcs12, "PKCS12")).verifyHostname()).isTrue();
        assertThat(tls(Settings.chat().with("openlayer.ssl.endpoint.identification.algorithm", ""))
                        .verifyHostname())
                .isFalse();
    }

    @Test
    void aMissingFileIsAnErrorOnItsLocation() {
        assertThat(trusting(dir.resolve("none.p12"), "PKCS12").onlyError("openlayer.ssl.truststore.location"))
                .contains("none.p12", "cannot read this file");
        assertThat(keys(dir.resolve("none.p12"), "PKCS12").onlyError("openlayer.ssl.keystore.location"))
                .contains("none.p12", "cannot read this file");
    }

    @ParameterizedTest
    @ValueSource(strings = {"PKCS12", "JKS"})
    void aWrongPasswordIsAnErrorAndIsNotShown(String type) {
        Path store = type.equals("JKS") ? jks : pkcs12;
        assertThat(trusting(store, type)
                        .with("openlayer.ssl.truststore.password", "wrong-secret")
                        .onlyError("openlayer.ssl.truststore.password"))
                .contains("[hidden]", "openlayer.ssl.truststore.location")
                .doesNotContain("wrong-secret");
        assertThat(keys(store, type)
                        .with("openlayer.ssl.keystore.password", "wrong-secret")
                        .onlyError("openlayer.ssl.keystore.password"))
                .contains("[hidden]")
                .doesNotContain("wrong-secret");
    }

    @Test
    void aWrongKeyPasswordIsAnErrorOnIt() {
        assertThat(keys(jks, "JKS")
                        .with("openlayer.ssl.key.password", "wrong-secret")
                        .onlyError("openlayer.ssl.key.password"))
                .contains("[hidden]")
                .doesNotContain("wrong-secret");
    }

    @Test
    void aStoreOfAnotherTypeIsAnErrorOnItsLocation() {
        assertThat(trusting(pem, "PKCS12").onlyError("openlayer.ssl.truststore.location"))
                .contains("check its type (PKCS12, property openlayer.ssl.truststore.type)");
    }

    @Test
    void invalidPemIsAnErrorAndIsNotShown() {
        assertThat(Settings.chat()
                        .with("openlayer.ssl.keystore.type", "PEM")
                        .with(
                                "openlayer.ssl.keystore.key",
                                "-----BEGIN PRIVATE KEY-----\nc2VjcmV0\n-----END PRIVATE KEY-----")
                        .with("openlayer.ssl.keystore.certificate.chain", certificate)
                        .errors())
                .hasEntrySatisfying(
                        "openlayer.ssl.keystore.key",
                        messages ->
                                assertThat(messages).singleElement().asString().doesNotContain("c2VjcmV0"))
                .hasSize(1);
    }

    @Test
    void anUnsupportedAlgorithmIsAnErrorOnItsProperty() {
        assertThat(Settings.chat().with("openlayer.ssl.protocol", "TLSv9").onlyError("openlayer.ssl.protocol"))
                .contains("TLSv9");
        assertThat(Settings.chat()
                        .with("openlayer.ssl.cipher.suites", "NO_SUCH_SUITE")
                        .onlyError("openlayer.ssl.cipher.suites"))
                .contains("NO_SUCH_SUITE");
    }

    @Test
    void anEngineFactoryIsAnError() {
        assertThat(Settings.chat()
                        .with("openlayer.ssl.engine.factory.class", "x.Y")
                        .errors())
                .containsOnlyKeys("openlayer.ssl.engine.factory.class");
    }

    private static Settings trusting(Path store, String type) {
        return Settings.chat()
                .with("openlayer.ssl.truststore.type", type)
                .with("openlayer.ssl.truststore.location", store.toString())
                .with("openlayer.ssl.truststore.password", PASSWORD);
    }

    private static Settings keys(Path store, String type) {
        return Settings.chat()
                .with("openlayer.ssl.keystore.type", type)
                .with("openlayer.ssl.keystore.location", store.toString())
                .with("openlayer.ssl.keystore.password", PASSWORD);
    }

    private static TlsMaterial tls(Settings settings) {
        return settings.config().tls().orElseThrow();
    }

    private static void assertTrusts(Settings settings) throws Exception {
        assertThat(handshake(tls(settings).sockets(), false)).isNotBlank();
    }

    /** Connects to a server that has the test's certificate. Returns the protocol that was agreed on. */
    private static String handshake(SSLSocketFactory sockets, boolean clientMustHaveKey) throws Exception {
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store(pkcs12), PASSWORD.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        TlsMaterial trust = tls(trusting(pkcs12, "PKCS12"));
        context.init(keys.getKeyManagers(), new TrustManager[] {trust.trust()}, null);
        InetAddress loopback = InetAddress.getLoopbackAddress();
        try (SSLServerSocket server =
                (SSLServerSocket) context.getServerSocketFactory().createServerSocket(0, 1, loopback)) {
            server.setNeedClientAuth(clientMustHaveKey);
            CompletableFuture<Integer> served = CompletableFuture.supplyAsync(() -> {
                try (SSLSocket socket = (SSLSocket) server.accept()) {
                    socket.getOutputStream().write(42);
                    return socket.getInputStream().read();
                } catch (IOException e) {
                    return -1;
                }
            });
            try (SSLSocket socket = (SSLSocket) sockets.createSocket(loopback, server.getLocalPort())) {
                socket.setSoTimeout(10_000);
                // TLS 1.3 tells the client only with the first byte whether its certificate was accepted.
                assertThat(socket.getInputStream().read()).isEqualTo(42);
                socket.getOutputStream().write(43);
                assertThat(served.get()).isEqualTo(43);
                return socket.getSession().getProtocol();
            }
        }
    }

    private static Path generatedKey() throws Exception {
        Path file = dir.resolve("store.p12");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "server",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=localhost",
                        "-validity",
                        "3650",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        file.toString(),
                        "-storepass",
                        PASSWORD,
                        "-keypass",
                        PASSWORD)
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return file;
    }

    private static Path jksCopy() throws Exception {
        Path file = dir.resolve("store.jks");
        KeyStore from = store(pkcs12);
        KeyStore to = KeyStore.getInstance("JKS");
        to.load(null, null);
        Certificate[] chain = from.getCertificateChain("server");
        to.setKeyEntry("server", from.getKey("server", PASSWORD.toCharArray()), PASSWORD.toCharArray(), chain);
        to.setCertificateEntry("trusted", chain[0]);
        try (var out = Files.newOutputStream(file)) {
            to.store(out, PASSWORD.toCharArray());
        }
        return file;
    }

    private static KeyStore store(Path file) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            store.load(in, PASSWORD.toCharArray());
        }
        return store;
    }

    private static String pem(String kind, byte[] content) {
        return "-----BEGIN " + kind + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content) + "\n-----END " + kind
                + "-----\n";
    }
}
