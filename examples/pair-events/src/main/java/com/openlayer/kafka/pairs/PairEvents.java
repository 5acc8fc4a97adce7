package com.openlayer.kafka.pairs;

import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Joins the requests and responses that model servers log to Kafka. README.md describes properties and topics. */
public final class PairEvents {
    private static final Logger LOG = LoggerFactory.getLogger(PairEvents.class);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(30);
    private static final int FAILED = 1;
    private static final int MISCONFIGURED = 2;

    private PairEvents() {}

    /** Runs until it is told to stop. Exits with 2 if a property is wrong, with 1 if Streams fails. */
    public static void main(String[] arguments) {
        PairSettings settings;
        try {
            settings = PairSettings.read(List.of(arguments), System.getenv());
            TopicCheck.run(settings);
        } catch (PairSettings.InvalidException e) {
            System.err.println("pair-events: " + e.getMessage());
            System.exit(MISCONFIGURED);
            return;
        }
        System.exit(run(settings));
    }

    private static int run(PairSettings settings) {
        PairTally tally = new PairTally();
        Properties properties = new Properties();
        properties.putAll(settings.streams());
        KafkaStreams streams = new KafkaStreams(PairTopology.build(settings, tally), properties);
        CountDownLatch ended = new CountDownLatch(1);
        streams.setUncaughtExceptionHandler(e -> {
            LOG.error("Kafka Streams failed. The application stops; its supervisor should start it again", e);
            return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
        });
        streams.setStateListener((state, before) -> {
            if (state == KafkaStreams.State.ERROR || state == KafkaStreams.State.NOT_RUNNING) {
                ended.countDown();
            }
        });
        Runtime.getRuntime().addShutdownHook(new Thread(() -> streams.close(CLOSE_TIMEOUT), "shutdown"));
        ScheduledExecutorService summaries = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "summary");
            thread.setDaemon(true);
            return thread;
        });
        summaries.scheduleAtFixedRate(() -> LOG.info("{}", tally.summary()), 1, 1, TimeUnit.MINUTES);
        LOG.info(
                "Pairs events of {} into {}, window {}, grace {}. Events without pair go to {}",
                settings.inputs(),
                settings.output(),
                settings.window(),
                settings.grace(),
                settings.unpaired());
        streams.start();
        try {
            ended.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        LOG.info("Since the last summary: {}", tally.summary());
        return streams.state() == KafkaStreams.State.NOT_RUNNING ? 0 : FAILED;
    }
}
