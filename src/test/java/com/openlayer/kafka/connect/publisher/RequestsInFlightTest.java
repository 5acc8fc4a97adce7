package com.openlayer.kafka.connect.publisher;

import static com.openlayer.kafka.connect.testing.FakeOpenlayer.ACCEPTED;
import static org.assertj.core.api.Assertions.assertThat;

import com.openlayer.kafka.connect.metrics.PipelineMetrics;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class RequestsInFlightTest {
    private static final long MS = PublisherFixture.MS;
    private static final int ANY = Integer.MAX_VALUE;

    private final CircuitBreaker breaker = new CircuitBreaker("p", new Backoff(500 * MS, 8_000 * MS, new Random(1)));
    private final PipelineMetrics metrics = new PipelineMetrics();
    private final RequestsInFlight requests = new RequestsInFlight(100, breaker, metrics);

    @Test
    @DisplayName("the size of the window is known before the first request, and is at most the maximum")
    void initialSize() {
        assertThat(requests.windowSize()).isEqualTo(InFlightWindow.INITIAL);
        assertThat(metrics.metrics(() -> 0))
                .filteredOn(metric -> metric.name().equals("in-flight-window"))
                .extracting(metric -> metric.value().get())
                .containsExactly(InFlightWindow.INITIAL);
        assertThat(new RequestsInFlight(2, breaker, new PipelineMetrics()).windowSize())
                .isEqualTo(2);
    }

    @Test
    @DisplayName("up to 16 suspected rows are sent in addition to the window, and take no room in it")
    void isolatedRows() {
        breaker.accepted(0);
        for (int i = 0; i < RequestsInFlight.MAX_ISOLATED; i++) {
            assertThat(requests.hasRoomForIsolated()).isTrue();
            requests.sent(FakeDelivery.isolated("suspect"), 0);
        }
        assertThat(requests.hasRoomForIsolated()).isFalse();
        assertThat(requests.hasRoom(0, ANY)).isTrue();
        requests.answered(null, ACCEPTED, 100, 0);
        assertThat(requests.hasRoomForIsolated()).isTrue();
    }

    @Test
    @DisplayName("requests in the window take no room of suspected rows while the pipeline accepts rows")
    void windowLeavesRoomForIsolated() {
        breaker.accepted(0);
        for (int i = 0; i < InFlightWindow.INITIAL; i++) {
            requests.sent(FakeDelivery.batch("a", "b"), 0);
        }
        assertThat(requests.hasRoom(0, ANY)).isFalse();
        assertThat(requests.hasRoomForIsolated()).isTrue();
    }

    @Test
    @DisplayName("a failing pipeline is probed only once all requests of both kinds have been answered")
    void probesAlone() {
        breaker.accepted(0);
        InFlightWindow.Ticket ticket = requests.sent(FakeDelivery.batch("a", "b"), 0);
        requests.sent(FakeDelivery.isolated("suspect"), 0);
        breaker.failed("HTTP 503", 0, "t-0", 0);
        long afterBackoff = 1_000 * MS;
        assertThat(breaker.state(afterBackoff)).isEqualTo(CircuitBreaker.State.HALF_OPEN);
        assertNoProbe(afterBackoff);
        requests.answered(null, PublisherFixture.unavailable("HTTP 503"), 100, afterBackoff);
        assertNoProbe(afterBackoff);
        requests.answered(ticket, PublisherFixture.unavailable("HTTP 503"), 100, afterBackoff);
        assertThat(requests.hasRoom(afterBackoff, ANY)).isTrue();
        assertThat(requests.hasRoomForIsolated()).isTrue();
        requests.sent(FakeDelivery.isolated("suspect"), afterBackoff);
        assertNoProbe(afterBackoff);
    }

    private void assertNoProbe(long now) {
        assertThat(requests.hasRoom(now, ANY)).isFalse();
        assertThat(requests.hasRoomForIsolated()).isFalse();
    }
}
