package com.openlayer.kafka.pairs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class PairEventsIT {
    private static final int PAIRS = 3000;
    private static final String LONELY = "lonely-";

    @TempDir
    Path directory;

    private final Random random = new Random(19);
    private int duplicates;
    private int lonely;

    @Test
    @Timeout(150)
    @DisplayName(
            "kills while pairs flow: each pair comes out once, none of halves of two, and every other event with its reason")
    void kills() throws Exception {
        try (BrokerHere broker = new BrokerHere(directory.resolve("broker"));
                PairsConsumer pairs = new PairsConsumer(broker, "pairs");
                PairsConsumer unpaired = new PairsConsumer(broker, "pairs-unpaired")) {
            broker.createTopics(2, "events", "pairs", "pairs-unpaired");
            List<JoinerProcess> joiners = new ArrayList<>(List.of(joiner(broker, 0), joiner(broker, 1)));
            AtomicReference<Exception> failure = new AtomicReference<>();
            Thread feed = new Thread(() -> feed(broker, failure));
            feed.start();
            for (int kill = 1; kill <= 4; kill++) {
                int enough = kill * PAIRS / 6;
                await().atMost(Duration.ofSeconds(60)).until(() -> pairs.poll() >= enough);
                int victim = kill % 2;
                joiners.get(victim).kill();
                joiners.set(victim, joiner(broker, victim));
            }
            feed.join();
            assertThat(failure.get()).isNull();
            // The halves without partner come last, when the topic has been idle.
            await().atMost(Duration.ofSeconds(60)).until(() -> pairs.poll() >= PAIRS);
            await().atMost(Duration.ofSeconds(60)).until(() -> unpaired.poll() >= duplicates + lonely);
            for (JoinerProcess joiner : joiners) {
                joiner.stop();
                joiner.exitCode();
            }
            pairs.poll();
            unpaired.poll();
            assertEachPairOnce(pairs.records);
            assertThat(unpaired.reasons()).isEqualTo(Map.of("duplicate", duplicates, "no-response", lonely));
        }
    }

    private JoinerProcess joiner(BrokerHere broker, int instance) throws IOException {
        return JoinerProcess.start(
                directory.resolve("joiner-" + instance + ".log"),
                "--bootstrap.servers=" + broker.bootstrapServers(),
                "--input.topics=events",
                "--output.topic=pairs",
                "--preset=kserve",
                "--window=10s",
                "--grace=5s",
                "--state.dir=" + directory.resolve("state-" + instance),
                "--consumer.session.timeout.ms=3000",
                "--consumer.heartbeat.interval.ms=500",
                "--producer.transaction.timeout.ms=3000");
    }

    /** Requests and responses in the order of a busy server, on partitions at random; some twice, some alone. */
    private void feed(BrokerHere broker, AtomicReference<Exception> failure) {
        Map<String, Object> config = new HashMap<>(broker.clientConfig());
        config.put("linger.ms", 5);
        try (var producer = new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer())) {
            List<Integer> open = new ArrayList<>();
            for (int n = 0; n < PAIRS; n++) {
                boolean responseFirst = random.nextInt(20) == 0;
                send(producer, responseFirst ? "response" : "request", String.valueOf(n));
                if (responseFirst) {
                    send(producer, "request", String.valueOf(n));
                } else {
                    open.add(n);
                }
                while (open.size() > 20) {
                    int answered = open.remove(random.nextInt(open.size()));
                    send(producer, "response", String.valueOf(answered));
                    if (random.nextInt(30) == 0) {
                        duplicates++;
                        send(producer, "response", String.valueOf(answered));
                    }
                }
                if (n % 100 == 0) {
                    send(producer, "request", LONELY + lonely++);
                    producer.flush();
                    Thread.sleep(500);
                }
            }
            open.forEach(n -> send(producer, "response", String.valueOf(n)));
        } catch (Exception e) {
            failure.set(e);
        }
    }

    private void send(KafkaProducer<byte[], byte[]> producer, String role, String id) {
        ProducerRecord<byte[], byte[]> event = new ProducerRecord<>(
                "events", random.nextInt(2), null, ("{\"" + role + "\":\"" + id + "\"}").getBytes(UTF_8));
        event.headers().add("ce_id", id.getBytes(UTF_8));
        event.headers().add("ce_type", ("org.kubeflow.serving.inference." + role).getBytes(UTF_8));
        producer.send(event);
    }

    private static void assertEachPairOnce(List<ConsumerRecord<String, byte[]>> records) throws IOException {
        Map<String, Integer> times = new TreeMap<>();
        for (ConsumerRecord<String, byte[]> record : records) {
            times.merge(record.key(), 1, Integer::sum);
            JsonNode pair = Body.MAPPER.readTree(record.value());
            assertThat(pair.at("/request/request").asText()).isEqualTo(record.key());
            assertThat(pair.at("/response/response").asText()).isEqualTo(record.key());
        }
        assertThat(times).hasSize(PAIRS);
        assertThat(times.values()).containsOnly(1);
    }

    @Test
    @Timeout(60)
    @DisplayName("a topic that does not exist and a property that is wrong end the application with one line")
    void wrongAtStart() throws Exception {
        try (BrokerHere broker = new BrokerHere(directory.resolve("broker"))) {
            broker.createTopics(1, "events", "pairs");
            String servers = "--bootstrap.servers=" + broker.bootstrapServers();
            try (JoinerProcess joiner = JoinerProcess.start(
                    directory.resolve("topic.log"),
                    servers,
                    "--input.topics=events",
                    "--output.topic=pairs",
                    "--preset=kserve")) {
                assertThat(joiner.exitCode()).isEqualTo(2);
                assertThat(joiner.log())
                        .isEqualToIgnoringNewLines("pair-events: Topic 'pairs-unpaired' does not exist. Create it");
            }
            try (JoinerProcess joiner = JoinerProcess.start(
                    directory.resolve("window.log"),
                    servers,
                    "--input.topics=events",
                    "--output.topic=pairs",
                    "--preset=kserve",
                    "--window=soon")) {
                assertThat(joiner.exitCode()).isEqualTo(2);
                assertThat(joiner.log())
                        .isEqualToIgnoringNewLines(
                                "pair-events: window=soon is not a duration from 1ms to 24h. Write it as 500ms, 90s, 5m or 1h");
            }
        }
    }

    /** Reads what is committed. */
    private static final class PairsConsumer implements AutoCloseable {
        private final KafkaConsumer<String, byte[]> consumer;
        private final String topic;
        private final List<ConsumerRecord<String, byte[]>> records = new ArrayList<>();

        private PairsConsumer(BrokerHere broker, String topic) {
            this.topic = topic;
            Map<String, Object> config = new HashMap<>(broker.clientConfig());
            config.put("isolation.level", "read_committed");
            config.put("auto.offset.reset", "earliest");
            config.put("enable.auto.commit", "false");
            consumer = new KafkaConsumer<>(config, new StringDeserializer(), new ByteArrayDeserializer());
        }

        /** @return how many records it has read so far */
        private int poll() {
            if (consumer.assignment().isEmpty()) {
                List<TopicPartition> partitions = new ArrayList<>();
                for (PartitionInfo partition : consumer.partitionsFor(topic)) {
                    partitions.add(new TopicPartition(topic, partition.partition()));
                }
                consumer.assign(partitions);
            }
            consumer.poll(Duration.ofMillis(200)).forEach(records::add);
            return records.size();
        }

        private Map<String, Integer> reasons() {
            Map<String, Integer> reasons = new TreeMap<>();
            for (ConsumerRecord<String, byte[]> record : records) {
                reasons.merge(
                        new String(record.headers().lastHeader("pair.reason").value(), UTF_8), 1, Integer::sum);
            }
            return reasons;
        }

        @Override
        public void close() {
            consumer.close();
        }
    }
}
