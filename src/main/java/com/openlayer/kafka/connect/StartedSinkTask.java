package com.openlayer.kafka.connect;

import com.openlayer.kafka.connect.config.OpenlayerSinkConfig.NullValues;
import com.openlayer.kafka.connect.delivery.Backlog;
import com.openlayer.kafka.connect.delivery.Delivery;
import com.openlayer.kafka.connect.delivery.ErrantRows;
import com.openlayer.kafka.connect.delivery.Outcome;
import com.openlayer.kafka.connect.delivery.PartitionLedger;
import com.openlayer.kafka.connect.delivery.Pipeline;
import com.openlayer.kafka.connect.delivery.Publisher;
import com.openlayer.kafka.connect.metrics.TaskMetrics;
import com.openlayer.kafka.connect.row.InvalidRowException;
import com.openlayer.kafka.connect.row.Row;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.sink.SinkRecord;
import org.apache.kafka.connect.sink.SinkTaskContext;
import org.jspecify.annotations.Nullable;

/**
 * What a running task does. The task thread owns the ledgers, the pause and the failure; the {@link Publisher} owns
 * requests and retries, and writes to the mailbox, which the task thread empties.
 */
final class StartedSinkTask {
    /** How long {@code put} may wait for room: well below what a stop of the worker leaves for all its tasks (5 s). */
    private static final long PUT_WAIT_NANOS = 400_000_000L;
    /** How long {@code preCommit} lets requests start, and then lets those in flight end. */
    private static final long DRAIN_NANOS = 2_000_000_000L;

    private static final long SETTLE_NANOS = 3_000_000_000L;
    /** Nothing wakes a poll when an answer arrives, so polls are short while something is unfinished. */
    private static final long POLL_MILLIS = 200;
    /** Not all that is waited for writes a letter: not a retry that starts to wait, nor a report that is written. */
    private static final long MAILBOX_POLL_NANOS = 10_000_000L;

    private final SinkTaskContext context;
    private final Function<String, Optional<Route>> routes;
    private final Publisher publisher;
    private final BlockingQueue<Outcome> mailbox;
    private final ErrantRows errantRows;
    private final Backlog backlog;
    private final Backpressure backpressure;
    private final NullValues nullValues;
    private final TaskMetrics metrics;
    private final LongSupplier clock;
    private final Runnable release;

    private final Map<TopicPartition, PartitionLedger> ledgers = new HashMap<>();
    private @Nullable PartitionLedger lastLedger;
    private @Nullable String lastTopic;
    private Optional<Route> lastRoute = Optional.empty();
    private @Nullable ConnectException failure;

    StartedSinkTask(
            SinkTaskContext context,
            Function<String, Optional<Route>> routes,
            Publisher publisher,
            BlockingQueue<Outcome> mailbox,
            ErrantRows errantRows,
            Backlog backlog,
            Backlog updates,
            NullValues nullValues,
            TaskMetrics metrics,
            LongSupplier clock,
            Runnable release) {
        this.context = context;
        this.routes = routes;
        this.publisher = publisher;
        this.mailbox = mailbox;
        this.errantRows = errantRows;
        this.backlog = backlog;
        this.backpressure = new Backpressure(context, backlog, updates);
        this.nullValues = nullValues;
        this.metrics = metrics;
        this.clock = clock;
        this.release = release;
    }

    /** Waits for nothing: what is in flight is in no committed offset yet. */
    void stop() {
        publisher.close();
        release.run();
    }

    void open(Collection<TopicPartition> partitions) {
        close(partitions);
        for (TopicPartition partition : partitions) {
            ledgers.put(partition, new PartitionLedger(partition, backlog));
        }
        backpressure.opened(partitions);
    }

    /** Forgets these partitions only: with cooperative rebalancing, the others go on. */
    void close(Collection<TopicPartition> partitions) {
        lastLedger = null;
        for (TopicPartition partition : partitions) {
            PartitionLedger ledger = ledgers.remove(partition);
            if (ledger != null) {
                ledger.close();
            }
        }
        backpressure.closed(partitions);
        publisher.prune();
        measure();
    }

    /**
     * What fails here is thrown by the next call: the runtime commits nothing of a collection whose put threw, so all of
     * it that is published would be published again with every restart.
     */
    void put(Collection<SinkRecord> records) {
        drain();
        throwFailure();
        publisher.resume();
        submit(records);
        makeRoom();
        measure();
        if (failure != null) {
            context.timeout(1);
        } else if (!backpressure.isIdle()) {
            context.timeout(POLL_MILLIS);
        }
    }

    /** Hands rows over by the request, so that the first is on its way while the next one's records are mapped. */
    private void submit(Collection<SinkRecord> records) {
        int requestRows = publisher.requestRows();
        long now = clock.getAsLong();
        Map<Pipeline, List<Delivery>> mapped = new HashMap<>();
        for (SinkRecord record : records) {
            PartitionLedger ledger = ledgerOf(record);
            // The runtime purges what it redelivers by the transformed topic: records of partitions that are gone stay.
            if (ledger != null) {
                Delivery delivery = ledger.track(record, now);
                Pipeline pipeline = ledger.isBlocked() ? null : prepare(delivery);
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

    /** Records come partition by partition, so the ledger of the one before is mostly the right one. */
    private @Nullable PartitionLedger ledgerOf(SinkRecord record) {
        if (lastLedger == null || !lastLedger.isOf(record)) {
            lastLedger = ledgers.get(new TopicPartition(record.originalTopic(), record.originalKafkaPartition()));
        }
        return lastLedger;
    }

    private Optional<Route> routeOf(String topic) {
        if (!topic.equals(lastTopic)) {
            lastTopic = topic;
            lastRoute = routes.apply(topic);
        }
        return lastRoute;
    }

    /** Maps a record. Where its row goes; null where it became none. */
    private @Nullable Pipeline prepare(Delivery delivery) {
        SinkRecord record = delivery.record();
        if (record.value() == null) {
            withoutValue(delivery);
            return null;
        }
        Optional<Route> route = routeOf(record.topic());
        if (route.isEmpty()) {
            errant(delivery, "no pipeline takes topic " + record.topic());
            return null;
        }
        return map(delivery, route.get()) ? route.get().pipeline() : null;
    }

    private boolean map(Delivery delivery, Route route) {
        try {
            Row row = route.mapper().apply(delivery.record());
            if (row == null) {
                metrics.skipped();
                delivery.ledger().settle(delivery);
                return false;
            }
            delivery.mapped(row);
            if (!errantRows.wantsRecords()) {
                delivery.forgetRecord();
            }
            if (route.pipeline().updates()) {
                delivery.countAmong(backpressure.updates());
            }
            return true;
        } catch (InvalidRowException e) {
            route.pipeline().metrics().invalid();
            errant(delivery, String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
            route.pipeline().metrics().invalid();
            // Its message may quote the record, so neither that nor the exception itself is passed on.
            StackTraceElement[] trace = e.getStackTrace();
            errant(
                    delivery,
                    "mapping failed: " + e.getClass().getName() + (trace.length == 0 ? "" : " at " + trace[0]));
        }
        return false;
    }

    private void withoutValue(Delivery delivery) {
        switch (nullValues) {
            case IGNORE -> {
                metrics.skipped();
                delivery.ledger().settle(delivery);
            }
            case DEAD_LETTER -> errant(delivery, "the value is null");
            case FAIL ->
                fail(
                        delivery,
                        new ConnectException(
                                delivery.coordinates() + ": the value is null, and behavior.on.null.values=fail"));
        }
    }

    private void errant(Delivery delivery, String reason) {
        if (delivery.isPending()) {
            metrics.errant();
        }
        try {
            errantRows.report(delivery, reason);
        } catch (ConnectException e) {
            fail(delivery, e);
        }
    }

    /** What is behind the record cannot be committed: sent now, it would be sent again by the task's successor. */
    private void fail(Delivery delivery, ConnectException e) {
        delivery.ledger().block(delivery);
        publisher.prune();
        fail(e);
    }

    private void fail(ConnectException e) {
        if (failure == null) {
            failure = e;
        }
    }

    /** A failure ends the task from {@code put} only: the runtime swallows what {@code preCommit} throws. */
    private void throwFailure() {
        if (failure != null) {
            errantRows.reportFatal();
            throw failure;
        }
    }

    private void makeRoom() {
        if (backpressure.isHigh()) {
            long deadline = clock.getAsLong() + PUT_WAIT_NANOS;
            boolean inTime = true;
            while (inTime && failure == null && !backpressure.isLow()) {
                inTime = await(deadline);
            }
        }
        backpressure.adjust(ledgers.values());
    }

    private void measure() {
        long oldest = TaskMetrics.NONE;
        for (PartitionLedger ledger : ledgers.values()) {
            long readAt = ledger.oldestReadAt(TaskMetrics.NONE);
            // Nanoseconds of a clock are compared by their difference.
            if (readAt != TaskMetrics.NONE && (oldest == TaskMetrics.NONE || readAt - oldest < 0)) {
                oldest = readAt;
            }
        }
        backpressure.measure(metrics, oldest);
    }

    /**
     * Lets what is on its way arrive, within bounds, and tells up to where everything has. Never throws: the runtime
     * would rewind and deliver again what is in flight.
     */
    Map<TopicPartition, OffsetAndMetadata> preCommit(Map<TopicPartition, OffsetAndMetadata> consumed) {
        try {
            settle();
        } catch (RuntimeException e) {
            fail(new ConnectException("Could not settle what is in flight", e));
        }
        measure();
        Map<TopicPartition, OffsetAndMetadata> committable = new HashMap<>();
        consumed.forEach((partition, offset) -> {
            // The runtime also names partitions that were revoked earlier.
            PartitionLedger ledger = ledgers.get(partition);
            if (ledger != null) {
                committable.put(partition, new OffsetAndMetadata(ledger.committable(offset.offset())));
            }
        });
        return committable;
    }

    /**
     * This may be the last call before a rebalance or a stop, and nothing tells. So everything is sent that can be, for a
     * while; then no more is started until the next {@code put}, so that no answer comes too late and its rows twice.
     */
    private void settle() {
        publisher.resume();
        publisher.flush();
        long start = clock.getAsLong();
        settleUntil(start + DRAIN_NANOS);
        publisher.hold();
        settleUntil(start + SETTLE_NANOS);
        if (!backpressure.isIdle() || failure != null) {
            context.timeout(1);
        }
    }

    private void settleUntil(long deadline) {
        boolean inTime = true;
        while (inTime && (publisher.isBusy() || !errantRows.isEmpty())) {
            inTime = await(deadline);
        }
        drain();
    }

    /** Waits a moment for a letter. False once the deadline is over. */
    private boolean await(long deadline) {
        long wait = deadline - clock.getAsLong();
        if (wait <= 0) {
            return false;
        }
        try {
            Outcome outcome = mailbox.poll(Math.min(wait, MAILBOX_POLL_NANOS), TimeUnit.NANOSECONDS);
            if (outcome != null) {
                apply(outcome);
            }
            drain();
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            fail(new ConnectException("Interrupted while rows were on their way", e));
            return false;
        }
    }

    private void drain() {
        for (Outcome outcome = mailbox.poll(); outcome != null; outcome = mailbox.poll()) {
            apply(outcome);
        }
        try {
            errantRows.settleWritten();
        } catch (ConnectException e) {
            fail(e);
        }
    }

    private void apply(Outcome outcome) {
        if (outcome instanceof Outcome.Accepted accepted) {
            for (Delivery delivery : accepted.deliveries()) {
                delivery.ledger().settle(delivery);
            }
        } else if (outcome instanceof Outcome.Refused refused) {
            errant(refused.delivery(), "refused by Openlayer: " + refused.reason());
        } else if (outcome instanceof Outcome.Failed failed) {
            fail(new ConnectException(failed.reason()));
        }
    }
}
