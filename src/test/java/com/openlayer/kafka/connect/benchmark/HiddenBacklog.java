package com.openlayer.kafka.connect.benchmark;

import java.time.Duration;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Records of an open transaction: consumers that read committed records see all of them at once. Partition 0 stays free
 * for other records, because no record behind those of an open transaction can be read.
 */
final class HiddenBacklog implements AutoCloseable {
    private static final Duration LONGEST = Duration.ofMinutes(10);
    private static final int FLUSHED_AT_ONCE = 20_000;

    private final KafkaProducer<byte[], byte[]> producer;

    private HiddenBacklog(KafkaProducer<byte[], byte[]> producer) {
        this.producer = producer;
    }

    /** Writes the given rows to all partitions but the first. */
    static HiddenBacklog of(String bootstrapServers, String topic, int partitions, LlmRows rows, IntStream numbers) {
        KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of(
                        ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        bootstrapServers,
                        ProducerConfig.TRANSACTIONAL_ID_CONFIG,
                        topic,
                        ProducerConfig.TRANSACTION_TIMEOUT_CONFIG,
                        (int) LONGEST.toMillis(),
                        ProducerConfig.LINGER_MS_CONFIG,
                        5,
                        ProducerConfig.BATCH_SIZE_CONFIG,
                        256 * 1024),
                new ByteArraySerializer(),
                new ByteArraySerializer());
        producer.initTransactions();
        producer.beginTransaction();
        numbers.forEach(i -> {
            int partition = 1 + i % (partitions - 1);
            var unused = producer.send(new ProducerRecord<>(topic, partition, null, rows.value(i)));
            if (i % FLUSHED_AT_ONCE == 0) {
                producer.flush();
            }
        });
        producer.flush();
        return new HiddenBacklog(producer);
    }

    /** Commits; fails if a record was not written. */
    void reveal() {
        producer.commitTransaction();
    }

    @Override
    public void close() {
        producer.close(Duration.ZERO);
    }
}
