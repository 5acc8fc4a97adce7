package com.openlayer.kafka.connect.chaos;

import com.openlayer.kafka.connect.testing.IdCounts;
import com.openlayer.kafka.connect.testing.ReceivedRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.common.TopicPartition;
import org.assertj.core.api.SoftAssertions;

/**
 * Counts the rows that may be delivered again: rows that were accepted without an answer, and rows that were accepted but
 * not committed when their reader disappeared. Commits follow acknowledgements within 1.5 s.
 */
final class AcceptedRows implements AutoCloseable {
    /** Rows acknowledged for this long are committed. */
    private static final Duration COMMIT_LAG = Duration.ofMillis(1_500);

    private final String name;
    private final String topic;
    private final Feed feed;
    private final IdCounts ids;
    private final Watermarks watermarks;
    private final List<String> lateCommits = new ArrayList<>();
    private final AtomicLong answersLost = new AtomicLong();
    /** How often each row was accepted and has to be sent again. */
    private final Map<String, Integer> repeated = new ConcurrentHashMap<>();

    private long atRisk;

    AcceptedRows(String name, String topic, Feed feed, IdCounts ids) {
        this.name = name;
        this.topic = topic;
        this.feed = feed;
        this.ids = ids;
        watermarks = new Watermarks(feed.partitions(), this::isAcknowledged);
    }

    private boolean isAcknowledged(int partition, long offset) {
        return offset < feed.sent(partition)
                && !feed.kindOf(partition, offset).isPoison()
                && feed.rowIds(partition, offset).stream().allMatch(this::isAccepted);
    }

    /** Whether a row was accepted from its current reader, or from one that committed it. */
    private boolean isAccepted(String id) {
        return ids.countOf(id) > repeated.getOrDefault(id, 0);
    }

    /** The rows of the request are accepted, but their answer is lost. */
    void loseAnswer(ReceivedRequest request) {
        String idColumn = request.config().path("inferenceIdColumnName").asText();
        answersLost.addAndGet(request.rows().size());
        request.rows().forEach(row -> repeated.merge(row.path(idColumn).asText(), 1, Integer::sum));
    }

    /** By partition, the first offset that was not acknowledged when the last commit may have started. */
    List<Long> acknowledgedBeforeCommit() {
        return watermarks.before(COMMIT_LAG);
    }

    /**
     * A worker was killed or suspended, and rows that it did not commit will be delivered again. Rows that were acknowledged
     * before {@link #acknowledgedBeforeCommit} must be committed.
     *
     * @param acknowledged the offsets of {@link #acknowledgedBeforeCommit}; null if commits may have waited for dead letters
     */
    void readerLost(List<Long> acknowledged, Map<TopicPartition, Long> committed, long inFlightRows) {
        long allowed = Long.MAX_VALUE;
        if (acknowledged != null) {
            Map<TopicPartition, Long> expected = new HashMap<>();
            for (int partition = 0; partition < feed.partitions(); partition++) {
                expected.put(new TopicPartition(topic, partition), acknowledged.get(partition));
            }
            allowed = acceptedFrom(expected) + inFlightRows;
        }
        long count = rewind(committed);
        System.out.printf(
                "%s: killed with %d accepted rows uncommitted, %s allowed%n",
                name, count, allowed == Long.MAX_VALUE ? "any" : allowed);
        if (count > allowed) {
            lateCommits.add(count + " accepted rows were not committed, " + allowed + " allowed");
        }
        atRisk += Math.min(count, allowed);
    }

    /** All rows from the committed offsets on are read and sent again. */
    void readAgain(Map<TopicPartition, Long> committed) {
        atRisk += rewind(committed);
    }

    /** A broker was restarted: rows from the committed offsets on may be read again. */
    void mayBeReadAgain(Map<TopicPartition, Long> committed) {
        atRisk += acceptedFrom(committed);
    }

    /** The answers to as many rows may have been lost. */
    void mayBeSentAgain(long rows) {
        atRisk += rows;
    }

    /** Readers start again at these offsets. Returns the number of rows that were accepted beyond them. */
    private long rewind(Map<TopicPartition, Long> offsets) {
        long count = 0;
        List<Long> starts = new ArrayList<>();
        for (int partition = 0; partition < feed.partitions(); partition++) {
            long start = offsets.getOrDefault(new TopicPartition(topic, partition), 0L);
            starts.add(start);
            for (long offset = start; offset < feed.sent(partition); offset++) {
                for (String id : feed.rowIds(partition, offset)) {
                    if (isAccepted(id)) {
                        count++;
                        repeated.put(id, ids.countOf(id));
                    }
                }
            }
        }
        watermarks.rewind(starts);
        return count;
    }

    private long acceptedFrom(Map<TopicPartition, Long> offsets) {
        long count = 0;
        for (int partition = 0; partition < feed.partitions(); partition++) {
            long from = offsets.getOrDefault(new TopicPartition(topic, partition), 0L);
            for (long offset = from; offset < feed.sent(partition); offset++) {
                count += feed.rowIds(partition, offset).stream()
                        .filter(this::isAccepted)
                        .count();
            }
        }
        return count;
    }

    /** Rows that were accepted without an answer. */
    long answersLost() {
        return answersLost.get();
    }

    /** Rows that were accepted and may not have been committed when their reader disappeared. */
    long atRisk() {
        return atRisk;
    }

    void check(SoftAssertions soft) {
        soft.assertThat(lateCommits).as("late commits").isEmpty();
    }

    @Override
    public void close() {
        watermarks.close();
    }
}
