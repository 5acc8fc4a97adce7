package com.openlayer.kafka.connect.publisher;

import static com.openlayer.kafka.connect.publisher.PublisherFixture.MS;
import static com.openlayer.kafka.connect.testing.FakeOpenlayer.ACCEPTED;
import static org.assertj.core.api.Assertions.assertThat;

import com.openlayer.kafka.connect.api.Answer;
import com.openlayer.kafka.connect.row.Rows;
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
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * Simulates hundreds of random schedules of rows and their updates in one publisher, with faults, rebalances and time,
 * each replayable from its seed: {@code mvn test -Dtest=UpdatesSimulationTest -Dsimulation.seed=N}.
 */
class UpdatesSimulationTest {
    private static final int SCHEDULES = 500;

    @Test
    @DisplayName(
            "whatever happens, no update is lost or followed by an older one, and the last update of each row is the newest")
    void keepsOrder() {
        Seeds.each(SCHEDULES, seed -> new LabelSchedule(seed).run());
    }

    private static final class LabelSchedule {
        private static final int STEPS = 300;
        private static final int PUBLISHING = 0;
        private static final int UPDATING = 1;

        private final Random random;
        private final PublisherFixture world;
        private final int ids;
        /** Partition 0 contains rows, the others updates keyed by id. */
        private final List<TopicPartition> partitions = new ArrayList<>();

        private final Map<TopicPartition, List<String>> log = new HashMap<>();
        private final Map<TopicPartition, Long> committed = new HashMap<>();
        /** When rows can be updated, by id. */
        private final Map<String, Long> appearing = new HashMap<>();
        /** Accepted updates by id, as their positions in the log, in order of acceptance. */
        private final Map<String, List<Long>> accepted = new HashMap<>();

        private final Set<String> refused = new HashSet<>();
        /** How often a partition was read again from its committed offset. */
        private final Map<TopicPartition, Integer> rewinds = new HashMap<>();

        private boolean failed;
        private int outage;

        LabelSchedule(long seed) {
            random = new Random(seed);
            ids = 1 + random.nextInt(30);
            world = new PublisherFixture(
                    PublisherSettings.defaults()
                            .maxRows(1 + random.nextInt(20))
                            .maxBytes(2_000)
                            .lingerNanos(random.nextBoolean() ? 0 : random.nextInt(500) * MS)
                            .maxInFlight(1 + random.nextInt(6))
                            .ordered(random.nextBoolean())
                            .deliveryTimeoutNanos(3_600_000 * MS)
                            .notFoundTimeoutNanos(120_000 * MS)
                            .tolerant(true),
                    List.of(Rows.requestConfig(), Rows.updateConfig()),
                    random);
            for (int i = 0; i < 2 + random.nextInt(3); i++) {
                partitions.add(new TopicPartition("t", i));
                log.put(partitions.get(i), new ArrayList<>());
            }
        }

        void run() {
            for (int step = 0; step < STEPS; step++) {
                switch (random.nextInt(12)) {
                    case 0 -> publish();
                    case 1, 2 -> update();
                    case 3, 4, 5, 6, 7 -> answer();
                    case 8 -> {
                        world.pass(random.nextInt(3_000) * MS);
                        drain();
                    }
                    case 9 -> outage = random.nextInt(4) == 0 ? 1 : 0;
                    case 10 -> commit();
                    default -> {
                        if (random.nextInt(8) == 0) {
                            rebalance();
                        }
                    }
                }
                check();
            }
            outage = 0;
            settle();
            assertThat(failed).isFalse();
            assertThat(world.isSettled()).as("each row is settled").isTrue();
            assertThat(world.pipelines).allMatch(Pipeline::isIdle);
            for (TopicPartition partition : partitions.subList(1, partitions.size())) {
                Map<String, Long> newest = new HashMap<>();
                List<String> rows = log.get(partition);
                for (long offset = 0; offset < rows.size(); offset++) {
                    String row = rows.get((int) offset);
                    if (!refused.contains(row)) {
                        assertThat(accepted.get(id(row))).as(row).contains(offset);
                        newest.put(id(row), offset);
                    }
                }
                newest.forEach((id, offset) -> assertThat(accepted.get(id))
                        .as("the last update of %s", id)
                        .endsWith(offset));
            }
        }

        private void settle() {
            drain();
            // With one existing row in every partition, no configuration is suspected.
            appearing.putIfAbsent("row0", world.now());
            for (TopicPartition partition : partitions.subList(1, partitions.size())) {
                submit(
                        partition,
                        List.of("proof" + partition.partition() + ":fine"
                                + log.get(partition).size()));
                appearing.put("proof" + partition.partition(), world.now());
            }
            for (int i = 0; i < 200_000 && !world.isSettled() && !failed; i++) {
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

        private void publish() {
            TopicPartition partition = partitions.get(0);
            List<String> rows = new ArrayList<>();
            for (int i = 1 + random.nextInt(5); i > 0; i--) {
                rows.add("row" + random.nextInt(ids));
            }
            submit(partition, rows);
        }

        private void update() {
            TopicPartition partition = partitions.get(1 + random.nextInt(partitions.size() - 1));
            int others = partitions.size() - 1;
            List<String> rows = new ArrayList<>();
            for (int i = 1 + random.nextInt(20); i > 0; i--) {
                // Each id belongs to one partition, as in a topic keyed by it.
                int id = random.nextInt(ids) * others + partition.partition() - 1;
                int at = log.get(partition).size() + rows.size();
                rows.add("row" + id + ":" + (random.nextInt(40) == 0 ? "bad" : "fine") + at);
            }
            submit(partition, rows);
        }

        private void submit(TopicPartition partition, List<String> rows) {
            long from = log.get(partition).size();
            log.get(partition).addAll(rows);
            world.submit(partition.partition() == 0 ? PUBLISHING : UPDATING, partition, from, rows);
        }

        private static String id(String row) {
            return row.substring(0, row.indexOf(':'));
        }

        private void answer() {
            if (world.calls.isEmpty()) {
                return;
            }
            int index = random.nextInt(world.calls.size());
            Call call = world.calls.get(index);
            Answer answer = judge(call);
            if (answer.equals(ACCEPTED) || (answer.kind() == Answer.Kind.UNAVAILABLE && random.nextInt(4) == 0)) {
                store(call); // or processed, but the answer is lost
            }
            world.answer(index, answer);
            drain();
        }

        private Answer judge(Call call) {
            if (outage > 0 && random.nextInt(5) > 0) {
                return PublisherFixture.unavailable(Duration.ofMillis(random.nextInt(2_000)));
            }
            if (random.nextInt(8) == 0) {
                return Answer.unavailable("flake", Optional.empty(), random.nextBoolean());
            }
            if (call.request().updatedRowId() == null) {
                return ACCEPTED;
            }
            if (!isThere(call)) {
                return Answer.rowUnknown("HTTP 404");
            }
            return call.rows().get(0).contains(":bad") ? PublisherFixture.refused("bad row") : ACCEPTED;
        }

        private boolean isThere(Call call) {
            return world.now() >= appearing.getOrDefault(call.request().updatedRowId(), Long.MAX_VALUE);
        }

        private void store(Call call) {
            String id = call.request().updatedRowId();
            String row = call.rows().get(0);
            if (id == null) {
                call.rows().forEach(r -> appearing.putIfAbsent(r, world.now() + random.nextInt(20_000) * MS));
            } else if (isThere(call) && !row.contains(":bad")) {
                List<Long> offsets = accepted.computeIfAbsent(id, i -> new ArrayList<>());
                offsets.add(offset(row));
                if (id.startsWith("row")) {
                    assertThat(inversions(offsets)).as(id).isLessThanOrEqualTo(rewinds.getOrDefault(partition(id), 0));
                }
                refused.remove(row); // rejected during an earlier assignment
            }
        }

        /** The offset that the row itself contains. */
        private static long offset(String row) {
            return Long.parseLong(row.replaceAll(".*\\D", ""));
        }

        private void drain() {
            world.drain().forEach(outcome -> {
                failed |= outcome instanceof Outcome.Failed;
                if (outcome instanceof Outcome.Refused r) {
                    String row = new String(r.delivery().row().json(), java.nio.charset.StandardCharsets.UTF_8);
                    assertThat(row.contains(":bad") || r.reason().contains("update.not.found.timeout.ms"))
                            .as(row)
                            .isTrue();
                    refused.add(row);
                }
            });
        }

        private void commit() {
            world.partitions().forEach(partition -> {
                long offset = world.committable(partition, log.get(partition).size());
                assertThat(offset).isGreaterThanOrEqualTo(committed.getOrDefault(partition, 0L));
                for (long o = committed.getOrDefault(partition, 0L); o < offset; o++) {
                    String row = log.get(partition).get((int) o);
                    if (row.contains(":")) {
                        assertThat(refused.contains(row)
                                        || accepted.getOrDefault(id(row), List.of())
                                                .contains(o))
                                .as("committed %s", row)
                                .isTrue();
                    }
                }
                committed.put(partition, offset);
            });
        }

        private void rebalance() {
            if (random.nextBoolean()) {
                commit();
            }
            TopicPartition partition = partitions.get(random.nextInt(partitions.size()));
            if (world.revoke(partition)) {
                rewinds.merge(partition, 1, Integer::sum);
                int from = committed.getOrDefault(partition, 0L).intValue();
                List<String> again = List.copyOf(
                        log.get(partition).subList(from, log.get(partition).size()));
                world.submit(partition.partition() == 0 ? PUBLISHING : UPDATING, partition, from, again);
            }
        }

        private void check() {
            assertThat(world.calls)
                    .hasSizeLessThanOrEqualTo(Publisher.maxRequests(world.settings, world.pipelines.size()));
            Set<String> out = new HashSet<>();
            for (Call call : world.calls) {
                if (call.request().updatedRowId() != null) {
                    assertThat(out.add(call.request().updatedRowId()))
                            .as("one request for %s", call.request().updatedRowId())
                            .isTrue();
                }
            }
        }

        private TopicPartition partition(String id) {
            return partitions.get(1 + Integer.parseInt(id.substring(3)) % (partitions.size() - 1));
        }

        /** Each rewind of the partition may repeat older updates of a row once; nothing else may. */
        private static int inversions(List<Long> offsets) {
            int inversions = 0;
            for (int i = 1; i < offsets.size(); i++) {
                inversions += offsets.get(i) < offsets.get(i - 1) ? 1 : 0;
            }
            return inversions;
        }
    }
}
