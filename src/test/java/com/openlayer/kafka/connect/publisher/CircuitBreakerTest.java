package com.openlayer.kafka.connect.publisher;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class CircuitBreakerTest {
    private static final long SECOND = 1_000 * PublisherFixture.MS;

    private final CircuitBreaker breaker = new CircuitBreaker("p", new Backoff(SECOND, 8 * SECOND, new Random(1)));

    @Test
    @DisplayName("a Retry-After that arrives while it is open extends the time, and never shortens it")
    void retryAfterWhileOpen() {
        fail(5 * SECOND, 0);
        fail(30 * SECOND, SECOND);
        assertThat(breaker.openFor(SECOND)).isEqualTo(30 * SECOND);
        fail(10 * SECOND, 2 * SECOND);
        assertThat(breaker.openFor(2 * SECOND)).isEqualTo(29 * SECOND);
    }

    @Test
    @DisplayName("failures without a Retry-After that arrive while it is open do not extend the time")
    void failuresTogether() {
        fail(5 * SECOND, 0);
        fail(0, SECOND);
        assertThat(breaker.openFor(SECOND)).isEqualTo(4 * SECOND);
    }

    @Test
    @DisplayName("an outage begins with its first failure, and ends with the first accepted request")
    void outage() {
        assertThat(breaker.failingFor(SECOND)).isZero();
        fail(0, 2 * SECOND);
        fail(0, 20 * SECOND);
        assertThat(breaker.failingFor(30 * SECOND)).isEqualTo(28 * SECOND);
        breaker.accepted(31 * SECOND);
        assertThat(breaker.failingFor(32 * SECOND)).isZero();
        fail(0, 40 * SECOND);
        assertThat(breaker.failingFor(41 * SECOND)).isEqualTo(SECOND);
    }

    private void fail(long retryAfter, long now) {
        breaker.failed("HTTP 503", retryAfter, "topic t, partition 0, offset 0", now);
    }
}
