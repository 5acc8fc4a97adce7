package com.openlayer.kafka.connect.api;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import okhttp3.ConnectionPool;
import okhttp3.Interceptor;
import okhttp3.Response;

/**
 * Sends a request once more, at once and on a new connection, if its connection came from the pool and ended before the
 * first byte of an answer. Servers close idle connections at any time, and a client notices only when it uses one, so
 * this is no failure of the server. A server that died while it handled the request looks the same: then the request is
 * handled twice, as it would be by any later retry of rows that are delivered at least once. Nothing else is repeated,
 * because with a new connection, or after a byte of an answer, the server is at fault. The call's timeout covers both.
 */
final class StaleConnectionRetry implements Interceptor {
    /** Keeps no connection, so each one from it is new: another one of the client's pool may be as stale as the first. */
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
            progress.startOver();
            return chain.withConnectionPool(noPool).proceed(chain.request());
        }
    }
}
