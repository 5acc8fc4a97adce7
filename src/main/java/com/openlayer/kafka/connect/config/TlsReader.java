package com.openlayer.kafka.connect.config;

import java.io.File;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.UnrecoverableKeyException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.SslConfigs;
import org.apache.kafka.common.config.types.Password;
import org.apache.kafka.common.security.ssl.DefaultSslEngineFactory;
import org.jspecify.annotations.Nullable;

/** Loads the trust and key material that the {@code openlayer.ssl.*} properties name. */
final class TlsReader {
    private static final String PREFIX = TlsProperties.PREFIX;

    private static final List<String> TRUST = List.of(
            SslConfigs.SSL_TRUSTSTORE_TYPE_CONFIG,
            SslConfigs.SSL_TRUSTSTORE_LOCATION_CONFIG,
            SslConfigs.SSL_TRUSTSTORE_PASSWORD_CONFIG,
            SslConfigs.SSL_TRUSTSTORE_CERTIFICATES_CONFIG);

    private static final List<String> KEYS = List.of(
            SslConfigs.SSL_KEYSTORE_TYPE_CONFIG,
            SslConfigs.SSL_KEYSTORE_LOCATION_CONFIG,
            SslConfigs.SSL_KEYSTORE_PASSWORD_CONFIG,
            SslConfigs.SSL_KEY_PASSWORD_CONFIG,
            SslConfigs.SSL_KEYSTORE_KEY_CONFIG,
            SslConfigs.SSL_KEYSTORE_CERTIFICATE_CHAIN_CONFIG);

    private final ParsedProperties parsed;

    private TlsReader(ParsedProperties parsed) {
        this.parsed = parsed;
    }

    /**
     * Loads the stores with Kafka's own reader for JKS, PKCS12 and PEM. An error is reported on the property to fix.
     * Messages of the readers are left out if they could quote a key.
     *
     * @return empty if no such property is set, or if there is an error
     */
    static Optional<TlsMaterial> read(ParsedProperties parsed) {
        List<String> given = parsed.given().keySet().stream()
                .filter(name -> name.startsWith(PREFIX + "ssl."))
                .toList();
        if (given.isEmpty() || !given.stream().allMatch(parsed::isValid)) {
            return Optional.empty();
        }
        return new TlsReader(parsed).material();
    }

    private Optional<TlsMaterial> material() {
        Optional<SSLContext> context = context();
        Optional<TrustManagerFactory> trust =
                made(SslConfigs.SSL_TRUSTMANAGER_ALGORITHM_CONFIG, TrustManagerFactory::getInstance);
        Optional<KeyManagerFactory> keys =
                made(SslConfigs.SSL_KEYMANAGER_ALGORITHM_CONFIG, KeyManagerFactory::getInstance);
        Optional<SecureRandom> random =
                made(SslConfigs.SSL_SECURE_RANDOM_IMPLEMENTATION_CONFIG, SecureRandom::getInstance);
        if (context.isEmpty() || trust.isEmpty() || keys.isEmpty() || !isValid("ssl.")) {
            return Optional.empty();
        }
        DefaultSslEngineFactory truststore =
                stores(TRUST, SslConfigs.SSL_TRUSTSTORE_LOCATION_CONFIG, SslConfigs.SSL_TRUSTSTORE_PASSWORD_CONFIG);
        DefaultSslEngineFactory keystore =
                stores(KEYS, SslConfigs.SSL_KEYSTORE_LOCATION_CONFIG, SslConfigs.SSL_KEYSTORE_PASSWORD_CONFIG);
        if (!isValid("ssl.")) {
            return Optional.empty();
        }
        try {
            trust.get().init(truststore.truststore());
            X509TrustManager manager = Arrays.stream(trust.get().getTrustManagers())
                    .filter(X509TrustManager.class::isInstance)
                    .map(X509TrustManager.class::cast)
                    .findFirst()
                    .orElseThrow(() -> new GeneralSecurityException("no X.509 trust manager"));
            context.get()
                    .init(
                            keyManagers(keys.get(), keystore.keystore()),
                            new X509TrustManager[] {manager},
                            random.orElse(null));
            TlsNegotiation negotiation = new TlsNegotiation(context.get());
            List<String> protocols = protocols(negotiation);
            List<String> cipherSuites = cipherSuites(negotiation, protocols);
            boolean verify = !text(SslConfigs.SSL_ENDPOINT_IDENTIFICATION_ALGORITHM_CONFIG)
                    .orElse("")
                    .isBlank();
            return isValid("ssl.")
                    ? Optional.of(
                            new TlsMaterial(context.get().getSocketFactory(), manager, verify, protocols, cipherSuites))
                    : Optional.empty();
        } catch (GeneralSecurityException e) {
            addError(
                    SslConfigs.SSL_TRUSTSTORE_LOCATION_CONFIG,
                    "The material cannot be used for TLS (" + e.getClass().getSimpleName() + ")");
        }
        return Optional.empty();
    }

    private List<String> protocols(TlsNegotiation negotiation) {
        List<String> configured = list(SslConfigs.SSL_ENABLED_PROTOCOLS_CONFIG);
        List<String> usable =
                configured.stream().filter(negotiation.protocols()::contains).toList();
        boolean given = parsed.isGiven(PREFIX + SslConfigs.SSL_ENABLED_PROTOCOLS_CONFIG);
        if (usable.isEmpty() || (given && usable.size() < configured.size())) {
            addError(
                    SslConfigs.SSL_ENABLED_PROTOCOLS_CONFIG,
                    "This JVM does not enable all of them. With " + PREFIX + SslConfigs.SSL_PROTOCOL_CONFIG + "="
                            + text(SslConfigs.SSL_PROTOCOL_CONFIG).orElse("") + " it enables "
                            + negotiation.protocols());
        }
        return usable;
    }

    private List<String> cipherSuites(TlsNegotiation negotiation, List<String> protocols) {
        List<String> configured = list(SslConfigs.SSL_CIPHER_SUITES_CONFIG);
        List<String> unusable = configured.stream()
                .filter(suite -> !negotiation.canBeginWith(suite, protocols))
                .toList();
        if (!unusable.isEmpty()) {
            addError(
                    SslConfigs.SSL_CIPHER_SUITES_CONFIG,
                    "This JVM cannot negotiate " + unusable + " with the protocols " + protocols
                            + ": it does not have them, has disabled them (jdk.tls.disabledAlgorithms), or they belong"
                            + " to another version of TLS. Remove them");
        }
        return configured;
    }

    private Optional<SSLContext> context() {
        Optional<String> provider = text(SslConfigs.SSL_PROVIDER_CONFIG);
        return made(provider.isPresent() ? SslConfigs.SSL_PROVIDER_CONFIG : SslConfigs.SSL_PROTOCOL_CONFIG, ignored -> {
            String protocol = text(SslConfigs.SSL_PROTOCOL_CONFIG).orElse("TLSv1.3");
            return provider.isPresent()
                    ? SSLContext.getInstance(protocol, provider.get())
                    : SSLContext.getInstance(protocol);
        });
    }

    private interface Maker<T> {
        T make(String name) throws GeneralSecurityException;
    }

    private <T> Optional<T> made(String property, Maker<T> maker) {
        Optional<String> name = text(property);
        if (name.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(maker.make(name.get()));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            addError(property, "This JVM does not have it: " + e.getMessage());
            return Optional.empty();
        }
    }

    /** Reads one kind of store at a time, so that an error is attached to the right property. */
    private DefaultSslEngineFactory stores(List<String> settings, String location, String password) {
        DefaultSslEngineFactory factory = new DefaultSslEngineFactory();
        Optional<String> file = text(location);
        if (file.isPresent() && !new File(file.get()).canRead()) {
            addError(location, "The worker cannot read this file: put it on every worker and allow Connect to read it");
            return factory;
        }
        if (settings.equals(KEYS)) {
            Optional<String> wrongFormat = PemKey.wrongFormat(
                    parsed.value(PREFIX + SslConfigs.SSL_KEYSTORE_KEY_CONFIG, Password.class)
                            .map(Password::value),
                    file.filter(ignored ->
                            text(SslConfigs.SSL_KEYSTORE_TYPE_CONFIG).orElse("").equalsIgnoreCase("PEM")));
            if (wrongFormat.isPresent()) {
                addError(file.isPresent() ? location : SslConfigs.SSL_KEYSTORE_KEY_CONFIG, wrongFormat.get());
                return factory;
            }
        }
        Map<String, @Nullable Object> config = new HashMap<>();
        config.put(
                SslConfigs.SSL_PROTOCOL_CONFIG,
                text(SslConfigs.SSL_PROTOCOL_CONFIG).orElse("TLSv1.3"));
        // Older workers leave them null by default, newer ones fail on null.
        config.put(SslConfigs.SSL_CIPHER_SUITES_CONFIG, List.of());
        config.put(SslConfigs.SSL_ENABLED_PROTOCOLS_CONFIG, List.of());
        for (String setting : settings) {
            config.put(setting, parsed.value(PREFIX + setting, Object.class).orElse(null));
        }
        try {
            factory.configure(config);
        } catch (KafkaException e) {
            if (causedBy(e, UnrecoverableKeyException.class)) {
                addError(
                        e.getCause() instanceof UnrecoverableKeyException
                                        && parsed.isGiven(PREFIX + SslConfigs.SSL_KEY_PASSWORD_CONFIG)
                                ? SslConfigs.SSL_KEY_PASSWORD_CONFIG
                                : password,
                        "It does not open " + PREFIX + location + ": set the password of that store");
            } else {
                addError(
                        file.isPresent() ? location : firstGiven(settings).orElse(location),
                        "The store cannot be read: check its type ("
                                + text(settings.get(0)).orElse("") + ", property " + PREFIX + settings.get(0)
                                + "), content and password. " + reason(e));
            }
        }
        return factory;
    }

    /** Kafka's own message about a combination of settings. Messages of causes are left out, because they may quote a key. */
    private static String reason(KafkaException e) {
        return e.getCause() == null && e.getMessage() != null ? e.getMessage() : "";
    }

    private Optional<String> firstGiven(List<String> settings) {
        return settings.stream().skip(1).filter(s -> parsed.isGiven(PREFIX + s)).findFirst();
    }

    private KeyManager @Nullable [] keyManagers(KeyManagerFactory factory, @Nullable KeyStore store)
            throws GeneralSecurityException {
        if (store == null) {
            return null;
        }
        // As in Kafka, a key without its own password uses that of its store.
        Optional<Password> password = parsed.value(PREFIX + SslConfigs.SSL_KEY_PASSWORD_CONFIG, Password.class)
                .or(() -> parsed.value(PREFIX + SslConfigs.SSL_KEYSTORE_PASSWORD_CONFIG, Password.class));
        factory.init(store, password.map(p -> p.value().toCharArray()).orElse(null));
        return factory.getKeyManagers();
    }

    private static boolean causedBy(Throwable e, Class<? extends Throwable> type) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (type.isInstance(cause)) {
                return true;
            }
        }
        return false;
    }

    private boolean isValid(String settings) {
        return parsed.definedNames().stream()
                .filter(name -> name.startsWith(PREFIX + settings))
                .allMatch(parsed::isValid);
    }

    private Optional<String> text(String setting) {
        return parsed.value(PREFIX + setting, String.class);
    }

    private List<String> list(String setting) {
        return parsed.value(PREFIX + setting, List.class).stream()
                .flatMap(list -> ((List<?>) list).stream())
                .map(Object::toString)
                .filter(entry -> !entry.isBlank())
                .toList();
    }

    private void addError(String setting, String reason) {
        parsed.addError(PREFIX + setting, reason);
    }
}
