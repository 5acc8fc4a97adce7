package com.openlayer.kafka.connect.api;

import java.io.IOException;
import java.util.Objects;
import okhttp3.Headers;
import okhttp3.Interceptor;
import okhttp3.Response;

/** How far one call got: what a timeout means depends on it, and what came back, before OkHttp acts on it. */
final class CallProgress {
    private static final int PROXY_AUTHENTICATION_REQUIRED = 407;
    private static final int SERVICE_UNAVAILABLE = 503;
    /** A status that OkHttp has no opinion about. */
    private static final int NEUTRAL = 500;

    private volatile boolean connected;
    private volatile int status;
    private volatile Headers headers = Headers.EMPTY;

    /** Whether there was a connection, with its tunnel and its TLS. */
    boolean isConnected() {
        return connected;
    }

    /** The status as the server sent it. */
    int status() {
        return status;
    }

    Headers headers() {
        return headers;
    }

    /**
     * A network interceptor: it runs once there is a connection. It keeps two answers from OkHttp, which would throw a
     * NumberFormatException for a 503 with a large {@code Retry-After}, repeat a GET for a small one, and take a 407
     * without a proxy for a broken connection.
     */
    static Response observe(Interceptor.Chain chain) throws IOException {
        CallProgress progress = chain.request().tag(CallProgress.class);
        if (progress == null) {
            throw new IllegalStateException("a call without progress");
        }
        progress.connected = true;
        // OkHttp leaves Nagle's algorithm on (RFC 896): the end of a body would wait for an acknowledgement that the
        // system of the server delays by some 40 ms (RFC 1122, 4.2.3.2).
        Objects.requireNonNull(chain.connection(), "a network interceptor has a connection")
                .socket()
                .setTcpNoDelay(true);
        Response response = chain.proceed(chain.request());
        progress.headers = response.headers();
        progress.status = response.code();
        return progress.status == PROXY_AUTHENTICATION_REQUIRED || progress.status == SERVICE_UNAVAILABLE
                ? response.newBuilder().code(NEUTRAL).build()
                : response;
    }
}
