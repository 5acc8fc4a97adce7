package com.openlayer.kafka.connect.quickstart.page;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Serves the page's files and its JSON on loopback, to the page only. */
public final class PageServer implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(PageServer.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MAX_BODY = 1 << 20;
    private static final int THREADS = 4;
    private static final Map<String, String> FILES = Map.of(
            "/", "index.html",
            "/page.css", "page.css",
            "/common.js", "common.js",
            "/flow.js", "flow.js",
            "/record.js", "record.js",
            "/icon.svg", "icon.svg");
    private static final Map<String, String> TYPES = Map.of(
            "html", "text/html; charset=utf-8",
            "css", "text/css; charset=utf-8",
            "js", "text/javascript; charset=utf-8",
            "svg", "image/svg+xml");
    /** Everything comes from this server, and nothing is inline. */
    private static final Map<String, String> HEADERS = Map.of(
            "Content-Security-Policy",
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self';"
                    + " base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
            "X-Content-Type-Options",
            "nosniff",
            "Referrer-Policy",
            "no-referrer",
            "Cross-Origin-Resource-Policy",
            "same-origin",
            "Cross-Origin-Opener-Policy",
            "same-origin",
            "Cache-Control",
            "no-store");

    private final HttpServer server;
    private final ExecutorService threads;
    private final RequestGuard guard;
    private final List<String> secrets;
    private final Map<String, Endpoint> endpoints = new ConcurrentHashMap<>();

    /** Answers a POST with JSON. */
    public interface Endpoint {
        /**
         * Answers one request.
         *
         * @throws BadRequestException if the request is unusable; its message is shown
         */
        JsonNode answer(JsonNode request) throws Exception;
    }

    /** A request that cannot be answered. The message says why. */
    public static final class BadRequestException extends Exception {
        private static final long serialVersionUID = 1L;

        public BadRequestException(String message) {
            super(message);
        }
    }

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Answer(int status, String type, byte[] body) {
        private static Answer json(int status, JsonNode body) {
            return new Answer(status, "application/json", body.toString().getBytes(UTF_8));
        }

        private static Answer error(int status, String why) {
            return json(status, JSON.createObjectNode().put("error", why));
        }
    }

    /**
     * Starts without endpoints.
     *
     * @param secrets text that no answer may contain, such as an API key
     */
    public static PageServer start(Collection<String> secrets) throws IOException {
        return new PageServer(secrets);
    }

    private PageServer(Collection<String> secrets) throws IOException {
        this.secrets = secrets.stream().filter(secret -> !secret.isBlank()).toList();
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        guard = new RequestGuard(server.getAddress().getPort());
        threads = Executors.newFixedThreadPool(THREADS, work -> {
            Thread thread = new Thread(work, "page");
            thread.setDaemon(true);
            return thread;
        });
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    /** Answers requests to this path, which starts with {@code /api/}. */
    public PageServer on(String path, Endpoint endpoint) {
        endpoints.put(path, endpoint);
        return this;
    }

    /** The address without the token. */
    URI base() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
    }

    /** The address to open. The token is in the fragment, which browsers do not send. */
    public URI address() {
        return base().resolve("#" + guard.token());
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            Answer answer = withoutSecrets(answer(exchange));
            Headers headers = exchange.getResponseHeaders();
            HEADERS.forEach(headers::set);
            headers.set("Content-Type", answer.type());
            exchange.sendResponseHeaders(answer.status(), answer.body().length);
            exchange.getResponseBody().write(answer.body());
        }
    }

    private Answer answer(HttpExchange exchange) throws IOException {
        Headers headers = exchange.getRequestHeaders();
        Optional<String> refusal = guard.refusal(headers);
        if (refusal.isPresent()) {
            return Answer.error(403, refusal.get());
        }
        String path = exchange.getRequestURI().getPath();
        if (!path.startsWith("/api/")) {
            return exchange.getRequestMethod().equals("GET") ? file(path) : Answer.error(405, "only GET");
        }
        if (!guard.hasToken(headers)) {
            return Answer.error(401, "the token is missing or wrong: open the address that the quickstart printed");
        }
        Endpoint endpoint = endpoints.get(path);
        if (endpoint == null) {
            return Answer.error(404, "there is no " + path);
        }
        if (!exchange.getRequestMethod().equals("POST")) {
            return Answer.error(405, "only POST");
        }
        byte[] body = exchange.getRequestBody().readNBytes(MAX_BODY + 1);
        return body.length > MAX_BODY
                ? Answer.error(413, "the request is larger than " + MAX_BODY + " bytes")
                : answer(endpoint, body);
    }

    private static Answer answer(Endpoint endpoint, byte[] body) {
        try {
            return Answer.json(200, endpoint.answer(JSON.readTree(body)));
        } catch (JsonProcessingException e) {
            return Answer.error(400, "the request is not JSON");
        } catch (BadRequestException e) {
            return Answer.error(400, e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Answer.error(503, "the quickstart ends");
        } catch (Exception e) {
            log.error("The page's request failed", e);
            return Answer.error(500, e.toString());
        }
    }

    private static Answer file(String path) throws IOException {
        String name = FILES.get(path);
        if (name == null) {
            return Answer.error(404, "there is no " + path);
        }
        try (InputStream in = PageServer.class.getResourceAsStream("/quickstart/page/" + name)) {
            if (in == null) {
                throw new IOException("The resource " + name + " is missing");
            }
            return new Answer(200, TYPES.get(name.substring(name.indexOf('.') + 1)), in.readAllBytes());
        }
    }

    /** No endpoint answers with a secret. If one did after all, the answer would be withheld. */
    private Answer withoutSecrets(Answer answer) {
        String text = new String(answer.body(), UTF_8);
        return secrets.stream().anyMatch(text::contains)
                ? Answer.error(500, "the answer contains an API key and is withheld")
                : answer;
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
