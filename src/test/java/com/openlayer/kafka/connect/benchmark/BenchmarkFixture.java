package com.openlayer.kafka.connect.benchmark;

import com.openlayer.kafka.connect.testing.Broker;
import com.openlayer.kafka.connect.testing.ConnectWorker;
import com.openlayer.kafka.connect.testing.PluginPath;
import com.openlayer.kafka.connect.testing.Topics;
import com.openlayer.kafka.connect.testing.Workspace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.kafka.clients.producer.ProducerRecord;

/** The environment of a benchmark: a broker with filled topics, workers, and a server that stands in for Openlayer. */
final class BenchmarkFixture implements AutoCloseable {
    private static final String HEAP = "512m";
    private static final int FILLED_AT_ONCE = 20_000;

    private final Path plugins = PluginPath.unpacked();
    private final Path floorPlugins = FloorPlugin.packed(plugins);
    private final Path fixedWindow = Workspace.file("benchmark-fixed-window");
    private final Broker broker;
    private final Topics topics;
    private final StandIn standIn;
    private final boolean recording;
    private final Set<String> filled = new HashSet<>();

    /** @param recording whether the workers record a profile named {@code benchmark} */
    BenchmarkFixture(boolean recording) throws IOException {
        this.recording = recording;
        // The harness optimizes JVMs for fast starts; here they must run fast.
        broker = Broker.named("benchmark-broker")
                .jvmFlag("-XX:TieredStopAtLevel=4")
                .jvmFlag("-XX:-UseSerialGC")
                .jvmFlag("-XX:+UseG1GC")
                .start();
        topics = new Topics(broker);
        standIn = StandIn.start();
    }

    Topics topics() {
        return topics;
    }

    StandIn standIn() {
        return standIn;
    }

    String bootstrapServers() {
        return broker.bootstrapServers();
    }

    /** A worker to be started. */
    ConnectWorker worker(String name) {
        return builder(name, plugins + "," + floorPlugins).launch();
    }

    /** A worker to be started whose connector can have a fixed window. */
    ConnectWorker workerWithSwitchableWindow(String name) {
        return builder(name, SwitchableWindowPlugin.packed(plugins).toString())
                .jvmFlag("-D" + SwitchableWindowPlugin.SWITCH + "=" + fixedWindow)
                .launch();
    }

    /** Fixes the window of the tasks that start from now on in such workers, or not. */
    void fixWindow(boolean fixed) throws IOException {
        if (fixed) {
            Files.writeString(fixedWindow, "");
        } else {
            Files.deleteIfExists(fixedWindow);
        }
    }

    private ConnectWorker.WorkerBuilder builder(String name, String pluginPath) {
        ConnectWorker.WorkerBuilder worker = ConnectWorker.named("benchmark-" + name, broker)
                .heap(HEAP)
                .jvmFlag("-XX:TieredStopAtLevel=4")
                .jvmFlag("-XX:-UseSerialGC")
                .jvmFlag("-XX:+UseG1GC")
                .jvmFlag("-Xms" + HEAP)
                .property("plugin.path", pluginPath)
                // Twelve times as often as by default, so that the measurement includes commits.
                .offsetFlushInterval(Duration.ofSeconds(5));
        if (recording) {
            worker.jvmFlag("-XX:StartFlightRecording=name=benchmark,settings=profile");
        }
        return worker;
    }

    /** Writes the case's records, unless an earlier case did. */
    void fill(BenchmarkCase each) {
        fill(each.topicNames(), each.partitionsPerTopic(), each.rows(), each.value().shape);
    }

    /** Writes rows to new topics in turn, unless the first of them exists. */
    void fill(List<String> names, int partitions, int count, LlmRows.Shape shape) {
        if (!filled.add(names.get(0))) {
            return;
        }
        names.forEach(name -> topics.create(name, partitions));
        LlmRows rows = new LlmRows(shape);
        for (int i = 0; i < count; i++) {
            String topic = names.get(i % names.size());
            int partition = i / names.size() % partitions;
            topics.send(new ProducerRecord<>(topic, partition, null, rows.value(i)));
            // The first record of each partition waits for its leader: records behind a retried one would be out of
            // sequence.
            if (i % FILLED_AT_ONCE == 0 || i == names.size() * partitions - 1) {
                topics.flush(); // on a busy machine, more records would exceed the producer's timeout
            }
        }
        topics.flush();
    }

    @Override
    public void close() {
        standIn.close();
        topics.close();
        broker.close();
    }
}
