package com.openlayer.kafka.connect.api;

import java.io.IOException;
import java.security.cert.CertPath;
import java.security.cert.CertPathValidatorException;
import java.security.cert.Certificate;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;

/** Describes the root cause of a failed handshake on one line. The outer exceptions do not name it. */
final class TlsFailure {
    private static final int MAX_LENGTH = 300;
    /** Precedes the host names of the certificate in OkHttp's message. */
    private static final String NAMES = "subjectAltNames: ";

    private static final String HOST = "Hostname ";

    private TlsFailure() {}

    static String describe(IOException failure) {
        List<Throwable> causes = Stream.iterate((Throwable) failure, t -> t != null, Throwable::getCause)
                .toList();
        Throwable deepest = causes.get(causes.size() - 1);
        String text = validity(deepest, causes)
                .or(() -> hostName(deepest))
                .orElseGet(() -> firstLine(deepest) + " (" + deepest.getClass().getSimpleName() + ")");
        return text.substring(0, Math.min(text.length(), MAX_LENGTH));
    }

    private static Optional<String> validity(Throwable deepest, List<Throwable> causes) {
        boolean expired = deepest instanceof CertificateExpiredException;
        if (!expired && !(deepest instanceof CertificateNotYetValidException)) {
            return Optional.empty();
        }
        String date = causes.stream()
                .filter(CertPathValidatorException.class::isInstance)
                .map(e -> certificate((CertPathValidatorException) e))
                .flatMap(Optional::stream)
                .map(certificate -> (expired ? certificate.getNotAfter() : certificate.getNotBefore())
                        .toInstant()
                        .toString())
                .findFirst()
                .orElseGet(() -> firstLine(deepest));
        return Optional.of(
                expired
                        ? "a certificate of the server expired at " + date
                        : "a certificate is valid only from " + date);
    }

    private static Optional<X509Certificate> certificate(CertPathValidatorException e) {
        CertPath path = e.getCertPath();
        if (path == null || e.getIndex() < 0) {
            return Optional.empty();
        }
        Certificate certificate = path.getCertificates().get(e.getIndex());
        return certificate instanceof X509Certificate x509 ? Optional.of(x509) : Optional.empty();
    }

    private static Optional<String> hostName(Throwable deepest) {
        if (!(deepest instanceof SSLPeerUnverifiedException)
                || !firstLine(deepest).startsWith(HOST)) {
            return Optional.empty();
        }
        String host = firstLine(deepest).substring(HOST.length()).replaceFirst(" not verified:.*", "");
        String names = message(deepest)
                .lines()
                .map(String::trim)
                .filter(line -> line.startsWith(NAMES))
                .map(line -> printable(line.substring(NAMES.length())))
                .findFirst()
                .orElse("[]");
        return Optional.of("the certificate is for " + names + ", not for " + host);
    }

    /** The first line of the JDK's message. The others are a certificate. */
    private static String firstLine(Throwable e) {
        return printable(message(e).lines().findFirst().orElse(""));
    }

    private static String printable(String line) {
        return line.replaceAll("\\p{C}", " ");
    }

    private static String message(@Nullable Throwable e) {
        return e == null || e.getMessage() == null ? "" : e.getMessage();
    }
}
