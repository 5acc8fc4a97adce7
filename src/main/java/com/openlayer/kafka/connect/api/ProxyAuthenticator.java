package com.openlayer.kafka.connect.api;

import com.openlayer.kafka.connect.api.Connection.HttpProxy;
import java.io.IOException;
import java.util.Optional;
import okhttp3.Authenticator;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.Route;
import org.jspecify.annotations.Nullable;

/** Shows the proxy its credentials, once per tunnel. */
final class ProxyAuthenticator implements Authenticator {
    /** The proxy does not open a tunnel for these credentials, or for none. */
    static final class RefusedException extends IOException {
        private static final long serialVersionUID = 1L;
    }

    private static final String HEADER = "Proxy-Authorization";

    private final Optional<String> credentials;

    ProxyAuthenticator(Optional<HttpProxy> proxy) {
        credentials = proxy.flatMap(Transport::credentials);
    }

    @Override
    public @Nullable Request authenticate(@Nullable Route route, Response response) throws IOException {
        if (credentials.isPresent() && response.request().header(HEADER) == null) {
            return response.request()
                    .newBuilder()
                    .header(HEADER, credentials.get())
                    .build();
        }
        // Asked before anything is sent, too ("OkHttp-Preemptive").
        boolean refused =
                response.challenges().stream().noneMatch(challenge -> "OkHttp-Preemptive".equals(challenge.scheme()));
        if (refused && response.request().method().equals("CONNECT")) {
            throw new RefusedException();
        }
        return null;
    }
}
