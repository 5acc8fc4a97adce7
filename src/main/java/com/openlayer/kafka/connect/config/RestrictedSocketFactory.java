package com.openlayer.kafka.connect.config;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.List;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/** Opens sockets that use only the named protocols and cipher suites; no name means the JVM's defaults. */
final class RestrictedSocketFactory extends SSLSocketFactory {
    private final SSLSocketFactory sockets;
    private final String[] protocols;
    private final String[] cipherSuites;

    RestrictedSocketFactory(SSLSocketFactory sockets, List<String> protocols, List<String> cipherSuites) {
        this.sockets = sockets;
        this.protocols = protocols.toArray(new String[0]);
        this.cipherSuites = cipherSuites.toArray(new String[0]);
    }

    @Override
    public String[] getDefaultCipherSuites() {
        return cipherSuites.length == 0 ? sockets.getDefaultCipherSuites() : cipherSuites.clone();
    }

    @Override
    public String[] getSupportedCipherSuites() {
        return sockets.getSupportedCipherSuites();
    }

    @Override
    public Socket createSocket() throws IOException {
        return restricted(sockets.createSocket());
    }

    @Override
    public Socket createSocket(Socket socket, String host, int port, boolean autoClose) throws IOException {
        return restricted(sockets.createSocket(socket, host, port, autoClose));
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
        return restricted(sockets.createSocket(host, port));
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress local, int localPort) throws IOException {
        return restricted(sockets.createSocket(host, port, local, localPort));
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
        return restricted(sockets.createSocket(host, port));
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort) throws IOException {
        return restricted(sockets.createSocket(host, port, local, localPort));
    }

    private Socket restricted(Socket socket) {
        if (socket instanceof SSLSocket tls) {
            if (protocols.length > 0) {
                tls.setEnabledProtocols(protocols);
            }
            if (cipherSuites.length > 0) {
                tls.setEnabledCipherSuites(cipherSuites);
            }
        }
        return socket;
    }
}
