package com.openlayer.kafka.connect.chaos;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.openlayer.kafka.connect.config.TaskType;
import com.openlayer.kafka.connect.testing.Broker;
import com.openlayer.kafka.connect.testing.Cluster;
import com.openlayer.kafka.connect.testing.ConnectRest;
import com.openlayer.kafka.connect.testing.ConnectWorker;
import com.openlayer.kafka.connect.testing.ConnectorConfig;
import com.openlayer.kafka.connect.testing.DeadLetter;
import com.openlayer.kafka.connect.testing.Faults;
import com.openlayer.kafka.connect.testing.OpenlayerStub;
import com.openlayer.kafka.connect.testing.ReceivedRequest;
import com.openlayer.kafka.connect.testing.StubAnswer;
import com.openlayer.kafka.connect.testing.StubPipeline;
import com.openlayer.kafka.connect.testing.Topics;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntConsumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.common.TopicPartition;
import org.assertj.core.api.SoftAssertions;
import org.awaitility.Awaitility;

/**
 * A broker, workers, a stand-in for Openlayer and a connector, while records flow. Its methods are the events of a test; {@link
 * #settle} checks that nothing was lost, and that there are no more duplicates than the events explain.
 */
final class Scenario implements AutoCloseable {
    private static final int PARTITIONS = 6;
    private static final int TASKS = 4;
    static final int MOST_TASKS = PARTITIONS - 1;

    private static final String HEAP = "256m";
    /** An idle worker has about 60 MB: classes and Connect's own buffers. */
    private static final long MOST_LIVE_HEAP = 128L << 20;
    /** Connect waits 5 s for a task to stop. The bound is below that, with a margin for a busy machine. */
    private static final long LONGEST_PUT_MILLIS = 2_500;

    /** Rows that shared a request with a hanging one wait for two timeouts, plus a margin for a busy machine. */
    private static final long LONGEST_HUNG_MILLIS = 2 * ScenarioConfig.REQUEST_TIMEOUT.toMillis() + 2_000;

    /** The share of its throughput that a healthy pipeline keeps during the outage of another. */
    private static final long LEAST_NEIGHBOR_PERCENT = 90;

    /** The body limit of a proxy in front of Openlayer. */
    private static final int MOST_BODY_BYTES = 1 << 20;

    private final String name;
    private final long started = System.nanoTime();
    private final OpenlayerStub openlayer = OpenlayerStub.startCounting();
    private final StubPipeline pipeline = openlayer.pipeline(TaskType.LLM_BASE);
    private final Cluster cluster;
    private final Watch watch;
    private final ConnectorConfig config;
    private final String topic;
    private final Feed.Mix mix;
    private final Feed feed;
    private final String labelTopic;
    private final LabelFeed labels;
    private final AcceptedRows accepted;
    private final HungRows hungRows = new HungRows();
    private Neighbor neighbor;
    private long neighborPercent = -1;
    private FaultStorm storm;
    private Faults.FaultRule outage;
    private ConnectWorker second;
    private int tasks = TASKS;
    private int kills;
    private int freezes;
    private int outages;

    /** Starts everything. Records flow from now on. */
    Scenario(String name, long seed, Feed.Mix mix, int rowsPerSecond, Map<String, String> more) {
        this(name, seed, mix, rowsPerSecond, more, false);
    }

    /** Starts everything during an outage. Records flow once the start offsets are committed, and wait. */
    static Scenario duringOutage(String name, long seed, int rowsPerSecond, Map<String, String> more) {
        return new Scenario(name, seed, Feed.Mix.ROWS, rowsPerSecond, more, true);
    }

    private Scenario(
            String name, long seed, Feed.Mix mix, int rowsPerSecond, Map<String, String> more, boolean duringOutage) {
        this.name = name;
        topic = "rows-" + name;
        this.mix = mix;
        Broker broker = Broker.named(name + "-broker").launch();
        cluster = Cluster.start(
                broker,
                ConnectWorker.named(name + "-worker", broker).heap(HEAP).jvmFlag("-XX:+ExitOnOutOfMemoryError"));
        cluster.topics().create(topic, PARTITIONS);
        labelTopic = "labels-" + name;
        cluster.topics().create(labelTopic, PARTITIONS);
        if (mix.has(Feed.RecordKind.OVERSIZED)) {
            cluster.topics().setMessageLimit(topic, ScenarioConfig.LARGE_MESSAGE);
            cluster.topics().create(deadLetterTopic(), 1);
            cluster.topics().setMessageLimit(deadLetterTopic(), ScenarioConfig.LARGE_MESSAGE);
            openlayer.faults().when(Scenario::isOversized, StubAnswer.status(413));
        }
        openlayer.faults().when(Feed::isForbidden, StubAnswer.status(400));
        if (mix.has(Feed.RecordKind.HANGING)) {
            openlayer
                    .faults()
                    .when(
                            hungRows::hangs,
                            StubAnswer.status(500).delayed(ScenarioConfig.REQUEST_TIMEOUT.multipliedBy(2)));
        }
        if (duringOutage) {
            beginOutage();
        }
        config = ScenarioConfig.of(openlayer, pipeline.id(), topic, labelTopic, deadLetterTopic())
                .with("tasks.max", tasks);
        if (mix.has(Feed.RecordKind.SEVERAL)) {
            config.with("p", "rows", Feed.FILTER);
        }
        more.forEach(config::with);
        rest().put(name, config.toMap());
        rest().awaitRunning(name, tasks);
        if (duringOutage) {
            Awaitility.await("start offsets of " + name)
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> committed().size() == 2 * PARTITIONS);
        }
        watch = new Watch();
        watch.add(cluster.worker());
        feed = new Feed(
                cluster.topics(),
                topic,
                PARTITIONS,
                seed,
                mix,
                rowsPerSecond,
                () -> pipeline.ids().distinct());
        labels = new LabelFeed(cluster.topics(), labelTopic, topic, feed, seed, pipeline.updates());
        accepted = new AcceptedRows(name, topic, feed, pipeline.ids());
    }

    private static boolean isOversized(ReceivedRequest request) {
        return request.publishes() && request.bytes().length > MOST_BODY_BYTES;
    }

    private String deadLetterTopic() {
        return "dead-" + name;
    }

    private ConnectRest rest() {
        return cluster.rest();
    }

    Feed feed() {
        return feed;
    }

    /** From now on a fifth of the requests fails, each in one of five ways. */
    void storm(long seed) {
        storm = new FaultStorm(openlayer, accepted, seed);
    }

    /** Delays answers, so that rows are always in flight. */
    void slow(Duration answer) {
        openlayer.faults().always(StubAnswer.contract().delayed(answer));
    }

    /** Repeats a step at least this often, and until this many records are written. */
    void repeat(int atLeast, long rows, IntConsumer cycle) {
        for (int i = 0; i < atLeast || feed.sent() < rows; i++) {
            cycle.accept(i);
        }
    }

    /** Repeats events in turn, each once at least, until this many records are written. Rows flow after each event. */
    void cycle(List<Runnable> events, long rows, long rowsBetween) {
        repeat(events.size(), rows, i -> {
            events.get(i % events.size()).run();
            flow(rowsBetween);
        });
    }

    /** Waits until this many more rows are delivered: the connector has recovered from everything before. */
    void flow(long rows) {
        long goal = pipeline.ids().distinct() + rows;
        Awaitility.await(name + ": " + goal + " rows delivered")
                .atMost(Duration.ofMinutes(2))
                .pollInterval(Duration.ofMillis(50))
                .until(() -> pipeline.ids().distinct() >= goal);
    }

    void tasks(int max) {
        tasks = max;
        config.with("tasks.max", max);
        rest().put(name, config.toMap());
        rest().awaitRunning(name, max);
    }

    void pauseAndResume() {
        rest().pause(name);
        rest().awaitPaused(name);
        rest().resume(name);
        rest().awaitRunning(name, tasks);
    }

    void stopAndResume() {
        rest().stop(name);
        rest().awaitStopped(name);
        if (mix.has(Feed.RecordKind.HANGING)) {
            // A hanging row blocks its offset, so that all rows after it are read again.
            awaitQuiet();
            accepted.readAgain(committed());
            hungRows.forget();
        }
        rest().resume(name);
        rest().awaitRunning(name, tasks);
    }

    void restartTasks() {
        rest().restart(name);
        rest().awaitRunning(name, tasks);
    }

    /** A second worker joins and takes over tasks. */
    void join() {
        if (second == null) {
            second = ConnectWorker.named(name + "-second", cluster.broker())
                    .group(cluster.worker().group())
                    .heap(HEAP)
                    .launch();
        } else {
            second.launch();
        }
        second.awaitReady();
        watch.add(second);
        Awaitility.await(name + " on two workers")
                .atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(100))
                .until(() -> rest().workersOf(name) == 2);
        rest().awaitRunning(name, tasks);
    }

    /** Stops the second worker cleanly. */
    void leave() {
        watch.remove(second);
        second.stop();
        rest().awaitRunning(name, tasks);
    }

    void restartWorker() {
        watch.remove(cluster.worker());
        cluster.worker().restart();
        watch.add(cluster.worker());
        rest().awaitRunning(name, tasks);
    }

    void killWorker() {
        watch.remove(cluster.worker());
        List<Long> acknowledged = accepted.acknowledgedBeforeCommit();
        cluster.worker().kill();
        kills++;
        awaitQuiet();
        readerLost(acknowledged);
        hungRows.forget();
        cluster.worker().launch();
        cluster.worker().awaitReady();
        watch.add(cluster.worker());
        rest().awaitRunning(name, tasks);
    }

    /** Commits may wait for the reports of dead letters, which only the worker sees. */
    private void readerLost(List<Long> acknowledged) {
        accepted.readerLost(mix.hasPoison() ? null : acknowledged, committed(), inFlightRows());
    }

    /** The worker is suspended for longer than its session timeout, and then continues. */
    void freezeWorker() {
        watch.remove(cluster.worker());
        List<Long> acknowledged = accepted.acknowledgedBeforeCommit();
        cluster.worker().suspend();
        kills++;
        freezes++;
        // Twice the session timeout of a worker under test.
        pass(Duration.ofSeconds(12));
        readerLost(acknowledged);
        accepted.mayBeSentAgain(inFlightRows());
        cluster.worker().resume();
        flow(3_000);
        resetDurations(); // durations of suspended calls are meaningless
    }

    void restartBroker(boolean hard) {
        boolean deadLetters = mix.hasPoison();
        if (deadLetters) {
            watch.remove(cluster.worker());
        }
        Map<TopicPartition, Long> before = committed();
        if (hard) {
            cluster.broker().kill();
        } else {
            cluster.broker().stop();
        }
        kills++;
        cluster.broker().launch();
        cluster.broker().awaitReady();
        accepted.mayBeReadAgain(before);
        accepted.mayBeSentAgain(inFlightRows());
        rest().awaitRunning(name, tasks);
        if (deadLetters) {
            flow(3_000);
            resetDurations(); // Connect's dead-letter producer blocks put until the broker is back
        }
    }

    /** Restarts the tasks, and so their metrics, and watches the worker again. */
    private void resetDurations() {
        stopAndResume();
        watch.add(cluster.worker());
    }

    /** Openlayer refuses connections for a while. */
    void outage(Duration length) {
        openlayer.goOffline();
        outages++;
        pass(length);
        // Answers to requests in flight were lost.
        accepted.mayBeSentAgain(inFlightRows());
        openlayer.goOnline();
    }

    /** From now on, rows and updates of the pipeline get 503. */
    void beginOutage() {
        outage = openlayer
                .faults()
                .when(
                        request -> request.delivers()
                                && request.pipeline()
                                        .filter(pipeline.id()::equals)
                                        .isPresent(),
                        StubAnswer.status(503));
        outages++;
    }

    void endOutage() {
        outage.remove();
    }

    /** Waits until the tasks have read rows, and have tried to send some. */
    void awaitProbe() {
        long before = pipeline.requestCount();
        Awaitility.await(name + ": a request during the outage")
                .atMost(Duration.ofSeconds(60))
                .until(() -> feed.isHeldBack() && pipeline.requestCount() >= before + tasks);
    }

    /** Adds another pipeline to the connector, with rows of its own. */
    void addNeighbor(long seed, int rowsPerSecond) {
        neighbor = new Neighbor(openlayer, cluster.topics(), name, PARTITIONS);
        config.with("p", "topics", topic);
        neighbor.addTo(config);
        rest().put(name, config.toMap());
        rest().awaitRunning(name, tasks);
        neighbor.start(seed, rowsPerSecond);
    }

    /** Compares the neighbor's throughput before and during an outage of the pipeline, which continues. */
    void compareNeighbor(Duration phase) {
        double before = neighbor.rowsPerSecond(phase);
        beginOutage();
        awaitProbe();
        double during = neighbor.rowsPerSecond(phase);
        System.out.printf("%s: neighbor %.0f rows/s, %.0f during the outage%n", name, before, during);
        neighborPercent = Math.round(100 * during / before);
    }

    /** Another consumer joins the connector's group, takes partitions, and leaves again. */
    void intrude(String assignor, long rowsMeanwhile) {
        try (ForeignConsumer foreign =
                new ForeignConsumer(cluster.broker(), Topics.groupOf(name), topic, assignor).awaitAssigned()) {
            flow(rowsMeanwhile);
        }
    }

    static void pass(Duration time) {
        Awaitility.await().pollDelay(time).atMost(time.plusSeconds(10)).until(() -> true);
    }

    private long inFlightRows() {
        return (long) tasks * ScenarioConfig.IN_FLIGHT_ROWS;
    }

    /** Waits until no more rows arrive. The number in flight cannot be used, because it is too high after an outage. */
    private void awaitQuiet() {
        AtomicLong seen = new AtomicLong(-1);
        Awaitility.await("quiet")
                .atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(300))
                .until(() -> {
                    long now = pipeline.ids().total();
                    return seen.getAndSet(now) == now;
                });
    }

    private Map<TopicPartition, Long> committed() {
        return cluster.topics().committed(name);
    }

    /**
     * Ends the feed, waits until everything is committed, and checks the results.
     *
     * @param clean whether duplicates are forbidden
     */
    ScenarioResult settle(boolean clean) {
        labels.finish();
        feed.finish();
        if (neighbor != null) {
            neighbor.finish();
            cluster.topics().awaitAllCommitted(name, Duration.ofMinutes(3), neighbor.topic());
        }
        cluster.topics().awaitAllCommitted(name, Duration.ofMinutes(3), topic);
        cluster.topics().awaitAllCommitted(name, Duration.ofMinutes(3), labelTopic);
        rest().awaitRunning(name, tasks);
        awaitQuiet();
        long heap = cluster.worker().liveHeapBytes();
        watch.close();
        accepted.close();
        Set<String> deadLetters = cluster.topics().deadLetters(deadLetterTopic()).stream()
                .map(DeadLetter::id)
                .collect(Collectors.toCollection(TreeSet::new));
        RecordTally tally = new RecordTally(topic, feed, pipeline.ids(), deadLetters);
        ScenarioResult result = result(tally, heap).record();
        check(tally, result, clean);
        return result;
    }

    private ScenarioResult result(RecordTally tally, long heap) {
        Map<String, Long> faults = storm == null ? new LinkedHashMap<>() : storm.hits();
        if (outages > 0) {
            faults.put("outage", (long) outages);
        }
        int rebalances = (int) countInLog(
                directory("broker").resolve("broker.log"), "Stabilized group " + Topics.groupOf(name) + " generation");
        // Draining before a rebalance is limited to some seconds: the rows in flight may have overtaken one that failed
        // or
        // hangs.
        long overtaken = storm == null && !mix.has(Feed.RecordKind.HANGING)
                ? 0
                : (long) rebalances * MOST_TASKS * ScenarioConfig.IN_FLIGHT_ROWS;
        return new ScenarioResult(
                name,
                feed.sent(),
                tally.dropped(),
                pipeline.ids().distinct(),
                tally.deadLettered(),
                tally.lost(),
                pipeline.ids().duplicates(),
                accepted.answersLost(),
                accepted.atRisk(),
                overtaken,
                pipeline.requestCount(),
                faults,
                kills,
                rebalances,
                watch.worstPutMillis(),
                watch.worstCommitMillis(),
                neighborPercent,
                mix.has(Feed.RecordKind.HANGING) ? hungRows.longestMillis() : -1,
                heap,
                Duration.ofNanos(System.nanoTime() - started).toSeconds());
    }

    private void check(RecordTally tally, ScenarioResult result, boolean clean) {
        SoftAssertions soft = new SoftAssertions();
        long written = cluster.topics().endOffsets(List.of(topic)).values().stream()
                .mapToLong(end -> end)
                .sum();
        soft.assertThat(written).as("records in the topic").isEqualTo(feed.sent());
        tally.check(soft);
        // A suspended worker sends queued updates when it continues, before it learns that it has left the group.
        labels.check(soft, name, freezes == 0, result.rebalances() + freezes);
        accepted.check(soft);
        soft.assertThat(result.duplicates()).as("duplicates").isLessThanOrEqualTo(clean ? 0 : result.explained());
        if (neighbor != null) {
            soft.assertThat(neighbor.lost()).as("lost rows of the neighbor").isEmpty();
        }
        if (neighborPercent >= 0) {
            soft.assertThat(neighborPercent)
                    .as("throughput of the neighbor during the outage, in percent")
                    .isGreaterThanOrEqualTo(LEAST_NEIGHBOR_PERCENT);
        }
        soft.assertThat(result.hungMillis())
                .as("longest wait after a request with a hanging row")
                .isLessThanOrEqualTo(LONGEST_HUNG_MILLIS);
        soft.assertThat(pipeline.violations()).as("violations of the contract").isEmpty();
        soft.assertThat(openlayer.strangers()).as("requests to other addresses").isEmpty();
        soft.assertThat(result.heapBytes()).as("live heap of the worker").isLessThan(MOST_LIVE_HEAP);
        soft.assertThat(result.putMillis()).as("longest put").isLessThan(LONGEST_PUT_MILLIS);
        soft.assertThat(failedTasks()).as("failed tasks").isZero();
        soft.assertAll();
    }

    private long failedTasks() {
        return countInLog(cluster.worker().log(), "Task threw an uncaught and unrecoverable exception")
                + (second == null ? 0 : countInLog(second.log(), "Task threw an uncaught and unrecoverable exception"));
    }

    private Path directory(String of) {
        return cluster.worker().log().getParent().resolveSibling(name + "-" + of);
    }

    private static long countInLog(Path log, String text) {
        try (Stream<String> lines = Files.lines(log, UTF_8)) {
            return lines.filter(line -> line.contains(text)).count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        watch.close();
        accepted.close();
        if (neighbor != null) {
            neighbor.stop();
        }
        labels.finish();
        feed.stop();
        if (second != null) {
            second.close();
        }
        cluster.close();
        openlayer.close();
    }
}
