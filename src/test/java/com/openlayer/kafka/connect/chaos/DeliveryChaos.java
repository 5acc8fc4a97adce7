package com.openlayer.kafka.connect.chaos;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * A million rows while everything fails that can: {@code mvn verify -Pchaos}, with {@code -Dchaos.rows} and
 * {@code -Dchaos.seed} where others than the default are wanted. The seed decides about the rows, the faults and the order
 * of events; not about time, so that another run with it is alike, not the same.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class DeliveryChaos {
    private static final long ROWS = Long.getLong("chaos.rows", 1_040_000);
    private static final long SEED = Long.getLong("chaos.seed", System.nanoTime() & 0xFFFF_FFFFL);
    private static final int ROWS_PER_SECOND = 6_000;
    private static final Duration OUTAGE = Duration.ofSeconds(60);

    @AfterAll
    static void publish() {
        ScenarioResult.publish("Chaos with seed " + SEED);
    }

    private static long percent(int share) {
        return ROWS * share / 100;
    }

    @Test
    @Order(1)
    @DisplayName("clean rebalances and stops duplicate nothing")
    void cleanly() {
        try (Scenario scenario = new Scenario("clean", SEED, Feed.Mix.ROWS, ROWS_PER_SECOND, Map.of())) {
            scenario.slow(Duration.ofMillis(30));
            List<Runnable> events = List.of(
                    () -> scenario.tasks(1),
                    scenario::pauseAndResume,
                    () -> scenario.tasks(4),
                    scenario::stopAndResume,
                    scenario::join,
                    () -> scenario.intrude(Scenario.EAGER, 2_000),
                    scenario::leave,
                    scenario::restartTasks,
                    scenario::restartWorker);
            scenario.repeat(events.size(), percent(11), i -> {
                events.get(i % events.size()).run();
                scenario.flow(2_000);
            });
            scenario.settle(true);
        }
    }

    @Test
    @Order(2)
    @DisplayName("rebalances by tasks.max, while a fifth of the requests fails")
    void tasksMax() {
        try (Scenario scenario = new Scenario("tasks-max", SEED, Feed.Mix.ROWS, ROWS_PER_SECOND, Map.of())) {
            scenario.storm(SEED);
            scenario.repeat(8, percent(14), i -> {
                scenario.tasks(i % 2 == 0 ? 1 : 4);
                scenario.flow(3_000);
            });
            scenario.settle(false);
        }
    }

    @Test
    @Order(3)
    @DisplayName("a second worker joins and leaves, while a fifth of the requests fails")
    void secondWorker() {
        try (Scenario scenario = new Scenario("second-worker", SEED, Feed.Mix.ROWS, ROWS_PER_SECOND, Map.of())) {
            scenario.storm(SEED);
            scenario.repeat(3, percent(14), i -> {
                scenario.join();
                scenario.flow(3_000);
                scenario.leave();
                scenario.flow(3_000);
            });
            scenario.settle(false);
        }
    }

    @Test
    @Order(4)
    @DisplayName(
            "a foreign consumer in the group, eager, with RegexRouter and Filter on, while a fifth of the requests fails")
    void foreignEager() {
        foreign("foreign-eager", Scenario.EAGER);
    }

    @Test
    @Order(5)
    @DisplayName(
            "a foreign consumer in the group, cooperative, with RegexRouter and Filter on, while a fifth of the requests fails")
    void foreignCooperative() {
        foreign("foreign-coop", Scenario.COOPERATIVE);
    }

    private static void foreign(String name, String assignor) {
        Map<String, String> config = new HashMap<>(Scenario.transforms());
        config.put("consumer.override.partition.assignment.strategy", assignor);
        config.put("pipelines.p.topics", "routed-" + name);
        try (Scenario scenario = new Scenario(name, SEED, Feed.Mix.FILTERED, ROWS_PER_SECOND, config)) {
            scenario.storm(SEED);
            scenario.repeat(6, percent(11), i -> {
                scenario.intrude(assignor, 3_000);
                scenario.flow(3_000);
            });
            scenario.settle(false);
        }
    }

    @Test
    @Order(6)
    @DisplayName("workers and brokers killed, and Openlayer gone for a minute, while a fifth of the requests fails")
    void kills() {
        try (Scenario scenario = new Scenario("kills", SEED, Feed.Mix.ROWS, ROWS_PER_SECOND, Map.of())) {
            scenario.storm(SEED);
            List<Runnable> events = List.of(
                    scenario::killWorker,
                    () -> scenario.restartBroker(false),
                    scenario::killWorker,
                    () -> scenario.restartBroker(true),
                    () -> scenario.outage(OUTAGE));
            scenario.repeat(events.size(), percent(18), i -> {
                events.get(i % events.size()).run();
                scenario.flow(10_000);
            });
            scenario.settle(false);
        }
    }

    @Test
    @Order(7)
    @DisplayName("workers killed at full speed repeat what was acknowledged in the last 1.5 s or in flight")
    void killsAtFullSpeed() {
        try (Scenario scenario = new Scenario("full-speed", SEED, Feed.Mix.ROWS, ROWS_PER_SECOND, Map.of())) {
            scenario.slow(Duration.ofMillis(30));
            scenario.flow(30_000);
            scenario.repeat(3, percent(8), i -> {
                scenario.killWorker();
                scenario.flow(30_000);
            });
            scenario.settle(false);
        }
    }

    @Test
    @Order(8)
    @DisplayName(
            "auto.offset.reset=latest, and kills, stops and rebalances during an outage before the first acknowledgement")
    void latest() {
        Map<String, String> config = Map.of("consumer.override.auto.offset.reset", "latest");
        try (Scenario scenario = Scenario.duringOutage("latest", SEED, ROWS_PER_SECOND, config)) {
            List<Runnable> events = List.of(
                    scenario::killWorker,
                    scenario::stopAndResume,
                    () -> scenario.tasks(2),
                    scenario::join,
                    scenario::leave,
                    scenario::restartWorker);
            for (Runnable event : events) {
                scenario.awaitProbe();
                event.run();
            }
            scenario.awaitProbe();
            scenario.endOutage();
            scenario.flow(20_000);
            scenario.killWorker();
            scenario.flow(5_000);
            scenario.settle(false);
        }
    }

    @Test
    @Order(9)
    @DisplayName("rows of 20 KB and errant records of 1.6 MB, through kills and an outage")
    void largeRecords() {
        try (Scenario scenario =
                new Scenario("large", SEED, Feed.Mix.LARGE, ROWS_PER_SECOND / 6, Scenario.largeRecords())) {
            scenario.flow(5_000);
            scenario.killWorker();
            scenario.flow(5_000);
            scenario.outage(Duration.ofSeconds(20));
            scenario.flow(5_000);
            scenario.beginOutage();
            scenario.awaitProbe();
            scenario.killWorker();
            scenario.awaitProbe();
            scenario.endOutage();
            scenario.flow(5_000);
            scenario.settle(false);
        }
    }

    @Test
    @Order(10)
    @DisplayName("an outage of one pipeline of two: the other keeps its rows/s")
    void outageOfOnePipeline() {
        try (Scenario scenario = new Scenario("neighbor", SEED, Feed.Mix.ROWS, ROWS_PER_SECOND / 3, Map.of())) {
            scenario.addNeighbor(SEED, ROWS_PER_SECOND / 3);
            scenario.flow(5_000);
            scenario.compareNeighbor(Duration.ofSeconds(10));
            scenario.killWorker();
            scenario.awaitProbe();
            scenario.endOutage();
            scenario.flow(5_000);
            scenario.settle(false);
        }
    }

    @Test
    @Order(11)
    @DisplayName("rows that time out every time: they become errant, and the others go on")
    void hangingRows() {
        try (Scenario scenario =
                new Scenario("hanging", SEED, Feed.Mix.HANGING, ROWS_PER_SECOND / 3, Scenario.shortTimeouts())) {
            scenario.flow(40_000);
            scenario.stopAndResume();
            scenario.flow(10_000);
            scenario.killWorker();
            scenario.flow(10_000);
            scenario.settle(false);
        }
    }

    @Test
    @Order(12)
    @DisplayName("all of it at random, and poison among the rows")
    void random() {
        Random random = new Random(SEED);
        String assignor = random.nextBoolean() ? Scenario.EAGER : Scenario.COOPERATIVE;
        Map<String, String> config = new HashMap<>(Scenario.transforms());
        config.put("consumer.override.partition.assignment.strategy", assignor);
        try (Scenario scenario = new Scenario("random", SEED, Feed.Mix.POISONED, ROWS_PER_SECOND, config)) {
            scenario.storm(SEED);
            List<Runnable> events = List.of(
                    () -> scenario.tasks(1 + random.nextInt(Scenario.MOST_TASKS)),
                    () -> scenario.tasks(1 + random.nextInt(Scenario.MOST_TASKS)),
                    scenario::killWorker,
                    scenario::killWorker,
                    scenario::freezeWorker,
                    scenario::restartWorker,
                    scenario::restartTasks,
                    scenario::pauseAndResume,
                    scenario::stopAndResume,
                    () -> scenario.restartBroker(random.nextBoolean()),
                    () -> scenario.outage(Duration.ofSeconds(1 + random.nextInt(10))),
                    () -> scenario.intrude(assignor, 1_000),
                    () -> {
                        scenario.tasks(4);
                        scenario.join();
                        scenario.flow(1_000);
                        scenario.leave();
                    });
            scenario.repeat(12, percent(21), i -> {
                events.get(random.nextInt(events.size())).run();
                scenario.flow(3_000);
            });
            scenario.settle(false);
        }
    }
}
