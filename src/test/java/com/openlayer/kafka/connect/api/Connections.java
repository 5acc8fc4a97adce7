package com.openlayer.kafka.connect.api;

import com.openlayer.kafka.connect.api.Connection.HttpProxy;
import com.openlayer.kafka.connect.api.Connection.Tls;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import okhttp3.HttpUrl;

/** Builds connections to servers under test, with defaults for what a test does not set. */
final class Connections {
    static final String API_KEY = "sk-ThisKeyIsSecret";

    private final HttpUrl baseUrl;
    private String apiKey = API_KEY;
    private Duration connectTimeout = Duration.ofSeconds(5);
    private Duration requestTimeout = Duration.ofSeconds(10);
    private boolean gzip;
    private int maxRequests = 4;
    private Map<String, String> headers = Map.of();
    private Optional<HttpProxy> proxy = Optional.empty();
    private Optional<Tls> tls = Optional.empty();

    private Connections(String baseUrl) {
        this.baseUrl = HttpUrl.get(baseUrl);
    }

    static Connections to(String baseUrl) {
        return new Connections(baseUrl);
    }

    static Connections toLoopback(int port) {
        return to("http://127.0.0.1:" + port + "/v1");
    }

    Connections requestTimeout(Duration timeout) {
        requestTimeout = timeout;
        return this;
    }

    Connections connectTimeout(Duration timeout) {
        connectTimeout = timeout;
        return this;
    }

    Connections apiKey(String key) {
        apiKey = key;
        return this;
    }

    Connections gzip() {
        gzip = true;
        return this;
    }

    Connections maxRequests(int requests) {
        maxRequests = requests;
        return this;
    }

    Connections headers(Map<String, String> more) {
        headers = more;
        return this;
    }

    Connections proxy(HttpProxy through) {
        proxy = Optional.of(through);
        return this;
    }

    Connections tls(Tls material) {
        tls = Optional.of(material);
        return this;
    }

    Connection connection() {
        return new Connection(
                baseUrl,
                apiKey,
                connectTimeout,
                requestTimeout,
                gzip,
                maxRequests,
                "test-agent/1",
                headers,
                proxy,
                tls);
    }
}
