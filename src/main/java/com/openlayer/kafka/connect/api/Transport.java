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
 * The HTTP client, its threads and its connections, set up so that a server handles at most one request per call, apart
 * from {@link StaleConnectionRetry}.
 */
final class Transport implements AutoCloseable {
    /**
     * Below the idle timeouts of common servers (Node.js and Uvicorn 5 s, load balancers 60 s, nginx 75 s), so that the
     * client closes an idle connection before the server does. OkHttp itself checks only connections that were idle for 10 s.
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
     * Starts nothing yet: threads and connections come with the first call.
     *
     * @throws IllegalArgumentException if the key or user agent cannot be a header value. The message does not hold the
     *     key.
     */
    Transport(Connection connection, ThreadFactory threads) {
        HttpUrl base = connection.baseUrl();
        pipelines = base.newBuilder().addPathSegment("inference-pipelines").build();
        headers = headers(connection, base);
        executor = executor(connection.maxRequests(), threads);
        connections = new ConnectionPool(connection.maxRequests(), IDLE_CONNECTION.toMillis(), TimeUnit.MILLISECONDS);
        client = client(connection, dispatcher(connection.maxRequests()));
    }

    /** A request to {@code {base}/inference-pipelines/{id}}, with the headers that every request has. */
    Request.Builder request(UUID pipelineId) {
        return request(pipelines.newBuilder().addPathSegment(pipelineId.toString()));
    }

    /** A request to {@code {base}/inference-pipelines/{id}/{resource}}, with the headers that every request has. */
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

    /** A call that notes in {@code progress} how far it got. */
    Call call(Request.Builder request, CallProgress progress) {
        return client.newCall(request.tag(CallProgress.class, progress).build());
    }

    /** Cancels every call and frees threads and connections, without waiting for them. */
    @Override
    public void close() {
        closed = true;
        // Before the cancelling: a call enqueued meanwhile is rejected or already known to the dispatcher.
        executor.shutdown();
        client.dispatcher().cancelAll();
        connections.evictAll();
    }

    private Dispatcher dispatcher(int maxRequests) {
        Dispatcher dispatcher = new Dispatcher(executor);
        dispatcher.setMaxRequests(maxRequests);
        dispatcher.setMaxRequestsPerHost(maxRequests);
        // A cancelled HTTP/2 call leaves its connection to the pool, after close() has emptied it.
        dispatcher.setIdleCallback(() -> {
            if (closed) {
                connections.evictAll();
            }
        });
        return dispatcher;
    }

    private OkHttpClient client(Connection connection, Dispatcher dispatcher) {
        Duration requestTimeout = connection.requestTimeout();
        // Silence must be noticed before the call times out: only then does OkHttp test an HTTP/2 connection with a
        // ping, instead of giving a dead one to the next call.
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

    /** The JVM's proxy properties play no part: they could send plain http to another machine. */
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
        // Without TLS there is no CONNECT to carry it, and a one-shot body is not sent again after a 407.
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
                // Holds at most what the dispatcher lets through while a finished call's thread is on its way back.
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
