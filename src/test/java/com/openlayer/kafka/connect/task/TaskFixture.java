package com.openlayer.kafka.connect.task;

import com.openlayer.kafka.connect.SinkTasks;
import com.openlayer.kafka.connect.api.Answer;
import com.openlayer.kafka.connect.config.DeliverySettings.NullValues;
import com.openlayer.kafka.connect.metrics.TaskMetrics;
import com.openlayer.kafka.connect.publisher.Backoff;
import com.openlayer.kafka.connect.publisher.Outcome;
import com.openlayer.kafka.connect.publisher.Pipeline;
import com.openlayer.kafka.connect.publisher.Publisher;
import com.openlayer.kafka.connect.publisher.PublisherSettings;
import com.openlayer.kafka.connect.row.InvalidRowException;
import com.openlayer.kafka.connect.row.Row;
import com.openlayer.kafka.connect.row.Rows;
import com.openlayer.kafka.connect.testing.FakeOpenlayer;
import com.openlayer.kafka.connect.testing.VirtualClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.sink.ErrantRecordReporter;
import org.apache.kafka.connect.sink.SinkRecord;
import org.apache.kafka.connect.sink.SinkTask;
import org.apache.kafka.connect.sink.SinkTaskContext;
import org.jspecify.annotations.Nullable;

/**
 * A task in a {@link FakeWorker}, with a simulated Openlayer. The row of a record is {@code
 * topic-partition-offset:value}. Values that start with {@code unmappable}, {@code explode}, {@code overflow} or {@code
 * exhaust} have no row, and no pipeline claims the topic {@code nowhere}. Records of topics that start with {@code
 * labels} update the row that their value names before the colon.
 */
final class TaskFixture {
    static final long MS = 1_000_000L;

    /** The pipeline for topics that start with {@code other}. */
    static final UUID OTHER = new UUID(0, 2);

    static final TopicPartition O0 = new TopicPartition("other", 0);
    static final TopicPartition T0 = new TopicPartition("t", 0);
    static final TopicPartition T1 = new TopicPartition("t", 1);
    static final TopicPartition T2 = new TopicPartition("t", 2);

    final FakeOpenlayer openlayer = new FakeOpenlayer(new VirtualClock());
    private PublisherSettings settings = PublisherSettings.defaults()
            .maxRows(10)
            .maxInFlight(12) // each of the three pipelines may use its first window
            .notFoundTimeoutNanos(60_000 * MS)
            .tolerant(true);
    private int highRows = 2_000;
    private int highUpdates = 2_000;
    private Budget budget = new Budget(16L << 20, 1);
    private @Nullable String deadLetterTopic;
    private boolean latest;
    private NullValues nullValues = NullValues.IGNORE;
    private Random random = new Random(1);
    private final TaskMetrics metrics = new TaskMetrics();
    private @Nullable FakeReporter reporter;

    TaskFixture settings(PublisherSettings newSettings) {
        settings = newSettings;
        return this;
    }

    TaskFixture linger(long millis) {
        return settings(settings.lingerNanos(millis * MS));
    }

    TaskFixture outageTimeout(long millis) {
        return settings(settings.outageTimeoutNanos(millis * MS));
    }

    /** {@code errors.tolerance=none}. */
    TaskFixture intolerant() {
        return settings(settings.tolerant(false));
    }

    TaskFixture highWater(int rows, long bytes) {
        highRows = rows;
        return budget(bytes);
    }

    TaskFixture updatesHighWater(int rows) {
        highUpdates = rows;
        return budget(1L << 40);
    }

    private TaskFixture budget(long bytes) {
        budget = new Budget(bytes, 1);
        return this;
    }

    /** {@code auto.offset.reset=latest}. */
    TaskFixture latest() {
        latest = true;
        return this;
    }

    /** {@code errors.deadletterqueue.topic.name}: a report that completes immediately may not have been written. */
    TaskFixture deadLetterTopic(String topic) {
        deadLetterTopic = topic;
        return this;
    }

    TaskFixture nullValues(NullValues newNullValues) {
        nullValues = newNullValues;
        return this;
    }

    TaskFixture reporter(FakeReporter newReporter) {
        reporter = newReporter;
        return this;
    }

    TaskFixture random(Random newRandom) {
        random = newRandom;
        return this;
    }

    /** The budget of the task's backlogs. */
    Budget budget() {
        return budget;
    }

    /** The metrics of the task. */
    TaskMetrics metrics() {
        return metrics;
    }

    /** A value of the task's metrics, at 90 s of the wall clock. */
    Number gauge(String name) {
        return metrics.metrics(openlayer.clock(), () -> 90_000).stream()
                .filter(metric -> metric.name().equals(name))
                .findFirst()
                .orElseThrow()
                .value()
                .get();
    }

    FakeWorker start(TopicPartition... partitions) {
        FakeWorker worker = new FakeWorker(task(reporter), openlayer.clock(), reporter);
        worker.resetsToLatest = latest;
        worker.start(Map.of());
        worker.assign(partitions);
        return worker;
    }

    /** Renames the topic like a RegexRouter. */
    static SinkRecord renamed(SinkRecord record) {
        return record.newRecord("renamed", 7, null, record.key(), null, record.value(), record.timestamp());
    }

    /** The same record in another partition. */
    static SinkRecord record(TopicPartition partition, SinkRecord record) {
        return partition.topic().equals("gone")
                ? new SinkRecord(
                        "t",
                        0,
                        null,
                        null,
                        null,
                        record.value(),
                        record.kafkaOffset(),
                        record.timestamp(),
                        record.timestampType(),
                        null,
                        partition.topic(),
                        partition.partition(),
                        record.kafkaOffset())
                : record.newRecord(
                        partition.topic(), partition.partition(), null, null, null, record.value(), record.timestamp());
    }

    /** The answer of an Openlayer that rejects rows whose value starts with {@code bad}. */
    static Answer judge(FakeOpenlayer.Call call) {
        return call.rows().stream().anyMatch(r -> r.contains(":bad")) ? FakeOpenlayer.REFUSED : FakeOpenlayer.ACCEPTED;
    }

    static String row(SinkRecord record) {
        return record.originalTopic() + "-" + record.originalKafkaPartition() + "-" + record.originalKafkaOffset() + ":"
                + record.value();
    }

    SinkTask task(@Nullable ErrantRecordReporter errors) {
        return SinkTasks.startedBy((properties, context) -> assemble(context, errors));
    }

    private StartedSinkTask assemble(SinkTaskContext context, @Nullable ErrantRecordReporter errors) {
        Pipeline pipeline = new Pipeline(
                "p",
                new UUID(0, 1),
                Rows.requestConfig(),
                name -> name,
                settings,
                new Backoff(500 * MS, 8_000 * MS, random));
        Pipeline labels = new Pipeline(
                "l",
                new UUID(0, 1),
                Rows.updateConfig(),
                name -> name,
                settings,
                new Backoff(500 * MS, 8_000 * MS, random));
        Pipeline other = new Pipeline(
                "o", OTHER, Rows.requestConfig(), name -> name, settings, new Backoff(500 * MS, 8_000 * MS, random));
        Mailbox mailbox = new Mailbox(openlayer.clock());
        Publisher publisher = new Publisher(
                openlayer,
                openlayer.clock(),
                openlayer.clock(),
                settings,
                List.of(pipeline, labels, other),
                mailbox::add);
        Backlog rows = new Backlog(budget, highRows);
        Backlog updates = new Backlog(budget, highUpdates);
        Route route = new Route(TaskFixture::map, false, pipeline, rows);
        Route toLabels = new Route(TaskFixture::mapLabel, false, labels, updates);
        Backlog others = new Backlog(budget, highRows);
        Map<String, Route> routes =
                Map.of("labels", toLabels, "other", new Route(TaskFixture::map, false, other, others));
        List<Route> several = List.of(
                new Route(record -> mapSeveral(record, 0), true, pipeline, rows),
                new Route(record -> mapSeveral(record, 1), true, other, others));
        return new StartedSinkTask(
                context,
                new TaskSettings(
                        new Router(topic -> switch (topic) {
                            case "nowhere" -> List.of();
                            case "several" -> several;
                            default -> List.of(routes.getOrDefault(topic, route));
                        }),
                        List.of(rows, updates, others),
                        new Backlog(budget, highRows),
                        budget,
                        nullValues,
                        openlayer.clock()),
                publisher,
                mailbox,
                new ErrantRows(
                        errors == null ? null : errors::report,
                        settings.tolerant(),
                        deadLetterTopic,
                        openlayer.clock(),
                        openlayer.clock()),
                metrics,
                () -> {});
    }

    /**
     * The rows of a record of topic {@code several}, which two pipelines share. Its value has the words of the first
     * pipeline's rows, a bar, and those of the second pipeline's; the word {@code unmappable} makes the record errant.
     */
    static List<Row> mapSeveral(SinkRecord record, int pipeline) {
        List<Row> rows = new ArrayList<>();
        for (String text : rowsOf(record, pipeline)) {
            if (text.endsWith("unmappable")) {
                throw new InvalidRowException("column 'output' is missing");
            }
            rows.add(Rows.of(text, null));
        }
        return rows;
    }

    /** The texts of these rows: coordinates, pipeline, number and word. */
    static List<String> rowsOf(SinkRecord record, int pipeline) {
        List<String> rows = new ArrayList<>();
        String coordinates = record.originalTopic() + "-" + record.originalKafkaPartition() + "-"
                + record.originalKafkaOffset() + "-" + pipeline;
        for (String word : record.value().toString().split("\\|", -1)[pipeline].split(" ", -1)) {
            if (!word.isEmpty()) {
                rows.add(coordinates + "-" + rows.size() + ":" + word);
            }
        }
        return rows;
    }

    private static List<Row> map(SinkRecord record) {
        String value = record.value().toString();
        if (value.startsWith("unmappable")) {
            throw new InvalidRowException("column 'output' is missing");
        } else if (value.startsWith("explode")) {
            throw new IllegalArgumentException("I choke on " + value);
        } else if (value.startsWith("overflow")) {
            return overflow(record);
        } else if (value.startsWith("exhaust")) {
            throw new OutOfMemoryError("Java heap space");
        }
        return List.of(Rows.of(row(record), null));
    }

    @SuppressWarnings("InfiniteRecursion")
    private static List<Row> overflow(SinkRecord record) {
        return overflow(record);
    }

    private static List<Row> mapLabel(SinkRecord record) {
        String value = record.value().toString();
        if (value.startsWith("unchanged")) {
            return List.of();
        }
        return List.of(Rows.of(row(record), value.substring(0, value.indexOf(':'))));
    }

    /** A mailbox whose blocking poll advances the virtual clock. */
    private static final class Mailbox extends LinkedBlockingQueue<Outcome> {
        private static final long serialVersionUID = 1L;

        private final transient VirtualClock clock;

        Mailbox(VirtualClock clock) {
            this.clock = clock;
        }

        @Override
        public @Nullable Outcome poll(long timeout, TimeUnit unit) throws InterruptedException {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            Outcome outcome = poll();
            if (outcome == null) {
                clock.pass(Duration.ofNanos(unit.toNanos(timeout)));
                outcome = poll();
            }
            return outcome;
        }
    }
}
