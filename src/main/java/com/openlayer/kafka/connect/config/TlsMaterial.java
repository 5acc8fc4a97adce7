package com.openlayer.kafka.connect.config;

import java.util.List;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.X509TrustManager;

/**
 * Trust and key material from the {@code openlayer.ssl.*} properties, used instead of the JVM's defaults.
 *
 * @param sockets opens connections with the configured keys
 * @param trust the trust manager behind {@code sockets}
 * @param verifyHostname whether the server's certificate must match its host name
 * @param protocols the versions of TLS that may be used, not empty
 * @param cipherSuites the cipher suites that may be used; empty for those that the JVM enables
 */
public record TlsMaterial(
        SSLSocketFactory sockets,
        X509TrustManager trust,
        boolean verifyHostname,
        List<String> protocols,
        List<String> cipherSuites) {}
