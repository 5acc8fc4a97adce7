package com.openlayer.kafka.connect.publisher;

import static org.assertj.core.api.Assertions.assertThat;

import com.openlayer.kafka.connect.row.Rows;
import java.util.List;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class LanesTest {
    private static final TopicPartition P0 = new TopicPartition("t", 0);
    private static final TopicPartition P1 = new TopicPartition("t", 1);

    /** A lane for each partition, as with {@code ordering=partition}. */
    private final Lanes lanes = new Lanes(key -> {
        PublisherSettings settings = PublisherFixture.settings();
        RowQueue queue =
                new RowQueue(settings, new BatchKeys(Rows.requestConfig()), new BodyLimit(settings.maxBytes()));
        return new Lane(key, true, queue, batch -> {});
    });

    private void add(Delivery... deliveries) {
        lanes.add(List.of(deliveries), Delivery::partition);
    }

    @Test
    @DisplayName("deliveries that are submitted together go to the lane of each, in the order of their records")
    void separatesLanes() {
        add(new FakeDelivery("a", P0), new FakeDelivery("b", P0), new FakeDelivery("c", P1), new FakeDelivery("d", P0));
        assertThat(lanes.active()).extracting(Lane::key).containsExactly(P0, P1);
        assertThat(lanes.active())
                .extracting(lane -> FakeDelivery.rows(lane.next(0, false)))
                .containsExactly(List.of("a", "b", "d"), List.of("c"));
    }

    @Test
    @DisplayName("an ordered batch is compared with the rows of other partitions, not with those of its own")
    void comparesWithOtherLanes() {
        add(new FakeDelivery("a", P0));
        Lane own = lanes.first();
        assertThat(lanes.hasOthers(own)).isFalse();
        add(new FakeDelivery("b", P1));
        assertThat(lanes.hasOthers(own)).isTrue();
    }
}
