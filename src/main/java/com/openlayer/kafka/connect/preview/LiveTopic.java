package com.openlayer.kafka.connect.preview;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads the last records of topics without a consumer group, so that nothing is committed. */
final class LiveTopic {
    private static final Duration TIMEOUT = Duration.ofSeconds(15);

    private final Map<String, Object> client = new HashMap<>();
    private final Duration timeout;

    /** @param settings of the consumer, including {@code bootstrap.servers} */
    LiveTopic(Map<String, String> settings) {
        this(settings, TIMEOUT);
    }

    LiveTopic(Map<String, String> settings, Duration timeout) {
        this.timeout = timeout;
        client.put("default.api.timeout.ms", Long.toString(timeout.toMillis()));
        client.put("request.timeout.ms", Long.toString(timeout.toMillis()));
        client.putAll(settings);
        client.remove(ConsumerConfig.GROUP_ID_CONFIG);
        client.remove(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG);
        client.remove("group.protocol");
        client.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
        client.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, "false");
        client.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        client.put(ConsumerConfig.CLIENT_ID_CONFIG, "openlayer-preview");
        client.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class.getName());
        client.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class.getName());
    }

    /**
     * The last records of each topic by timestamp, the oldest first.
     *
     * @throws BadInputException if a topic does not exist, all are empty, or Kafka cannot be reached
     */
    List<KafkaRecord> last(int count, Collection<String> topics) {
        try (Consumer<byte[], byte[]> consumer = new KafkaConsumer<>(client)) {
            List<KafkaRecord> records = new ArrayList<>();
            for (String topic : topics) {
                records.addAll(last(count, topic, consumer));
            }
            if (records.isEmpty()) {
                throw new BadInputException("There are no records in topic " + String.join(", ", topics));
            }
            return records;
        } catch (KafkaException e) {
            throw failed(e);
        }
    }

    /** The topics whose whole name matches the expression. */
    List<String> matching(Pattern regex) {
        try (Consumer<byte[], byte[]> consumer = new KafkaConsumer<>(client)) {
            List<String> topics = consumer.listTopics().keySet().stream()
                    .filter(topic -> regex.matcher(topic).matches())
                    .sorted()
                    .toList();
            if (topics.isEmpty()) {
                throw new BadInputException("No topic matches topics.regex=" + regex + " at " + servers());
            }
            return topics;
        } catch (KafkaException e) {
            throw failed(e);
        }
    }

    private List<KafkaRecord> last(int count, String topic, Consumer<byte[], byte[]> consumer) {
        List<TopicPartition> partitions = partitions(topic, consumer);
        Map<TopicPartition, Long> first = consumer.beginningOffsets(partitions);
        Map<TopicPartition, Long> end = consumer.endOffsets(partitions);
        consumer.assign(partitions);
        Set<TopicPartition> unread = new HashSet<>();
        for (TopicPartition partition : partitions) {
            long from = Math.max(first.getOrDefault(partition, 0L), end.getOrDefault(partition, 0L) - count);
            consumer.seek(partition, from);
            if (from < end.getOrDefault(partition, 0L)) {
                unread.add(partition);
            }
        }
        List<ConsumerRecord<byte[], byte[]>> read = new ArrayList<>();
        long deadline = System.nanoTime() + timeout.toNanos();
        while (!unread.isEmpty()) {
            if (System.nanoTime() - deadline > 0) {
                throw new BadInputException("Reading topic " + topic + " from " + servers() + " took longer than "
                        + timeout.toSeconds() + " s");
            }
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) {
                if (record.offset() < end.getOrDefault(new TopicPartition(topic, record.partition()), 0L)) {
                    read.add(record);
                }
            }
            // By position, because the last offsets may belong to transaction markers or compacted records.
            unread.removeIf(partition -> consumer.position(partition) >= end.getOrDefault(partition, 0L));
        }
        read.sort(Comparator.<ConsumerRecord<byte[], byte[]>>comparingLong(ConsumerRecord::timestamp)
                .thenComparingInt(ConsumerRecord::partition)
                .thenComparingLong(ConsumerRecord::offset));
        return read.subList(Math.max(0, read.size() - count), read.size()).stream()
                .map(LiveTopic::record)
                .toList();
    }

    private List<TopicPartition> partitions(String topic, Consumer<byte[], byte[]> consumer) {
        List<PartitionInfo> known;
        try {
            known = consumer.partitionsFor(topic);
        } catch (UnknownTopicOrPartitionException e) {
            known = List.of();
        }
        if (known == null || known.isEmpty()) {
            throw new BadInputException("There is no topic " + topic + " at " + servers());
        }
        return known.stream()
                .map(info -> new TopicPartition(topic, info.partition()))
                .toList();
    }

    private static KafkaRecord record(ConsumerRecord<byte[], byte[]> record) {
        return new KafkaRecord(
                record.topic(),
                record.partition(),
                record.offset(),
                record.timestamp() < 0 ? null : (Long) record.timestamp(),
                record.key(),
                record.value(),
                record.headers());
    }

    private BadInputException failed(KafkaException e) {
        return new BadInputException(
                e instanceof TimeoutException
                        ? "Kafka at " + servers() + " did not answer within " + timeout.toSeconds() + " s"
                        : "Cannot read from Kafka at " + servers() + ": " + BadInputException.describe(e),
                e);
    }

    private Object servers() {
        return client.getOrDefault(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, "(no bootstrap.servers)");
    }
}
