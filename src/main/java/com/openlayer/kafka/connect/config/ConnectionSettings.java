package com.openlayer.kafka.connect.config;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import okhttp3.HttpUrl;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Width;
import org.apache.kafka.common.config.types.Password;

/**
 * The properties for connecting to Openlayer, and the values read from them.
 *
 * @param baseUrl ends in {@code /v1}, without a slash after it ({@code openlayer.base.url})
 * @param apiKey {@code openlayer.api.key}
 * @param headers further request headers by name ({@code openlayer.headers.NAME})
 * @param connectTimeout the most time for the TCP and TLS handshakes of a connection ({@code connect.timeout.ms})
 * @param requestTimeout the most time for one request ({@code request.timeout.ms})
 * @param connectionCheck whether validation and start ask Openlayer about the key and the pipelines ({@code
 *     connection.check})
 */
public record ConnectionSettings(
        HttpUrl baseUrl,
        Password apiKey,
        Map<String, Password> headers,
        Duration connectTimeout,
        Duration requestTimeout,
        boolean connectionCheck) {

    static final String GROUP = "Connection";

    static final String BASE_URL = "openlayer.base.url";
    static final String API_KEY = "openlayer.api.key";
    static final String ALLOW_HTTP = "openlayer.allow.http";
    static final String CONNECT_TIMEOUT = "connect.timeout.ms";
    static final String REQUEST_TIMEOUT = "request.timeout.ms";
    static final String CONNECTION_CHECK = "connection.check";

    private static final Choice<Switch> SWITCHES = new Choice<>(Switch.class);

    enum Switch {
        ON,
        OFF
    }

    private static final Pattern VISIBLE_ASCII = Pattern.compile("[\\x21-\\x7e]+");

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
                        .valid(BaseUrl.SYNTAX)
                        .documentation("The URL of the Openlayer API. It must end in /v1, also for a self-hosted"
                                + " Openlayer: any other path is answered with 404.")
                        .example("https://openlayer.example.com/v1"),
                Property.optional(ALLOW_HTTP, ConfigDef.Type.BOOLEAN, false, "Allow plain http")
                        .documentation("Whether " + BASE_URL + " may be plain http to another host than this one, or"
                                + " through a proxy. The API key and all rows then cross the network unencrypted. This"
                                + " host is localhost, 127.0.0.0/8 and [::1], whatever other names resolve to it.")
                        .example("true"),
                Property.optional(CONNECTION_CHECK, ConfigDef.Type.STRING, "on", "Check of the connection")
                        .importance(Importance.MEDIUM)
                        .oneOf(SWITCHES)
                        .documentation("Whether validation and the start of the connector check with Openlayer that"
                                + " the API key is accepted, and that every pipeline exists and has the configured task"
                                + " type. A server that cannot be reached, a task type that the connector does not know, a"
                                + " workspace that is past due, paused or canceled, and a data backend other than the"
                                + " default are warnings: validation appends them to the documentation of the property,"
                                + " and the start logs them.")
                        .example("off"),
                Property.millis(CONNECT_TIMEOUT, 10_000, "Connect timeout")
                        .documentation(
                                "The maximum time, in milliseconds, of the TCP and TLS handshakes of a connection.")
                        .example("5000"),
                Property.millis(REQUEST_TIMEOUT, 60_000, "Request timeout")
                        .importance(Importance.MEDIUM)
                        .documentation("The maximum time, in milliseconds, of one request, from connecting to the last"
                                + " byte of the response. A request that takes longer is retried.")
                        .example("30000"));
    }

    /** Checks the properties against each other. */
    static void check(ParsedProperties parsed) {
        checkEncryption(parsed);
        RequestHeaders.check(parsed);
        parsed.value(API_KEY, Password.class)
                .filter(key -> !VISIBLE_ASCII.matcher(key.value()).matches())
                .ifPresent(key -> parsed.addError(
                        API_KEY,
                        "It contains whitespace or non-ASCII characters, which no HTTP header can carry: copy the key"
                                + " again"));
    }

    /** Only if no property of the group has an error. */
    static ConnectionSettings read(ParsedProperties parsed) {
        return new ConnectionSettings(
                parsed.value(BASE_URL, BaseUrl.SYNTAX).orElseThrow().url(),
                parsed.get(API_KEY, Password.class),
                RequestHeaders.read(parsed),
                parsed.millis(CONNECT_TIMEOUT),
                parsed.millis(REQUEST_TIMEOUT),
                parsed.get(CONNECTION_CHECK, SWITCHES) == Switch.ON);
    }

    private static void checkEncryption(ParsedProperties parsed) {
        boolean allowHttp = parsed.value(ALLOW_HTTP, Boolean.class).orElse(false);
        Optional<BaseUrl> url = parsed.value(BASE_URL, BaseUrl.SYNTAX);
        if (allowHttp || url.isEmpty() || !url.get().isPlain()) {
            return;
        }
        String remedy = ": use https, or set " + ALLOW_HTTP + "=true if this is intended";
        if (parsed.isGiven(ProxySettings.HOST)) {
            parsed.addError(BASE_URL, "It would send the API key and all rows unencrypted to the proxy" + remedy);
        } else if (!url.get().isLoopback()) {
            parsed.addError(BASE_URL, "It would send the API key and all rows unencrypted over the network" + remedy);
        }
    }
}
