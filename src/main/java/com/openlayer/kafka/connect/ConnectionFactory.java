package com.openlayer.kafka.connect;

import com.openlayer.kafka.connect.api.Connection;
import com.openlayer.kafka.connect.config.OpenlayerSinkConfig;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.common.config.types.Password;

/** Creates the connection to Openlayer from the configuration. */
final class ConnectionFactory {
    private ConnectionFactory() {}

    /** @param maxRequests the maximum number of concurrent requests */
    static Connection create(OpenlayerSinkConfig config, int maxRequests) {
        Map<String, String> headers = new LinkedHashMap<>();
        config.connection().headers().forEach((name, value) -> headers.put(name, value.value()));
        return new Connection(
                config.connection().baseUrl(),
                config.connection().apiKey().value(),
                config.connection().connectTimeout(),
                config.connection().requestTimeout(),
                config.batching().gzip(),
                maxRequests,
                "kafka-connect-openlayer/" + Version.get(),
                headers,
                config.proxy()
                        .map(p -> new Connection.HttpProxy(
                                p.host(), p.port(), p.user(), p.password().map(Password::value))),
                config.tls()
                        .map(t -> new Connection.Tls(
                                t.sockets(), t.trust(), t.verifyHostname(), t.protocols(), t.cipherSuites())));
    }
}
