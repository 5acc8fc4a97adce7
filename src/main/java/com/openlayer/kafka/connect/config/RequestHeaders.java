package com.openlayer.kafka.connect.config;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.types.Password;

/** Additional headers of each request: {@code openlayer.headers.NAME}, where NAME is the name of the header. */
final class RequestHeaders {
    static final String PREFIX = "openlayer.headers.";

    /** RFC 9110, 5.1 and 5.5, without the obsolete forms. */
    private static final Pattern NAME = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");

    private static final Pattern VALUE = Pattern.compile("[\\x20-\\x7e\t]+");

    /** Headers that the connector or HTTP itself sets, in lower case. */
    private static final Set<String> RESERVED = Set.of(
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

    private RequestHeaders() {}

    static Property property(String name) {
        return Property.optional(PREFIX + name, ConfigDef.Type.PASSWORD, null, "Header " + name)
                .documentation("The value of the request header " + name + ", sent with every request, for a gateway"
                        + " in front of Openlayer. It is never logged. The headers that the connector and HTTP set"
                        + " themselves, such as Authorization and Content-Type, are rejected.")
                .example("${env:GATEWAY_KEY}");
    }

    /** Adds a property to {@code group} for each header that {@code given} sets. */
    static void define(ConfigDef definition, String group, Map<String, String> given) {
        given.keySet().stream()
                .filter(name -> name.startsWith(PREFIX))
                .sorted()
                .forEach(name -> property(name.substring(PREFIX.length())).define(definition, group));
    }

    /** The values of the headers by name. */
    static Map<String, Password> read(ParsedProperties parsed) {
        Map<String, Password> headers = new LinkedHashMap<>();
        for (String property : parsed.given().keySet()) {
            if (property.startsWith(PREFIX)) {
                parsed.value(property, Password.class)
                        .ifPresent(value -> headers.put(property.substring(PREFIX.length()), value));
            }
        }
        return headers;
    }

    static void check(ParsedProperties parsed) {
        Set<String> names = new HashSet<>();
        read(parsed).forEach((name, value) -> {
            String property = PREFIX + name;
            String lowerCase = name.toLowerCase(Locale.ROOT);
            if (!NAME.matcher(name).matches()) {
                parsed.addError(property, "What follows " + PREFIX + " must be the name of an HTTP header");
            } else if (RESERVED.contains(lowerCase)) {
                parsed.addError(property, "The connector or HTTP sets this header itself: remove the property");
            } else if (!names.add(lowerCase)) {
                parsed.addError(property, "The header is set twice, in upper and lower case: remove one of the two");
            } else if (!VALUE.matcher(value.value()).matches()) {
                parsed.addError(
                        property,
                        "It contains line breaks, control characters or non-ASCII characters, which no HTTP header can"
                                + " carry");
            }
        });
    }
}
