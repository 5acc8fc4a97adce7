package com.openlayer.kafka.connect.quickstart.page;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.Headers;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;

/**
 * Refuses requests that do not come from the page itself. Other sites in the same browser can reach a server on
 * loopback by DNS rebinding or by a form; other users of the machine can connect to it.
 */
final class RequestGuard {
    static final String TOKEN_HEADER = "X-Page-Token";

    private static final Set<String> OWN_NAMES = Set.of("127.0.0.1", "localhost");

    private final int port;
    private final String token;

    RequestGuard(int port) {
        this.port = port;
        byte[] random = new byte[16];
        new SecureRandom().nextBytes(random);
        token = HexFormat.of().formatHex(random);
    }

    /** The secret that a request must contain. It is part of the page's address. */
    String token() {
        return token;
    }

    /** Why a request for any resource is refused. */
    Optional<String> refusal(Headers headers) {
        String host = first(headers, "Host");
        if (OWN_NAMES.stream().noneMatch(name -> host.equals(name + ":" + port))) {
            return Optional.of("the Host header names another host");
        }
        String origin = first(headers, "Origin");
        if (!origin.isEmpty() && !origin.equals("http://" + host)) {
            return Optional.of("the request comes from another origin");
        }
        String site = first(headers, "Sec-Fetch-Site");
        if (!site.isEmpty() && !site.equals("same-origin") && !site.equals("none")) {
            return Optional.of("the request comes from another site");
        }
        return Optional.empty();
    }

    /** Whether the request has the token, compared in constant time. */
    boolean hasToken(Headers headers) {
        return MessageDigest.isEqual(first(headers, TOKEN_HEADER).getBytes(UTF_8), token.getBytes(UTF_8));
    }

    private static String first(Headers headers, String name) {
        String value = headers.getFirst(name);
        return value == null ? "" : value;
    }
}
