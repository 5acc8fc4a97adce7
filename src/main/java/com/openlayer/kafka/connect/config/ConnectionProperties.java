package com.openlayer.kafka.connect.config;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Range;
import org.apache.kafka.common.config.ConfigDef.Width;
import org.apache.kafka.common.config.types.Password;
import org.jspecify.annotations.Nullable;

/** How to reach Openlayer. */
final class ConnectionProperties {
    static final String GROUP = "Connection";

    static final String BASE_URL = "openlayer.base.url";
    static final String API_KEY = "openlayer.api.key";
    static final String ALLOW_HTTP = "openlayer.allow.http";
    static final String PROXY_HOST = "openlayer.proxy.host";
    static final String PROXY_PORT = "openlayer.proxy.port";
    static final String PROXY_USER = "openlayer.proxy.user";
    static final String PROXY_PASSWORD = "openlayer.proxy.password";

    /** Stands before the name of a request header. */
    static final String HEADERS = "openlayer.headers.";

    static final String CONNECT_TIMEOUT = "connect.timeout.ms";
    static final String REQUEST_TIMEOUT = "request.timeout.ms";
    static final String CONNECTION_CHECK = "connection.check";

    static final Choice<Switch> CHECK = new Choice<>(Switch.class);

    enum Switch {
        ON,
        OFF
    }

    private static final Pattern KEY_IN_A_HEADER = Pattern.compile("[\\x21-\\x7e]+");
    /** RFC 9110, 5.1 and 5.5, without what is obsolete. */
    private static final Pattern HEADER_NAME = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");

    private static final Pattern HEADER_VALUE = Pattern.compile("[\\x20-\\x7e\t]+");

    /** Headers that the connector or HTTP itself sets, in lower case. */
    private static final Set<String> OWN_HEADERS = Set.of(
            "accept",
            "accept-encoding",
            "authorization",
            "connection",
            "content-encoding",
            "content-length",
            "content-type",
            "expect",
            "host",
            "keep-alive",
            "proxy-authorization",
            "proxy-connection",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade",
            "user-agent");

    private ConnectionProperties() {}

    static List<Property> properties() {
        return List.of(
                Property.required(API_KEY, ConfigDef.Type.PASSWORD, "API key")
                        .importance(Importance.HIGH)
                        .documentation("The API key of the Openlayer workspace, sent as bearer token. Give it through a"
                                + " config provider rather than in plain text. It is never logged.")
                        .example("${env:OPENLAYER_API_KEY}"),
                Property.optional(BASE_URL, ConfigDef.Type.STRING, "https://api.openlayer.com/v1", "Base URL")
                        .importance(Importance.MEDIUM)
                        .width(Width.LONG)
                        .valid(BaseUrl.FORMAT)
                        .documentation("The URL of the Openlayer API. It must end in /v1, also for a self-hosted"
                                + " Openlayer: every other path answers 404.")
                        .example("https://openlayer.example.com/v1"),
                Property.optional(ALLOW_HTTP, ConfigDef.Type.BOOLEAN, false, "Allow plain http")
                        .documentation("Whether " + BASE_URL + " may be plain http to another host than this one, or"
                                + " through a proxy. The API key and all rows then cross the network unencrypted. This"
                                + " host is localhost, 127.0.0.0/8 and [::1], whatever other names lead to it.")
                        .example("true"),
                Property.optional(CONNECTION_CHECK, ConfigDef.Type.STRING, "on", "Check of the connection")
                        .importance(Importance.MEDIUM)
                        .oneOf(CHECK)
                        .documentation("Whether validation and the start of the connector ask Openlayer if the API key"
                                + " is accepted, and if every pipeline exists and has the configured task type. A"
                                + " server that cannot be reached, a task type that the connector does not know, a"
                                + " workspace that is past due, paused or canceled, and a data backend other than the"
                                + " default are warnings: validation appends them to the documentation of the property,"
                                + " and the start logs them.")
                        .example("off"),
                millis(CONNECT_TIMEOUT, 10_000, "Connect timeout")
                        .documentation(
                                "How long, in milliseconds, the TCP and TLS handshakes of a connection may take.")
                        .example("5000"),
                millis(REQUEST_TIMEOUT, 60_000, "Request timeout")
                        .importance(Importance.MEDIUM)
                        .documentation("How long, in milliseconds, one request may take, from connecting to the last"
                                + " byte of the answer. A request that takes longer is retried.")
                        .example("30000"),
                Property.optional(PROXY_HOST, ConfigDef.Type.STRING, null, "Proxy host")
                        .valid(BaseUrl.HOST)
                        .documentation("The host name of the HTTP proxy through which Openlayer is reached. Without it"
                                + " the connection is direct: the proxy properties of the JVM, such as https.proxyHost"
                                + " and socksProxyHost, are not used.")
                        .example("proxy.example.com"),
                Property.optional(PROXY_PORT, ConfigDef.Type.INT, null, "Proxy port")
                        .valid(port())
                        .documentation("The port of the HTTP proxy; required if " + PROXY_HOST + " is set.")
                        .example("3128"),
                Property.optional(PROXY_USER, ConfigDef.Type.STRING, null, "Proxy user")
                        .documentation("The user name for a proxy that asks for one (Basic authentication).")
                        .example("connect"),
                Property.optional(PROXY_PASSWORD, ConfigDef.Type.PASSWORD, null, "Proxy password")
                        .documentation("The password that belongs to " + PROXY_USER + ".")
                        .example("${env:PROXY_PASSWORD}"));
    }

    /** A request header; its name is part of the property's. */
    static Property header(String name) {
        return Property.optional(HEADERS + name, ConfigDef.Type.PASSWORD, null, "Header " + name)
                .documentation("The value of the request header " + name + ", sent with every request, for a gateway"
                        + " in front of Openlayer. It is never logged. The headers that the connector and HTTP set"
                        + " themselves, such as Authorization and Content-Type, are refused.")
                .example("${env:GATEWAY_KEY}");
    }

    /** Adds the headers that {@code properties} name. */
    static void defineHeaders(ConfigDef definition, Map<String, @Nullable String> properties) {
        properties.keySet().stream()
                .filter(name -> name.startsWith(HEADERS))
                .sorted()
                .forEach(name -> header(name.substring(HEADERS.length())).define(definition, GROUP));
    }

    /** The values of the given headers by name. */
    static Map<String, Password> headers(ParsedProperties parsed) {
        Map<String, Password> headers = new LinkedHashMap<>();
        for (String property : parsed.given().keySet()) {
            if (property.startsWith(HEADERS)) {
                parsed.value(property, Password.class)
                        .ifPresent(value -> headers.put(property.substring(HEADERS.length()), value));
            }
        }
        return headers;
    }

    private static void checkHeaders(ParsedProperties parsed) {
        Set<String> names = new HashSet<>();
        headers(parsed).forEach((name, value) -> {
            String property = HEADERS + name;
            if (!HEADER_NAME.matcher(name).matches()) {
                parsed.addError(property, "What follows " + HEADERS + " must be the name of an HTTP header");
            } else if (OWN_HEADERS.contains(name.toLowerCase(Locale.ROOT))) {
                parsed.addError(property, "The connector or HTTP sets this header itself: remove the property");
            } else if (!names.add(name.toLowerCase(Locale.ROOT))) {
                parsed.addError(property, "The header is set twice, in upper and lower case: remove one of the two");
            } else if (!HEADER_VALUE.matcher(value.value()).matches()) {
                parsed.addError(
                        property,
                        "It contains line breaks, control characters or non-ASCII characters, which no HTTP header can"
                                + " carry");
            }
        });
    }

    /** The checks across properties. */
    static void check(ParsedProperties parsed) {
        checkEncryption(parsed);
        checkHeaders(parsed);
        parsed.value(API_KEY, Password.class)
                .filter(key -> !KEY_IN_A_HEADER.matcher(key.value()).matches())
                .ifPresent(key -> parsed.addError(
                        API_KEY,
                        "It contains whitespace or non-ASCII characters, which no HTTP header can carry: copy the key"
                                + " again"));
        needs(parsed, PROXY_HOST, PROXY_PORT);
        needs(parsed, PROXY_PORT, PROXY_HOST);
        needs(parsed, PROXY_USER, PROXY_HOST);
        needs(parsed, PROXY_PASSWORD, PROXY_USER);
    }

    private static void checkEncryption(ParsedProperties parsed) {
        boolean allowHttp = parsed.value(ALLOW_HTTP, Boolean.class).orElse(false);
        Optional<BaseUrl> url = parsed.value(BASE_URL, BaseUrl.FORMAT);
        if (allowHttp || url.isEmpty() || !url.get().isPlain()) {
            return;
        }
        String remedy = ": use https, or set " + ALLOW_HTTP + "=true if that is meant";
        if (parsed.isGiven(PROXY_HOST)) {
            parsed.addError(BASE_URL, "It would send the API key and all rows unencrypted to the proxy" + remedy);
        } else if (!url.get().isLoopback()) {
            parsed.addError(BASE_URL, "It would send the API key and all rows unencrypted over the network" + remedy);
        }
    }

    private static void needs(ParsedProperties parsed, String property, String other) {
        if (parsed.isGiven(property) && !parsed.isGiven(other)) {
            parsed.addError(other, property + " is set and means nothing without it: set both or neither");
        }
    }

    private static Property millis(String name, long defaultValue, String title) {
        return Property.optional(name, ConfigDef.Type.LONG, defaultValue, title)
                .valid(Range.between(1, Integer.MAX_VALUE));
    }

    /** A {@link Range} that lets the absence of a port pass. */
    private static ConfigDef.Validator port() {
        return ConfigDef.LambdaValidator.with(
                (name, value) -> {
                    if (value != null) {
                        Range.between(1, 65_535).ensureValid(name, value);
                    }
                },
                () -> "[1,...,65535]");
    }
}
