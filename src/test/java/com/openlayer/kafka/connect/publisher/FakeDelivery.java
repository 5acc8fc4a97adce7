package com.openlayer.kafka.connect.publisher;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.openlayer.kafka.connect.row.Row;
import com.openlayer.kafka.connect.row.Rows;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** A row that was read at time 0, for tests of single classes of the package. It is wanted until a test revokes it. */
final class FakeDelivery implements Delivery {
    private final Row row;
    private final TopicPartition partition;
    private boolean pending = true;

    FakeDelivery(String row, TopicPartition partition) {
        this(row, partition, null);
    }

    private FakeDelivery(String row, TopicPartition partition, @Nullable String inferenceId) {
        this.row = Rows.of(row, inferenceId);
        this.partition = partition;
    }

    FakeDelivery(String row) {
        this(row, new TopicPartition("t", 0));
    }

    static FakeDelivery update(String row, String inferenceId) {
        return new FakeDelivery(row, new TopicPartition("t", 0), inferenceId);
    }

    /** A batch of new rows. */
    static Batch batch(String... rows) {
        return new Batch(Stream.of(rows).map(FakeDelivery::new).collect(Collectors.toCollection(ArrayList::new)), null);
    }

    /** A batch whose row is suspected. */
    static Batch isolated(String row) {
        Batch batch = batch(row);
        batch.isolate();
        return batch;
    }

    static List<String> rows(Batch batch) {
        return batch.deliveries().stream().map(Object::toString).toList();
    }

    void revoke() {
        pending = false;
    }

    @Override
    public Row row() {
        return row;
    }

    @Override
    public int encodedBytes() {
        return row.json().length;
    }

    @Override
    public TopicPartition partition() {
        return partition;
    }

    @Override
    public String coordinates() {
        return partition + ", " + this;
    }

    @Override
    public long readAt() {
        return 0;
    }

    @Override
    public boolean isPending() {
        return pending;
    }

    @Override
    public void acknowledged() {
        pending = false;
    }

    @Override
    public void refused(String reason) {
        pending = false;
    }

    @Override
    public String toString() {
        return new String(row.json(), UTF_8);
    }
}
