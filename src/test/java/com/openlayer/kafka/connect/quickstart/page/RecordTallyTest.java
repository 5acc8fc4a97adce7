package com.openlayer.kafka.connect.quickstart.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.openlayer.kafka.connect.quickstart.page.RecordTally.RecordCounts;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class RecordTallyTest {
    private static final TopicPartition PARTITION = new TopicPartition("t", 0);

    private final RecordTally tally = new RecordTally();

    @Test
    @DisplayName("a record waits until its row is acknowledged")
    void waits() {
        produce(0, "a");
        produce(1, "b");
        tally.arrived("a", true);
        assertThat(counts(0)).isEqualTo(new RecordCounts(2, 1, 0, 1, 0, 0));
        tally.arrived("b", true);
        assertThat(counts(2)).isEqualTo(new RecordCounts(2, 2, 0, 0, 0, 0));
    }

    @Test
    @DisplayName("a record whose offset is committed without acknowledgment or dead letter is lost")
    void lost() {
        produce(0, "a");
        produce(1, "b");
        tally.arrived("b", true);
        assertThat(counts(2)).isEqualTo(new RecordCounts(2, 1, 0, 0, 1, 0));
    }

    @Test
    @DisplayName("a dead-lettered record is neither lost nor waiting")
    void deadLettered() {
        produce(0, "a");
        tally.produced(PARTITION, 1, Optional.empty());
        tally.deadLettered(PARTITION, 1);
        assertThat(counts(2)).isEqualTo(new RecordCounts(2, 0, 1, 0, 1, 0));
    }

    @Test
    @DisplayName("a row whose answer was lost is not acknowledged, and a duplicate when it arrives again")
    void lostAnswer() {
        produce(0, "a");
        tally.arrived("a", false);
        assertThat(counts(0)).isEqualTo(new RecordCounts(1, 0, 0, 1, 0, 0));
        tally.arrived("a", true);
        assertThat(counts(1)).isEqualTo(new RecordCounts(1, 1, 0, 0, 0, 1));
    }

    @Test
    @DisplayName("two records with one row id need two acknowledgments")
    void sameId() {
        produce(0, "a");
        produce(1, "a");
        tally.arrived("a", true);
        assertThat(counts(0)).isEqualTo(new RecordCounts(2, 1, 0, 1, 0, 0));
        tally.arrived("a", true);
        assertThat(counts(2)).isEqualTo(new RecordCounts(2, 2, 0, 0, 0, 0));
    }

    @Test
    @DisplayName("a row that arrives before its record is read is no duplicate")
    void early() {
        tally.arrived("a", true);
        tally.arrived("a", true);
        assertThat(counts(0).duplicates()).isZero();
        produce(0, "a");
        assertThat(counts(1)).isEqualTo(new RecordCounts(1, 1, 0, 0, 0, 1));
    }

    private void produce(long offset, String row) {
        tally.produced(PARTITION, offset, Optional.of(row));
    }

    private RecordCounts counts(long committed) {
        return tally.counts(Map.of(PARTITION, committed));
    }
}
