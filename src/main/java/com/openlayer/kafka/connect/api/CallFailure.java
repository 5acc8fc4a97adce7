package com.openlayer.kafka.connect.api;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.net.UnknownServiceException;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;

/**
 * The reason why a call got no response. The messages of most exceptions are left out, because some quote what the
 * server sent.
 *
 * @param reason one line
 */
record CallFailure(PipelineCheckResult.FailureKind kind, String reason) {
    static CallFailure of(IOException e, CallProgress progress, Connection connection) {
        String peer = peer(connection);
        if (e instanceof ProxyAuthenticator.RefusedException) {
            return new CallFailure(
                    PipelineCheckResult.FailureKind.PROXY,
                    "HTTP 407: " + peer + " rejects the credentials (openlayer.proxy.*)");
        }
        if (e instanceof UnknownHostException) {
            return new CallFailure(PipelineCheckResult.FailureKind.RESOLVE, "cannot resolve the host of " + peer);
        }
        if (e instanceof ConnectException || e instanceof NoRouteToHostException) {
            return new CallFailure(
                    PipelineCheckResult.FailureKind.CONNECT,
                    isRefusal(e) ? "connection refused by " + peer : "no route to " + peer);
        }
        // UnknownServiceException: JVM and connector allow no common protocol or cipher suite.
        if (e instanceof SSLException || e instanceof UnknownServiceException) {
            return new CallFailure(
                    PipelineCheckResult.FailureKind.TLS, "TLS failure with " + peer + ": " + TlsFailure.describe(e));
        }
        // Includes java.net.SocketTimeoutException and OkHttp's call timeout.
        if (e instanceof InterruptedIOException) {
            return new CallFailure(PipelineCheckResult.FailureKind.TIMEOUT, timeout(progress, connection));
        }
        return new CallFailure(
                PipelineCheckResult.FailureKind.CONNECT,
                "the connection to " + peer + " broke before the answer was complete ("
                        + e.getClass().getSimpleName() + ")");
    }

    private static String timeout(CallProgress progress, Connection connection) {
        String requestTimeout =
                "request.timeout.ms=" + connection.requestTimeout().toMillis();
        return progress.isConnected()
                ? "no answer within " + requestTimeout
                : "no connection to " + peer(connection) + " within connect.timeout.ms="
                        + connection.connectTimeout().toMillis() + " and " + requestTimeout;
    }

    private static boolean isRefusal(Throwable e) {
        return Stream.iterate(e, t -> t != null, Throwable::getCause)
                .map(Throwable::getMessage)
                .anyMatch(message -> message != null && message.contains("refused"));
    }

    private static String peer(Connection connection) {
        if (connection.proxy().isPresent()) {
            return "proxy " + connection.proxy().get();
        }
        return connection.baseUrl().host() + ":" + connection.baseUrl().port();
    }
}
