package com.openlayer.kafka.connect.benchmark;

import com.openlayer.kafka.connect.benchmark.BenchmarkCase.Side;
import com.openlayer.kafka.connect.benchmark.BenchmarkCase.ValueFormat;
import com.openlayer.kafka.connect.testing.ConnectWorker;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Rows at a steady rate for minutes, with an outage in the middle. Measures the worker's memory and cost: a
 * heap or a cost per row that grows with uptime shows as a difference between the two halves.
 */
final class Soak {
    private static final int ROWS_PER_SECOND = 3_000;
    private static final int PRODUCE_MILLIS = 100;
    private static final int SAMPLE_SECONDS = 5;
    private static final int LATENCY_MILLIS = 20;
    /** Fractions of the duration: end of the warm-up, begin and end of the outage. */
    private static final double WARM = 0.1;

    private static final double AWAY_FROM = 0.45;
    private static final double AWAY_TO = 0.55;

    enum Phase {
        WARM_UP,
        FIRST_HALF,
        OUTAGE,
        /** Until all rows written during the outage have arrived. */
        CATCHING_UP,
        SECOND_HALF
    }

    /**
     * One sample of the worker.
     *
     * @param liveMegabytes heap in use right after a collection
     * @param waiting rows written that have not arrived
     */
    record MemorySample(
            Phase phase,
            double seconds,
            double liveMegabytes,
            double residentMegabytes,
            double cpuSeconds,
            long rows,
            long waiting) {}

    /** The result of the soak. */
    record SoakResult(int minutes, long rows, long lost, long duplicated, List<MemorySample> samples) {
        double live(Phase phase) {
            return median(phase, MemorySample::liveMegabytes);
        }

        double resident(Phase phase) {
            return median(phase, MemorySample::residentMegabytes);
        }

        /** CPU in µs per row, including explicit garbage collections. */
        double cpu(Phase phase) {
            List<MemorySample> own = of(phase);
            MemorySample first = own.get(0);
            MemorySample last = own.get(own.size() - 1);
            return (last.cpuSeconds() - first.cpuSeconds()) * 1e6 / (last.rows() - first.rows());
        }

        double mostLive() {
            return samples.stream()
                    .mapToDouble(MemorySample::liveMegabytes)
                    .max()
                    .orElseThrow();
        }

        private double median(Phase phase, ToDoubleFunction<MemorySample> figure) {
            double[] sorted = of(phase).stream().mapToDouble(figure).sorted().toArray();
            return sorted[sorted.length / 2];
        }

        private List<MemorySample> of(Phase phase) {
            return samples.stream().filter(sample -> sample.phase() == phase).toList();
        }
    }

    private final BenchmarkFixture bed;
    private final Duration duration;
    private final BenchmarkCase soaked;
    private final LlmRows values;
    private int written;

    Soak(BenchmarkFixture bed, Duration duration) {
        this.bed = bed;
        this.duration = duration;
        this.soaked = BenchmarkCase.plain(ValueFormat.STRING).rows((int) duration.toSeconds() * ROWS_PER_SECOND);
        this.values = new LlmRows(soaked.value().shape);
    }

    SoakResult run() throws IOException, InterruptedException {
        bed.topics().create(soaked.topicNames().get(0), soaked.partitionsPerTopic());
        try (ConnectWorker worker = bed.worker("soak").awaitReady()) {
            StandIn standIn = bed.standIn();
            standIn.begin(LATENCY_MILLIS, soaked.stride(Side.CONNECTOR), soaked.rows());
            worker.rest()
                    .put("soak", soaked.config(Side.CONNECTOR, standIn.base().toString()));
            List<MemorySample> samples = soak(new WorkerProcess(worker));
            StandIn.Stats stats = awaitAll();
            return new SoakResult(
                    (int) duration.toMinutes(),
                    written,
                    written - stats.distinct(),
                    stats.rows() - stats.distinct(),
                    samples);
        }
    }

    private List<MemorySample> soak(WorkerProcess process) throws IOException, InterruptedException {
        List<MemorySample> samples = new ArrayList<>();
        Phase phase = Phase.WARM_UP;
        long start = System.nanoTime();
        long nextSample = SAMPLE_SECONDS;
        while (written < soaked.rows()) {
            double seconds = (System.nanoTime() - start) / 1e9;
            produce((int) Math.min(soaked.rows(), seconds * ROWS_PER_SECOND));
            phase = next(phase, seconds / duration.toSeconds());
            if (seconds >= nextSample) {
                samples.add(sample(phase, seconds, process));
                nextSample += SAMPLE_SECONDS;
            }
            TimeUnit.MILLISECONDS.sleep(PRODUCE_MILLIS);
        }
        return samples;
    }

    private void produce(int upTo) {
        String topic = soaked.topicNames().get(0);
        while (written < upTo) {
            bed.topics()
                    .send(new ProducerRecord<>(
                            topic, written % soaked.partitionsPerTopic(), null, values.value(written)));
            written++;
        }
    }

    /** @param part elapsed fraction of the duration */
    private Phase next(Phase phase, double part) {

        return switch (phase) {
            case WARM_UP -> part >= WARM ? Phase.FIRST_HALF : phase;
            case FIRST_HALF -> {
                boolean out = part >= AWAY_FROM;
                bed.standIn().away(out);
                yield out ? Phase.OUTAGE : phase;
            }
            case OUTAGE -> {
                boolean back = part >= AWAY_TO;
                bed.standIn().away(!back);
                yield back ? Phase.CATCHING_UP : phase;
            }
            case CATCHING_UP -> waiting() < ROWS_PER_SECOND ? Phase.SECOND_HALF : phase;
            case SECOND_HALF -> phase;
        };
    }

    private long waiting() {
        return written - bed.standIn().stats().distinct();
    }

    private MemorySample sample(Phase phase, double seconds, WorkerProcess process) throws IOException {
        double live = process.worker().liveHeapBytes() / 1e6;
        long rows = bed.standIn().stats().distinct();
        MemorySample sample = new MemorySample(
                phase, seconds, live, process.residentMegabytes(), process.cpuNanos() / 1e9, rows, written - rows);
        System.out.printf(
                Locale.ROOT,
                "%4.0f s %-12s live heap %3.0f MB, RSS %3.0f MB, %7d rows arrived, %6d on their way%n",
                seconds,
                phase,
                live,
                sample.residentMegabytes(),
                rows,
                sample.waiting());
        return sample;
    }

    private StandIn.Stats awaitAll() throws InterruptedException {
        bed.topics().flush();
        StandIn.Stats stats = bed.standIn().stats();
        for (int i = 0; i < 300 && stats.distinct() < written; i++) {
            TimeUnit.MILLISECONDS.sleep(PRODUCE_MILLIS);
            stats = bed.standIn().stats();
        }
        return stats;
    }
}
