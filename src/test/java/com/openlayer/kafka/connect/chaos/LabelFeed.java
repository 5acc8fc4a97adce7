package com.openlayer.kafka.connect.chaos;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.openlayer.kafka.connect.testing.StubUpdates;
import com.openlayer.kafka.connect.testing.Topics;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.assertj.core.api.SoftAssertions;
import org.awaitility.Awaitility;

/**
 * Writes labels for the rows of a {@link Feed}, several for each row and in its partition, and records which arrive. Labels
 * are numbered, so that their order is verifiable.
 */
final class LabelFeed {
    private static final int LABELS_PER_TICK = 4;
    private static final long TICK_MILLIS = 40;
    /** Only multiples of this offset get labels, so that rows get several. */
    private static final int EVERY = 200;

    private final Topics topics;
    private final String topic;
    private final String rowsTopic;
    private final Feed rows;
    private final Random random;
    private final ScheduledExecutorService pace = Executors.newSingleThreadScheduledExecutor();
    private final ScheduledFuture<?> ticks;

    // Guarded by this.
    private final List<String> sent = new ArrayList<>();
    private final Map<Integer, Integer> arrived = new HashMap<>();
    private final Map<String, Integer> newest = new HashMap<>();
    private final Map<String, Integer> last = new HashMap<>();
    private final Map<String, Integer> overtaken = new HashMap<>();

    LabelFeed(Topics topics, String topic, String rowsTopic, Feed rows, long seed, StubUpdates updates) {
        this.topics = topics;
        this.topic = topic;
        this.rowsTopic = rowsTopic;
        this.rows = rows;
        this.random = new Random(seed);
        updates.listen(this::arrived);
        ticks = pace.scheduleWithFixedDelay(this::tick, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void tick() {
        for (int i = 0; i < LABELS_PER_TICK; i++) {
            int partition = random.nextInt(rows.partitions());
            long choice = (rows.sent(partition) + EVERY - 1) / EVERY;
            long offset = choice == 0 ? 0 : EVERY * random.nextLong(choice);
            if (choice > 0 && rows.kindOf(partition, offset) == Feed.RecordKind.ROW) {
                send(partition, rowsTopic + "-" + partition + "-" + offset);
            }
        }
    }

    private synchronized void send(int partition, String id) {
        int number = sent.size();
        sent.add(id);
        newest.put(id, number);
        String text = "{\"of\":\"%s\",\"truth\":\"label %d\",\"number\":%d}".formatted(id, number, number);
        topics.send(new ProducerRecord<>(topic, partition, null, text.getBytes(UTF_8)));
    }

    private synchronized void arrived(String id, JsonNode row) {
        int number = row.path("number").asInt();
        arrived.merge(number, 1, Integer::sum);
        Integer before = last.put(id, number);
        if (before != null && before > number) {
            overtaken.merge(id, 1, Integer::sum);
        }
    }

    /** Ends the feed, and waits until everything sent is in the topic. */
    void finish() {
        assertThat(ticks.isDone() && !ticks.isCancelled()).as("failed").isFalse();
        ticks.cancel(false);
        pace.shutdown();
        Awaitility.await("end of the labels").until(pace::isTerminated);
        topics.flush();
    }

    private synchronized int sent() {
        return sent.size();
    }

    /** The numbers of labels that never arrived. */
    private synchronized List<Integer> lost() {
        List<Integer> lost = new ArrayList<>();
        for (int number = 0; number < sent.size(); number++) {
            if (!arrived.containsKey(number)) {
                lost.add(number);
            }
        }
        return lost;
    }

    /** Rows whose last label is not their newest. */
    private synchronized List<String> stale() {
        return newest.keySet().stream()
                .filter(id -> !newest.get(id).equals(last.get(id)))
                .sorted()
                .toList();
    }

    /** The maximum over all rows of how often a row got an older label after a newer one. */
    private synchronized int mostOvertaken() {
        return overtaken.values().stream().mapToInt(Integer::intValue).max().orElse(0);
    }

    /**
     * Prints and checks the counts.
     *
     * @param ordered whether the last label of each row must be its newest
     * @param mostOvertaken the allowed number of times that a row gets an older label after a newer one
     */
    void check(SoftAssertions soft, String name, boolean ordered, int mostOvertaken) {
        System.out.printf(
                "%s: %d labels, %d duplicates, %d lost, %d rows with a stale last label, at most %d overtaken%n",
                name, sent(), duplicates(), lost().size(), stale().size(), mostOvertaken());
        soft.assertThat(lost()).as("lost labels").isEmpty();
        if (ordered) {
            soft.assertThat(stale())
                    .as("rows whose last label is not their newest")
                    .isEmpty();
        }
        soft.assertThat(mostOvertaken())
                .as("times that a row got an older label after a newer one")
                .isLessThanOrEqualTo(mostOvertaken);
    }

    private synchronized int duplicates() {
        return arrived.values().stream().mapToInt(times -> times - 1).sum();
    }
}
