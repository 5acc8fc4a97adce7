package com.openlayer.kafka.connect.api;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import okhttp3.ConnectionPool;
import okhttp3.Interceptor;
import okhttp3.Response;

/**
 * Retries a request once, immediately and on a new connection, if its connection came from the pool and was closed before
 * the first byte of a response. Servers may close idle connections at any time, and a client notices only when it uses one,
 * so this is not a failure of the server. If the server crashed while it processed the request, which looks the same, the
 * request is processed twice; delivery is at least once anyway. No other failure is retried here: with a new connection, or
 * after the first byte of a response, it is the server's. The call's timeout covers both attempts.
 */
final class StaleConnectionRetry implements Interceptor {
    /** A pool that keeps no connections, so that the retry opens one: others in the client's pool may be stale too. */
    private final ConnectionPool noPool = new ConnectionPool(0, 1, TimeUnit.SECONDS);

    @Override
    public Response intercept(Chain chain) throws IOException {
        try {
            return chain.proceed(chain.request());
        } catch (IOException e) {
            CallProgress progress = CallProgress.of(chain.request());
            if (chain.call().isCanceled() || !progress.foundConnectionStale(e)) {
                throw e;
            }
            progress.reset();
            return chain.withConnectionPool(noPool).proceed(chain.request());
        }
    }
}
