package com.openlayer.kafka.connect.chaos;

import com.openlayer.kafka.connect.config.TaskType;
import com.openlayer.kafka.connect.testing.ConnectorConfig;
import com.openlayer.kafka.connect.testing.OpenlayerStub;
import com.openlayer.kafka.connect.testing.StubPipeline;
import com.openlayer.kafka.connect.testing.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Another pipeline of the connector, with its own topic and rows. It stays healthy while others fail. */
final class Neighbor {
    static final String ALIAS = "neighbor";

    private final Topics topics;
    private final String topic;
    private final int partitions;
    private final StubPipeline pipeline;
    private Feed feed;

    Neighbor(OpenlayerStub openlayer, Topics topics, String name, int partitions) {
        this.topics = topics;
        this.partitions = partitions;
        topic = "neighbor-" + name;
        topics.create(topic, partitions);
        pipeline = openlayer.pipeline(TaskType.LLM_BASE);
    }

    String topic() {
        return topic;
    }

    /** Adds its pipeline to the connector. */
    void addTo(ConnectorConfig config) {
        config.topic(topic)
                .llm(ALIAS, pipeline.id())
                .with(ALIAS, "topics", topic)
                .with(ALIAS, "input.variable.names", "question");
    }

    void start(long seed, int rowsPerSecond) {
        feed = new Feed(
                topics,
                topic,
                partitions,
                seed,
                Feed.Mix.ROWS,
                rowsPerSecond,
                () -> pipeline.ids().distinct());
    }

    /** Its throughput during that time. */
    double rowsPerSecond(Duration time) {
        long start = System.nanoTime();
        long before = pipeline.ids().distinct();
        Scenario.pass(time);
        return (pipeline.ids().distinct() - before) * 1e9 / (System.nanoTime() - start);
    }

    /** Ends the feed, and waits until everything sent is in the topic. */
    void finish() {
        feed.finish();
    }

    void stop() {
        feed.stop();
    }

    /** Rows that never arrived. */
    List<String> lost() {
        List<String> lost = new ArrayList<>();
        for (int partition = 0; partition < partitions; partition++) {
            for (long offset = 0; offset < feed.sent(partition); offset++) {
                String id = topic + "-" + partition + "-" + offset;
                if (!pipeline.ids().contains(id)) {
                    lost.add(id);
                }
            }
        }
        return lost;
    }
}
