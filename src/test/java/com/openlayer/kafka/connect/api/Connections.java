package com.openlayer.kafka.connect.api;

import com.openlayer.kafka.connect.api.Connection.HttpProxy;
import com.openlayer.kafka.connect.api.Connection.Tls;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/** Connections to a server under test, which differ from an ordinary one in what the test is about. */
record Connections(Connection connection) {
    static final String API_KEY = "sk-ThisKeyIsSecret";

    static Connections to(String baseUrl) {
        return new Connections(new Connection(
                URI.create(baseUrl),
                API_KEY,
                Duration.ofSeconds(5),
                Duration.ofSeconds(10),
                false,
                4,
                "test-agent/1",
                Optional.empty(),
                Optional.empty()));
    }

    static Connections toLoopback(int port) {
        return to("http://127.0.0.1:" + port + "/v1");
    }

    Connections requestTimeout(Duration timeout) {
        Connection c = connection;
        return new Connections(new Connection(
                c.baseUrl(),
                c.apiKey(),
                c.connectTimeout(),
                timeout,
                c.gzip(),
                c.maxRequests(),
                c.userAgent(),
                c.proxy(),
                c.tls()));
    }

    Connections connectTimeout(Duration timeout) {
        Connection c = connection;
        return new Connections(new Connection(
                c.baseUrl(),
                c.apiKey(),
                timeout,
                c.requestTimeout(),
                c.gzip(),
                c.maxRequests(),
                c.userAgent(),
                c.proxy(),
                c.tls()));
    }

    Connections apiKey(String key) {
        Connection c = connection;
        return new Connections(new Connection(
                c.baseUrl(),
                key,
                c.connectTimeout(),
                c.requestTimeout(),
                c.gzip(),
                c.maxRequests(),
                c.userAgent(),
                c.proxy(),
                c.tls()));
    }

    Connections gzip() {
        Connection c = connection;
        return new Connections(new Connection(
                c.baseUrl(),
                c.apiKey(),
                c.connectTimeout(),
                c.requestTimeout(),
                true,
                c.maxRequests(),
                c.userAgent(),
                c.proxy(),
                c.tls()));
    }

    Connections maxRequests(int requests) {
        Connection c = connection;
        return new Connections(new Connection(
                c.baseUrl(),
                c.apiKey(),
                c.connectTimeout(),
                c.requestTimeout(),
                c.gzip(),
                requests,
                c.userAgent(),
                c.proxy(),
                c.tls()));
    }

    Connections proxy(HttpProxy proxy) {
        Connection c = connection;
        return new Connections(new Connection(
                c.baseUrl(),
                c.apiKey(),
                c.connectTimeout(),
                c.requestTimeout(),
                c.gzip(),
                c.maxRequests(),
                c.userAgent(),
                Optional.of(proxy),
                c.tls()));
    }

    Connections tls(Tls tls) {
        Connection c = connection;
        return new Connections(new Connection(
                c.baseUrl(),
                c.apiKey(),
                c.connectTimeout(),
                c.requestTimeout(),
                c.gzip(),
                c.maxRequests(),
                c.userAgent(),
                c.proxy(),
                Optional.of(tls)));
    }
}
