package com.openlayer.kafka.connect.api;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.X509TrustManager;

/**
 * How to reach Openlayer.
 *
 * @param baseUrl ends in {@code /v1}
 * @param apiKey sent as bearer token; never logged
 * @param connectTimeout for the TCP and TLS handshakes
 * @param requestTimeout for a whole call, from connecting to the last byte of the answer
 * @param gzip whether request bodies are compressed
 * @param maxRequests how many requests may run at once
 * @param userAgent the value of the {@code User-Agent} header
 */
public record Connection(
        URI baseUrl,
        String apiKey,
        Duration connectTimeout,
        Duration requestTimeout,
        boolean gzip,
        int maxRequests,
        String userAgent,
        Optional<HttpProxy> proxy,
        Optional<Tls> tls) {

    /** An HTTP proxy, with the credentials for it where it wants some. */
    public record HttpProxy(String host, int port, Optional<String> user, Optional<String> password) {
        @Override
        public String toString() {
            return host + ":" + port;
        }
    }

    /** Trust and key material other than the JVM's. */
    public record Tls(SSLSocketFactory sockets, X509TrustManager trust, boolean verifyHostname) {}

    /** Without the key. */
    @Override
    public String toString() {
        return baseUrl.toString();
    }
}
