package com.openlayer.kafka.connect.chaos;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.openlayer.kafka.connect.testing.ReceivedRequest;
import com.openlayer.kafka.connect.testing.Topics;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.awaitility.Awaitility;

/**
 * Writes records to a topic at a steady rate, unless too many rows wait for delivery. The kind of a record is a function of
 * the seed and its coordinates, so that a million of them need no memory.
 */
final class Feed {
    /** The header of records that the Filter transform drops. */
    static final String DROP = "drop";

    /** The column of rows that Openlayer rejects. */
    static final String FORBIDDEN = "forbidden";

    /** The column of rows whose requests get no answer. */
    static final String HANGING = "hanging";

    /** Makes the rows of records of several rows and of none, and passes on the others. */
    static final String FILTER =
            "if type != \"object\" then . elif .items then .items[] elif .question then . else empty end";

    /** The number of the row that Openlayer rejects, of those of its record. */
    private static final int REFUSED_ROW = 1;

    private static final long TICK_MILLIS = 25;
    private static final long MOST_WAITING = 20_000;
    private static final String BALLAST = "lorem ipsum dolor sit amet ".repeat(12);
    private static final String BULK = "x".repeat(20_000);
    /** More than the body limit, and more than the default limit of Connect's producers. */
    private static final String OVERSIZE = "x".repeat(1_600_000);

    /** The kinds of records, by the connector's treatment. */
    enum RecordKind {
        DROPPED,
        /** Invalid JSON: Connect's converter fails. */
        BROKEN,
        /** JSON, but not an object. */
        UNMAPPABLE,
        /** A row that Openlayer answers with 400. */
        REFUSED,
        /** A row that Openlayer answers with 413. */
        OVERSIZED,
        /** A row that times out, with every row of its request. */
        HANGING,
        /** A row of 20 KB. */
        BULKY,
        /** The filter makes no row of it. */
        NONE,
        /** The filter makes several rows of it. */
        SEVERAL,
        /** The filter makes several rows of it, and Openlayer answers one of them with 400. */
        PARTLY_REFUSED,
        ROW;

        boolean isPoison() {
            return this == BROKEN
                    || this == UNMAPPABLE
                    || this == REFUSED
                    || this == OVERSIZED
                    || this == HANGING
                    || this == PARTLY_REFUSED;
        }

        boolean needsNoRow() {
            return this == DROPPED || this == NONE;
        }
    }

    /** The number of records of each kind in 10,000. The others are rows. */
    enum Mix {
        ROWS(Map.of()),
        FILTERED(Map.of(RecordKind.DROPPED, 1_000)),
        POISONED(Map.of(
                RecordKind.DROPPED, 500, RecordKind.BROKEN, 5, RecordKind.UNMAPPABLE, 10, RecordKind.REFUSED, 10)),
        SEVERAL(Map.of(RecordKind.SEVERAL, 3_000, RecordKind.NONE, 1_000)),
        POISONED_SEVERAL(Map.of(
                RecordKind.DROPPED, 500,
                RecordKind.NONE, 100,
                RecordKind.SEVERAL, 500,
                RecordKind.BROKEN, 5,
                RecordKind.UNMAPPABLE, 10,
                RecordKind.REFUSED, 10,
                RecordKind.PARTLY_REFUSED, 5)),
        LARGE(Map.of(RecordKind.BULKY, 1_000, RecordKind.OVERSIZED, 4)),
        HANGING(Map.of(RecordKind.HANGING, 1));

        private final Map<RecordKind, Integer> shares;

        Mix(Map<RecordKind, Integer> shares) {
            this.shares = shares;
        }

        boolean has(RecordKind kind) {
            return shares.containsKey(kind);
        }

        boolean hasPoison() {
            return shares.keySet().stream().anyMatch(RecordKind::isPoison);
        }

        private RecordKind drawn(int number) {
            int bound = 0;
            for (RecordKind kind : RecordKind.values()) {
                bound += shares.getOrDefault(kind, 0);
                if (number < bound) {
                    return kind;
                }
            }
            return RecordKind.ROW;
        }
    }

    private final Topics topics;
    private final String topic;
    private final long seed;
    private final Mix mix;
    private final int rowsPerTick;
    private final LongSupplier delivered;
    private final AtomicLongArray sent;
    private final AtomicLongArray rows;
    private final ScheduledExecutorService pace = Executors.newSingleThreadScheduledExecutor();
    private final ScheduledFuture<?> ticks;

    Feed(Topics topics, String topic, int partitions, long seed, Mix mix, int rowsPerSecond, LongSupplier delivered) {
        this.topics = topics;
        this.topic = topic;
        this.seed = seed;
        this.mix = mix;
        rowsPerTick = (int) (rowsPerSecond * TICK_MILLIS / 1_000);
        this.delivered = delivered;
        sent = new AtomicLongArray(partitions);
        rows = new AtomicLongArray(partitions);
        ticks = pace.scheduleWithFixedDelay(this::tick, 0, TICK_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void tick() {
        for (int i = 0; i < rowsPerTick && !isHeldBack(); i++) {
            int partition = i % sent.length();
            long offset = sent.get(partition);
            RecordKind kind = kindOf(partition, offset);
            ProducerRecord<String, byte[]> message =
                    new ProducerRecord<>(topic, partition, null, value(kind, partition, offset));
            if (kind == RecordKind.DROPPED) {
                message.headers().add(DROP, new byte[0]);
            }
            topics.send(message);
            sent.incrementAndGet(partition);
            rows.addAndGet(partition, rowIds(partition, offset).size());
        }
    }

    private byte[] value(RecordKind kind, int partition, long offset) {
        String text = switch (kind) {
            case BROKEN -> "{\"question\": ";
            case UNMAPPABLE -> "[" + offset + "]";
            case REFUSED -> row(partition, offset, ",\"" + FORBIDDEN + "\":true");
            case HANGING -> row(partition, offset, ",\"" + HANGING + "\":true");
            case BULKY -> row(partition, offset, ",\"blob\":\"" + BULK + "\"");
            case OVERSIZED -> row(partition, offset, ",\"blob\":\"" + OVERSIZE + "\"");
            case NONE -> "{\"heartbeat\":" + offset + "}";
            case SEVERAL, PARTLY_REFUSED ->
                IntStream.range(0, rowsOf(partition, offset))
                        .mapToObj(i -> row(
                                partition,
                                offset,
                                kind == RecordKind.PARTLY_REFUSED && i == REFUSED_ROW
                                        ? ",\"" + FORBIDDEN + "\":true"
                                        : ""))
                        .collect(Collectors.joining(",", "{\"items\":[", "]}"));
            case ROW, DROPPED -> row(partition, offset, "");
        };
        return text.getBytes(UTF_8);
    }

    private String row(int partition, long offset, String more) {
        return "{\"question\":\"What of %d-%d?\",\"output\":\"%s\"%s}"
                .formatted(
                        partition,
                        offset,
                        BALLAST.substring(0, Math.floorMod(hash(offset, partition), BALLAST.length())),
                        more);
    }

    RecordKind kindOf(int partition, long offset) {
        return mix.drawn(Math.floorMod(hash(partition, offset), 10_000));
    }

    /** The number of rows of a record of several. */
    private int rowsOf(int partition, long offset) {
        return 2 + Math.floorMod(hash(offset, partition), 3);
    }

    /** The ids of the rows of a record that must be delivered. */
    List<String> rowIds(int partition, long offset) {
        String id = topic + "-" + partition + "-" + offset;
        return switch (kindOf(partition, offset)) {
            case ROW, BULKY -> List.of(id);
            case SEVERAL, PARTLY_REFUSED ->
                IntStream.range(0, rowsOf(partition, offset))
                        .filter(i -> i != REFUSED_ROW || kindOf(partition, offset) == RecordKind.SEVERAL)
                        .mapToObj(i -> id + "-" + i)
                        .toList();
            case DROPPED, NONE, BROKEN, UNMAPPABLE, REFUSED, OVERSIZED, HANGING -> List.of();
        };
    }

    /** The finalizer of a SplittableRandom. */
    private int hash(long a, long b) {
        long z = seed + a * 0x9E3779B97F4A7C15L + b * 0xC2B2AE3D27D4EB4FL;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return (int) ((z ^ (z >>> 31)) >>> 32);
    }

    /** Whether a request has a row that Openlayer rejects. */
    static boolean isForbidden(ReceivedRequest request) {
        return request.publishes() && request.rows().findValue(FORBIDDEN) != null;
    }

    int partitions() {
        return sent.length();
    }

    /** The number of records sent to a partition. */
    long sent(int partition) {
        return sent.get(partition);
    }

    long sent() {
        return sum(sent);
    }

    /** Whether the feed pauses because too many rows wait for delivery. */
    boolean isHeldBack() {
        return rows() - delivered.getAsLong() >= MOST_WAITING;
    }

    /** The number of rows that must be delivered. */
    long rows() {
        return sum(rows);
    }

    private static long sum(AtomicLongArray counts) {
        long sum = 0;
        for (int i = 0; i < counts.length(); i++) {
            sum += counts.get(i);
        }
        return sum;
    }

    /** Ends the feed, and waits until everything sent is in the topic. */
    void finish() {
        stop();
        if (!ticks.isCancelled()) {
            try {
                ticks.get();
            } catch (ExecutionException e) {
                throw new IllegalStateException("The feed failed", e.getCause());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }
        topics.flush();
    }

    void stop() {
        if (!ticks.isDone()) {
            ticks.cancel(false);
        }
        pace.shutdown();
        Awaitility.await("end of the feed").atMost(Duration.ofSeconds(90)).until(pace::isTerminated);
    }
}
