package com.openlayer.kafka.pairs;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
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
        Map<String, Object> config =
                new HashMap<>(new StreamsConfig(settings.streams()).getAdminConfigs("pair-events-check"));
        List<String> topics = new ArrayList<>(settings.inputs());
        topics.add(settings.output());
        topics.add(settings.unpaired());
        Map<String, Integer> partitions = new TreeMap<>();
        try (Admin admin = Admin.create(config)) {
            Map<String, KafkaFuture<TopicDescription>> answers =
                    admin.describeTopics(topics).topicNameValues();
            for (String topic : topics) {
                partitions.put(
                        topic,
                        answers.get(topic)
                                .get(TIMEOUT_SECONDS, TimeUnit.SECONDS)
                                .partitions()
                                .size());
            }
        } catch (ExecutionException e) {
            throw new PairSettings.InvalidException(
                    e.getCause() instanceof UnknownTopicOrPartitionException
                            ? "Of the topics " + String.join(", ", topics) + ", at least one does not exist. Create it"
                            : "The brokers at " + settings.streams().get("bootstrap.servers")
                                    + " do not describe the topics: " + e.getCause());
        } catch (TimeoutException e) {
            throw new PairSettings.InvalidException("No broker at "
                    + settings.streams().get("bootstrap.servers") + " answers within " + TIMEOUT_SECONDS + " s");
        } catch (KafkaException e) {
            throw new PairSettings.InvalidException(e.getMessage()
                    + (e.getCause() == null ? "" : ": " + e.getCause().getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PairSettings.InvalidException("interrupted");
        }
        Set<Integer> counts = new HashSet<>();
        settings.inputs().forEach(topic -> counts.add(partitions.get(topic)));
        if (!settings.repartition() && counts.size() > 1) {
            throw new PairSettings.InvalidException(
                    "repartition=false needs input topics with equal numbers of partitions");
        }
    }
}
