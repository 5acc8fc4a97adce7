package com.openlayer.kafka.connect.api;

import com.openlayer.kafka.connect.api.Connection.HttpProxy;
import java.io.IOException;
import java.util.Optional;
import okhttp3.Authenticator;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.Route;
import org.jspecify.annotations.Nullable;

/** Authenticates with the proxy, once per tunnel. */
final class ProxyAuthenticator implements Authenticator {
    /** The proxy rejects the credentials, or requires some. */
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
        // OkHttp also calls this before it sends anything ("OkHttp-Preemptive"), which is not a rejection.
        boolean refused =
                response.challenges().stream().noneMatch(challenge -> "OkHttp-Preemptive".equals(challenge.scheme()));
        if (refused && response.request().method().equals("CONNECT")) {
            throw new RefusedException();
        }
        return null;
    }
}
