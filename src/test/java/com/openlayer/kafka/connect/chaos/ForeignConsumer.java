package com.openlayer.kafka.connect.chaos;

import com.openlayer.kafka.connect.testing.Broker;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.awaitility.Awaitility;

/** A consumer that joins a connector's group, reads without committing, and leaves. */
final class ForeignConsumer implements AutoCloseable {
    private final CompletableFuture<Void> polling;
    private volatile boolean assigned;
    private volatile boolean leaving;

    ForeignConsumer(Broker broker, String group, String topic, String assignor) {
        Map<String, Object> config = Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                broker.bootstrapServers(),
                ConsumerConfig.GROUP_ID_CONFIG,
                group,
                ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG,
                assignor,
                ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                false,
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                "earliest",
                ConsumerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG,
                200);
        polling = CompletableFuture.runAsync(() -> {
            try (KafkaConsumer<byte[], byte[]> consumer =
                    new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
                consumer.subscribe(List.of(topic));
                while (!leaving) {
                    consumer.poll(Duration.ofMillis(100));
                    assigned = !consumer.assignment().isEmpty();
                }
            }
        });
    }

    ForeignConsumer awaitAssigned() {
        Awaitility.await("partitions of the foreign consumer")
                .atMost(Duration.ofSeconds(60))
                .failFast(polling::isDone)
                .until(() -> assigned);
        return this;
    }

    @Override
    public void close() {
        leaving = true;
        polling.join();
    }
}
