package com.openlayer.kafka.connect.config;

import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.X509TrustManager;

/**
 * Trust and key material other than the JVM's, made of the {@code openlayer.ssl.*} properties.
 *
 * @param sockets opens connections with the configured keys, protocols and cipher suites
 * @param trust the trust manager behind {@code sockets}
 * @param verifyHostname whether the server's certificate must be made out to its host name
 */
public record TlsMaterial(SSLSocketFactory sockets, X509TrustManager trust, boolean verifyHostname) {}
