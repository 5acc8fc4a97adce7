package com.openlayer.kafka.connect.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** A short version of {@link DeliveryChaos} for each build. */
class RebalanceIT {
    private static final long SEED = 20_261_123;

    @Test
    @DisplayName("changes of tasks, a stopped connector and a stopped worker cause neither losses nor duplicates")
    void cleanly() {
        try (Scenario scenario = new Scenario("quick-clean", SEED, Feed.Mix.ROWS, 1_000, Map.of())) {
            scenario.slow(Duration.ofMillis(30));
            scenario.flow(1_000);
            scenario.tasks(1);
            scenario.flow(1_000);
            scenario.tasks(4);
            scenario.flow(1_000);
            scenario.stopAndResume();
            scenario.flow(1_000);
            scenario.restartWorker();
            scenario.flow(1_000);
            assertThat(scenario.settle(true).duplicates()).isZero();
        }
    }

    @Test
    @DisplayName("a worker killed during failing requests and poison loses nothing, and only poison is dead-lettered")
    void killed() {
        try (Scenario scenario =
                new Scenario("quick-kill", SEED, Feed.Mix.POISONED, 1_000, ScenarioConfig.transforms())) {
            scenario.storm(SEED);
            scenario.flow(2_000);
            scenario.killWorker();
            scenario.flow(2_000);
            scenario.tasks(1);
            scenario.flow(1_000);
            assertThat(scenario.settle(false).lost()).isZero();
        }
    }
}
