package com.openlayer.kafka.connect.testing;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.net.URI;
import java.nio.file.Path;
import java.rmi.UnmarshalException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.management.ObjectName;
import org.awaitility.Awaitility;

/**
 * A distributed Connect worker in its own JVM, with Kafka's jars on its class path and the connector from the unpacked ZIP
 * on its {@code plugin.path}.
 */
public final class ConnectWorker implements AutoCloseable {
    private final Path directory;
    private final String group;
    private final JavaProcess.Command command;
    private final ConnectRest rest;
    private volatile JavaProcess process;

    private ConnectWorker(WorkerBuilder builder) {
        KafkaDistribution kafka = builder.kafka == null ? builder.broker.kafka() : builder.kafka;
        directory = Workspace.fresh(builder.name);
        group = builder.group;
        int port = FreePort.next();
        rest = new ConnectRest(URI.create("http://127.0.0.1:" + port));
        Path config = directory.resolve("worker.properties");
        Broker.store(
                config,
                properties(
                        builder.broker.bootstrapServers(),
                        builder.group,
                        builder.plugins == null ? PluginPath.unpacked() : builder.plugins,
                        port,
                        builder.offsetFlushInterval,
                        builder.properties));
        command = builder.command(
                directory,
                kafka,
                List.of("org.apache.kafka.connect.cli.ConnectDistributed", config.toString()),
                Map.copyOf(builder.environment));
        process = JavaProcess.start(command, log());
    }

    /** Configures a process with its files in this directory below {@code target/it}. */
    public static WorkerBuilder named(String name, Broker broker) {
        return new WorkerBuilder(name, broker);
    }

    /** The settings of the process to start. */
    public static final class WorkerBuilder extends KafkaLaunch<WorkerBuilder> {
        private final Broker broker;
        private final Map<String, String> environment = new HashMap<>();
        private Path plugins;
        private String group;
        private Duration offsetFlushInterval = Duration.ofSeconds(1);

        private WorkerBuilder(String name, Broker broker) {
            super(name);
            this.broker = broker;
            this.group = name;
        }

        @Override
        WorkerBuilder self() {
            return this;
        }

        /** Workers of a group share their connectors. Default: the worker's name. */
        public WorkerBuilder group(String id) {
            group = id;
            return this;
        }

        public WorkerBuilder offsetFlushInterval(Duration interval) {
            offsetFlushInterval = interval;
            return this;
        }

        public WorkerBuilder pluginPath(Path directory) {
            plugins = directory;
            return this;
        }

        public WorkerBuilder environment(String variable, String value) {
            environment.put(variable, value);
            return this;
        }

        /** Exports its metrics at this port with the shipped rules. */
        public WorkerBuilder metricsExporter(int port) {
            Path agent = MavenJars.resolve("jmx-exporter", List.of("io.prometheus.jmx:jmx_prometheus_javaagent:1.0.1"))
                    .get(0);
            return jvmFlag("-javaagent:" + agent + "=127.0.0.1:" + port + ":"
                    + Path.of("docker", "monitoring", "jmx-exporter.yml").toAbsolutePath());
        }

        /** Starts it without waiting, so that it can start together with its broker; {@link ConnectWorker#awaitReady()} waits. */
        public ConnectWorker launch() {
            return new ConnectWorker(this);
        }

        public ConnectWorker start() {
            return launch().awaitReady();
        }
    }

    /** The properties of a worker with its REST interface at this port. */
    static Properties properties(
            String bootstrapServers,
            String group,
            Path plugins,
            int port,
            Duration offsetFlushInterval,
            Map<String, String> chosen) {
        Properties p = new Properties();
        p.put("bootstrap.servers", bootstrapServers);
        p.put("group.id", group);
        for (String topic : List.of("config", "offset", "status")) {
            p.put(topic + ".storage.topic", group + "-" + topic);
            p.put(topic + ".storage.replication.factor", "1");
        }
        p.put("offset.storage.partitions", "1");
        p.put("status.storage.partitions", "1");
        p.put("key.converter", "org.apache.kafka.connect.storage.StringConverter");
        p.put("value.converter", "org.apache.kafka.connect.json.JsonConverter");
        p.put("value.converter.schemas.enable", "false");
        p.put("listeners", "http://127.0.0.1:" + port);
        p.put("rest.advertised.host.name", "127.0.0.1");
        p.put("plugin.path", plugins.toString());
        p.put("plugin.discovery", "service_load");
        p.put("connector.client.config.override.policy", "All");
        p.put("scheduled.rebalance.max.delay.ms", "0");
        p.put("offset.flush.interval.ms", Long.toString(offsetFlushInterval.toMillis()));
        p.put("config.providers", "env,file,directory");
        String providers = "org.apache.kafka.common.config.provider.";
        p.put("config.providers.env.class", providers + "EnvVarConfigProvider");
        p.put("config.providers.file.class", providers + "FileConfigProvider");
        p.put("config.providers.directory.class", providers + "DirectoryConfigProvider");
        // Below the default of a second, for workers that start before their broker or outlive it.
        p.put("reconnect.backoff.max.ms", "200");
        // A killed worker and its consumers are detected after 6 seconds instead of 10 and 45.
        for (String member : List.of("", "consumer.")) {
            p.put(member + "session.timeout.ms", "6000");
            p.put(member + "heartbeat.interval.ms", "1000");
        }
        p.putAll(chosen);
        return p;
    }

    public ConnectRest rest() {
        return rest;
    }

    public String group() {
        return group;
    }

    public long pid() {
        return process.pid();
    }

    public boolean alive() {
        return process.alive();
    }

    public Path log() {
        return directory.resolve("worker.log");
    }

    public String logTail(int lines) {
        return JavaProcess.tail(log(), lines);
    }

    /** Starts it again after {@link #stop()} or {@link #kill()}, without waiting. */
    public void launch() {
        if (process.alive()) {
            throw new IllegalStateException("The worker runs");
        }
        process = JavaProcess.start(command, log());
    }

    /** Waits until it has joined its group and read its config topic, after which it lists connectors. */
    public ConnectWorker awaitReady() {
        Awaitility.await("worker ready")
                .atMost(Duration.ofSeconds(90))
                .pollInterval(Duration.ofMillis(100))
                .until(() -> {
                    process.requireAlive("The worker");
                    return rest.answers("/connectors");
                });
        return this;
    }

    /** Stops it cleanly: tasks drain and commit. */
    public void stop() {
        process.stop(Duration.ofSeconds(60));
    }

    public void kill() {
        process.kill();
    }

    public void restart() {
        stop();
        launch();
        awaitReady();
    }

    public void suspend() {
        process.suspend();
    }

    public void resume() {
        process.resume();
    }

    /** Live heap in bytes: the heap in use after a garbage collection. */
    public long liveHeapBytes() {
        return process.ask(beans -> {
            MemoryMXBean memory = ManagementFactory.newPlatformMXBeanProxy(
                    beans, ManagementFactory.MEMORY_MXBEAN_NAME, MemoryMXBean.class);
            memory.gc();
            return memory.getHeapMemoryUsage().getUsed();
        });
    }

    /** The names of the live threads. */
    public List<String> threads() {
        return process.ask(beans -> {
            ThreadMXBean threads = ManagementFactory.newPlatformMXBeanProxy(
                    beans, ManagementFactory.THREAD_MXBEAN_NAME, ThreadMXBean.class);
            return Stream.of(threads.getThreadInfo(threads.getAllThreadIds()))
                    .filter(Objects::nonNull)
                    .map(ThreadInfo::getThreadName)
                    .toList();
        });
    }

    /** Whether a thread's stack has a call of the callee below which the caller is. */
    public boolean anyThreadIn(Class<?> callee, Class<?> caller) {
        return process.ask(beans -> {
            ThreadMXBean threads = ManagementFactory.newPlatformMXBeanProxy(
                    beans, ManagementFactory.THREAD_MXBEAN_NAME, ThreadMXBean.class);
            return Stream.of(threads.dumpAllThreads(false, false)).anyMatch(thread -> {
                List<String> calls = Stream.of(thread.getStackTrace())
                        .map(StackTraceElement::getClassName)
                        .toList();
                int from = calls.indexOf(caller.getName());
                return from >= 0 && calls.subList(0, from).contains(callee.getName());
            });
        });
    }

    /** The readable attributes of every matching MBean, by name and attribute. */
    public Map<String, Map<String, Object>> mbeans(String pattern) {
        return process.ask(beans -> {
            Map<String, Map<String, Object>> found = new TreeMap<>();
            for (ObjectName name : beans.queryNames(new ObjectName(pattern), null)) {
                Map<String, Object> values = new TreeMap<>();
                for (var attribute : beans.getMBeanInfo(name).getAttributes()) {
                    try {
                        Object value = beans.getAttribute(name, attribute.getName());
                        if (value != null) {
                            values.put(attribute.getName(), value);
                        }
                    } catch (UnmarshalException e) {
                        // a class that only the worker has
                    }
                }
                found.put(name.getCanonicalName(), values);
            }
            return found;
        });
    }

    /** Kills it, because its state is not needed any more. */
    @Override
    public void close() {
        process.kill();
    }
}
