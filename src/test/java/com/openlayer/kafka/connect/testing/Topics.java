package com.openlayer.kafka.connect.testing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.awaitility.Awaitility;

/** The topics of a broker: creates, writes and reads them, and reads committed offsets. */
public final class Topics implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final String bootstrapServers;
    private final Admin admin;
    private final KafkaProducer<String, byte[]> producer;
    private final AtomicReference<Exception> unwritten = new AtomicReference<>();

    public Topics(Broker broker) {
        this(broker.bootstrapServers());
    }

    public Topics(String bootstrapServers) {
        this.bootstrapServers = bootstrapServers;
        admin = Admin.create(Map.of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServers,
                AdminClientConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG,
                200));
        producer = new KafkaProducer<>(
                Map.of(
                        ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        bootstrapServers,
                        ProducerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG,
                        200,
                        ProducerConfig.LINGER_MS_CONFIG,
                        5,
                        ProducerConfig.MAX_REQUEST_SIZE_CONFIG,
                        16 << 20,
                        ProducerConfig.BATCH_SIZE_CONFIG,
                        256 * 1024),
                new StringSerializer(),
                new ByteArraySerializer());
    }

    /** Creates a topic, and waits until the broker has learned of it from the controller. */
    public void create(String topic, int partitions) {
        await(admin.createTopics(List.of(new NewTopic(topic, partitions, (short) 1)))
                .all());
        Awaitility.await().ignoreExceptions().until(() -> partitions(topic) == partitions);
    }

    /** Sets {@code max.message.bytes} of a topic. */
    public void setMessageLimit(String topic, int bytes) {
        await(admin.incrementalAlterConfigs(Map.of(
                        new ConfigResource(ConfigResource.Type.TOPIC, topic),
                        List.of(new AlterConfigOp(
                                new ConfigEntry("max.message.bytes", Integer.toString(bytes)),
                                AlterConfigOp.OpType.SET))))
                .all());
    }

    public void delete(String topic) {
        await(admin.deleteTopics(List.of(topic)).all());
    }

    /** Sends without waiting. {@link #flush()} waits, and fails if a record was not written. */
    public void send(ProducerRecord<String, byte[]> message) {
        Future<RecordMetadata> unused = producer.send(message, (metadata, failure) -> {
            if (failure != null) {
                unwritten.compareAndSet(null, failure);
            }
        });
    }

    public void flush() {
        producer.flush();
        Exception failure = unwritten.getAndSet(null);
        if (failure != null) {
            throw new IllegalStateException("Not all records were written", failure);
        }
    }

    /** Writes values as JSON, or unchanged if they are text, round robin over the topic's partitions. */
    public void produce(String topic, Collection<?> values) {
        int partitions = partitions(topic);
        int i = 0;
        for (Object value : values) {
            send(new ProducerRecord<>(topic, i++ % partitions, null, bytes(value)));
        }
        flush();
    }

    /** Writes one record. */
    public void produce(ProducerRecord<String, byte[]> message) {
        send(message);
        flush();
    }

    /** {@code null} is a tombstone, a String is written unchanged, anything else as JSON. */
    public static byte[] bytes(Object value) {
        if (value == null || value instanceof byte[]) {
            return (byte[]) value;
        }
        if (value instanceof String text) {
            return text.getBytes(UTF_8);
        }
        try {
            return JSON.writeValueAsBytes(value);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    public int partitions(String topic) {
        TopicDescription description =
                await(admin.describeTopics(List.of(topic)).allTopicNames()).get(topic);
        return description.partitions().size();
    }

    /** The end offset of each partition, which a group commits when it has read everything. */
    public Map<TopicPartition, Long> endOffsets(Collection<String> topics) {
        return offsets(topics, OffsetSpec.latest());
    }

    private Map<TopicPartition, Long> offsets(Collection<String> topics, OffsetSpec which) {
        Map<TopicPartition, OffsetSpec> wanted = new HashMap<>();
        for (String topic : topics) {
            for (int partition = 0; partition < partitions(topic); partition++) {
                wanted.put(new TopicPartition(topic, partition), which);
            }
        }
        Map<TopicPartition, Long> ends = ordered();
        await(admin.listOffsets(wanted).all()).forEach((partition, info) -> ends.put(partition, info.offset()));
        return ends;
    }

    /** The committed offsets of a sink connector's group. */
    public Map<TopicPartition, Long> committed(String connector) {
        Map<TopicPartition, OffsetAndMetadata> committed =
                await(admin.listConsumerGroupOffsets(groupOf(connector)).partitionsToOffsetAndMetadata());
        Map<TopicPartition, Long> offsets = ordered();
        committed.forEach((partition, offset) -> {
            if (offset != null) {
                offsets.put(partition, offset.offset());
            }
        });
        return offsets;
    }

    public static String groupOf(String connector) {
        return "connect-" + connector;
    }

    /** Waits until the connector has committed the current ends of the topics. Empty partitions need no commit. */
    public void awaitAllCommitted(String connector, Duration patience, String... topics) {
        Map<TopicPartition, Long> ends = endOffsets(List.of(topics)).entrySet().stream()
                .filter(end -> end.getValue() > 0)
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
        Awaitility.await("commits of " + connector)
                .atMost(patience)
                .pollInterval(Duration.ofMillis(100))
                .untilAsserted(() -> assertThat(committed(connector)).containsAllEntriesOf(ends));
    }

    /** All records from the beginning to the current end, by partition, without those of aborted transactions. */
    public List<ConsumerRecord<byte[], byte[]>> read(String topic) {
        Map<TopicPartition, Long> ends = endOffsets(List.of(topic));
        List<ConsumerRecord<byte[], byte[]>> all = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of(
                        ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        bootstrapServers,
                        ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                        "earliest",
                        ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                        "read_committed",
                        ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                        false),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            consumer.assign(ends.keySet());
            consumer.seekToBeginning(ends.keySet());
            Awaitility.await("all of " + topic).atMost(Duration.ofSeconds(60)).until(() -> {
                consumer.poll(Duration.ofMillis(100)).forEach(all::add);
                return ends.entrySet().stream().allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
            });
        }
        return all;
    }

    /** The records of a dead-letter topic; empty if it does not exist yet. */
    public List<DeadLetter> deadLetters(String topic) {
        if (!await(admin.listTopics().names()).contains(topic)) {
            return List.of();
        }
        return read(topic).stream().map(DeadLetter::of).toList();
    }

    public Admin admin() {
        return admin;
    }

    @Override
    public void close() {
        producer.close(Duration.ZERO);
        admin.close(Duration.ZERO);
    }

    private static Map<TopicPartition, Long> ordered() {
        return new TreeMap<>((a, b) -> a.toString().compareTo(b.toString()));
    }

    private static <T> T await(KafkaFuture<T> future) {
        try {
            return future.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }
}
