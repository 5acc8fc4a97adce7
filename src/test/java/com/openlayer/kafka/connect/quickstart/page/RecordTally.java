package com.openlayer.kafka.connect.quickstart.page;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;

/**
 * Where each record is: acknowledged, dead-lettered, waiting or lost. A record is lost if its offset is committed although
 * its row was not acknowledged and the record is not in the dead-letter topic.
 */
public final class RecordTally {
    private record Coordinates(TopicPartition partition, long offset) {}

    private static final class RowCount {
        private int records;
        private int arrivals;
        private int acknowledged;
        private int settled;

        private int duplicates() {
            // A row can arrive before its record is read here.
            return records == 0 ? 0 : Math.max(0, arrivals - records);
        }
    }

    private final Map<String, RowCount> rows = new HashMap<>();
    private final Map<Coordinates, Optional<RowCount>> unsettled = new LinkedHashMap<>();
    private final Set<Coordinates> deadLetters = new HashSet<>();
    private long produced;
    private long acknowledged;
    private long deadLettered;
    private long duplicates;

    /** The sum of the four places of a record is {@code produced}. */
    public record RecordCounts(
            long produced, long acknowledged, long deadLettered, long waiting, long lost, long duplicates) {}

    /**
     * A record was written.
     *
     * @param row the id of its row; empty if it cannot become one
     */
    public synchronized void produced(TopicPartition partition, long offset, Optional<String> row) {
        produced++;
        unsettled.put(new Coordinates(partition, offset), row.map(id -> {
            RowCount count = count(id);
            duplicates -= count.duplicates();
            count.records++;
            duplicates += count.duplicates();
            return count;
        }));
    }

    /**
     * A row arrived.
     *
     * @param isAnswered whether the connector learns of it
     */
    public synchronized void arrived(String row, boolean isAnswered) {
        RowCount count = count(row);
        duplicates -= count.duplicates();
        count.arrivals++;
        duplicates += count.duplicates();
        count.acknowledged += isAnswered ? 1 : 0;
    }

    /** A record was read from the dead-letter topic, with the coordinates of the original. */
    public synchronized void deadLettered(TopicPartition partition, long offset) {
        if (!deadLetters.add(new Coordinates(partition, offset))) {
            duplicates++;
        }
    }

    /**
     * Counts the records by where they are now.
     *
     * @param committed offsets that were read before the arrivals and dead letters that are known here
     */
    public synchronized RecordCounts counts(Map<TopicPartition, Long> committed) {
        long waiting = 0;
        long lost = 0;
        Iterator<Map.Entry<Coordinates, Optional<RowCount>>> records =
                unsettled.entrySet().iterator();
        while (records.hasNext()) {
            Map.Entry<Coordinates, Optional<RowCount>> next = records.next();
            Coordinates coordinates = next.getKey();
            Optional<RowCount> row = next.getValue().filter(count -> count.settled < count.acknowledged);
            if (row.isPresent()) {
                row.get().settled++;
                acknowledged++;
                records.remove();
            } else if (deadLetters.contains(coordinates)) {
                deadLettered++;
                records.remove();
            } else if (committed.getOrDefault(coordinates.partition(), 0L) > coordinates.offset()) {
                lost++;
            } else {
                waiting++;
            }
        }
        return new RecordCounts(produced, acknowledged, deadLettered, waiting, lost, duplicates);
    }

    private RowCount count(String row) {
        return rows.computeIfAbsent(row, id -> new RowCount());
    }
}
