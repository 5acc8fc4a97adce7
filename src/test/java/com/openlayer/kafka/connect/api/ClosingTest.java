package com.openlayer.kafka.connect.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class ClosingTest {
    private static final Answer CLOSED = Answer.unavailable("closed", Optional.empty(), false);

    private final OwnThreads threads = new OwnThreads();
    private final Answers answers = new Answers();

    @Test
    void answersRequestsInFlightOnceAndLeavesNoThread() throws Exception {
        try (RawServer server = new RawServer(visit -> {
            visit.readRequest();
            visit.hang();
        })) {
            DataStreamClient client = client(server, 2);
            for (int i = 0; i < 5; i++) {
                client.publish(Requests.any(), answers);
            }
            await().until(() -> server.requests() == 2);

            client.close();

            assertThat(answers.await(5)).containsOnly(CLOSED);
            await().until(() -> threads.alive().isEmpty());
            assertThat(answers.received()).hasSize(5);
            assertThat(server.requests()).isEqualTo(2);
            assertThat(threads.made()).hasSize(2).allMatch(Thread::isDaemon);
        }
    }

    @Test
    void leavesNoThreadAndNoConnectionOfAnIdleClient() throws Exception {
        CountDownLatch hungUp = new CountDownLatch(1);
        try (RawServer server = new RawServer(visit -> {
            visit.readRequest();
            visit.accept200();
            assertThat(visit.socket().getInputStream().read()).isNegative();
            hungUp.countDown();
        })) {
            DataStreamClient client = client(server, 2);
            assertThat(Answers.to(client, Requests.any())).isEqualTo(Answer.accepted());
            client.close();
            client.close();
            hungUp.await();
            await().until(() -> threads.alive().isEmpty());
        }
    }

    @Test
    void answersRequestsAfterClose() {
        DataStreamClient client = new DataStreamClient(Connections.toLoopback(1).connection(), threads);
        client.close();
        client.publish(Requests.any(), answers);
        assertThat(answers.received()).containsExactly(CLOSED);
        assertThat(threads.made()).isEmpty();
    }

    @Test
    void runsAsManyConcurrentRequestsAsAllowed() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        try (RawServer server = new RawServer(visit -> {
                    while (true) {
                        visit.readRequest();
                        release.await();
                        visit.accept200();
                    }
                });
                DataStreamClient client = client(server, 12)) {
            for (int i = 0; i < 50; i++) {
                client.publish(Requests.any(), answers);
            }
            await().until(() -> server.requests() == 12);
            release.countDown();
            assertThat(answers.await(50)).containsOnly(Answer.accepted());
            assertThat(server.connections()).isLessThanOrEqualTo(12);
            assertThat(threads.made()).hasSizeLessThanOrEqualTo(12);
        }
    }

    @Test
    void aReceiverMayPublishAnotherRequest() throws Exception {
        try (RawServer server = new RawServer(visit -> {
                    while (true) {
                        visit.readRequest();
                        visit.accept200();
                    }
                });
                DataStreamClient client = client(server, 1)) {
            client.publish(Requests.any(), first -> {
                answers.accept(first);
                client.publish(Requests.any(), answers);
            });
            assertThat(answers.await(2)).containsOnly(Answer.accepted());
        }
    }

    @Test
    void everyRequestIsAnsweredOnceIfCloseRunsConcurrently() throws Exception {
        try (RawServer server = new RawServer(visit -> {
            while (true) {
                visit.readRequest();
                visit.accept200();
            }
        })) {
            for (int round = 0; round < 20; round++) {
                Answers raced = new Answers();
                DataStreamClient client = client(server, 4);
                CountDownLatch started = new CountDownLatch(1);
                RawServer.daemon(() -> {
                    for (int i = 0; i < 50; i++) {
                        client.publish(Requests.any(), raced);
                        started.countDown();
                    }
                });
                started.await();
                client.close();
                raced.await(50);
            }
            await().until(() -> threads.alive().isEmpty());
        }
    }

    private DataStreamClient client(RawServer server, int maxRequests) {
        return new DataStreamClient(
                Connections.toLoopback(server.port()).maxRequests(maxRequests).connection(), threads);
    }
}
