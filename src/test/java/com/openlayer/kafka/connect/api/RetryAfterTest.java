package com.openlayer.kafka.connect.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import okhttp3.Headers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RetryAfterTest {
    private final RetryAfter retryAfter =
            new RetryAfter(Clock.fixed(Instant.parse("2026-11-23T10:00:00Z"), ZoneOffset.UTC));

    @ParameterizedTest
    @CsvSource({"0,0", "7,7000", "' 7 ',7000", "1.5,1500", "0.0001,1", "'Mon, 23 Nov 2026 10:00:30 GMT',30000"})
    void readsSecondsOrADate(String header, long millis) {
        assertThat(retryAfter.read(Headers.of("Retry-After", header))).contains(Duration.ofMillis(millis));
    }

    @ParameterizedTest
    @CsvSource({"0,0", "250,250", "250.4,251"})
    void prefersMilliseconds(String header, long millis) {
        assertThat(retryAfter.read(Headers.of("Retry-After", "60", "Retry-After-Ms", header)))
                .contains(Duration.ofMillis(millis));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "-1", "+1", "1e3", "NaN", "Infinity", "1d", "0x1p3", "soon", "Mon, 23 Nov 2026 09:59:59 GMT"
            })
    void ignoresNegativePastAndInvalidValues(String header) {
        assertThat(retryAfter.read(Headers.of("Retry-After", header))).isEmpty();
    }

    @Test
    void ignoresInvalidMilliseconds() {
        assertThat(retryAfter.read(Headers.of("Retry-After", "2", "Retry-After-Ms", "-5")))
                .contains(Duration.ofSeconds(2));
    }

    @ParameterizedTest
    @ValueSource(strings = {"99999999999", "999999999999999999999999999999", "Fri, 31 Dec 9999 23:59:59 GMT"})
    void capsLargeValues(String header) {
        assertThat(retryAfter.read(Headers.of("Retry-After", header))).contains(Duration.ofDays(365));
    }

    @Test
    void comparesADateWithTheServersClock() {
        assertThat(retryAfter.read(Headers.of(
                        "Date", "Mon, 23 Nov 2026 12:00:00 GMT", "Retry-After", "Mon, 23 Nov 2026 12:00:10 GMT")))
                .contains(Duration.ofSeconds(10));
    }

    @Test
    void isEmptyWithoutHeaders() {
        assertThat(retryAfter.read(Headers.EMPTY)).isEmpty();
    }
}
