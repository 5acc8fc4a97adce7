package com.openlayer.kafka.connect.chaos;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.openlayer.kafka.connect.config.TaskType;
import com.openlayer.kafka.connect.testing.Broker;
import com.openlayer.kafka.connect.testing.Cluster;
import com.openlayer.kafka.connect.testing.ConnectRest;
import com.openlayer.kafka.connect.testing.ConnectWorker;
import com.openlayer.kafka.connect.testing.DeadLetter;
import com.openlayer.kafka.connect.testing.Faults;
import com.openlayer.kafka.connect.testing.IdCounts;
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
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntConsumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.common.TopicPartition;
import org.assertj.core.api.SoftAssertions;
import org.awaitility.Awaitility;

/**
 * A broker, workers, an Openlayer and a connector between them, while rows flow. What is done to them is counted, and so
 * is how many rows it may have had delivered twice: every row that was delivered beyond a commit when its reader went. A
 * commit is behind the acknowledgements by no more than 1.5 s.
 */
final class Scenario implements AutoCloseable {
    static final String EAGER = "org.apache.kafka.clients.consumer.RangeAssignor";
    static final String COOPERATIVE = "org.apache.kafka.clients.consumer.CooperativeStickyAssignor";

    private static final int PARTITIONS = 6;
    private static final int BATCH_ROWS = 100;
    private static final int IN_FLIGHT = 4;
    /** Single rows under suspicion that a pipeline sends beside these. */
    private static final int ISOLATED = 16;

    private static final int IN_FLIGHT_ROWS = IN_FLIGHT * BATCH_ROWS + ISOLATED;
    private static final int TASKS = 4;
    static final int MOST_TASKS = PARTITIONS - 1;

    private static final String HEAP = "256m";
    /** A worker with nothing to do has some 60 MB, classes and Connect's own buffers. */
    private static final long MOST_LIVE_HEAP = 128L << 20;
    /** Connect gives a stopping task 5 s; a put this long would be a hang. The rest is room for a machine with much to do. */
    private static final long LONGEST_PUT_MILLIS = 2_500;

    /** What is acknowledged for this long is committed. */
    private static final Duration COMMIT_LAG = Duration.ofMillis(1_500);

    private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(2);
    /** Rows that shared a request with a hanging one wait for two timeouts. The rest is room for a machine with much to do. */
    private static final long LONGEST_HUNG_MILLIS = 2 * REQUEST_TIMEOUT.toMillis() + 2_000;
    /** What a healthy pipeline keeps of its rows/s during the outage of another. */
    private static final long LEAST_NEIGHBOR_PERCENT = 90;

    private static final int LARGE_MESSAGE = 8_000_000;
    /** What a proxy in front of Openlayer lets through. */
    private static final int MOST_BODY_BYTES = 1 << 20;

    private static final String ANSWER_LOST = "answer lost";

    private final String name;
    private final long started = System.nanoTime();
    private final OpenlayerStub openlayer = OpenlayerStub.startCounting();
    private final StubPipeline pipeline = openlayer.pipeline(TaskType.LLM_BASE);
    private final Map<String, Faults.FaultRule> weather = new LinkedHashMap<>();
    private final Cluster cluster;
    private final List<ConnectWorker> up = new CopyOnWriteArrayList<>();
    private final Watch watch;
    private final Map<String, String> config;
    private final String topic;
    private final Feed.Mix mix;
    private final Feed feed;
    private final String labelTopic;
    private final LabelFeed labels;
    private final Watermarks watermarks;
    private final HungRows hungRows = new HungRows();
    private final List<String> lateCommits = new ArrayList<>();
    private Neighbor neighbor;
    private long neighborPercent = -1;
    private Faults.FaultRule down;
    private ConnectWorker second;
    private int tasks = TASKS;
    private int kills;
    private int freezes;
    private int outages;
    private long atRisk;
    /** Rows that were accepted without an answer. */
    private final AtomicLong answersLost = new AtomicLong();
    /** How often each row was accepted to no avail: without an answer, or without a commit before its reader went. */
    private final Map<String, Integer> inVain = new ConcurrentHashMap<>();

    /** Starts all of it, and rows flow. */
    Scenario(String name, long seed, Feed.Mix mix, int rowsPerSecond, Map<String, String> more) {
        this(name, seed, mix, rowsPerSecond, more, false);
    }

    /** Starts all of it during an outage. Rows flow once the start positions are committed, and wait. */
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
        up.add(cluster.worker());
        cluster.topics().create(topic, PARTITIONS);
        labelTopic = "labels-" + name;
        cluster.topics().create(labelTopic, PARTITIONS);
        if (mix.has(Feed.RecordKind.OVERSIZED)) {
            cluster.topics().setMessageLimit(topic, LARGE_MESSAGE);
            cluster.topics().create(deadLetterTopic(), 1);
            cluster.topics().setMessageLimit(deadLetterTopic(), LARGE_MESSAGE);
            openlayer.faults().when(Scenario::isOversized, StubAnswer.status(413));
        }
        openlayer.faults().when(Scenario::isForbidden, StubAnswer.status(400));
        if (mix.has(Feed.RecordKind.HANGING)) {
            openlayer.faults().when(hungRows::hangs, StubAnswer.status(500).delayed(REQUEST_TIMEOUT.multipliedBy(2)));
        }
        if (duringOutage) {
            beginOutage();
        }
        config = config(more);
        rest().put(name, config);
        rest().awaitRunning(name, tasks);
        if (duringOutage) {
            Awaitility.await("start positions of " + name)
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> committed().size() == 2 * PARTITIONS);
        }
        watch = new Watch(up);
        feed = new Feed(
                cluster.topics(),
                topic,
                PARTITIONS,
                seed,
                mix,
                rowsPerSecond,
                () -> pipeline.ids().distinct());
        labels = new LabelFeed(cluster.topics(), labelTopic, topic, feed, seed, pipeline.updates());
        watermarks = new Watermarks(PARTITIONS, this::isAcknowledged);
    }

    private boolean isAcknowledged(int partition, long offset) {
        if (offset >= feed.sent(partition) || feed.kindOf(partition, offset) == Feed.RecordKind.DROPPED) {
            return offset < feed.sent(partition);
        }
        return isAccepted(id(partition, offset));
    }

    /** Whether the present reader of a row, or one that committed it, had it accepted. */
    private boolean isAccepted(String id) {
        return pipeline.ids().countOf(id) > inVain.getOrDefault(id, 0);
    }

    private static boolean isOversized(ReceivedRequest request) {
        return request.publishes() && request.bytes().length > MOST_BODY_BYTES;
    }

    private static boolean isForbidden(ReceivedRequest request) {
        return request.publishes() && request.rows().findValue(Feed.FORBIDDEN) != null;
    }

    private Map<String, String> config(Map<String, String> more) {
        Map<String, String> all = new LinkedHashMap<>();
        all.put("connector.class", "com.openlayer.kafka.connect.OpenlayerSinkConnector");
        all.put("tasks.max", Integer.toString(tasks));
        all.put("topics", topic + "," + labelTopic);
        all.put("openlayer.base.url", openlayer.baseUrl().toString());
        all.put("openlayer.api.key", OpenlayerStub.API_KEY);
        all.put("batch.max.rows", Integer.toString(BATCH_ROWS));
        all.put("max.in.flight.requests", Integer.toString(IN_FLIGHT));
        all.put("retry.backoff.ms", "50");
        all.put("retry.backoff.max.ms", "2000");
        all.put("pipelines", "p,labels");
        all.put("pipelines.labels.operation", "update");
        all.put("pipelines.labels.topics", labelTopic);
        all.put("pipelines.labels.inference.pipeline.id", pipeline.id().toString());
        all.put("pipelines.labels.columns", "*,id=value:/of,-of");
        all.put("pipelines.labels.inference.id.column.name", "id");
        all.put("pipelines.labels.ground.truth.column.name", "truth");
        all.put("pipelines.p.inference.pipeline.id", pipeline.id().toString());
        all.put("pipelines.p.task.type", "llm-base");
        all.put("pipelines.p.input.variable.names", "question");
        all.put("pipelines.p.output.column.name", "output");
        all.put("errors.tolerance", "all");
        all.put("errors.deadletterqueue.topic.name", deadLetterTopic());
        all.put("errors.deadletterqueue.topic.replication.factor", "1");
        all.put("errors.deadletterqueue.context.headers.enable", "true");
        // What Kafka would set for itself only after five minutes: partitions that came late.
        all.put("consumer.override.metadata.max.age.ms", "5000");
        all.putAll(more);
        return all;
    }

    /** Timeouts that decide about a hanging row within seconds. */
    static Map<String, String> shortTimeouts() {
        return Map.of(
                "request.timeout.ms", Long.toString(REQUEST_TIMEOUT.toMillis()),
                "delivery.timeout.ms", Long.toString(4 * REQUEST_TIMEOUT.toMillis()));
    }

    /** Limits of Connect's clients that let large records be read and dead-lettered, in polls that a small heap can take. */
    static Map<String, String> largeRecords() {
        return Map.of(
                "producer.override.max.request.size", Integer.toString(LARGE_MESSAGE),
                "consumer.override.max.partition.fetch.bytes", Integer.toString(LARGE_MESSAGE),
                "consumer.override.fetch.max.bytes", Integer.toString(LARGE_MESSAGE),
                "consumer.override.max.poll.records", "100");
    }

    /** Transforms that rename the topic, and drop the records with a header. */
    static Map<String, String> transforms() {
        return Map.of(
                "transforms", "route,drop",
                "transforms.route.type", "org.apache.kafka.connect.transforms.RegexRouter",
                "transforms.route.regex", "rows-(.*)",
                "transforms.route.replacement", "routed-$1",
                "transforms.drop.type", "org.apache.kafka.connect.transforms.Filter",
                "transforms.drop.predicate", "marked",
                "predicates", "marked",
                "predicates.marked.type", "org.apache.kafka.connect.transforms.predicates.HasHeaderKey",
                "predicates.marked.name", Feed.DROP);
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

    /** A fifth of the requests fails from now on, each in one of five ways. */
    void storm(long seed) {
        Map<String, StubAnswer> faults = new LinkedHashMap<>();
        faults.put("500", StubAnswer.status(500));
        faults.put("503", StubAnswer.status(503));
        faults.put("429", StubAnswer.status(429).header("Retry-After-Ms", "100"));
        faults.put("reset", StubAnswer.reset());
        faults.put(ANSWER_LOST, StubAnswer.reset().afterAccepting());
        Random random = new Random(seed);
        faults.forEach((kind, answer) ->
                weather.put(kind, openlayer.faults().when(request -> fails(request, kind, random), answer)));
    }

    /** Rules are asked one after the other, so that 1 - (1 - share)^5 is 20 %. What is refused is not accepted as well. */
    private boolean fails(ReceivedRequest request, String kind, Random random) {
        boolean fails = request.delivers() && random.nextDouble() < 0.0436 && !isForbidden(request);
        if (fails && request.publishes() && kind.equals(ANSWER_LOST)) {
            String idColumn = request.config().path("inferenceIdColumnName").asText();
            answersLost.addAndGet(request.rows().size());
            request.rows().forEach(row -> inVain.merge(row.path(idColumn).asText(), 1, Integer::sum));
        }
        return fails;
    }

    /** Answers take a moment, so that there is always something in flight. */
    void slow(Duration answer) {
        openlayer.faults().always(StubAnswer.contract().delayed(answer));
    }

    /** Does something again and again until so many records are written, and at least so often. */
    void repeat(int atLeast, long rows, IntConsumer cycle) {
        for (int i = 0; i < atLeast || feed.sent() < rows; i++) {
            cycle.accept(i);
        }
    }

    /** Waits until so many more rows are delivered: all that was done so far was survived. */
    void flow(long rows) {
        long goal = pipeline.ids().distinct() + rows;
        Awaitility.await(name + ": " + goal + " rows delivered")
                .atMost(Duration.ofMinutes(2))
                .pollInterval(Duration.ofMillis(50))
                .until(() -> pipeline.ids().distinct() >= goal);
    }

    void tasks(int max) {
        tasks = max;
        config.put("tasks.max", Integer.toString(max));
        rest().put(name, config);
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
            // A hanging row keeps its offset, so that all behind it come again.
            awaitQuiet();
            atRisk += goBack(committed());
            hungRows.forget();
        }
        rest().resume(name);
        rest().awaitRunning(name, tasks);
    }

    void restartTasks() {
        rest().restart(name);
        rest().awaitRunning(name, tasks);
    }

    /** Another worker comes, and takes tasks. */
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
        up.add(second);
        Awaitility.await(name + " on two workers")
                .atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(100))
                .until(() -> rest().workersOf(name) == 2);
        rest().awaitRunning(name, tasks);
    }

    /** The other worker leaves, as it should. */
    void leave() {
        up.remove(second);
        second.stop();
        rest().awaitRunning(name, tasks);
    }

    void restartWorker() {
        up.remove(cluster.worker());
        cluster.worker().restart();
        up.add(cluster.worker());
        rest().awaitRunning(name, tasks);
    }

    void killWorker() {
        up.remove(cluster.worker());
        List<Long> acknowledged = watermarks.before(COMMIT_LAG);
        cluster.worker().kill();
        kills++;
        awaitQuiet();
        atRisk += uncommitted(acknowledged);
        hungRows.forget();
        cluster.worker().launch();
        cluster.worker().awaitReady();
        up.add(cluster.worker());
        rest().awaitRunning(name, tasks);
    }

    /**
     * Rows that are accepted and not committed when their worker is gone. Those that were acknowledged a while before are.
     *
     * @param acknowledged the first offsets that were not acknowledged then
     */
    private long uncommitted(List<Long> acknowledged) {
        long allowed = Long.MAX_VALUE;
        if (!mix.hasPoison()) { // a commit waits for dead-letter reports, which only the worker knows of
            Map<TopicPartition, Long> expected = new HashMap<>();
            for (int partition = 0; partition < PARTITIONS; partition++) {
                expected.put(new TopicPartition(topic, partition), acknowledged.get(partition));
            }
            allowed = beyond(expected) + inFlightRows();
        }
        long count = goBack(committed());
        System.out.printf(
                "%s: killed with %d accepted rows uncommitted, %s allowed%n",
                name, count, allowed == Long.MAX_VALUE ? "any" : allowed);
        if (count > allowed) {
            lateCommits.add(count + " accepted rows were not committed, " + allowed + " allowed");
        }
        return Math.min(count, allowed);
    }

    /** The rows from these offsets on are read again. Returns how many of them were accepted, which is in vain. */
    private long goBack(Map<TopicPartition, Long> offsets) {
        long count = 0;
        List<Long> starts = new ArrayList<>();
        for (int partition = 0; partition < PARTITIONS; partition++) {
            long start = offsets.getOrDefault(new TopicPartition(topic, partition), 0L);
            starts.add(start);
            for (long offset = start; offset < feed.sent(partition); offset++) {
                String id = id(partition, offset);
                if (isAccepted(id)) {
                    count++;
                    inVain.put(id, pipeline.ids().countOf(id));
                }
            }
        }
        watermarks.rewind(starts);
        return count;
    }

    /** The worker stands still for longer than its group waits for it, and then goes on as if nothing had been. */
    void freezeWorker() {
        up.remove(cluster.worker());
        List<Long> acknowledged = watermarks.before(COMMIT_LAG);
        cluster.worker().suspend();
        kills++;
        freezes++;
        // Twice the session timeout of a worker under test.
        pass(Duration.ofSeconds(12));
        atRisk += uncommitted(acknowledged) + inFlightRows();
        cluster.worker().resume();
        flow(3_000);
        forgetDurations(); // the clock ran on for calls that stood still
    }

    void restartBroker(boolean hard) {
        boolean deadLetters = mix.hasPoison();
        if (deadLetters) {
            up.remove(cluster.worker());
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
        atRisk += beyond(before) + inFlightRows();
        rest().awaitRunning(name, tasks);
        if (deadLetters) {
            flow(3_000);
            forgetDurations(); // Connect's own producer of dead letters makes a put wait until the broker is back
        }
    }

    /** Tasks that start anew have not seen a long {@code put} yet; from here on the worker is watched again. */
    private void forgetDurations() {
        stopAndResume();
        up.add(cluster.worker());
    }

    /** Nobody is where Openlayer was. */
    void outage(Duration length) {
        openlayer.goOffline();
        outages++;
        pass(length);
        // Answers to what it had taken were lost.
        atRisk += inFlightRows();
        openlayer.goOnline();
    }

    /** Rows and updates of the pipeline are answered with 503 from now on. */
    void beginOutage() {
        down = openlayer
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
        down.remove();
    }

    /** Until the tasks have read rows, and have sent some of them to no avail. */
    void awaitProbe() {
        long before = pipeline.requestCount();
        Awaitility.await(name + ": a request during the outage")
                .atMost(Duration.ofSeconds(60))
                .until(() -> feed.isHeldBack() && pipeline.requestCount() >= before + tasks);
    }

    /** A second pipeline in the same connector, with as many rows. */
    void addNeighbor(long seed, int rowsPerSecond) {
        neighbor = new Neighbor(openlayer, cluster.topics(), name, PARTITIONS);
        config.put("topics", config.get("topics") + "," + neighbor.topic());
        config.put("pipelines", config.get("pipelines") + "," + Neighbor.ALIAS);
        config.put("pipelines.p.topics", topic);
        config.putAll(neighbor.properties());
        rest().put(name, config);
        rest().awaitRunning(name, tasks);
        neighbor.start(seed, rowsPerSecond);
    }

    /** Compares the neighbor's rows/s before and during an outage of the pipeline, which lasts on. */
    void compareNeighbor(Duration phase) {
        double before = neighbor.rowsPerSecond(phase);
        beginOutage();
        awaitProbe();
        double during = neighbor.rowsPerSecond(phase);
        System.out.printf("%s: neighbor %.0f rows/s, %.0f during the outage%n", name, before, during);
        neighborPercent = Math.round(100 * during / before);
    }

    /** Somebody else joins the connector's group, takes partitions, and leaves again. */
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
        return (long) tasks * IN_FLIGHT_ROWS;
    }

    /** Until nothing arrives any more; requests that an outage cut off are in flight for ever. */
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

    /** How many accepted rows a reader that starts at these offsets delivers again. */
    private long beyond(Map<TopicPartition, Long> offsets) {
        long count = 0;
        for (int partition = 0; partition < PARTITIONS; partition++) {
            long from = offsets.getOrDefault(new TopicPartition(topic, partition), 0L);
            for (long offset = from; offset < feed.sent(partition); offset++) {
                count += isAccepted(id(partition, offset)) ? 1 : 0;
            }
        }
        return count;
    }

    private String id(int partition, long offset) {
        return topic + "-" + partition + "-" + offset;
    }

    /**
     * Ends the feed, waits until all is committed, and checks all that a scenario is for.
     *
     * @param clean whether no duplicates at all are allowed
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
        watermarks.close();

        Set<String> lost = new TreeSet<>();
        Set<String> poison = new TreeSet<>();
        long dropped = 0;
        long wanted = 0;
        IdCounts ids = pipeline.ids();
        for (int partition = 0; partition < PARTITIONS; partition++) {
            for (long offset = 0; offset < feed.sent(partition); offset++) {
                Feed.RecordKind kind = feed.kindOf(partition, offset);
                if (kind == Feed.RecordKind.DROPPED) {
                    dropped++;
                } else if (kind.isPoison()) {
                    poison.add(id(partition, offset));
                } else if (ids.contains(id(partition, offset))) {
                    wanted++;
                } else {
                    lost.add(id(partition, offset));
                }
            }
        }
        Set<String> deadLetters = cluster.topics().deadLetters(deadLetterTopic()).stream()
                .map(DeadLetter::id)
                .collect(Collectors.toCollection(TreeSet::new));
        Map<String, Long> faults = new LinkedHashMap<>();
        weather.forEach((kind, rule) -> faults.put(kind, rule.hits()));
        if (outages > 0) {
            faults.put("outage", (long) outages);
        }
        int rebalances = (int) countInLog(
                directory("broker").resolve("broker.log"), "Stabilized group " + Topics.groupOf(name) + " generation");
        // A drain before a rebalance ends after some seconds: a window of rows may have overtaken one that failed or
        // hangs.
        long overtaken = weather.isEmpty() && !mix.has(Feed.RecordKind.HANGING)
                ? 0
                : (long) rebalances * MOST_TASKS * IN_FLIGHT_ROWS;
        ScenarioResult figures = new ScenarioResult(
                        name,
                        feed.sent(),
                        dropped,
                        ids.distinct(),
                        deadLetters.size(),
                        lost.size(),
                        ids.duplicates(),
                        answersLost.get(),
                        atRisk,
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
                        Duration.ofNanos(System.nanoTime() - started).toSeconds())
                .record();

        System.out.printf(
                "%s: %d labels, %d of them twice or more, %d lost, %d rows with a stale last label, at most %d overtaken%n",
                name,
                labels.sent(),
                labels.duplicates(),
                labels.lost().size(),
                labels.stale().size(),
                labels.mostOvertaken());
        SoftAssertions soft = new SoftAssertions();
        soft.assertThat(cluster.topics().endOffsets(List.of(topic)).values().stream()
                        .mapToLong(end -> end)
                        .sum())
                .as("records in the topic")
                .isEqualTo(feed.sent());
        soft.assertThat(lost).as("lost").isEmpty();
        soft.assertThat(labels.lost()).as("labels lost").isEmpty();
        // A worker that stood still sends what it had queued when it goes on, before it hears that it is out.
        if (freezes == 0) {
            soft.assertThat(labels.stale())
                    .as("rows whose last label is not their newest")
                    .isEmpty();
        }
        soft.assertThat(labels.mostOvertaken())
                .as("times that a row got an older label after a newer one")
                .isLessThanOrEqualTo(rebalances + freezes);
        soft.assertThat(ids.distinct()).as("delivered, and nothing but rows").isEqualTo(wanted);
        soft.assertThat(deadLetters).as("dead letters").isEqualTo(poison);
        soft.assertThat(figures.duplicates()).as("duplicates").isLessThanOrEqualTo(clean ? 0 : figures.explained());
        soft.assertThat(lateCommits).as("commits that came late").isEmpty();
        if (neighbor != null) {
            soft.assertThat(neighbor.lost()).as("rows of the neighbor lost").isEmpty();
        }
        if (neighborPercent >= 0) {
            soft.assertThat(neighborPercent)
                    .as("rows/s of the neighbor, in percent of those without an outage")
                    .isGreaterThanOrEqualTo(LEAST_NEIGHBOR_PERCENT);
        }
        soft.assertThat(figures.hungMillis())
                .as("longest wait after a request with a hanging row")
                .isLessThanOrEqualTo(LONGEST_HUNG_MILLIS);
        soft.assertThat(pipeline.violations()).as("violations of the contract").isEmpty();
        soft.assertThat(openlayer.strangers()).as("requests to elsewhere").isEmpty();
        soft.assertThat(heap).as("live heap of the worker").isLessThan(MOST_LIVE_HEAP);
        soft.assertThat(figures.putMillis()).as("longest put").isLessThan(LONGEST_PUT_MILLIS);
        soft.assertThat(failedTasks()).as("tasks that failed").isZero();
        soft.assertAll();
        return figures;
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
        watermarks.close();
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
