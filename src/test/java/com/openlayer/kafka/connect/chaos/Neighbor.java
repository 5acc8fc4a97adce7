package com.openlayer.kafka.connect.chaos;

import com.openlayer.kafka.connect.config.TaskType;
import com.openlayer.kafka.connect.testing.OpenlayerStub;
import com.openlayer.kafka.connect.testing.StubPipeline;
import com.openlayer.kafka.connect.testing.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A further pipeline of the connector, with a topic and rows of its own. It stays healthy, whatever happens to the others. */
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

    /** Those of its pipeline. */
    Map<String, String> properties() {
        String prefix = "pipelines." + ALIAS + ".";
        return Map.of(
                prefix + "topics", topic,
                prefix + "inference.pipeline.id", pipeline.id().toString(),
                prefix + "task.type", "llm-base",
                prefix + "input.variable.names", "question",
                prefix + "output.column.name", "output");
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

    /** Rows that it gets in that time, by the second. */
    double rowsPerSecond(Duration time) {
        long start = System.nanoTime();
        long before = pipeline.ids().distinct();
        Scenario.pass(time);
        return (pipeline.ids().distinct() - before) * 1e9 / (System.nanoTime() - start);
    }

    /** Ends the feed; all it sent is in the topic then. */
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
