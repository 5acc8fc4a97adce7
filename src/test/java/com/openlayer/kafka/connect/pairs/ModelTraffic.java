package com.openlayer.kafka.connect.pairs;

import com.openlayer.kafka.connect.testing.Topics;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;

/** Inferences at a steady rate, whose events are written as a {@link ModelServer} logs them. */
final class ModelTraffic implements AutoCloseable {
    private static final long TICK_MILLIS = 25;
    private static final int PER_TICK = 5;
    /** Requests that wait for their response. */
    private static final int CONCURRENT = 30;

    private final Topics topics;
    private final ModelServer server;
    private final String prefix;
    private final ScheduledExecutorService pace = Executors.newSingleThreadScheduledExecutor();
    private final ScheduledFuture<?> ticks;
    private final AtomicInteger requests = new AtomicInteger();

    ModelTraffic(Topics topics, ModelServer server, String prefix) {
        this.topics = topics;
        this.server = server;
        this.prefix = prefix;
        ticks = pace.scheduleWithFixedDelay(this::tick, 0, TICK_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void tick() {
        for (int i = 0; i < PER_TICK; i++) {
            int number = requests.getAndIncrement();
            topics.send(server.event(prefix, new Inference(number), false));
            if (number >= CONCURRENT) {
                respond(number - CONCURRENT);
            }
        }
    }

    private void respond(int number) {
        Inference inference = new Inference(number);
        if (!inference.fails()) {
            topics.send(server.event(prefix, inference, true));
        }
    }

    /** Ends it, after the responses to all requests, and returns its inferences. */
    List<Inference> finish() {
        close();
        int all = requests.get();
        IntStream.range(Math.max(0, all - CONCURRENT), all).forEach(this::respond);
        topics.flush();
        return IntStream.range(0, all).mapToObj(Inference::new).toList();
    }

    @Override
    public void close() {
        ticks.cancel(false);
        pace.shutdown();
        Awaitility.await("end of the traffic").atMost(Duration.ofSeconds(30)).until(pace::isTerminated);
    }
}
