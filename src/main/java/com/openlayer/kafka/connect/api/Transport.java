package com.openlayer.kafka.connect.api;

import com.openlayer.kafka.connect.api.Connection.HttpProxy;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import okhttp3.Call;
import okhttp3.ConnectionPool;
import okhttp3.ConnectionSpec;
import okhttp3.Credentials;
import okhttp3.Dispatcher;
import okhttp3.Headers;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Request;

/**
 * The HTTP client with its threads and connections. It is configured to send one request per call; {@link
 * StaleConnectionRetry} is the exception.
 */
final class Transport implements AutoCloseable {
    /**
     * Shorter than the idle timeouts of common servers (Node.js and Uvicorn 5 s, load balancers 60 s, nginx 75 s), so that
     * the client closes idle connections first. OkHttp checks only connections that were idle for 10 s.
     */
    private static final Duration IDLE_CONNECTION = Duration.ofSeconds(4);

    private static final Duration IDLE_THREAD = Duration.ofSeconds(30);

    private final HttpUrl pipelines;
    private final Headers headers;
    private final ExecutorService executor;
    private final ConnectionPool connections;
    private final OkHttpClient client;
    private volatile boolean closed;

    /**
     * Neither connects nor starts a thread before the first call.
     *
     * @throws IllegalArgumentException if the key or user agent is not a valid header value. The message does not contain
     *     the key.
     */
    Transport(Connection connection, ThreadFactory threads) {
        HttpUrl base = connection.baseUrl();
        pipelines = base.newBuilder().addPathSegment("inference-pipelines").build();
        headers = headers(connection, base);
        executor = executor(connection.maxRequests(), threads);
        connections = new ConnectionPool(connection.maxRequests(), IDLE_CONNECTION.toMillis(), TimeUnit.MILLISECONDS);
        client = client(connection, dispatcher(connection.maxRequests()));
    }

    /** A request to {@code {base}/inference-pipelines/{id}}, with the headers of all requests. */
    Request.Builder request(UUID pipelineId) {
        return request(pipelines.newBuilder().addPathSegment(pipelineId.toString()));
    }

    /** A request to {@code {base}/inference-pipelines/{id}/{resource}}. */
    Request.Builder request(UUID pipelineId, String resource) {
        return request(
                pipelines.newBuilder().addPathSegment(pipelineId.toString()).addPathSegment(resource));
    }

    /** A request to {@code {base}/inference-pipelines/{id}/rows?inferenceId=…}. */
    Request.Builder update(UUID pipelineId, String inferenceId) {
        return request(pipelines
                .newBuilder()
                .addPathSegment(pipelineId.toString())
                .addPathSegment("rows")
                .addQueryParameter("inferenceId", inferenceId));
    }

    private Request.Builder request(HttpUrl.Builder url) {
        return new Request.Builder().url(url.build()).headers(headers);
    }

    /** A call that records its progress. */
    Call call(Request.Builder request, CallProgress progress) {
        return client.newCall(request.tag(CallProgress.class, progress).build());
    }

    /** Cancels all calls and releases threads and connections, without waiting for them. */
    @Override
    public void close() {
        closed = true;
        // Before cancelAll, so that a concurrently enqueued call is either rejected or known to the dispatcher.
        executor.shutdown();
        client.dispatcher().cancelAll();
        connections.evictAll();
    }

    private Dispatcher dispatcher(int maxRequests) {
        Dispatcher dispatcher = new Dispatcher(executor);
        dispatcher.setMaxRequests(maxRequests);
        dispatcher.setMaxRequestsPerHost(maxRequests);
        // A cancelled HTTP/2 call returns its connection to the pool after close() has emptied it.
        dispatcher.setIdleCallback(() -> {
            if (closed) {
                connections.evictAll();
            }
        });
        return dispatcher;
    }

    private OkHttpClient client(Connection connection, Dispatcher dispatcher) {
        Duration requestTimeout = connection.requestTimeout();
        // The read timeout must expire before the call's: only then does OkHttp test an HTTP/2 connection with a ping,
        // instead of using a dead one for the next call.
        Duration silence = requestTimeout.minus(requestTimeout.dividedBy(20));
        OkHttpClient.Builder builder = new OkHttpClient.Builder()
                .dispatcher(dispatcher)
                .connectionPool(connections)
                .retryOnConnectionFailure(false)
                .followRedirects(false)
                .followSslRedirects(false)
                .callTimeout(requestTimeout)
                .connectTimeout(connectTimeout(connection))
                .readTimeout(silence)
                .writeTimeout(silence)
                .socketFactory(new DirectSocketFactory())
                .proxy(proxy(connection))
                .proxyAuthenticator(new ProxyAuthenticator(connection.proxy()))
                .eventListener(CallProgress.CONNECTING)
                .addInterceptor(new StaleConnectionRetry())
                .addNetworkInterceptor(CallProgress::observe);
        encrypt(builder, connection);
        return builder.build();
    }

    /** Ignores the JVM's proxy properties, because they could send plain HTTP to another machine. */
    private static Proxy proxy(Connection connection) {
        return connection
                .proxy()
                .map(proxy ->
                        new Proxy(Proxy.Type.HTTP, InetSocketAddress.createUnresolved(proxy.host(), proxy.port())))
                .orElse(Proxy.NO_PROXY);
    }

    private static void encrypt(OkHttpClient.Builder builder, Connection connection) {
        X509TrustManager trust = connection.tls().map(Connection.Tls::trust).orElseGet(Transport::jvmTrust);
        SSLSocketFactory sockets = connection.tls().map(Connection.Tls::sockets).orElseGet(() ->
                (SSLSocketFactory) SSLSocketFactory.getDefault());
        builder.sslSocketFactory(new HandshakeTimeoutSocketFactory(sockets, connectTimeout(connection)), trust);
        builder.connectionSpecs(List.of(encryption(connection), ConnectionSpec.CLEARTEXT));
        if (connection.tls().isPresent() && !connection.tls().get().verifyHostname()) {
            builder.hostnameVerifier((host, session) -> true);
        }
    }

    private static ConnectionSpec encryption(Connection connection) {
        List<String> protocols = connection.tls().map(Connection.Tls::protocols).orElse(List.of());
        List<String> cipherSuites =
                connection.tls().map(Connection.Tls::cipherSuites).orElse(List.of());
        ConnectionSpec.Builder spec = new ConnectionSpec.Builder(ConnectionSpec.MODERN_TLS);
        if (!protocols.isEmpty()) {
            spec.tlsVersions(protocols.toArray(new String[0]));
        }
        return cipherSuites.isEmpty()
                ? spec.allEnabledCipherSuites().build()
                : spec.cipherSuites(cipherSuites.toArray(new String[0])).build();
    }

    private static Duration connectTimeout(Connection connection) {
        return connection.connectTimeout().compareTo(connection.requestTimeout()) < 0
                ? connection.connectTimeout()
                : connection.requestTimeout();
    }

    private static X509TrustManager jvmTrust() {
        try {
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init((KeyStore) null);
            for (TrustManager manager : factory.getTrustManagers()) {
                if (manager instanceof X509TrustManager x509) {
                    return x509;
                }
            }
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("The JVM's trust store cannot be read", e);
        }
        throw new IllegalStateException("The JVM has no X.509 trust manager");
    }

    private static Headers headers(Connection connection, HttpUrl base) {
        Headers.Builder headers = new Headers.Builder();
        connection.headers().forEach(headers::add);
        headers.add("Authorization", "Bearer " + connection.apiKey())
                .add("Accept", "application/json")
                .add("User-Agent", connection.userAgent());
        // Without TLS there is no CONNECT request to carry it, and a one-shot body is not sent again after a 407.
        if (!base.isHttps()) {
            connection
                    .proxy()
                    .flatMap(Transport::credentials)
                    .ifPresent(credentials -> headers.add("Proxy-Authorization", credentials));
        }
        return headers.build();
    }

    static Optional<String> credentials(HttpProxy proxy) {
        return proxy.user().map(user -> Credentials.basic(user, proxy.password().orElse("")));
    }

    private static ExecutorService executor(int maxRequests, ThreadFactory threads) {
        ThreadPoolExecutor executor = new ThreadPoolExecutor(
                maxRequests,
                maxRequests,
                IDLE_THREAD.toMillis(),
                TimeUnit.MILLISECONDS,
                // Bounded by the dispatcher: only calls that it admits before a finished call's thread is free.
                new LinkedBlockingQueue<>(),
                task -> {
                    Thread thread = threads.newThread(task);
                    thread.setDaemon(true);
                    return thread;
                });
        executor.allowCoreThreadTimeOut(true);
        return executor;
    }
}
