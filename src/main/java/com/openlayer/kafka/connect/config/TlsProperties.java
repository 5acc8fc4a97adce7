package com.openlayer.kafka.connect.config;

import java.util.List;
import java.util.Set;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.SslConfigs;

/** Defines Kafka's client properties for TLS with the connector's prefix. */
final class TlsProperties {
    static final String GROUP = "TLS";

    /** The prefix before Kafka's names, which start with {@code ssl.}. */
    static final String PREFIX = "openlayer.";

    /** A factory of SSL engines, which the HTTP client does not use. */
    private static final Set<String> NOT_APPLICABLE = Set.of(SslConfigs.SSL_ENGINE_FACTORY_CLASS_CONFIG);

    private TlsProperties() {}

    /** Names, types, defaults and valid values are those of the worker's Kafka, which also reads the stores. */
    static List<Property> properties() {
        ConfigDef ssl = new ConfigDef();
        SslConfigs.addClientSslSupport(ssl);
        return ssl.configKeys().values().stream()
                .filter(key -> !NOT_APPLICABLE.contains(key.name))
                .map(TlsProperties::property)
                .toList();
    }

    private static Property property(ConfigDef.ConfigKey key) {
        String title = "TLS: " + key.name.substring("ssl.".length()).replace('.', ' ');
        Property property = Property.optional(PREFIX + key.name, key.type, key.defaultValue, title)
                .importance(Importance.LOW)
                .documentation(key.documentation);
        if (key.validator != null) {
            property.valid(key.validator);
        }
        return documented(key.name, property);
    }

    /** Replaces Kafka's documentation, which is about brokers. */
    private static Property documented(String name, Property property) {
        return switch (name) {
            case SslConfigs.SSL_PROTOCOL_CONFIG ->
                property.documentation("The protocol of the SSL context.").example("TLSv1.3");
            case SslConfigs.SSL_PROVIDER_CONFIG ->
                property.documentation("The security provider of the SSL context; the JVM's if left out.")
                        .example("SunJSSE");
            case SslConfigs.SSL_CIPHER_SUITES_CONFIG ->
                property.documentation("The cipher suites that may be used; those that the JVM enables if left out.")
                        .example("TLS_AES_256_GCM_SHA384");
            case SslConfigs.SSL_ENABLED_PROTOCOLS_CONFIG ->
                property.documentation("The versions of TLS that may be used.").example("TLSv1.3");
            case SslConfigs.SSL_KEYSTORE_TYPE_CONFIG ->
                property.documentation("The format of the key store: JKS, PKCS12 or PEM.")
                        .example("PKCS12");
            case SslConfigs.SSL_KEYSTORE_LOCATION_CONFIG ->
                property.documentation("The file with the client's key and certificate, for servers that ask for one."
                                + " Every worker must be able to read it.")
                        .example("/etc/connect/client.p12");
            case SslConfigs.SSL_KEYSTORE_PASSWORD_CONFIG ->
                property.documentation("The password of the key store. A PEM file has none.")
                        .example("${file:/etc/connect/tls.properties:keystore.password}");
            case SslConfigs.SSL_KEY_PASSWORD_CONFIG ->
                property.documentation("The password of the key itself; that of the key store if left out.")
                        .example("${file:/etc/connect/tls.properties:key.password}");
            case SslConfigs.SSL_KEYSTORE_KEY_CONFIG ->
                property.documentation("The client's key itself, PKCS#8 in PEM, in place of a key store file. The type"
                                + " of the key store is PEM then.")
                        .example("${file:/etc/connect/tls.properties:key}");
            case SslConfigs.SSL_KEYSTORE_CERTIFICATE_CHAIN_CONFIG ->
                property.documentation("The certificates that belong to the key itself, X.509 in PEM.")
                        .example("${file:/etc/connect/tls.properties:certificates}");
            case SslConfigs.SSL_TRUSTSTORE_CERTIFICATES_CONFIG ->
                property.documentation("The trusted certificates themselves, X.509 in PEM, in place of a trust store"
                                + " file. The type of the trust store is PEM then.")
                        .example("${file:/etc/connect/tls.properties:trusted}");
            case SslConfigs.SSL_TRUSTSTORE_TYPE_CONFIG ->
                property.documentation("The format of the trust store: JKS, PKCS12 or PEM.")
                        .example("PEM");
            case SslConfigs.SSL_TRUSTSTORE_LOCATION_CONFIG ->
                property.documentation(
                                "The file with the certificates that are trusted in place of the JVM's own. Every"
                                        + " worker must be able to read it.")
                        .example("/etc/connect/company-ca.pem");
            case SslConfigs.SSL_TRUSTSTORE_PASSWORD_CONFIG ->
                property.documentation("The password of the trust store. A PEM file has none.")
                        .example("${file:/etc/connect/tls.properties:truststore.password}");
            case SslConfigs.SSL_KEYMANAGER_ALGORITHM_CONFIG ->
                property.documentation("The algorithm of the key manager.").example("PKIX");
            case SslConfigs.SSL_TRUSTMANAGER_ALGORITHM_CONFIG ->
                property.documentation("The algorithm of the trust manager.").example("PKIX");
            case SslConfigs.SSL_ENDPOINT_IDENTIFICATION_ALGORITHM_CONFIG ->
                property.documentation(
                                "How the host name is verified against the server's certificate. Set to the empty"
                                        + " string, it is not verified at all.")
                        .example("https");
            case SslConfigs.SSL_SECURE_RANDOM_IMPLEMENTATION_CONFIG ->
                property.documentation("The source of random numbers; the JVM's if left out.")
                        .example("SHA1PRNG");
            // Added by a later Kafka: keeps its own documentation.
            default -> property;
        };
    }
}
