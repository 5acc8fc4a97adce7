package com.openlayer.kafka.connect.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.regex.Pattern;

/** The URL below which Openlayer's API lies. */
record BaseUrl(URI uri) {
    static final Format<BaseUrl> FORMAT = new Format<>("an http or https URL that ends in /v1", BaseUrl::parse);

    static final Format<String> HOST = new Format<>("a host name or an IP address", BaseUrl::host);

    private static final Pattern LOOPBACK_ADDRESS = Pattern.compile("127(\\.\\d{1,3}){3}|\\[(::|0*(:0*){6}:0*)1]");

    /** Whether it is plain http to another machine. Decided without a name server, so that validation never waits. */
    boolean exposesTheKey() {
        String host = uri.getHost().toLowerCase(Locale.ROOT);
        return "http".equals(uri.getScheme())
                && !host.equals("localhost")
                && !host.endsWith(".localhost")
                && !LOOPBACK_ADDRESS.matcher(host).matches();
    }

    private static BaseUrl parse(String text) {
        URI uri;
        try {
            uri = new URI(text.replaceFirst("/+$", ""));
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("It is not a URL: " + e.getReason(), e);
        }
        String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        if (!(scheme.equals("https") || scheme.equals("http")) || uri.getHost() == null) {
            throw new IllegalArgumentException(
                    "It must be an http or https URL with a host, such as https://api.openlayer.com/v1");
        }
        if (uri.getRawUserInfo() != null || uri.getRawQuery() != null || uri.getRawFragment() != null) {
            throw new IllegalArgumentException("It may hold no credentials, query or fragment: remove them. The key"
                    + " goes into " + ConnectionProperties.API_KEY);
        }
        if (!uri.getRawPath().endsWith("/v1")) {
            throw new IllegalArgumentException(
                    "It must end in /v1, or Openlayer answers 404 to every request: append /v1");
        }
        return new BaseUrl(URI.create(scheme + "://" + uri.getRawAuthority() + uri.getRawPath()));
    }

    private static String host(String text) {
        if (!text.matches("[A-Za-z0-9._-]+|\\[?[0-9A-Fa-f:]+]?")) {
            throw new IllegalArgumentException("It must be a host name or an IP address only, without scheme, port"
                    + " or path: the port goes into " + ConnectionProperties.PROXY_PORT);
        }
        return text;
    }
}
