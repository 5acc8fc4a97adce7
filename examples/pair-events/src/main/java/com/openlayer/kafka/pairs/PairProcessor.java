package com.openlayer.kafka.pairs;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/**
 * Keeps each half until its partner arrives or its window closes. Either half may come first.
 *
 * <p>A half's window closes when the events have advanced by window and grace since the half's own time, and the half has
 * waited for the grace since it arrived or the task started; so events that are read late, after an outage, still find their
 * partners. If no event arrives for window and grace, every window closes, because an idle topic does not advance.
 *
 * <p>After a pair, further halves of its key are duplicates until the window closes.
 */
final class PairProcessor implements Processor<String, Half, String, PairProcessor.Result> {
    static final String HALVES = "halves";
    static final String PAIRED = "paired";
    static final String CLOSINGS = "closings";

    private static final Duration CHECK_INTERVAL = Duration.ofSeconds(1);
    /** A bound of the work, and so of the transaction, of one check. */
    private static final int MAX_CLOSED_AT_ONCE = 10_000;

    private static final String SEPARATOR = " ";

    private final long windowMs;
    private final long graceMs;
    private final int maxBytes;
    private final PairTally tally;

    private ProcessorContext<String, Result> context;
    /** The half that waits, by the key by which halves meet. */
    private KeyValueStore<String, Half> halves;
    /** The time of the response of a pair that was made. */
    private KeyValueStore<String, Long> paired;
    /** When what arrived, by the time at which its window closes. */
    private KeyValueStore<String, Long> closings;

    private long started;
    private long lastArrival;
    private long eventTime = Long.MIN_VALUE;

    /** Either a pair, or a half without one. */
    record Result(Pair pair, Half half) {}

    private PairProcessor(PairSettings settings, PairTally tally) {
        windowMs = settings.window().toMillis();
        graceMs = settings.grace().toMillis();
        maxBytes = settings.maxBytes();
        this.tally = tally;
    }

    static ProcessorSupplier<String, Half, String, Result> supplier(PairSettings settings, PairTally tally) {
        return new ProcessorSupplier<>() {
            @Override
            public Processor<String, Half, String, Result> get() {
                return new PairProcessor(settings, tally);
            }

            @Override
            public Set<StoreBuilder<?>> stores() {
                return Set.of(
                        Stores.keyValueStoreBuilder(
                                Stores.persistentKeyValueStore(HALVES), Serdes.String(), new HalfSerde()),
                        Stores.keyValueStoreBuilder(
                                Stores.persistentKeyValueStore(PAIRED), Serdes.String(), Serdes.Long()),
                        Stores.keyValueStoreBuilder(
                                Stores.persistentKeyValueStore(CLOSINGS), Serdes.String(), Serdes.Long()));
            }
        };
    }

    @Override
    public void init(ProcessorContext<String, Result> newContext) {
        context = newContext;
        halves = context.getStateStore(HALVES);
        paired = context.getStateStore(PAIRED);
        closings = context.getStateStore(CLOSINGS);
        started = context.currentSystemTimeMs();
        lastArrival = started;
        context.schedule(CHECK_INTERVAL, PunctuationType.WALL_CLOCK_TIME, this::closeWindows);
    }

    @Override
    public void process(Record<String, Half> record) {
        String key = record.key();
        Half half = record.value();
        lastArrival = context.currentSystemTimeMs();
        // A clock that runs ahead must not close the windows of others.
        eventTime = Math.max(eventTime, Math.min(half.timestamp(), lastArrival));
        Half waiting = halves.get(key);
        if (waiting == null) {
            if (isDuplicate(paired.get(key), half)) {
                giveUp(half, Reason.DUPLICATE);
            } else {
                keep(key, half);
            }
        } else if (!isInWindow(waiting.timestamp(), half)) {
            replace(key, waiting, half);
        } else if (waiting.role() == half.role()) {
            giveUp(half, Reason.DUPLICATE);
        } else {
            halves.delete(key);
            emit(waiting, half);
            paired.put(key, half.timestamp());
            closings.put(closing(key, half.timestamp(), lastArrival), lastArrival);
        }
    }

    private boolean isDuplicate(Long pairTime, Half half) {
        return pairTime != null && isInWindow(pairTime, half);
    }

    private boolean isInWindow(long time, Half half) {
        return Math.abs(time - half.timestamp()) <= windowMs;
    }

    private void keep(String key, Half half) {
        halves.put(key, half);
        closings.put(closing(key, half.timestamp(), lastArrival), lastArrival);
    }

    /** Two halves of one key that are too far apart: the later one may still get a partner. */
    private void replace(String key, Half waiting, Half half) {
        boolean isLater = half.timestamp() > waiting.timestamp();
        Half earlier = isLater ? waiting : half;
        giveUp(earlier, Reason.without(earlier.role().other()));
        if (isLater) {
            keep(key, half);
        }
    }

    private void emit(Half waiting, Half half) {
        Pair pair = Pair.of(waiting, half);
        if (pair.json().length > maxBytes) {
            giveUp(waiting, Reason.TOO_LARGE);
            giveUp(half, Reason.TOO_LARGE);
            return;
        }
        tally.paired();
        context.forward(new Record<>(pair.id(), new Result(pair, null), Math.max(0, pair.timestamp())));
    }

    private void giveUp(Half half, Reason reason) {
        context.forward(new Record<>(half.id(), new Result(null, half.without(reason)), Math.max(0, half.timestamp())));
    }

    private void closeWindows(long now) {
        boolean idle = now >= lastArrival + windowMs + graceMs;
        List<KeyValue<String, Long>> closed = new ArrayList<>();
        try (KeyValueIterator<String, Long> entries =
                idle ? closings.all() : closings.range(prefix(0), prefix(Math.max(0, eventTime) + 1))) {
            while (entries.hasNext() && closed.size() < MAX_CLOSED_AT_ONCE) {
                KeyValue<String, Long> entry = entries.next();
                if (idle || now >= Math.max(entry.value, started) + graceMs) {
                    closed.add(entry);
                }
            }
        }
        closed.forEach(this::close);
    }

    private void close(KeyValue<String, Long> entry) {
        closings.delete(entry.key);
        String key = entry.key.substring(entry.key.indexOf(SEPARATOR) + 1);
        // Under one key, one half after another may have waited: each has a closing of its own.
        Half half = halves.get(key);
        if (half != null && closing(key, half.timestamp(), entry.value).equals(entry.key)) {
            halves.delete(key);
            giveUp(half, Reason.without(half.role().other()));
        }
        Long pairTime = paired.get(key);
        if (pairTime != null && closing(key, pairTime, entry.value).equals(entry.key)) {
            paired.delete(key);
        }
    }

    /** A time ahead of the arrival counts as the arrival, so that no clock keeps a half for longer. */
    private String closing(String key, long timestamp, long arrival) {
        return prefix(Math.max(0, Math.min(timestamp, arrival)) + windowMs + graceMs) + SEPARATOR + key;
    }

    /** Of one width, so that texts are in the order of times. */
    private static String prefix(long time) {
        return String.format("%019d", time);
    }
}
