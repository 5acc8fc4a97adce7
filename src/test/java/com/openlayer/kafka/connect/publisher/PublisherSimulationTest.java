package com.openlayer.kafka.connect.publisher;

import static com.openlayer.kafka.connect.publisher.PublisherFixture.MS;
import static com.openlayer.kafka.connect.testing.FakeOpenlayer.ACCEPTED;
import static org.assertj.core.api.Assertions.assertThat;

import com.openlayer.kafka.connect.api.Answer;
import com.openlayer.kafka.connect.testing.FakeOpenlayer.Call;
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
import java.util.UUID;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * Simulates thousands of random schedules of rows, faults, rebalances and time, each replayable from its seed: {@code
 * mvn test -Dtest=PublisherSimulationTest -Dsimulation.seed=N}.
 */
class PublisherSimulationTest {
    private static final int SCHEDULES = 3_000;

    @Test
    @DisplayName(
            "whatever happens, every good row is accepted, only bad rows are rejected, and no offset passes an unacknowledged row")
    void losesNothing() {
        Seeds.each(SCHEDULES, seed -> new PublisherSchedule(seed).run());
    }

    private static final class PublisherSchedule {
        private static final int STEPS = 300;

        private final Random random;
        private final PublisherFixture world;
        private final boolean ordered;
        private final int serverLimit;
        private final List<TopicPartition> partitions = new ArrayList<>();
        private final Map<TopicPartition, Long> nextOffset = new HashMap<>();
        private final Map<TopicPartition, Long> committed = new HashMap<>();
        /** Rows that Openlayer stored and rows that the connector rejected, by {@code topic-partition-offset}. */
        private final Map<String, Integer> stored = new HashMap<>();

        private final Set<String> refused = new HashSet<>();
        private final Set<UUID> accepting = new HashSet<>();
        private boolean rebalanced;
        private boolean failed;
        private String reason = "";
        private int outage;
        private Answer outageAnswer = ACCEPTED;

        PublisherSchedule(long seed) {
            random = new Random(seed);
            ordered = random.nextBoolean();
            PublisherSettings settings = PublisherSettings.defaults()
                    .maxRows(1 + random.nextInt(20))
                    .maxBytes(2_000)
                    .lingerNanos(random.nextBoolean() ? 0 : random.nextInt(2_000) * MS)
                    .maxInFlight(1 + random.nextInt(6))
                    .ordered(ordered)
                    .deliveryTimeoutNanos(3_600_000 * MS)
                    .notFoundTimeoutNanos(60_000 * MS)
                    .tolerant(true);
            serverLimit = random.nextInt(3) == 0 ? 300 + random.nextInt(700) : Integer.MAX_VALUE;
            world = new PublisherFixture(settings, 1 + random.nextInt(3), random);
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
            assertThat(failed).as(reason).isFalse();
            if (!unresolved().isEmpty()) {
                // Without other rows to compare it with, a row that fails alone is an outage: its offset does not
                // advance.
                return;
            }
            assertThat(world.isSettled()).as("each row is settled").isTrue();
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

        /**
         * With the server available again, every row completes, except those that fail alone without others to compare
         * them with.
         */
        private void settle() {
            drain();
            for (int i = 0; !world.isSettled() && !(i % 500 == 499 && isBlockedByFailingRows()); i++) {
                assertThat(i)
                        .as(() -> "steps until these are resolved: " + unresolved())
                        .isLessThan(20_000);
                assertThat(failed).as(reason).isFalse();
                if (world.calls.isEmpty()) {
                    boolean rang = world.clock.passToNext();
                    drain();
                    assertThat(rang).as("an alarm is set while rows wait").isTrue();
                } else {
                    answer();
                }
                check();
            }
        }

        /** With ordering=partition, such a row also blocks later rows of its partition. */
        private boolean isBlockedByFailingRows() {
            Set<String> lanes = new HashSet<>();
            return unresolved().stream()
                    .filter(r -> !ordered || lanes.add(laneOf(r)))
                    .allMatch(r -> r.matches("(sticky|hang)-.*"));
        }

        private List<String> unresolved() {
            List<String> rows = new ArrayList<>();
            for (TopicPartition partition : partitions) {
                for (long offset = 0; offset < nextOffset.getOrDefault(partition, 0L); offset++) {
                    String row = row(partition, offset);
                    if (!stored.containsKey(row) && !refused.contains(row)) {
                        rows.add(row);
                    }
                }
            }
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

        /** The kind of a row depends only on its name, so that it is the same when it is read again. */
        private static String row(TopicPartition partition, long offset) {
            long kind = Math.floorMod(partition.hashCode() * 31L + offset * 7_919L, 400L);
            String name = partition + "-" + offset;
            if (kind == 1) {
                return "bad-" + name;
            } else if (kind == 2) {
                return "sticky-" + name;
            } else if (kind == 3) {
                return "huge-" + name + "x".repeat(1_500);
            } else if (kind == 4) {
                return "hang-" + name;
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
            Call call = world.calls.get(index);
            Answer answer = judge(call);
            if (answer.kind() == Answer.Kind.ACCEPTED) {
                accepting.add(call.request().inferencePipelineId());
                store(call);
            } else if (answer.kind() == Answer.Kind.UNAVAILABLE && random.nextInt(10) == 0) {
                if (call.rows().stream().noneMatch(r -> r.matches("(bad|sticky|hang)-.*"))) {
                    store(call); // processed, but the answer is lost
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
                    String row = row(r.delivery().partition(), ((PublisherFixture.Submitted) r.delivery()).offset());
                    // A 413 for a row larger than any accepted one may be a limit of the server.
                    assertThat(row).matches(r.reason().startsWith("HTTP 413") ? ".*" : "(bad|sticky|hang|huge)-.*");
                    refused.add(row);
                }
            });
        }

        private Answer judge(Call call) {
            if (outage > 0 && random.nextInt(5) > 0) {
                boolean proven = accepting.contains(call.request().inferencePipelineId());
                return proven || outageAnswer.kind() != Answer.Kind.TOO_LARGE
                        ? outageAnswer
                        : PublisherFixture.internalError();
            }
            if (random.nextInt(12) == 0) {
                return switch (random.nextInt(4)) {
                    case 0 -> PublisherFixture.timedOut();
                    case 1 -> PublisherFixture.rateLimited();
                    default -> Answer.unavailable("flake", Optional.empty(), random.nextBoolean());
                };
            }
            if (call.request().size() > serverLimit) {
                return Answer.tooLarge("too large");
            }
            if (call.rows().stream().anyMatch(r -> r.startsWith("sticky"))) {
                return PublisherFixture.internalError();
            }
            if (call.rows().stream().anyMatch(r -> r.startsWith("hang"))) {
                return PublisherFixture.timedOut();
            }
            if (call.rows().stream().anyMatch(r -> r.startsWith("bad"))) {
                return PublisherFixture.refused("bad row");
            }
            return ACCEPTED;
        }

        private void store(Call call) {
            for (String row : call.rows()) {
                stored.merge(row, 1, Integer::sum);
            }
        }

        private void startOrEndOutage() {
            outage = outage > 0 ? 0 : 1;
            outageAnswer = switch (random.nextInt(6)) {
                case 0 -> PublisherFixture.internalError();
                case 3 -> PublisherFixture.timedOut();
                case 4 -> Answer.tooLarge("HTTP 413");
                case 5 -> PublisherFixture.rateLimited();
                case 1 -> PublisherFixture.unavailable(Duration.ofMillis(random.nextInt(5_000)));
                default -> PublisherFixture.unavailable("reset");
            };
        }

        private void commit() {
            world.partitions().forEach(partition -> {
                long offset = world.committable(partition, nextOffset.get(partition));
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

        /** Revokes a partition and assigns it again: the consumer restarts at the committed offset. */
        private void rebalance() {
            commit();
            rebalanced = true;
            TopicPartition partition = partitions.get(random.nextInt(partitions.size()));
            if (world.revoke(partition)) {
                long from = committed.get(partition);
                List<String> again = new ArrayList<>();
                for (long offset = from; offset < nextOffset.get(partition); offset++) {
                    again.add(row(partition, offset));
                }
                world.submit(partition.partition() % world.pipelines.size(), partition, from, again);
            }
        }

        private void check() {
            assertThat(world.calls)
                    .hasSizeLessThanOrEqualTo(Publisher.maxRequests(world.settings, world.pipelines.size()));
            assertThat(world.calls.stream().filter(c -> c.rows().size() > 1).count())
                    .isLessThanOrEqualTo(Math.max(world.settings.maxInFlight(), world.pipelines.size()));
            Set<String> lanes = new HashSet<>();
            for (Call call : world.calls) {
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

        private static Set<String> lanesOf(Call call) {
            Set<String> lanes = new HashSet<>();
            call.rows().forEach(r -> lanes.add(laneOf(r)));
            assertThat(lanes).hasSize(1);
            return lanes;
        }

        private static String laneOf(String row) {
            return row.replaceAll("^(bad|sticky|hang|huge|same)-", "").replaceAll("-\\d+x*$", "");
        }

        /** With ordering=partition no row is sent before the older ones of its partition are complete. */
        private void checkOrder(String row) {
            long offset = Long.parseLong(row.replaceAll("x+$", "").replaceAll(".*-", ""));
            for (TopicPartition partition : partitions) {
                if (partition.toString().equals(laneOf(row))) {
                    assertThat(world.committable(partition, Long.MAX_VALUE)).isLessThanOrEqualTo(offset);
                }
            }
        }
    }
}
