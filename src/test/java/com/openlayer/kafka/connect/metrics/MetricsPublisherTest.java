package com.openlayer.kafka.connect.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.management.ManagementFactory;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import javax.management.AttributeNotFoundException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.metrics.MetricConfig;
import org.apache.kafka.common.metrics.Metrics;
import org.apache.kafka.common.metrics.PluginMetrics;
import org.apache.kafka.common.metrics.internals.PluginMetricsImpl;
import org.apache.kafka.connect.sink.SinkTaskContext;
import org.junit.jupiter.api.Test;

class MetricsPublisherTest {
    private static final MBeanServer BEANS = ManagementFactory.getPlatformMBeanServer();

    private final AtomicInteger rows = new AtomicInteger(7);
    private final List<Metric> ofTask = List.of(new Metric("pending", "What is pending.", rows::get));
    private final Map<String, List<Metric>> pipelines =
            Map.of("chat", List.of(new Metric("rows-total", "Rows.", rows::get)));

    /** The context of a worker. Before Kafka 4.1 it does not have this method. */
    private static SinkTaskContext context(Supplier<PluginMetrics> pluginMetrics) {
        return (SinkTaskContext) Proxy.newProxyInstance(
                MetricsPublisherTest.class.getClassLoader(),
                new Class<?>[] {SinkTaskContext.class},
                (proxy, method, args) -> {
                    assertThat(method.getName()).isEqualTo("pluginMetrics");
                    return pluginMetrics.get();
                });
    }

    private static SinkTaskContext oldWorker() {
        return context(() -> {
            throw new NoSuchMethodError("pluginMetrics");
        });
    }

    private MetricsPublisher show(SinkTaskContext context, String connector, String task) {
        return MetricsPublisher.of(context, connector, task, ofTask, pipelines);
    }

    private static Set<String> beans(String connector) throws Exception {
        return BEANS
                .queryNames(new ObjectName("kafka.connect:type=plugins,connector=" + connector + ",*"), null)
                .stream()
                .map(ObjectName::getCanonicalName)
                .collect(Collectors.toSet());
    }

    private static Object read(String name, String attribute) throws Exception {
        return BEANS.getAttribute(new ObjectName(name), attribute);
    }

    private static PluginMetricsImpl pluginMetrics(Metrics worker, String connector, String task) {
        Map<String, String> tags = new LinkedHashMap<>();
        tags.put("connector", connector);
        tags.put("task", task);
        return new PluginMetricsImpl(worker, tags);
    }

    private static Set<MetricName> named(Metrics worker, String name) {
        return worker.metrics().keySet().stream()
                .filter(metric -> metric.name().equals(name))
                .collect(Collectors.toSet());
    }

    @Test
    void registersMBeansWithOlderWorkers() throws Exception {
        try (MetricsPublisher exposition = show(oldWorker(), "beans", "3")) {
            String pipeline = "kafka.connect:type=plugins,connector=beans,task=3,pipeline=chat";
            assertThat(read("kafka.connect:type=plugins,connector=beans,task=3", "pending"))
                    .isEqualTo(7);
            assertThat(read(pipeline, "rows-total")).isEqualTo(7);
            rows.set(8);
            assertThat(read(pipeline, "rows-total")).isEqualTo(8);
            assertThat(BEANS.getAttributes(new ObjectName(pipeline), new String[] {"rows-total", "other"})
                            .asList())
                    .hasSize(1);
            assertThatThrownBy(() -> read(pipeline, "other")).isInstanceOf(AttributeNotFoundException.class);
        }
        assertThat(beans("beans")).isEmpty();
    }

    @Test
    void registersMBeansIfTheWorkerLacksTheTypes() throws Exception {
        SinkTaskContext context = context(() -> {
            throw new NoClassDefFoundError("org/apache/kafka/common/metrics/PluginMetrics");
        });
        try (MetricsPublisher exposition = show(context, "notypes", "0")) {
            assertThat(beans("notypes")).hasSize(2);
        }
    }

    @Test
    void namesAreUniquePerConnectorAndTask() throws Exception {
        MetricsPublisher first = show(oldWorker(), "two", "0");
        MetricsPublisher second = show(oldWorker(), "two", "1");
        MetricsPublisher other = show(oldWorker(), "too", "0");
        assertThat(beans("two")).hasSize(4);
        first.close();
        assertThat(beans("two")).hasSize(2).allMatch(name -> name.contains("task=1"));
        assertThat(beans("too")).hasSize(2);
        second.close();
        other.close();
    }

    @Test
    void replacesTheMBeansOfAnAbandonedTask() throws Exception {
        MetricsPublisher abandoned = show(oldWorker(), "zombie", "0");
        MetricsPublisher successor = show(oldWorker(), "zombie", "0");
        abandoned.close();
        assertThat(beans("zombie")).hasSize(2);
        successor.close();
        assertThat(beans("zombie")).isEmpty();
    }

    @Test
    void quotesNamesAsKafkaDoes() throws Exception {
        try (MetricsPublisher exposition = show(oldWorker(), "a,b=c*", "0")) {
            assertThat(read("kafka.connect:type=plugins,connector=\"a,b=c\\*\",task=0", "pending"))
                    .isEqualTo(7);
        }
    }

    @Test
    void registersMetricsWithNewerWorkers() throws Exception {
        try (Metrics worker = new Metrics();
                PluginMetricsImpl plugin = pluginMetrics(worker, "new", "0")) {
            MetricsPublisher exposition = show(context(() -> plugin), "new", "0");

            MetricName name = named(worker, "rows-total").iterator().next();
            assertThat(name.group()).isEqualTo("plugins");
            assertThat(name.tags()).isEqualTo(Map.of("connector", "new", "task", "0", "pipeline", "chat"));
            assertThat(worker.metric(name).metricValue()).isEqualTo(7);
            rows.set(9);
            assertThat(worker.metric(name).metricValue()).isEqualTo(9);
            assertThat(beans("new")).isEmpty();
            exposition.close();
            assertThat(named(worker, "rows-total")).isEmpty();
            assertThat(named(worker, "pending")).isEmpty();
        }
    }

    @Test
    void aStoppedTaskLeavesTheMetricsOfOthers() throws Exception {
        try (Metrics worker = new Metrics();
                PluginMetricsImpl plugin0 = pluginMetrics(worker, "c", "0");
                PluginMetricsImpl plugin1 = pluginMetrics(worker, "c", "1")) {
            MetricsPublisher first = show(context(() -> plugin0), "c", "0");
            MetricsPublisher second = show(context(() -> plugin1), "c", "1");
            first.close();
            assertThat(named(worker, "rows-total"))
                    .extracting(MetricName::tags)
                    .containsExactly(Map.of("connector", "c", "task", "1", "pipeline", "chat"));
            second.close();
        }
    }

    @Test
    void aTaskRunsWithoutMetricsIfRegistrationFails() throws Exception {
        try (Metrics worker = new Metrics();
                PluginMetricsImpl plugin = pluginMetrics(worker, "d", "0")) {
            MetricName taken =
                    plugin.metricName("rows-total", "taken", new LinkedHashMap<>(Map.of("pipeline", "chat")));
            plugin.addMetric(taken, (org.apache.kafka.common.metrics.Gauge<Integer>) (MetricConfig c, long now) -> 0);

            MetricsPublisher exposition = show(context(() -> plugin), "d", "0");

            assertThat(named(worker, "pending"))
                    .as("metrics of a partial registration")
                    .isEmpty();
            assertThat(named(worker, "rows-total")).containsExactly(taken);
            exposition.close();
        }
    }

    @Test
    void closesAfterTheWorkerRemovedTheMetrics() throws Exception {
        List<MetricsPublisher> open = new ArrayList<>();
        try (Metrics worker = new Metrics()) {
            PluginMetricsImpl plugin = pluginMetrics(worker, "e", "0");
            open.add(show(context(() -> plugin), "e", "0"));
            plugin.close();
            open.get(0).close();
            assertThat(named(worker, "pending")).isEmpty();
        }
    }
}
