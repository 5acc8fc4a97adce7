package com.openlayer.kafka.connect.config;

import java.util.regex.Pattern;
import okhttp3.HttpUrl;
import org.apache.kafka.common.config.types.Password;

/** The root URL of Openlayer's API, as the HTTP client itself parses it. */
record BaseUrl(HttpUrl url) {
    static final PropertySyntax<BaseUrl> SYNTAX =
            new PropertySyntax<>("an http or https URL that ends in /v1", BaseUrl::parse, BaseUrl::redact);

    static final PropertySyntax<String> HOST =
            new PropertySyntax<>("a host name or an IP address", BaseUrl::host, BaseUrl::redact);

    /** A longer URL is a mistake, and parts of its parser take quadratic time. */
    private static final int MAX_LENGTH = 2_048;

    private static final Pattern LOOPBACK_ADDRESS =
            Pattern.compile("127(\\.(0|[1-9]\\d?|1\\d\\d|2[0-4]\\d|25[0-5])){3}|::1");

    /** Scheme, host, port and path, with no part that could contain credentials. */
    private static final Pattern WITHOUT_SECRETS = Pattern.compile(
            "([A-Za-z]{1,10}:[/\\\\]+)?(\\[[0-9A-Fa-f:.]+]|[\\w. -]*)(:\\d{1,5})?([/\\\\][\\w./\\\\ -]*)?");

    boolean isPlain() {
        return !url.isHttps();
    }

    /** Whether the host is this machine. Decided without DNS, so any other name counts as remote. */
    boolean isLoopback() {
        return url.host().equals("localhost")
                || LOOPBACK_ADDRESS.matcher(url.host()).matches();
    }

    /** Hides a text that may contain a userinfo, a query or a fragment, well-formed or not. */
    private static String redact(String text) {
        return text.length() <= MAX_LENGTH && WITHOUT_SECRETS.matcher(text).matches() ? text : Password.HIDDEN;
    }

    private static BaseUrl parse(String text) {
        HttpUrl url = url(text);
        if (!url.encodedUsername().isEmpty()
                || !url.encodedPassword().isEmpty()
                || url.encodedQuery() != null
                || url.encodedFragment() != null) {
            throw new IllegalArgumentException("It must not contain credentials, a query or a fragment: remove them."
                    + " The key goes into openlayer.api.key");
        }
        String path = url.encodedPath();
        int end = path.length();
        while (end > 0 && path.charAt(end - 1) == '/') {
            end--;
        }
        if (!path.substring(0, end).endsWith("/v1")) {
            throw new IllegalArgumentException(
                    "It must end in /v1, or Openlayer answers 404 to every request: append /v1");
        }
        return new BaseUrl(url.newBuilder().encodedPath(path.substring(0, end)).build());
    }

    /** The parser's own messages quote the text. */
    private static HttpUrl url(String text) {
        if (text.length() > MAX_LENGTH) {
            throw new IllegalArgumentException("It is longer than " + MAX_LENGTH + " characters");
        }
        try {
            return HttpUrl.get(text);
        } catch (IllegalArgumentException e) {
            String message = String.valueOf(e.getMessage());
            if (message.startsWith("Invalid URL port")) {
                throw new IllegalArgumentException("Its port must be a number from 1 to 65535", e);
            }
            if (message.startsWith("Invalid URL host")) {
                throw new IllegalArgumentException(
                        "Its host must be a name, with at most 63 characters between two dots, or an IP address"
                                + " without a zone",
                        e);
            }
            throw new IllegalArgumentException(
                    "It must be an http or https URL with a host, such as https://api.openlayer.com/v1", e);
        }
    }

    private static String host(String text) {
        try {
            return new HttpUrl.Builder().scheme("http").host(text).build().host();
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "It must be a host name or an IP address only, without scheme, port or path: the port goes into"
                            + " openlayer.proxy.port",
                    e);
        }
    }
}
