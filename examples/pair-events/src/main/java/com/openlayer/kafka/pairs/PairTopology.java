package com.openlayer.kafka.pairs;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.kstream.Repartitioned;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Record;

/** Events to halves, halves by key, halves to pairs; what has no pair, with its reason, to a topic of its own. */
final class PairTopology {
    private static final Serde<byte[]> BYTES = Serdes.ByteArray();
    private static final String HEADER = "pair.";

    private PairTopology() {}

    static Topology build(PairSettings settings, PairTally tally) {
        StreamsBuilder builder = new StreamsBuilder();
        KStream<String, Half> halves = builder.stream(
                        settings.inputs(), Consumed.with(BYTES, BYTES).withTimestampExtractor(PairTopology::timestamp))
                .process(() -> new HalfReader(settings, tally));
        writeUnpaired(halves.filter((key, half) -> half.isUnpaired()), settings, tally);
        KStream<String, Half> paired = halves.filter((key, half) -> !half.isUnpaired());
        if (settings.repartition()) {
            paired = paired.repartition(Repartitioned.<String, Half>as("by-key")
                    .withKeySerde(Serdes.String())
                    .withValueSerde(new HalfSerde()));
        }
        KStream<String, PairProcessor.Result> results = paired.process(PairProcessor.supplier(settings, tally));
        results.filter((key, result) -> result.pair() != null)
                .mapValues(result -> result.pair().json())
                .to(settings.output(), Produced.with(Serdes.String(), BYTES));
        writeUnpaired(
                results.filter((key, result) -> result.half() != null).mapValues(PairProcessor.Result::half),
                settings,
                tally);
        return builder.build();
    }

    /** A record without a valid time gets that of its partition so far, or the time now: it must not end the application. */
    private static long timestamp(ConsumerRecord<Object, Object> event, long partitionTime) {
        if (event.timestamp() >= 0) {
            return event.timestamp();
        }
        return partitionTime >= 0 ? partitionTime : System.currentTimeMillis();
    }

    private static void writeUnpaired(KStream<String, Half> halves, PairSettings settings, PairTally tally) {
        halves.process(() -> new UnpairedWriter(tally)).to(settings.unpaired(), Produced.with(BYTES, BYTES));
    }

    /** The event as it was read, with headers that say why it has no pair and where it came from. */
    private static final class UnpairedWriter extends ContextualProcessor<String, Half, byte[], byte[]> {
        private final PairTally tally;

        private UnpairedWriter(PairTally tally) {
            this.tally = tally;
        }

        @Override
        public void process(Record<String, Half> record) {
            Half half = record.value();
            tally.unpaired(half.reason());
            Headers headers = new RecordHeaders(half.headers());
            add(headers, "reason", half.reason().word());
            add(headers, "role", half.role() == null ? null : half.role().word());
            add(headers, "key", half.id());
            add(headers, "topic", half.topic());
            add(headers, "partition", String.valueOf(half.partition()));
            add(headers, "offset", String.valueOf(half.offset()));
            context().forward(new Record<>(half.key(), half.value(), record.timestamp(), headers));
        }

        private static void add(Headers headers, String name, String text) {
            if (text != null) {
                headers.remove(HEADER + name).add(HEADER + name, Text.bytes(text));
            }
        }
    }
}
