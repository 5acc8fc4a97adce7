package com.openlayer.kafka.pairs;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.streams.StreamsConfig;

/** Finds out, before Streams starts, whether the brokers answer and the topics exist. */
final class TopicCheck {
    private static final long TIMEOUT_SECONDS = 30;

    private TopicCheck() {}

    /**
     * Asks the brokers.
     *
     * @throws PairSettings.InvalidException if the application could not run
     */
    static void run(PairSettings settings) {
        List<String> topics = new ArrayList<>(settings.inputs());
        topics.add(settings.output());
        topics.add(settings.unpaired());
        Map<String, Object> config = new StreamsConfig(settings.streams()).getAdminConfigs("pair-events-check");
        Set<Integer> partitions = new HashSet<>();
        try (Admin admin = Admin.create(config)) {
            Map<String, KafkaFuture<TopicDescription>> answers =
                    admin.describeTopics(topics).topicNameValues();
            for (String topic : topics) {
                int count = partitions(topic, answers.get(topic), settings);
                if (settings.inputs().contains(topic)) {
                    partitions.add(count);
                }
            }
        } catch (KafkaException e) {
            throw new PairSettings.InvalidException(e.getMessage()
                    + (e.getCause() == null ? "" : ": " + e.getCause().getMessage()));
        }
        if (!settings.repartition() && partitions.size() > 1) {
            throw new PairSettings.InvalidException(
                    "repartition=false needs input topics with equal numbers of partitions");
        }
    }

    private static int partitions(String topic, KafkaFuture<TopicDescription> answer, PairSettings settings) {
        String brokers = settings.streams().get(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG);
        try {
            return answer.get(TIMEOUT_SECONDS, TimeUnit.SECONDS).partitions().size();
        } catch (ExecutionException e) {
            throw new PairSettings.InvalidException(
                    e.getCause() instanceof UnknownTopicOrPartitionException
                            ? "Topic '" + topic + "' does not exist. Create it"
                            : "The brokers at " + brokers + " do not describe topic '" + topic + "': "
                                    + e.getCause().getMessage());
        } catch (TimeoutException e) {
            throw new PairSettings.InvalidException(
                    "No broker at " + brokers + " answers within " + TIMEOUT_SECONDS + " s");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PairSettings.InvalidException("Interrupted");
        }
    }
}
