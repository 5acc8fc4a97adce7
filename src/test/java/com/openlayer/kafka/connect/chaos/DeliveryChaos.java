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
 * Delivers a million rows through every kind of failure: {@code mvn verify -Pchaos}. The options {@code -Dchaos.rows}
 * and {@code -Dchaos.seed} change the defaults. The seed determines the rows, the faults and the order of events, but
 * not their timing, so that two runs with the same seed are similar, not equal.
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

    private static Scenario rows(String name) {
        return new Scenario(name, SEED, Feed.Mix.ROWS, ROWS_PER_SECOND, Map.of());
    }

    private static long percent(int share) {
        return ROWS * share / 100;
    }

    @Test
    @Order(1)
    @DisplayName("clean rebalances and stops cause no duplicates")
    void cleanly() {
        try (Scenario scenario = rows("clean")) {
            scenario.slow(Duration.ofMillis(30));
            List<Runnable> events = List.of(
                    () -> scenario.tasks(1),
                    scenario::pauseAndResume,
                    () -> scenario.tasks(4),
                    scenario::stopAndResume,
                    scenario::join,
                    () -> scenario.intrude(ScenarioConfig.EAGER, 2_000),
                    scenario::leave,
                    scenario::restartTasks,
                    scenario::restartWorker);
            scenario.cycle(events, percent(11), 2_000);
            scenario.settle(true);
        }
    }

    @Test
    @Order(2)
    @DisplayName("rebalances by changes of tasks.max, while a fifth of the requests fails")
    void tasksMax() {
        try (Scenario scenario = rows("tasks-max")) {
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
        try (Scenario scenario = rows("second-worker")) {
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
            "another consumer in the group with the eager protocol, with RegexRouter and Filter, while a fifth of the requests fails")
    void foreignEager() {
        foreign("foreign-eager", ScenarioConfig.EAGER);
    }

    @Test
    @Order(5)
    @DisplayName(
            "another consumer in the group with the cooperative protocol, with RegexRouter and Filter, while a fifth of the requests fails")
    void foreignCooperative() {
        foreign("foreign-coop", ScenarioConfig.COOPERATIVE);
    }

    private static void foreign(String name, String assignor) {
        Map<String, String> config = new HashMap<>(ScenarioConfig.transforms());
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
    @DisplayName("kills of workers and brokers and an outage of a minute, while a fifth of the requests fails")
    void kills() {
        try (Scenario scenario = rows("kills")) {
            scenario.storm(SEED);
            List<Runnable> events = List.of(
                    scenario::killWorker,
                    () -> scenario.restartBroker(false),
                    scenario::killWorker,
                    () -> scenario.restartBroker(true),
                    () -> scenario.outage(OUTAGE));
            scenario.cycle(events, percent(18), 10_000);
            scenario.settle(false);
        }
    }

    @Test
    @Order(7)
    @DisplayName("workers killed at full speed repeat only rows in flight or acknowledged in the last 1.5 s")
    void killsAtFullSpeed() {
        try (Scenario scenario = rows("full-speed")) {
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
            "auto.offset.reset=latest: kills, stops and rebalances during an outage before the first acknowledgement")
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
    @DisplayName("rows of 20 KB and errant records of 1.6 MB, with kills and an outage")
    void largeRecords() {
        try (Scenario scenario =
                new Scenario("large", SEED, Feed.Mix.LARGE, ROWS_PER_SECOND / 6, ScenarioConfig.largeRecords())) {
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
    @DisplayName("during an outage of one of two pipelines, the other keeps its throughput")
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
    @DisplayName("rows that always time out become errant, and do not block the others")
    void hangingRows() {
        try (Scenario scenario =
                new Scenario("hanging", SEED, Feed.Mix.HANGING, ROWS_PER_SECOND / 3, ScenarioConfig.shortTimeouts())) {
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
    @DisplayName("records of several rows and of none, with kills and an outage, while a fifth of the requests fails")
    void several() {
        try (Scenario scenario = new Scenario("several", SEED, Feed.Mix.SEVERAL, ROWS_PER_SECOND / 3, Map.of())) {
            scenario.storm(SEED);
            List<Runnable> events = List.of(
                    scenario::killWorker,
                    () -> scenario.tasks(2),
                    () -> scenario.outage(Duration.ofSeconds(10)),
                    scenario::killWorker,
                    scenario::stopAndResume,
                    () -> scenario.restartBroker(true));
            scenario.cycle(events, percent(3), 3_000);
            scenario.settle(false);
        }
    }

    @Test
    @Order(13)
    @DisplayName("all events in random order, with poison and records of several rows and of none among the rows")
    void random() {
        Random random = new Random(SEED);
        String assignor = random.nextBoolean() ? ScenarioConfig.EAGER : ScenarioConfig.COOPERATIVE;
        Map<String, String> config = new HashMap<>(ScenarioConfig.transforms());
        config.put("consumer.override.partition.assignment.strategy", assignor);
        try (Scenario scenario = new Scenario("random", SEED, Feed.Mix.POISONED_SEVERAL, ROWS_PER_SECOND, config)) {
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
