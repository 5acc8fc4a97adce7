package com.openlayer.kafka.connect.task;

import com.openlayer.kafka.connect.config.DeliverySettings.NullValues;
import com.openlayer.kafka.connect.metrics.TaskMetrics;
import com.openlayer.kafka.connect.publisher.Delivery;
import com.openlayer.kafka.connect.publisher.Pipeline;
import com.openlayer.kafka.connect.publisher.Publisher;
import com.openlayer.kafka.connect.row.ErrantReason;
import com.openlayer.kafka.connect.row.Row;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.sink.SinkRecord;

/** Tracks records, maps them to rows, and submits the rows to the publisher. Owned by the task thread. */
final class RecordIntake {
    private final Router router;
    private final Backlog unrouted;
    private final PartitionLedgers ledgers;
    private final Publisher publisher;
    private final ErrorPolicy errors;
    private final NullValues nullValues;
    private final TaskMetrics metrics;
    private final LongSupplier clock;
    private final RecordSize recordSize = new RecordSize();
    private final boolean keepsRecords;

    /** The rows of the current record, one list per route. */
    private final List<List<Row>> mapped = new ArrayList<>();

    RecordIntake(
            TaskSettings settings,
            PartitionLedgers ledgers,
            Publisher publisher,
            ErrorPolicy errors,
            boolean keepsRecords,
            TaskMetrics metrics) {
        this.router = settings.router();
        this.unrouted = settings.unrouted();
        this.ledgers = ledgers;
        this.publisher = publisher;
        this.errors = errors;
        this.keepsRecords = keepsRecords;
        this.nullValues = settings.nullValues();
        this.metrics = metrics;
        this.clock = settings.clock();
    }

    /**
     * Mapped rows by pipeline. They are submitted in units of one request, so that it is sent while the records of the
     * next one are mapped.
     */
    private final class Ready {
        private final int requestRows = publisher.requestRows();
        private final Map<Pipeline, List<Delivery>> rows = new HashMap<>();

        void add(Pipeline pipeline, Delivery row) {
            List<Delivery> own = rows.computeIfAbsent(pipeline, p -> new ArrayList<>());
            own.add(row);
            if (own.size() == requestRows) {
                publisher.submit(pipeline, own);
                own.clear();
            }
        }

        void submit() {
            rows.forEach(publisher::submit);
        }
    }

    void submit(Collection<SinkRecord> records) {
        long now = clock.getAsLong();
        Ready ready = new Ready();
        for (SinkRecord record : records) {
            PartitionLedger ledger = ledgers.of(record);
            // After a rebalance the runtime drops records by their transformed topic, so records of revoked partitions
            // can remain.
            if (ledger != null) {
                List<Route> routes = router.of(record.topic());
                Backlog backlog = routes.isEmpty() ? unrouted : routes.get(0).backlog();
                TrackedRecord tracked = ledger.track(record, now, backlog);
                if (!ledger.isBlocked()) {
                    prepare(tracked, routes, ready);
                }
            }
        }
        ready.submit();
    }

    private void prepare(TrackedRecord tracked, List<Route> routes, Ready ready) {
        SinkRecord record = tracked.record();
        if (record.value() == null) {
            withoutValue(tracked);
        } else if (routes.isEmpty()) {
            count(tracked);
            errors.errant(tracked, ErrantReason.noPipeline(record));
        } else if (map(tracked, routes)) {
            addRows(tracked, routes, ready);
        }
    }

    private void count(TrackedRecord tracked) {
        if (keepsRecords) {
            tracked.count(recordSize.of(tracked.record()));
        }
    }

    /** Maps a record for all its pipelines before any of its rows is submitted. False if it is errant. */
    private boolean map(TrackedRecord tracked, List<Route> routes) {
        mapped.clear();
        Route current = routes.get(0);
        try {
            count(tracked);
            for (Route route : routes) {
                current = route;
                mapped.add(route.mapper().apply(tracked.record()));
            }
            return true;
        } catch (OutOfMemoryError | LinkageError e) {
            throw e; // not caused by the record: each later record would fail too
        } catch (RuntimeException | Error e) {
            current.pipeline().metrics().invalid();
            errors.errant(tracked, ErrantReason.of(e));
            return false;
        }
    }

    private void addRows(TrackedRecord tracked, List<Route> routes, Ready ready) {
        boolean none = true;
        for (int i = 0; i < mapped.size(); i++) {
            Route route = routes.get(i);
            for (Row row : mapped.get(i)) {
                none = false;
                ready.add(route.pipeline(), tracked.add(row, route.backlog()));
            }
        }
        if (none) {
            countWithoutRows(routes);
            tracked.ledger().settle(tracked);
        } else if (!keepsRecords) {
            tracked.forgetRecord();
        }
    }

    private void countWithoutRows(List<Route> routes) {
        if (routes.get(0).filters()) {
            metrics.filtered();
        } else {
            metrics.skipped();
        }
    }

    private void withoutValue(TrackedRecord tracked) {
        switch (nullValues) {
            case IGNORE -> {
                metrics.skipped();
                tracked.ledger().settle(tracked);
            }
            case DEAD_LETTER -> {
                count(tracked);
                errors.errant(tracked, ErrantReason.NULL_VALUE);
            }
            case FAIL ->
                errors.fail(
                        tracked, new ConnectException(tracked.coordinates() + ": " + ErrantReason.NULL_VALUE_FAILS));
        }
    }
}
