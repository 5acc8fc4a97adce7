package com.openlayer.kafka.connect;

import com.openlayer.kafka.connect.config.DeliverySettings.NullValues;
import com.openlayer.kafka.connect.delivery.Backlog;
import com.openlayer.kafka.connect.delivery.Delivery;
import com.openlayer.kafka.connect.delivery.PartitionLedger;
import com.openlayer.kafka.connect.delivery.Pipeline;
import com.openlayer.kafka.connect.delivery.Publisher;
import com.openlayer.kafka.connect.metrics.TaskMetrics;
import com.openlayer.kafka.connect.row.ErrantReason;
import com.openlayer.kafka.connect.row.Row;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.sink.SinkRecord;
import org.jspecify.annotations.Nullable;

/** Tracks records, maps them to rows, and submits the rows to the publisher. Owned by the task thread. */
final class RecordIntake {
    private final Function<String, Optional<Route>> routes;
    private final Backlog unrouted;
    private final PartitionLedgers ledgers;
    private final Publisher publisher;
    private final ErrorPolicy errors;
    private final boolean keepsRecords;
    private final NullValues nullValues;
    private final TaskMetrics metrics;
    private final LongSupplier clock;
    private final RecordSize recordSize = new RecordSize();

    private @Nullable String lastTopic;
    private Optional<Route> lastRoute = Optional.empty();

    /**
     * @param routes by the topic after transforms
     * @param unrouted counts records that no pipeline takes
     * @param keepsRecords whether a record is kept until it is settled, for a dead-letter report
     */
    RecordIntake(
            Function<String, Optional<Route>> routes,
            Backlog unrouted,
            PartitionLedgers ledgers,
            Publisher publisher,
            ErrorPolicy errors,
            boolean keepsRecords,
            NullValues nullValues,
            TaskMetrics metrics,
            LongSupplier clock) {
        this.routes = routes;
        this.unrouted = unrouted;
        this.ledgers = ledgers;
        this.publisher = publisher;
        this.errors = errors;
        this.keepsRecords = keepsRecords;
        this.nullValues = nullValues;
        this.metrics = metrics;
        this.clock = clock;
    }

    /** Hands rows over by the request, so that the first is on its way while the next one's records are mapped. */
    void submit(Collection<SinkRecord> records) {
        int requestRows = publisher.requestRows();
        long now = clock.getAsLong();
        Map<Pipeline, List<Delivery>> mapped = new HashMap<>();
        for (SinkRecord record : records) {
            PartitionLedger ledger = ledgers.of(record);
            // The runtime purges what it redelivers by the transformed topic: records of partitions that are gone stay.
            if (ledger != null) {
                Optional<Route> route = routeOf(record.topic());
                Delivery delivery = ledger.track(record, now, route.isEmpty() ? unrouted : backlogOf(route));
                Pipeline pipeline = ledger.isBlocked() ? null : prepare(delivery, route);
                if (pipeline != null) {
                    List<Delivery> own = mapped.computeIfAbsent(pipeline, p -> new ArrayList<>());
                    own.add(delivery);
                    if (own.size() == requestRows) {
                        publisher.submit(pipeline, own);
                        own.clear();
                    }
                }
            }
        }
        mapped.forEach(publisher::submit);
    }

    private static Backlog backlogOf(Optional<Route> route) {
        return route.orElseThrow().backlog();
    }

    private Optional<Route> routeOf(String topic) {
        if (!topic.equals(lastTopic)) {
            lastTopic = topic;
            lastRoute = routes.apply(topic);
        }
        return lastRoute;
    }

    /** Maps a record. Where its row goes; null where it became none. */
    private @Nullable Pipeline prepare(Delivery delivery, Optional<Route> route) {
        SinkRecord record = delivery.record();
        if (record.value() == null) {
            withoutValue(delivery);
            return null;
        }
        if (route.isEmpty()) {
            countRecord(delivery);
            errors.errant(delivery, ErrantReason.noPipeline(record));
            return null;
        }
        return map(delivery, route.get()) ? route.get().pipeline() : null;
    }

    private void countRecord(Delivery delivery) {
        if (keepsRecords) {
            delivery.count(recordSize.of(delivery.record()));
        }
    }

    private boolean map(Delivery delivery, Route route) {
        try {
            countRecord(delivery);
            Row row = route.mapper().apply(delivery.record());
            if (row == null) {
                metrics.skipped();
                delivery.ledger().settle(delivery);
                return false;
            }
            delivery.mapped(row);
            if (!keepsRecords) {
                delivery.forgetRecord();
            }
            return true;
        } catch (OutOfMemoryError | LinkageError e) {
            throw e; // not the record's fault: each record behind it would fail too
        } catch (RuntimeException | Error e) {
            invalid(delivery, route, ErrantReason.of(e));
        }
        return false;
    }

    private void invalid(Delivery delivery, Route route, String reason) {
        route.pipeline().metrics().invalid();
        errors.errant(delivery, reason);
    }

    private void withoutValue(Delivery delivery) {
        switch (nullValues) {
            case IGNORE -> {
                metrics.skipped();
                delivery.ledger().settle(delivery);
            }
            case DEAD_LETTER -> {
                countRecord(delivery);
                errors.errant(delivery, ErrantReason.NULL_VALUE);
            }
            case FAIL ->
                errors.fail(
                        delivery, new ConnectException(delivery.coordinates() + ": " + ErrantReason.NULL_VALUE_FAILS));
        }
    }
}
