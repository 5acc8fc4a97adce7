package com.openlayer.kafka.connect.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

class PromptSendingTest {
    private static final int REQUESTS = 31;

    /** With Nagle's algorithm all but the first few take as long as the server's system may delay its acknowledgement. */
    @Test
    void sendsTheEndOfABodyWithoutWaitingForAnAcknowledgement() throws Exception {
        List<Duration> times = new ArrayList<>();
        RawServer.Script server = visit -> {
            while (true) {
                visit.readRequest();
                visit.accept200();
            }
        };
        try (RawServer openlayer = new RawServer(server);
                DataStreamClient client = new DataStreamClient(
                        Connections.toLoopback(openlayer.port()).connection(), Executors.defaultThreadFactory())) {
            DataStreamRequest request = Requests.ofRows("{\"output\":\"" + "x".repeat(20_000) + "\"}");
            for (int i = 0; i < REQUESTS; i++) {
                times.add(answered(client, request));
            }
        }
        assertThat(times.stream().sorted().toList().get(REQUESTS / 2)).isLessThan(Duration.ofMillis(30));
    }

    private static Duration answered(DataStreamClient client, DataStreamRequest request) throws InterruptedException {
        CountDownLatch answer = new CountDownLatch(1);
        long start = System.nanoTime();
        client.publish(request, any -> answer.countDown());
        answer.await();
        return Duration.ofNanos(System.nanoTime() - start);
    }
}
