package com.openlayer.kafka.connect.quickstart.page;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PageServerTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String KEY = "the-key-that-nobody-may-see";

    private final AtomicInteger actions = new AtomicInteger();
    private PageServer server;
    private String host;
    private String token;

    @BeforeEach
    void start() throws IOException {
        server = PageServer.start(List.of(KEY, ""))
                .on("/api/act", request -> JSON.createObjectNode().put("number", actions.incrementAndGet()))
                .on("/api/leak", request -> JSON.createObjectNode().put("key", "Bearer " + KEY))
                .on("/api/refuse", request -> {
                    throw new PageServer.BadRequestException("not like this");
                });
        URI address = server.address();
        host = "127.0.0.1:" + address.getPort();
        token = address.getFragment();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    @DisplayName("serves the page, whose content comes from this server alone")
    void page() throws IOException {
        Response page = send("GET / HTTP/1.1", "Host: " + host);
        assertThat(page.status).isEqualTo(200);
        assertThat(page.text)
                .contains("Content-security-policy: default-src 'none'; script-src 'self'; style-src 'self';")
                .contains("frame-ancestors 'none'", "X-content-type-options: nosniff", "Referrer-policy: no-referrer")
                .doesNotContain(token);
        assertThat(page.body())
                .doesNotContain("https://", " style=", " onclick=", "<style")
                .doesNotContainPattern("<script(?! src=)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/page.css", "/common.js", "/flow.js", "/record.js", "/icon.svg"})
    @DisplayName("serves each file of the page, without the address of another host")
    void files(String path) throws IOException {
        Response file = send("GET " + path + " HTTP/1.1", "Host: " + host);
        assertThat(file.status).isEqualTo(200);
        assertThat(file.body().replace("http://www.w3.org/2000/svg", "").replace("http://localhost:8083", ""))
                .isNotBlank()
                .doesNotContainPattern("(https?:|\"|'|\\()//");
    }

    @Test
    @DisplayName("acts on a request of the page")
    void acts() throws IOException {
        Response done = post("/api/act", "Host: " + host, "Origin: http://" + host, "Sec-Fetch-Site: same-origin");
        assertThat(done.status).isEqualTo(200);
        assertThat(done.json().path("number").asInt()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"evil.example", "evil.example:PORT", "127.0.0.1", "127.0.0.1:1", "127.0.0.1.evil.example:PORT"})
    @DisplayName("refuses other Host names, which a foreign site can let resolve to loopback")
    void otherHosts(String name) throws IOException {
        String named = "Host: " + name.replace("PORT", host.split(":", 2)[1]);
        assertThat(post("/api/act", named).status).isEqualTo(403);
        assertThat(send("GET / HTTP/1.1", named).status).isEqualTo(403);
        assertThat(actions).hasValue(0);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Origin: https://evil.example",
                "Origin: null",
                "Origin: http://127.0.0.1:1",
                "Sec-Fetch-Site: cross-site",
                "Sec-Fetch-Site: same-site"
            })
    @DisplayName("refuses requests of other sites, even with the token")
    void otherSites(String header) throws IOException {
        assertThat(post("/api/act", "Host: " + host, header).status).isEqualTo(403);
        assertThat(send("GET / HTTP/1.1", "Host: " + host, header).status).isEqualTo(403);
        assertThat(actions).hasValue(0);
    }

    @Test
    @DisplayName("refuses to read or act without the token")
    void withoutToken() throws IOException {
        String wrong = (token.startsWith("0") ? "1" : "0") + token.substring(1);
        for (String header : List.of("X-Nothing: 1", "X-Page-Token: ", "X-Page-Token: " + wrong)) {
            Response refused = send("POST /api/act HTTP/1.1", "Host: " + host, header, "Content-Length: 2", "", "{}");
            assertThat(refused.status).isEqualTo(401);
        }
        assertThat(actions).hasValue(0);
    }

    @Test
    @DisplayName("withholds an answer that contains an API key")
    void noKey() throws IOException {
        Response withheld = post("/api/leak", "Host: " + host);
        assertThat(withheld.status).isEqualTo(500);
        assertThat(withheld.text).doesNotContain(KEY);
    }

    @Test
    @DisplayName("explains why a request is unusable")
    void unusable() throws IOException {
        assertThat(post("/api/refuse", "Host: " + host).json().path("error").asText())
                .isEqualTo("not like this");
        assertThat(post("/api/none", "Host: " + host).status).isEqualTo(404);
        assertThat(send("GET /api/act HTTP/1.1", "Host: " + host, "X-Page-Token: " + token).status)
                .isEqualTo(405);
        assertThat(send("GET /../pom.xml HTTP/1.1", "Host: " + host).status).isEqualTo(404);
        Response broken =
                send("POST /api/act HTTP/1.1", "Host: " + host, "X-Page-Token: " + token, "Content-Length: 1", "", "{");
        assertThat(broken.status).isEqualTo(400);
        assertThat(actions).hasValue(0);
    }

    private Response post(String path, String... headers) throws IOException {
        String[] lines = new String[headers.length + 5];
        lines[0] = "POST " + path + " HTTP/1.1";
        System.arraycopy(headers, 0, lines, 1, headers.length);
        lines[headers.length + 1] = "X-Page-Token: " + token;
        lines[headers.length + 2] = "Content-Length: 2";
        lines[headers.length + 3] = "";
        lines[headers.length + 4] = "{}";
        return send(lines);
    }

    /** By socket, because HTTP clients set Host and Origin themselves. */
    private Response send(String... lines) throws IOException {
        String request =
                String.join("\r\n", lines) + (List.of(lines).contains("") ? "" : "\r\nConnection: close\r\n\r\n");
        String closing = request.replaceFirst("\r\n", "\r\nConnection: close\r\n");
        try (Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), server.address().getPort())) {
            socket.getOutputStream().write(closing.getBytes(UTF_8));
            return new Response(new String(socket.getInputStream().readAllBytes(), UTF_8));
        }
    }

    private static final class Response {
        private final String text;
        private final int status;

        private Response(String text) {
            this.text = text;
            status = Integer.parseInt(text.split(" ", 3)[1]);
        }

        private String body() {
            return text.split("\r\n\r\n", 2)[1];
        }

        private JsonNode json() throws IOException {
            return JSON.readTree(body());
        }
    }
}
