package com.openlayer.kafka.connect.delivery;

import static com.openlayer.kafka.connect.delivery.World.ACCEPTED;
import static com.openlayer.kafka.connect.delivery.World.MS;
import static org.assertj.core.api.Assertions.assertThat;

import com.openlayer.kafka.connect.api.Answer;
import com.openlayer.kafka.connect.testing.Seeds;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * Thousands of random schedules of rows, faults, rebalances and time, each replayable from its seed:
 * {@code mvn test -Dtest=PublisherSimulationTest -Dsimulation.seed=N}.
 */
class PublisherSimulationTest {
    private static final int SCHEDULES = 3_000;

    @Test
    @DisplayName("whatever happens, every good row is accepted, only bad ones are refused, and no offset runs ahead")
    void losesNothing() {
        Seeds.each(SCHEDULES, seed -> new Schedule(seed).run());
    }

    private static final class Schedule {
        private static final int STEPS = 300;

        private final Random random;
        private final World world;
        private final boolean ordered;
        private final int serverLimit;
        private final List<TopicPartition> partitions = new ArrayList<>();
        private final Map<TopicPartition, Long> nextOffset = new HashMap<>();
        private final Map<TopicPartition, Long> committed = new HashMap<>();
        /** Rows that Openlayer has, and what the connector gave up, by {@code topic-partition-offset}. */
        private final Map<String, Integer> stored = new HashMap<>();

        private final Set<String> refused = new HashSet<>();
        private boolean rebalanced;
        private boolean failed;
        private String reason = "";
        private int outage;
        private Answer outageAnswer = ACCEPTED;

        Schedule(long seed) {
            random = new Random(seed);
            ordered = random.nextBoolean();
            PublisherSettings settings = new PublisherSettings(
                    1 + random.nextInt(20),
                    2_000,
                    random.nextBoolean() ? 0 : random.nextInt(2_000) * MS,
                    1 + random.nextInt(6),
                    ordered,
                    3_600_000 * MS,
                    60_000 * MS,
                    true);
            serverLimit = random.nextInt(3) == 0 ? 300 + random.nextInt(700) : Integer.MAX_VALUE;
            world = new World(settings, 1 + random.nextInt(3), random);
            for (int i = 0; i < 1 + random.nextInt(4); i++) {
                partitions.add(new TopicPartition("t" + i % world.pipelines.size(), i));
            }
        }

        void run() {
            for (int step = 0; step < STEPS; step++) {
                switch (random.nextInt(12)) {
                    case 0, 1, 2 -> produce();
                    case 3, 4, 5, 6, 7 -> answer();
                    case 8 -> {
                        world.pass(random.nextInt(3_000) * MS);
                        drain();
                    }
                    case 9 -> startOrEndOutage();
                    case 10 -> commit();
                    default -> {
                        if (random.nextInt(10) == 0) {
                            rebalance();
                        }
                    }
                }
                check();
            }
            outage = 0;
            settle();
            if (failed) {
                // A row that gets 500s with nothing left to compare it with is taken for an outage: better that than to
                // take an outage for bad rows.
                assertThat(pendingRows()).as(reason).isNotEmpty().allMatch(r -> r.startsWith("sticky"));
                return;
            }
            assertThat(world.backlog.rows()).as("rows that nobody dealt with").isZero();
            assertThat(world.backlog.bytes()).isZero();
            for (TopicPartition partition : partitions) {
                for (long offset = 0; offset < nextOffset.getOrDefault(partition, 0L); offset++) {
                    String row = row(partition, offset);
                    assertThat(stored.containsKey(row) || refused.contains(row))
                            .as(row)
                            .isTrue();
                }
            }
            assertThat(world.calls).isEmpty();
        }

        /** With the server well again, everything ends; a row that gets 500s for ever only after its time. */
        private void settle() {
            drain();
            for (int i = 0; i < 200_000 && !world.backlog.isEmpty() && !failed; i++) {
                if (world.calls.isEmpty()) {
                    boolean rang = world.passToNextAlarm();
                    drain();
                    assertThat(rang).as("an alarm is set while rows wait").isTrue();
                } else {
                    answer();
                }
                check();
            }
        }

        private List<String> pendingRows() {
            List<String> rows = new ArrayList<>();
            world.ledgers.forEach((partition, ledger) -> {
                while (!ledger.isEmpty()) {
                    long offset = ledger.committable(Long.MAX_VALUE);
                    rows.add(row(partition, offset));
                    ledger.settle(world.delivery(partition, offset));
                }
            });
            return rows;
        }

        private void produce() {
            TopicPartition partition = partitions.get(random.nextInt(partitions.size()));
            long offset = nextOffset.getOrDefault(partition, 0L);
            List<String> rows = new ArrayList<>();
            for (int i = 1 + random.nextInt(40); i > 0; i--) {
                rows.add(row(partition, offset + rows.size()));
            }
            nextOffset.put(partition, offset + rows.size());
            world.submit(partition.partition() % world.pipelines.size(), partition, offset, rows);
        }

        /** What a row is like follows from its name alone, so that it is the same when it comes again. */
        private static String row(TopicPartition partition, long offset) {
            long kind = Math.floorMod(partition.hashCode() * 31L + offset * 7_919L, 400L);
            String name = partition + "-" + offset;
            if (kind == 1) {
                return "bad-" + name;
            } else if (kind == 2) {
                return "sticky-" + name;
            } else if (kind == 3) {
                return "huge-" + name + "x".repeat(1_500);
            } else if (kind < 20) {
                return "same-" + name;
            }
            return name;
        }

        private void answer() {
            if (world.calls.isEmpty()) {
                return;
            }
            int index = random.nextInt(world.calls.size());
            World.Call call = world.calls.get(index);
            Answer answer = judge(call);
            if (answer instanceof Answer.Accepted) {
                store(call);
            } else if (answer instanceof Answer.Unavailable && random.nextInt(10) == 0) {
                if (call.rows().stream().noneMatch(r -> r.startsWith("bad") || r.startsWith("sticky"))) {
                    store(call); // handled, but the answer is lost
                }
            }
            world.answer(index, answer);
            drain();
        }

        private void drain() {
            world.drain().forEach(outcome -> {
                if (outcome instanceof Outcome.Failed failure) {
                    failed = true;
                    reason = failure.reason();
                }
                if (outcome instanceof Outcome.Refused r) {
                    String row =
                            row(r.delivery().ledger().partition(), r.delivery().offset());
                    assertThat(row).matches("(bad|sticky|huge)-.*");
                    refused.add(row);
                }
            });
        }

        private Answer judge(World.Call call) {
            if (outage > 0 && random.nextInt(5) > 0) {
                return outageAnswer;
            }
            if (random.nextInt(12) == 0) {
                return new Answer.Unavailable("flake", Optional.empty(), random.nextBoolean());
            }
            if (call.request().size() > serverLimit) {
                return new Answer.TooLarge("too large");
            }
            // In order, nothing can be compared with a row that holds its lane: that fails the task, by its timeout.
            if (!ordered && call.rows().stream().anyMatch(r -> r.startsWith("sticky"))) {
                return World.internalError();
            }
            if (call.rows().stream().anyMatch(r -> r.startsWith("bad"))) {
                return World.refused("bad row");
            }
            return ACCEPTED;
        }

        private void store(World.Call call) {
            for (String row : call.rows()) {
                stored.merge(row, 1, Integer::sum);
            }
        }

        private void startOrEndOutage() {
            outage = outage > 0 ? 0 : 1;
            outageAnswer = switch (random.nextInt(3)) {
                case 0 -> World.internalError();
                case 1 -> World.unavailable(Duration.ofMillis(random.nextInt(5_000)));
                default -> World.unavailable("reset");
            };
        }

        private void commit() {
            world.ledgers.forEach((partition, ledger) -> {
                long offset = ledger.committable(nextOffset.get(partition));
                assertThat(offset).isGreaterThanOrEqualTo(committed.getOrDefault(partition, 0L));
                for (long o = committed.getOrDefault(partition, 0L); o < offset; o++) {
                    String row = row(partition, o);
                    assertThat(stored.containsKey(row) || refused.contains(row))
                            .as("committed %s", row)
                            .isTrue();
                }
                committed.put(partition, offset);
            });
        }

        /** A partition goes and comes back: the consumer starts again where it had committed. */
        private void rebalance() {
            commit();
            rebalanced = true;
            TopicPartition partition = partitions.get(random.nextInt(partitions.size()));
            PartitionLedger ledger = world.ledgers.remove(partition);
            if (ledger != null) {
                ledger.close();
                world.publisher.prune();
                long from = committed.get(partition);
                List<String> again = new ArrayList<>();
                for (long offset = from; offset < nextOffset.get(partition); offset++) {
                    again.add(row(partition, offset));
                }
                world.submit(partition.partition() % world.pipelines.size(), partition, from, again);
            }
        }

        private void check() {
            assertThat(world.calls).hasSizeLessThanOrEqualTo(world.settings.maxInFlight());
            Set<String> lanes = new HashSet<>();
            for (World.Call call : world.calls) {
                assertThat(call.rows().size()).isBetween(1, world.settings.maxRows());
                if (call.rows().size() > 1) {
                    assertThat(call.request().size()).isLessThanOrEqualTo(world.settings.maxBytes());
                }
                assertThat(call.rows().stream()
                                .filter(r -> r.startsWith("same"))
                                .count())
                        .isLessThanOrEqualTo(1);
                if (ordered && !rebalanced) {
                    for (String lane : lanesOf(call)) {
                        assertThat(lanes.add(lane))
                                .as("two requests of %s", lane)
                                .isTrue();
                    }
                    call.rows().forEach(this::checkOrder);
                }
            }
        }

        private static Set<String> lanesOf(World.Call call) {
            Set<String> lanes = new HashSet<>();
            call.rows().forEach(r -> lanes.add(laneOf(r)));
            assertThat(lanes).hasSize(1);
            return lanes;
        }

        private static String laneOf(String row) {
            return row.replaceAll("^(bad|sticky|huge|same)-", "").replaceAll("-\\d+x*$", "");
        }

        /** With ordering=partition no row goes out before an older one of its partition is dealt with. */
        private void checkOrder(String row) {
            long offset = Long.parseLong(row.replaceAll("x+$", "").replaceAll(".*-", ""));
            for (TopicPartition partition : partitions) {
                if (partition.toString().equals(laneOf(row))) {
                    PartitionLedger ledger = world.ledgers.get(partition);
                    assertThat(ledger.committable(Long.MAX_VALUE)).isLessThanOrEqualTo(offset);
                }
            }
        }
    }
}
