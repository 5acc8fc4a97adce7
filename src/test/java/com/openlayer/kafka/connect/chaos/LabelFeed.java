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
import org.awaitility.Awaitility;

/**
 * Labels of rows that a {@link Feed} writes, each row's several times and in the partition of the row, and what arrives of
 * them: labels are numbered, so that the order of each row can be seen.
 */
final class LabelFeed {
    private static final int LABELS_PER_TICK = 4;
    private static final long TICK_MILLIS = 40;
    /** Only such offsets are labelled, so that rows get several labels. */
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

    /** Ends the feed; all it sent is in the topic then. */
    void finish() {
        assertThat(ticks.isDone() && !ticks.isCancelled()).as("broken").isFalse();
        ticks.cancel(false);
        pace.shutdown();
        Awaitility.await("end of the labels").until(pace::isTerminated);
        topics.flush();
    }

    synchronized int sent() {
        return sent.size();
    }

    /** Numbers of labels that never arrived. */
    synchronized List<Integer> lost() {
        List<Integer> lost = new ArrayList<>();
        for (int number = 0; number < sent.size(); number++) {
            if (!arrived.containsKey(number)) {
                lost.add(number);
            }
        }
        return lost;
    }

    /** Rows whose last label is not their newest. */
    synchronized List<String> stale() {
        return newest.keySet().stream()
                .filter(id -> !newest.get(id).equals(last.get(id)))
                .sorted()
                .toList();
    }

    /** How often any one row at most got an older label after a newer one. */
    synchronized int mostOvertaken() {
        return overtaken.values().stream().mapToInt(Integer::intValue).max().orElse(0);
    }

    synchronized int duplicates() {
        return arrived.values().stream().mapToInt(times -> times - 1).sum();
    }
}
