package com.openlayer.kafka.connect.api;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.X509TrustManager;
import okhttp3.HttpUrl;

/**
 * The connection parameters of the HTTP client: address, API key, timeouts, proxy and TLS.
 *
 * @param baseUrl ends in {@code /v1}
 * @param apiKey sent as bearer token; never logged
 * @param connectTimeout for the TCP and TLS handshakes
 * @param requestTimeout for a whole call, from connecting to the last byte of the response
 * @param gzip whether request bodies are compressed
 * @param maxRequests the maximum number of concurrent requests
 * @param userAgent the value of the {@code User-Agent} header
 * @param headers further request headers by name, for gateways, valid by RFC 9110; their values are never logged
 */
public record Connection(
        HttpUrl baseUrl,
        String apiKey,
        Duration connectTimeout,
        Duration requestTimeout,
        boolean gzip,
        int maxRequests,
        String userAgent,
        Map<String, String> headers,
        Optional<HttpProxy> proxy,
        Optional<Tls> tls) {

    /** An HTTP proxy, with credentials if it requires them. */
    public record HttpProxy(String host, int port, Optional<String> user, Optional<String> password) {
        @Override
        public String toString() {
            return host + ":" + port;
        }
    }

    /**
     * TLS settings that replace the JVM's defaults.
     *
     * @param protocols the enabled TLS versions; empty for 1.2 and 1.3
     * @param cipherSuites the enabled cipher suites; empty for the JVM's
     */
    public record Tls(
            SSLSocketFactory sockets,
            X509TrustManager trust,
            boolean verifyHostname,
            List<String> protocols,
            List<String> cipherSuites) {}

    /** Without key and headers. */
    @Override
    public String toString() {
        return baseUrl.toString();
    }
}
