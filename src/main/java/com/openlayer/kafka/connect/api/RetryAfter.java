package com.openlayer.kafka.connect.api;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Pattern;
import okhttp3.Headers;
import org.jspecify.annotations.Nullable;

/** Reads how long the server asks to wait: {@code Retry-After-Ms}, or else {@code Retry-After}, as in Openlayer's SDKs. */
final class RetryAfter {
    private static final Pattern NUMBER = Pattern.compile("[0-9]+(\\.[0-9]*)?");
    /** Longer waits are capped, so that the arithmetic of callers cannot overflow. */
    private static final Duration MAX = Duration.ofDays(365);

    private final Clock clock;

    RetryAfter(Clock clock) {
        this.clock = clock;
    }

    /** Empty if the headers are absent, invalid, or in the past. */
    Optional<Duration> read(Headers headers) {
        return number(headers.get("Retry-After-Ms"), 1)
                .or(() -> number(headers.get("Retry-After"), 1000))
                .or(() -> date(headers));
    }

    private static Optional<Duration> number(@Nullable String value, int millisPerUnit) {
        if (value == null || !NUMBER.matcher(value.trim()).matches()) {
            return Optional.empty();
        }
        double millis = Double.parseDouble(value.trim()) * millisPerUnit;
        return Optional.of(millis < MAX.toMillis() ? Duration.ofMillis((long) Math.ceil(millis)) : MAX);
    }

    private Optional<Duration> date(Headers headers) {
        Instant until = headers.getInstant("Retry-After");
        if (until == null) {
            return Optional.empty();
        }
        // Uses the server's clock if it sends the time, because the local clock may be wrong.
        Instant now = Optional.ofNullable(headers.getInstant("Date")).orElseGet(clock::instant);
        Duration wait = Duration.between(now, until);
        return wait.isNegative() ? Optional.empty() : Optional.of(wait.compareTo(MAX) < 0 ? wait : MAX);
    }
}
