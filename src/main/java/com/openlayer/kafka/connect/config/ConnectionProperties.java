package com.openlayer.kafka.connect.config;

import java.util.List;
import java.util.regex.Pattern;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Range;
import org.apache.kafka.common.config.ConfigDef.Width;
import org.apache.kafka.common.config.types.Password;

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

    static final String CONNECT_TIMEOUT = "connect.timeout.ms";
    static final String REQUEST_TIMEOUT = "request.timeout.ms";
    static final String CONNECTION_CHECK = "connection.check";

    static final Choice<Switch> CHECK = new Choice<>(Switch.class);

    enum Switch {
        ON,
        OFF
    }

    private static final Pattern KEY_IN_A_HEADER = Pattern.compile("[\\x21-\\x7e]+");

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
                        .documentation("Whether " + BASE_URL + " may be plain http to another host than this one. The"
                                + " API key and all rows then cross the network unencrypted.")
                        .example("true"),
                Property.optional(CONNECTION_CHECK, ConfigDef.Type.STRING, "on", "Check of the connection")
                        .importance(Importance.MEDIUM)
                        .oneOf(CHECK)
                        .documentation("Whether validation and the start of the connector ask Openlayer if the API key"
                                + " is accepted, and if every pipeline exists and has the configured task type. A"
                                + " server that cannot be reached is a warning, no error.")
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
                                + " the connection is direct.")
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

    /** The checks across properties. */
    static void check(ParsedProperties parsed) {
        boolean allowHttp = parsed.value(ALLOW_HTTP, Boolean.class).orElse(false);
        parsed.value(BASE_URL, BaseUrl.FORMAT)
                .filter(url -> url.exposesTheKey() && !allowHttp)
                .ifPresent(url -> parsed.addError(
                        BASE_URL,
                        "It would send the API key unencrypted over the network: use https, or set " + ALLOW_HTTP
                                + "=true if that is meant"));
        parsed.value(API_KEY, Password.class)
                .filter(key -> !KEY_IN_A_HEADER.matcher(key.value()).matches())
                .ifPresent(key -> parsed.addError(
                        API_KEY,
                        "It holds blanks, line breaks or characters that are not ASCII, which no HTTP header can carry:"
                                + " copy the key again"));
        needs(parsed, PROXY_HOST, PROXY_PORT);
        needs(parsed, PROXY_PORT, PROXY_HOST);
        needs(parsed, PROXY_USER, PROXY_HOST);
        needs(parsed, PROXY_PASSWORD, PROXY_USER);
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
