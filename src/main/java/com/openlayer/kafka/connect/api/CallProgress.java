package com.openlayer.kafka.connect.api;

import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.SocketException;
import java.util.Objects;
import okhttp3.Call;
import okhttp3.EventListener;
import okhttp3.Headers;
import okhttp3.Interceptor;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.internal.http2.ConnectionShutdownException;
import okhttp3.internal.http2.ErrorCode;
import okhttp3.internal.http2.StreamResetException;

/**
 * Records how far an HTTP call got, because the meaning of a failure depends on it, and the status and headers that the
 * server sent.
 */
final class CallProgress {
    /** Records that a call opens a connection instead of using one from the pool. */
    static final EventListener CONNECTING = new EventListener() {
        @Override
        public void connectStart(Call call, InetSocketAddress address, Proxy proxy) {
            of(call.request()).opened = true;
        }
    };

    private static final int PROXY_AUTHENTICATION_REQUIRED = 407;
    private static final int SERVICE_UNAVAILABLE = 503;
    /** A status that OkHttp passes on without handling. */
    private static final int NEUTRAL = 500;
    /** In okio's message about an incomplete line: the number of bytes read. */
    private static final String NOTHING_READ = "limit=0 ";

    private volatile boolean opened;
    private volatile boolean connected;
    private volatile int status;
    private volatile Headers headers = Headers.EMPTY;

    static CallProgress of(Request request) {
        CallProgress progress = request.tag(CallProgress.class);
        if (progress == null) {
            throw new IllegalStateException("a call without progress");
        }
        return progress;
    }

    /** Whether the call had a connection, including tunnel and TLS handshake. */
    boolean isConnected() {
        return connected;
    }

    /**
     * Whether the call failed because its connection came from the pool and was closed before the first byte of a response.
     * A timeout does not count, because the connection may still work.
     */
    boolean foundConnectionStale(IOException failure) {
        return connected && !opened && status == 0 && endsSilently(failure);
    }

    /** Prepares for a second attempt on another connection. */
    void reset() {
        connected = false;
    }

    static boolean endsSilently(IOException failure) {
        if (failure instanceof InterruptedIOException) {
            return false;
        }
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof EOFException) {
                return cause.getMessage() == null || cause.getMessage().contains(NOTHING_READ);
            }
            // HTTP/2: the server closed the connection, or refused the stream without processing it.
            if (cause instanceof StreamResetException reset) {
                return reset.errorCode == ErrorCode.REFUSED_STREAM || reset.errorCode == ErrorCode.CANCEL;
            }
            if (cause instanceof SocketException || cause instanceof ConnectionShutdownException) {
                return true;
            }
        }
        return false;
    }

    /** The status as the server sent it. */
    int status() {
        return status;
    }

    Headers headers() {
        return headers;
    }

    /**
     * A network interceptor, which runs once there is a connection. It hides two statuses from OkHttp: for a 503, OkHttp
     * would throw a NumberFormatException if {@code Retry-After} is large, and repeat a GET if it is small; a 407 without a
     * proxy it would treat as a broken connection.
     */
    static Response observe(Interceptor.Chain chain) throws IOException {
        CallProgress progress = of(chain.request());
        progress.connected = true;
        // OkHttp leaves Nagle's algorithm on (RFC 896): the end of a body would wait for an acknowledgement, which the
        // server's operating system delays by about 40 ms (RFC 1122, 4.2.3.2).
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
