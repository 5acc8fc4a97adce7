package com.openlayer.kafka.connect.config;

import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Range;
import org.apache.kafka.common.config.types.Password;

/**
 * The HTTP proxy through which Openlayer is reached.
 *
 * @param host {@code openlayer.proxy.host}
 * @param port {@code openlayer.proxy.port}
 * @param user for a proxy that asks for credentials ({@code openlayer.proxy.user})
 * @param password {@code openlayer.proxy.password}
 */
public record ProxySettings(String host, int port, Optional<String> user, Optional<Password> password) {
    static final String GROUP = "Proxy";

    static final String HOST = "openlayer.proxy.host";
    static final String PORT = "openlayer.proxy.port";
    static final String USER = "openlayer.proxy.user";
    static final String PASSWORD = "openlayer.proxy.password";

    static List<Property> properties() {
        return List.of(
                Property.optional(HOST, ConfigDef.Type.STRING, null, "Proxy host")
                        .valid(BaseUrl.HOST)
                        .documentation("The host name of the HTTP proxy through which Openlayer is reached. Without it"
                                + " the connection is direct: the proxy properties of the JVM, such as https.proxyHost"
                                + " and socksProxyHost, are not used.")
                        .example("proxy.example.com"),
                Property.optional(PORT, ConfigDef.Type.INT, null, "Proxy port")
                        .validIfSet(Range.between(1, 65_535))
                        .documentation("The port of the HTTP proxy; required if " + HOST + " is set.")
                        .example("3128"),
                Property.optional(USER, ConfigDef.Type.STRING, null, "Proxy user")
                        .documentation("The user name for a proxy that requires one (Basic authentication).")
                        .example("connect"),
                Property.optional(PASSWORD, ConfigDef.Type.PASSWORD, null, "Proxy password")
                        .documentation("The password that belongs to " + USER + ".")
                        .example("${env:PROXY_PASSWORD}"));
    }

    /** Checks the properties against each other. */
    static void check(ParsedProperties parsed) {
        requires(parsed, HOST, PORT);
        requires(parsed, PORT, HOST);
        requires(parsed, USER, HOST);
        requires(parsed, PASSWORD, USER);
    }

    private static void requires(ParsedProperties parsed, String property, String other) {
        if (parsed.isGiven(property) && !parsed.isGiven(other)) {
            parsed.addError(other, property + " is set and has no effect without it: set both or neither");
        }
    }

    /** Only if no property of the group has an error. Empty for a direct connection. */
    static Optional<ProxySettings> read(ParsedProperties parsed) {
        return parsed.value(HOST, BaseUrl.HOST)
                .map(host -> new ProxySettings(
                        host,
                        parsed.get(PORT, Integer.class),
                        parsed.value(USER, String.class),
                        parsed.value(PASSWORD, Password.class)));
    }
}
