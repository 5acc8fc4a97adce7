package com.openlayer.kafka.connect.config;

import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;

/** The TLS protocols and cipher suites that the JVM can offer to a server. */
final class TlsNegotiation {
    private final SSLContext context;
    private final List<String> protocols;
    private final List<String> cipherSuites;

    TlsNegotiation(SSLContext context) {
        this.context = context;
        this.protocols = List.of(context.getDefaultSSLParameters().getProtocols());
        this.cipherSuites = List.of(context.getDefaultSSLParameters().getCipherSuites());
    }

    /** The versions of TLS that are enabled. */
    List<String> protocols() {
        return protocols;
    }

    /** Whether a handshake can start with that suite alone. With any other suite, every request would fail. */
    boolean canBeginWith(String suite, List<String> usable) {
        if (!cipherSuites.contains(suite)) {
            return false;
        }
        SSLEngine engine = context.createSSLEngine();
        engine.setUseClientMode(true);
        engine.setEnabledProtocols(usable.toArray(new String[0]));
        engine.setEnabledCipherSuites(new String[] {suite});
        try {
            engine.beginHandshake(); // sends nothing, because an engine has no connection
            return true;
        } catch (SSLException e) {
            return false;
        }
    }
}
