package com.openlayer.kafka.connect.chaos;

import com.openlayer.kafka.connect.testing.IdCounts;
import java.util.Set;
import java.util.TreeSet;
import org.assertj.core.api.SoftAssertions;

/** Compares the records that a {@link Feed} wrote with the rows that were delivered and the dead letters. */
final class RecordTally {
    private final IdCounts ids;
    private final Set<String> deadLetters;
    private final Set<String> lost = new TreeSet<>();
    private final Set<String> poison = new TreeSet<>();
    private long dropped;
    private long delivered;

    RecordTally(String topic, Feed feed, IdCounts ids, Set<String> deadLetters) {
        this.ids = ids;
        this.deadLetters = deadLetters;
        for (int partition = 0; partition < feed.partitions(); partition++) {
            for (long offset = 0; offset < feed.sent(partition); offset++) {
                Feed.RecordKind kind = feed.kindOf(partition, offset);
                dropped += kind.needsNoRow() ? 1 : 0;
                if (kind.isPoison()) {
                    poison.add(topic + "-" + partition + "-" + offset);
                }
                feed.rowIds(partition, offset).forEach(this::add);
            }
        }
    }

    private void add(String id) {
        if (ids.contains(id)) {
            delivered++;
        } else {
            lost.add(id);
        }
    }

    /** Records that a transform dropped, or that the filter makes no row of. */
    long dropped() {
        return dropped;
    }

    /** Rows that never arrived. */
    long lost() {
        return lost.size();
    }

    long deadLettered() {
        return deadLetters.size();
    }

    void check(SoftAssertions soft) {
        soft.assertThat(lost).as("lost rows").isEmpty();
        soft.assertThat(ids.distinct()).as("delivered ids").isEqualTo(delivered);
        soft.assertThat(deadLetters).as("dead letters").isEqualTo(poison);
    }
}
