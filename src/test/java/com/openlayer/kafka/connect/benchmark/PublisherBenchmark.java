package com.openlayer.kafka.connect.benchmark;

import com.openlayer.kafka.connect.api.Answer;
import com.openlayer.kafka.connect.config.OpenlayerSinkConfig;
import com.openlayer.kafka.connect.publisher.Backoff;
import com.openlayer.kafka.connect.publisher.Delivery;
import com.openlayer.kafka.connect.publisher.Outcome;
import com.openlayer.kafka.connect.publisher.Pipeline;
import com.openlayer.kafka.connect.publisher.Publisher;
import com.openlayer.kafka.connect.publisher.PublisherSettings;
import com.openlayer.kafka.connect.row.RequestConfig;
import com.openlayer.kafka.connect.row.Row;
import com.openlayer.kafka.connect.row.RowMapper;
import com.openlayer.kafka.connect.task.TrackedRows;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.sink.SinkRecord;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The cost of one request without HTTP: 500 rows are acknowledged, 500 are submitted, and the next request starts, for
 * different numbers of waiting rows and pipelines.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(3)
public class PublisherBenchmark {
    static final int BATCH = 500;
    private static final int WINDOW = 8;

    @Param({"8000", "64000"})
    int backlog;

    @Param({"1", "50"})
    int pipelines;

    private final Queue<Consumer<Answer>> inFlight = new ArrayDeque<>();
    private final Queue<Outcome> mailbox = new ArrayDeque<>();
    private final List<Pipeline> targets = new ArrayList<>();
    private final TrackedRows ledger = new TrackedRows(new TopicPartition("support-chat", 0));
    private Publisher publisher;
    private Row row;
    private long offset;
    private int turn;

    /** Fills the backlog. */
    @Setup(Level.Trial)
    public void prepare() {
        BenchmarkCase plain = BenchmarkCase.plain(BenchmarkCase.ValueFormat.BYTES);
        OpenlayerSinkConfig config =
                new OpenlayerSinkConfig(plain.config(BenchmarkCase.Side.CONNECTOR, "http://127.0.0.1:1"));
        row = new RowMapper(config.pipelines().get(0), config.rows())
                .map(message(new LlmRows(plain.value().shape).value(0)))
                .get(0);
        PublisherSettings settings = PublisherSettings.defaults()
                .maxRows(BATCH)
                .maxBytes(config.batching().maxBytes())
                .maxInFlight(WINDOW)
                .deliveryTimeoutNanos(Long.MAX_VALUE / 2)
                .notFoundTimeoutNanos(Long.MAX_VALUE / 2);
        for (int i = 0; i < pipelines; i++) {
            targets.add(new Pipeline(
                    "p" + i,
                    new UUID(0, i),
                    new RequestConfig(config.pipelines().get(0)),
                    name -> name,
                    settings,
                    new Backoff(1, 1, new Random(1))));
        }
        publisher = new Publisher(
                (request, onAnswer) -> inFlight.add(onAnswer),
                (nanos, task) -> () -> {},
                System::nanoTime,
                settings,
                targets,
                mailbox::add);
        for (int i = 0; i < backlog / BATCH; i++) {
            submit();
        }
        for (int i = 0; i < 10 * pipelines; i++) {
            turnOver(); // until each pipeline has accepted a request
        }
    }

    private SinkRecord message(Object value) {
        return new SinkRecord(
                "support-chat", 0, null, null, Schema.BYTES_SCHEMA, value, offset++, 0L, TimestampType.CREATE_TIME);
    }

    private void submit() {
        List<Delivery> deliveries = new ArrayList<>(BATCH);
        for (int i = 0; i < BATCH; i++) {
            deliveries.add(ledger.track(message(row.json()), row));
        }
        publisher.submit(targets.get(turn++ % pipelines), deliveries);
    }

    /** Acknowledges the rows of one request and submits as many. */
    @Benchmark
    public void turnOver() {
        inFlight.remove().accept(Answer.accepted());
        for (Outcome outcome = mailbox.poll(); outcome != null; outcome = mailbox.poll()) {
            if (outcome instanceof Outcome.Accepted accepted) {
                accepted.deliveries().forEach(Delivery::acknowledged);
            }
        }
        submit();
    }
}
